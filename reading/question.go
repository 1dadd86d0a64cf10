package reading

import (
	"slices"
	"strings"
	"sync"

	"madoguchi/chars"
)

// Questioning says how far a sentence is a question.
type Questioning int

// The degrees of questioning.
const (
	Stating Questioning = iota // it neither asks nor wishes
	Wishing                    // it wishes for something, or may ask: 「解約したい」, 「支払いのことですが」
	Asking                     // it asks: 「いくらですか」, 「利用料は戻るやろか」
)

// Clues are how sentences of one degree end, and words that stand in them.
type clues struct{ ends, words, spoken []string }

func clueList(name string) func() clues {
	return sync.OnceValue(func() clues {
		var c clues
		_, sections := readList(name)
		for _, s := range sections {
			switch s.name {
			case "ends":
				c.ends = s.words
			case "words":
				c.words = s.words
			case "spoken":
				c.spoken = s.words
			}
		}
		return c
	})
}

var questionClues, wishClues = clueList("question"), clueList("wish")

func (c clues) in(sentence string) bool {
	return endsIn(sentence, c.ends) || slices.ContainsFunc(c.words, func(w string) bool { return strings.Contains(sentence, w) })
}

func endsIn(sentence string, ends []string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(sentence, end) })
}

// Question says how far a sentence is a question. It must be in one width and lower case, as
// chars.FoldCase makes it.
func Question(sentence string) Questioning {
	sentence = strings.TrimRight(sentence, "。 \n")
	switch {
	case questionClues().in(sentence):
		return Asking
	case wishClues().in(sentence):
		return Wishing
	}
	return Stating
}

// Asks reports whether a message asks something, also by an ending that is only spoken: its last sentence does. A message that tells first
// and closes with a question asks; one that asks and then goes on to tell is an account, and what it
// asks is not all that it wants.
func Asks(text string) bool {
	text = strings.TrimRight(chars.FoldCase(text), "。.! \n\t")
	last := 0
	for i, r := range text {
		if strings.ContainsRune("。!\n", r) {
			last = i + len(string(r))
		}
	}
	return Question(text[last:]) == Asking || endsIn(text[last:], questionClues().spoken)
}

var sentenceEnds = pattern(`[?？。！!\n]+`)

var joins = pattern(`(?:と|も|のと)?[、,，。][\s　]*(?:あと|それと|それから|ついでに|加えて|もう(?:一つ|ひとつ|一点))(?:は|で|に)?[、,，\s　]*`)

// Joined are the two matters of a message that puts one behind the other: 「台湾の相談と、あと会費の支払い方法も知りたいです」.
func Joined(text string) []string {
	at := joins().FindAllStringIndex(text, -1)
	if len(at) != 1 {
		return nil
	}
	first, second := strings.TrimSpace(text[:at[0][0]]), strings.TrimSpace(text[at[0][1]:])
	if chars.Length(first) < 4 || chars.Length(second) < 4 || namesNothing(first, "") || namesNothing(second, "") {
		return nil
	}
	return []string{first, second}
}

// Questions are the Japanese sentences of a text that ask something.
func Questions(text string) []string {
	var out []string
	from := 0
	for _, at := range append(sentenceEnds().FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		s := strings.TrimSpace(text[from:at[1]])
		from = at[1]
		if chars.Length(s) >= 4 && Asks(s) && !Latin(s) && !namesNothing(s, "") {
			out = append(out, s)
		}
	}
	return out
}
