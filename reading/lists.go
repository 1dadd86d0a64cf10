package reading

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

//go:embed lists/*.txt
var listFiles embed.FS

// A section is a named part of a list: the words below [name]. Words above all names, or in a list
// without any, belong to the section "".
type section struct {
	name  string
	words []string
}

// readList gives a list's patterns, the lines that begin with =, and its sections. A line that
// begins with # is a comment. The lists are part of the program: one that cannot be read is a fault
// of ours, and every test that touches it finds it.
func readList(name string) (patterns []string, sections []section) {
	data, err := listFiles.ReadFile("lists/" + name + ".txt")
	if err != nil {
		panic(fmt.Sprintf("reading: list %s: %v", name, err))
	}
	at := section{}
	flush := func() {
		if len(at.words) > 0 {
			sections = append(sections, at)
		}
	}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "" || strings.HasPrefix(line, "# "):
		case strings.HasPrefix(line, "= "):
			patterns = append(patterns, line[len("= "):])
		case len(line) > 2 && line[0] == '[' && line[len(line)-1] == ']':
			flush()
			at = section{name: line[1 : len(line)-1]}
		default:
			at.words = append(at.words, line)
		}
	}
	flush()
	return patterns, sections
}

// How a list's phrases must stand in a text.
const (
	whole    = `^(?:%s)$` // they are all of it
	atEnd    = `(?:%s)$`  // it ends with them
	atStart  = `^(?:%s)`  // it begins with them
	anywhere = `%s`
)

// phrases is a list as one expression, compiled when it is first asked for. Its words are folded as
// the texts are that it is matched with, so that a list may hold them in any spelling. A list with patterns is
// as a small grammar: each pattern is the sections that follow one another, with ? for one that may
// be left out, * and + for one that may be repeated, and ! for one that is captured under its name. A
// list without patterns is any of its words; a word that ends in $ counts only at the end of the text.
func phrases(name, where string, fold func(string) string) func() *lazyregexp.Regexp {
	return sync.OnceValue(func() *lazyregexp.Regexp {
		return lazyregexp.New(fmt.Sprintf(where, grammar(name, fold)))
	})
}

func grammar(name string, fold func(string) string) string {
	patterns, sections := readList(name)
	parts := map[string]string{}
	for _, s := range sections {
		parts[s.name] = anyOf(s.words, fold)
	}
	if patterns == nil {
		return parts[""]
	}
	for i, p := range patterns {
		var out strings.Builder
		for part := range strings.FieldsSeq(p) {
			key := strings.TrimRight(part, "?*+!")
			switch {
			case parts[key] == "":
				panic(fmt.Sprintf("reading: list %s: no section %q", name, key))
			case part == key+"!":
				out.WriteString("(?P<" + key + ">" + parts[key] + ")")
			default:
				out.WriteString(parts[key] + part[len(key):])
			}
		}
		patterns[i] = out.String()
	}
	return "(?:" + strings.Join(patterns, "|") + ")"
}

// anyOf is an expression for any of some words, folded.
func anyOf(words []string, fold func(string) string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		w, end := strings.CutSuffix(w, "$")
		if w = fold(w); w == "" {
			panic(fmt.Sprintf("reading: nothing is left of the word %q", words[i]))
		}
		quoted[i] = regexp.QuoteMeta(w)
		if end {
			quoted[i] += "$"
		}
	}
	return "(?:" + strings.Join(quoted, "|") + ")"
}

// asWritten is the fold of lists whose texts are not folded.
func asWritten(s string) string { return s }

// wordSet is a list's words, folded by chars.FoldKana.
func wordSet(name string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		set := map[string]bool{}
		_, sections := readList(name)
		for _, s := range sections {
			for _, w := range s.words {
				set[chars.FoldKana(w)] = true
			}
		}
		return set
	})
}

// A swap puts other words in the place of a list's: each of its lines is a word, a tab and what to
// put there. Where two words begin at one place, the one that stands first in the list counts.
type swap struct {
	words *lazyregexp.Regexp
	with  map[string]string
}

func swaps(name string) func() *swap {
	return sync.OnceValue(func() *swap {
		s := &swap{with: map[string]string{}}
		var words []string
		_, sections := readList(name)
		for _, line := range sections[0].words {
			word, with, ok := strings.Cut(line, "\t")
			if !ok {
				panic(fmt.Sprintf("reading: list %s: no tab in %q", name, line))
			}
			words = append(words, word)
			s.with[word] = with
		}
		s.words = lazyregexp.New(anyOf(words, asWritten))
		return s
	})
}

func (s *swap) replace(text string) string {
	return s.words.ReplaceAllStringFunc(text, func(w string) string { return s.with[w] })
}

// pattern is an expression that is compiled when it is first needed.
func pattern(expr string) func() *lazyregexp.Regexp {
	return sync.OnceValue(func() *lazyregexp.Regexp { return lazyregexp.New(expr) })
}
