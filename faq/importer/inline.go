package importer

import (
	"madoguchi/faq/importer/tree"
	"madoguchi/lazyregexp"
)

// reInline finds marks of Markdown inside of a sentence: strong words, and links with a place to go.
var reInline = lazyregexp.New(`\*\*([^*\n]+)\*\*|\[([^\[\]\n]+)\]\((https?://[^()\s]+)\)`)

// inlineMarks takes the marks of Markdown out of a span that was written by hand into a cell.
func inlineMarks(s tree.Span) []tree.Span {
	var out []tree.Span
	add := func(text, url string) {
		if text != "" {
			out = append(out, tree.Span{Text: text, URL: url, Struck: s.Struck})
		}
	}
	rest := s.Text
	for {
		loc := reInline.FindStringSubmatchIndex(rest)
		if loc == nil {
			break
		}
		add(rest[:loc[0]], s.URL)
		if loc[2] >= 0 {
			add(rest[loc[2]:loc[3]], s.URL)
		} else {
			add(rest[loc[4]:loc[5]], rest[loc[6]:loc[7]])
		}
		rest = rest[loc[1]:]
	}
	add(rest, s.URL)
	return out
}
