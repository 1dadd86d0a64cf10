package data

import (
	"strings"

	"madoguchi/faq/importer/tree"
)

// Settings are the fields at the head of a text (its front matter), as far as they are words or lists of
// records. It is not ok where they cannot be read.
func Settings(head string) (s Front, ok bool) {
	v, err := fromYAML([]byte(head))
	o, isObject := v.(object)
	if err != nil || !isObject {
		return Front{}, false
	}
	s.Title = text(o.get(titleNames...))
	s.Summary = text(o.get("summary", "description", "概要"))
	s.Question = text(o.get(questionNames...))
	s.Section = strings.ReplaceAll(text(o.get(sectionNames...)), "\n", " / ")
	s.Label = text(o.get(labelNames...))
	s.Draft = isDraft(o)
	if a := text(o.get(aliasNames...)); a != "" {
		s.Aliases = strings.Split(a, "\n")
	}
	s.Records = read(o).Blocks
	if s.Question != "" {
		s.Records = nil
	}
	return s, true
}

// A Front is what the head of a text says about it.
type Front struct {
	Title, Summary, Question, Section, Label string
	Aliases                                  []string
	Draft                                    bool
	Records                                  []tree.Block
}
