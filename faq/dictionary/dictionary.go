// Package dictionary holds which words mean the same to a member: the dictionary that the program
// carries, one text file a subject, and the format in which an office writes its own.
//
// A file is read into a [Dictionary]: its lines are taken apart and their words normalised. By what the words
// are found in a text, all their inflected forms and sounds, is worked out by package lexicon; this package
// searches nothing.
//
//	own, err := dictionary.Parse("own.txt", file)     // our format, see Dictionary
//	own, err = dictionary.ParseSudachi("own.csv", file) // Sudachi's synonyms
//	ix, err := search.NewIndex(ctx, cs, search.Options{Synonyms: []*dictionary.Dictionary{own}})
//
// A word is added to the program's own dictionary by a line of the *.txt files here; then the search is
// fitted anew (docs/search.md).
package dictionary

import (
	"bufio"
	"bytes"
	"embed"
	"fmt"
	"io"
	"strings"

	"madoguchi/faq/search/kana"
)

// A Dictionary says which words mean the same to a member. It is a text file of lines:
//
//	# a comment
//	返金: 払い戻し、払戻、お金が戻る     a concept and the words for it; its name is one of them
//	?いつ: いつ、時期、タイミング        a question word: what kind of thing is asked
//	@filler: すみません、教えてください   phrases that carry nothing
//	@stop: する、ある                     dictionary forms that carry nothing alone
//	返金 ~ 中止、解約                     concepts near enough to count by half
//	入会 | 退会                           near-twins: the one must not be taken for the other
//	車両 > 軽トラ、バイク                 kinds: who says the one may ask what an entry says of the other
//	-返金: お金が戻る                     takes words out of a concept of an earlier dictionary
//	=返金: 払い戻し                       replaces a concept of an earlier dictionary
//
// A word with * after it may mean the concept among other things (出す*: 提出), and counts by half.
// Words are parted by 、 or a comma. A verb or adjective at a word's end is found in all its forms.
type Dictionary struct {
	Name    string
	Lines   []EntryLine
	General bool // of the language at large, not of what offices are asked: its words count less
}

// An EntryLine is one line of a dictionary, taken apart.
type EntryLine struct {
	Kind  lineKind
	Name  string
	Words []string
	Vague map[string]bool // those of Words that mean other things, too; nil for none
}

type lineKind uint8

const (
	LineConcept lineKind = iota
	LineQuestion
	LineFiller
	LineStop
	LineRelated
	LineTwin
	LineKinds // Name is the general thing, Words are its kinds; words that are no concept become one
	LineRemove
	LineReplace
)

// maxDictionaryWord is the most characters a word of a dictionary may have; a longer one is a sentence that slipped in.
const maxDictionaryWord = 40

//go:embed *.txt
var builtinFiles embed.FS

// Builtin reads the dictionary that the program carries.
func Builtin() ([]*Dictionary, error) {
	files, err := builtinFiles.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("read the built-in dictionary: %w", err)
	}
	var out []*Dictionary
	for _, f := range files {
		b, err := builtinFiles.ReadFile(f.Name())
		if err != nil {
			return nil, fmt.Errorf("read the built-in dictionary: %w", err)
		}
		d, err := Parse(f.Name(), bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// Parse reads a dictionary. Its errors name the file and the line.
func Parse(name string, r io.Reader) (*Dictionary, error) {
	d := &Dictionary{Name: name}
	seen := map[string]int{}
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 64<<10), 1<<20)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(sc.Text(), "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		e, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("dictionary %s:%d: %w", name, n, err)
		}
		if first, dup := seen[e.Name]; dup && (e.Kind == LineConcept || e.Kind == LineQuestion) {
			return nil, fmt.Errorf("dictionary %s:%d: concept %q is already on line %d", name, n, e.Name, first)
		}
		if e.Kind == LineConcept || e.Kind == LineQuestion {
			seen[e.Name] = n
		}
		d.Lines = append(d.Lines, e)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("dictionary %s: %w", name, err)
	}
	return d, nil
}

func parseLine(line string) (EntryLine, error) {
	line = strings.ReplaceAll(line, "：", ":")
	if name, rest, ok := strings.Cut(line, ":"); ok {
		return parseConcept(strings.TrimSpace(name), rest)
	}
	for sign, kind := range map[string]lineKind{"~": LineRelated, "|": LineTwin, ">": LineKinds} {
		if name, rest, ok := strings.Cut(line, sign); ok {
			e := EntryLine{Kind: kind, Name: strings.TrimSpace(name)}
			var err error
			if e.Words, err = splitWords(rest); err != nil {
				return e, err
			}
			return e, checkLine(e)
		}
	}
	return EntryLine{}, fmt.Errorf("%q is neither a concept (name: words), a relation (a ~ b), twins (a | b) nor kinds (a > b)", line)
}

func parseConcept(name, rest string) (EntryLine, error) {
	e := EntryLine{Name: name}
	switch {
	case name == "@filler":
		e.Kind = LineFiller
	case name == "@stop":
		e.Kind = LineStop
	case strings.HasPrefix(name, "@"):
		return e, fmt.Errorf("%q is not known; there are @filler and @stop", name)
	case strings.HasPrefix(name, "?"):
		e.Kind = LineQuestion
	case strings.HasPrefix(name, "-"):
		e.Kind, e.Name = LineRemove, strings.TrimSpace(name[1:])
	case strings.HasPrefix(name, "="):
		e.Kind, e.Name = LineReplace, strings.TrimSpace(name[1:])
	}
	var err error
	if e.Words, err = splitWords(rest); err != nil {
		return e, err
	}
	for i, w := range e.Words {
		if word, vague := strings.CutSuffix(w, vagueSign); vague {
			if e.Vague == nil {
				e.Vague = map[string]bool{}
			}
			e.Words[i], e.Vague[word] = word, true
		}
	}
	return e, checkLine(e)
}

// vagueSign stands after a word that means other things, too.
const vagueSign = "*"

func checkLine(e EntryLine) error {
	if strings.Trim(e.Name, "?-=") == "" {
		return fmt.Errorf("there is no name before the sign")
	}
	if len(e.Words) == 0 {
		return fmt.Errorf("%q has no words", e.Name)
	}
	return nil
}

// splitWords parts a list of words and normalises each.
func splitWords(list string) ([]string, error) {
	var out []string
	for _, w := range strings.FieldsFunc(list, func(r rune) bool { return r == '、' || r == ',' || r == '，' }) {
		w = strings.TrimSpace(w)
		if w == "" {
			continue
		}
		n := kana.Normalise(w)
		if n == "" {
			return nil, fmt.Errorf("%q has nothing that can be searched for", w)
		}
		if len([]rune(n)) > maxDictionaryWord {
			return nil, fmt.Errorf("%q is longer than %d characters", w, maxDictionaryWord)
		}
		out = append(out, n)
	}
	return out, nil
}
