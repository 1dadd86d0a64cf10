package docx

import (
	"regexp"
	"strconv"
	"strings"

	"madoguchi/faq/importer/parcel"
	"madoguchi/faq/importer/tree"
)

// A style is what a paragraph's style says about it.
type style struct {
	level    int // of a heading, from 1
	role     tree.Role
	contents bool // a line of a table of contents
	bold     bool
	hidden   bool
	num      string // its numbering
	depth    string
}

var (
	reHeading  = regexp.MustCompile(`(?i)^(?:heading|見出し)\s*([1-9])(?:\D|$)`)
	reContents = regexp.MustCompile(`(?i)^(?:toc|目次)\s*[1-9]`)
	reTitle    = regexp.MustCompile(`(?i)^(?:title|表題|タイトル)$`)
	reQuestion = regexp.MustCompile(`(?i)^(?:faq)?[-_ 　]*(?:質問|question)[-_ 　]*(?:文|見出し|text)?$`)
	reAnswer   = regexp.MustCompile(`(?i)^(?:faq)?[-_ 　]*(?:回答|answer)[-_ 　]*(?:文|本文|text)?$`)
)

// readStyles reads the styles by their ids; what one does not say, it has from the one it is based on.
func readStyles(p *parcel.Parcel, part string) map[string]style {
	all := map[string]style{}
	root, err := p.XML(part)
	if err != nil {
		return all // a document may do without
	}
	kids := map[string]*parcel.Element{}
	list := root.Kid("styles")
	if list == nil {
		return all
	}
	for _, k := range list.Kids {
		if k.Name == "style" {
			kids[k.Attr["styleId"]] = k
		}
	}
	for id := range kids {
		all[id] = resolve(kids, id, 0)
	}
	return all
}

func resolve(kids map[string]*parcel.Element, id string, depth int) style {
	e := kids[id]
	if e == nil || depth > 20 {
		return style{}
	}
	s := resolve(kids, e.Val("basedOn"), depth+1)
	name := strings.TrimSpace(e.Val("name"))
	if m := reHeading.FindStringSubmatch(name); m != nil {
		s.level, _ = strconv.Atoi(m[1])
	}
	if n, err := strconv.Atoi(e.At("pPr").Val("outlineLvl")); err == nil {
		s.level = (n + 1) % 10
	}
	switch {
	case reTitle.MatchString(name):
		s.role, s.level = tree.Title, 1
	case reQuestion.MatchString(name):
		s.role = tree.Question
	case reAnswer.MatchString(name):
		s.role = tree.Answer
	case reContents.MatchString(name):
		s.contents, s.level = true, 0
	}
	if run := e.Kid("rPr"); run != nil {
		if run.Kid("b") != nil {
			s.bold = run.On("b")
		}
		s.hidden = s.hidden || run.On("vanish")
	}
	if num := e.At("pPr", "numPr"); num != nil {
		s.num, s.depth = num.Val("numId"), num.Val("ilvl")
	}
	return s
}
