package faq

import (
	"bufio"
	"bytes"
	"embed"
	"fmt"
	"io"
	"strings"
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
//	-返金: お金が戻る                     takes words out of a concept of an earlier dictionary
//	=返金: 払い戻し                       replaces a concept of an earlier dictionary
//
// Words are parted by 、 or a comma. A verb or adjective at a word's end is found in all its forms.
type Dictionary struct {
	name  string
	lines []entryLine
}

// An entryLine is one line of a dictionary, taken apart.
type entryLine struct {
	kind  lineKind
	name  string
	words []string
}

type lineKind uint8

const (
	lineConcept lineKind = iota
	lineQuestion
	lineFiller
	lineStop
	lineRelated
	lineTwin
	lineRemove
	lineReplace
)

// maxDictionaryWord is the most characters a word of a dictionary may have; a longer one is a sentence that slipped in.
const maxDictionaryWord = 40

//go:embed dictionary/*.txt
var builtinFiles embed.FS

// builtinDictionary reads the dictionary that the program carries.
func builtinDictionary() ([]*Dictionary, error) {
	files, err := builtinFiles.ReadDir("dictionary")
	if err != nil {
		return nil, fmt.Errorf("read the built-in dictionary: %w", err)
	}
	var out []*Dictionary
	for _, f := range files {
		b, err := builtinFiles.ReadFile("dictionary/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("read the built-in dictionary: %w", err)
		}
		d, err := ParseDictionary(f.Name(), bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// ParseDictionary reads a dictionary. Its errors name the file and the line.
func ParseDictionary(name string, r io.Reader) (*Dictionary, error) {
	d := &Dictionary{name: name}
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
		if first, dup := seen[e.name]; dup && (e.kind == lineConcept || e.kind == lineQuestion) {
			return nil, fmt.Errorf("dictionary %s:%d: concept %q is already on line %d", name, n, e.name, first)
		}
		if e.kind == lineConcept || e.kind == lineQuestion {
			seen[e.name] = n
		}
		d.lines = append(d.lines, e)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("dictionary %s: %w", name, err)
	}
	return d, nil
}

func parseLine(line string) (entryLine, error) {
	line = strings.ReplaceAll(line, "：", ":")
	if name, rest, ok := strings.Cut(line, ":"); ok {
		return parseConcept(strings.TrimSpace(name), rest)
	}
	for sign, kind := range map[string]lineKind{"~": lineRelated, "|": lineTwin} {
		if name, rest, ok := strings.Cut(line, sign); ok {
			e := entryLine{kind: kind, name: strings.TrimSpace(name)}
			var err error
			if e.words, err = splitWords(rest); err != nil {
				return e, err
			}
			return e, checkLine(e)
		}
	}
	return entryLine{}, fmt.Errorf("%q is neither a concept (name: words), a relation (a ~ b) nor twins (a | b)", line)
}

func parseConcept(name, rest string) (entryLine, error) {
	e := entryLine{name: name}
	switch {
	case name == "@filler":
		e.kind = lineFiller
	case name == "@stop":
		e.kind = lineStop
	case strings.HasPrefix(name, "@"):
		return e, fmt.Errorf("%q is not known; there are @filler and @stop", name)
	case strings.HasPrefix(name, "?"):
		e.kind = lineQuestion
	case strings.HasPrefix(name, "-"):
		e.kind, e.name = lineRemove, strings.TrimSpace(name[1:])
	case strings.HasPrefix(name, "="):
		e.kind, e.name = lineReplace, strings.TrimSpace(name[1:])
	}
	var err error
	if e.words, err = splitWords(rest); err != nil {
		return e, err
	}
	return e, checkLine(e)
}

func checkLine(e entryLine) error {
	if strings.Trim(e.name, "?-=") == "" {
		return fmt.Errorf("there is no name before the sign")
	}
	if len(e.words) == 0 {
		return fmt.Errorf("%q has no words", e.name)
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
		n := Normalise(w)
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
