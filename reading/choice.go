package reading

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"madoguchi/chars"
)

// Options are what a text may choose among: for each, the words it is known by, its label first.
// Reading an answer folds them all; who reads many answers keeps the Options.
type Options struct {
	words [][]string // folded
}

// NewOptions makes options of the words each is known by.
func NewOptions(words ...[]string) *Options {
	o := &Options{words: make([][]string, len(words))}
	for i, ws := range words {
		for _, w := range ws {
			if w = chars.FoldKana(w); w != "" {
				o.words[i] = append(o.words[i], w)
			}
		}
	}
	return o
}

// A Choice is what a text says about some options.
type Choice struct {
	Picked []int  // the options named, each once, in the text's order
	Alone  bool   // the text names one option and says nothing else
	Rest   string // what it says besides, as it was written
}

// A Mention is an option found in a text, with its place in the text folded by chars.FoldKana.
type Mention struct {
	Option     int
	Start, End int
}

var (
	choiceNumber = pattern(`^(?:\d{1,2}(?:番目?|つ目)?(?:と|、|,|・|\s|および|も|/)*)+(?:です|でお願いします|をお願いします|にします|で)?$`)
	circled      = pattern(`[①-⑳]`)
	everything   = pattern(`^(?:全部|ぜんぶ|すべて|全て|全項目|両方)(?:です|お願いします)?$`)
	numberIn     = pattern(`\d{1,2}`)
	negation     = pattern(`以外|じゃな|ではな|ではあり|でな(?:い|く)|なくて`)
	ordinals     = swaps("ordinals")
	choiceTail   = phrases("choice-tails", atEnd, chars.FoldKana)
	connectors   = pattern(`^(?:[\s、,。:：・/／()（）-]|です|について|のこと|で、|と|や|も|を|の|が|は|に|で|お願いします|あと|それと|それから|なのですが|なんですが)+`)
)

// Choose reads which options a text names, by their words or a unique part of one. It names none
// where nothing is Picked.
func (o *Options) Choose(text string) Choice {
	found, alone := o.find(text)
	if alone >= 0 {
		return Choice{Picked: []int{alone}, Alone: true}
	}
	if len(found) == 0 {
		return Choice{Rest: text}
	}
	var c Choice
	for _, m := range found {
		if !slices.Contains(c.Picked, m.Option) {
			c.Picked = append(c.Picked, m.Option)
		}
	}
	c.Rest = Leftover(text, found)
	return c
}

// Alone is the option that the text as a whole names, or a unique part of it, or -1.
func (o *Options) Alone(text string) int {
	_, alone := o.find(text)
	return alone
}

// ByNumber are the options among n that a text names by nothing but their numbers, from 0: 2, ②, 1と3,
// 2番. Nil where it is no number, or names one that does not exist. More than one counts only where
// several may be chosen, and so does 全部, for which all is given.
func ByNumber(text string, n int, several bool, all []int) []int {
	s := ordinals().replace(chars.Plain(circled().ReplaceAllString(text, "$0 "))) // Plain makes ② a 2
	if several && everything().MatchString(s) {
		return all
	}
	if !choiceNumber().MatchString(s) {
		return nil
	}
	var picked []int
	for _, d := range numberIn().FindAllString(s, -1) {
		at := 0
		fmt.Sscan(strings.TrimLeft(d, "0"), &at)
		if at < 1 || at > n {
			return nil
		}
		if !slices.Contains(picked, at-1) {
			picked = append(picked, at-1)
		}
	}
	if len(picked) > 1 && !several {
		return nil
	}
	return picked
}

// Excludes reports whether a text may name an option to say that it is not meant: オンライン以外.
func Excludes(text string) bool { return negation().MatchString(text) }

func (o *Options) find(text string) (found []Mention, alone int) {
	s := chars.FoldKana(text)
	short := choiceTail().ReplaceAllString(s, "")
	var partly []int
	for i, words := range o.words {
		for _, w := range words {
			if w == s || w == short {
				return nil, i
			}
			if chars.Length(short) >= 2 && strings.Contains(w, short) && !slices.Contains(partly, i) {
				partly = append(partly, i)
			}
		}
	}
	if len(partly) == 1 {
		return nil, partly[0]
	}
	return o.scan(s), -1
}

// Mentions are the options' words within a text; a longer word takes its place from a shorter one.
// One letter, and a short word in Latin letters, could stand anywhere and are not looked for.
func (o *Options) Mentions(text string) []Mention { return o.scan(chars.FoldKana(text)) }

func (o *Options) scan(s string) []Mention {
	type word struct {
		text   string
		option int
	}
	var all []word
	for i, words := range o.words {
		for _, w := range words {
			if chars.Length(w) >= 2 && !(len(w) < 4 && w[0] < 0x80) {
				all = append(all, word{w, i})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b word) int { return len(b.text) - len(a.text) })
	var found []Mention
	for _, w := range all {
		for from := 0; ; {
			at := strings.Index(s[from:], w.text)
			if at < 0 {
				break
			}
			m := Mention{w.option, from + at, from + at + len(w.text)}
			if !slices.ContainsFunc(found, func(o Mention) bool { return o.Start < m.End && m.Start < o.End }) {
				found = append(found, m)
			}
			from = m.End
		}
	}
	slices.SortFunc(found, func(a, b Mention) int { return a.Start - b.Start })
	return found
}

// Leftover is what text says beyond the options it mentions, or "". Where the first option does not
// stand at the beginning, the sentence would be torn: then it is kept whole.
func Leftover(text string, found []Mention) string {
	last := found[0].End
	if found[0].Start > 0 {
		last = 0
	}
	for _, m := range found[1:] {
		if last > 0 && m.Start-last <= len("あと、") {
			last = m.End
		}
	}
	if last == 0 {
		return text
	}
	rest := Unjoined(afterFolded(text, last))
	if f := chars.FoldKana(rest); chars.Length(f) < 2 || choiceTail().ReplaceAllString(f, "") == "" {
		return ""
	}
	return rest
}

// Unjoined is a piece of a sentence without the particles and marks that joined it to what stood
// before it.
func Unjoined(s string) string { return strings.TrimSpace(connectors().ReplaceAllString(s, "")) }

// Bare is a folded text without what politely follows a choice: おんらいん(でおねがいします).
func Bare(folded string) string { return choiceTail().ReplaceAllString(folded, "") }

// afterFolded is the part of text behind the first n bytes of its folded form.
func afterFolded(text string, n int) string {
	rs := []rune(text)
	at := sort.Search(len(rs), func(i int) bool { return len(chars.FoldKana(string(rs[:i]))) >= n })
	for at < len(rs) && unicode.Is(unicode.Mn, rs[at]) {
		at++
	}
	return string(rs[at:])
}

// Clauses are the parts of a text between commas, full stops and line ends.
func Clauses(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、。,，\n", r) })
}

// Said is what a clause says of something whose name is cut off: 「北島から南野へ」 of 「を北島から南野へ」.
func Said(rest string) string { return strings.TrimLeft(rest, "をはのがも：: 　") }
