package pdf

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"madoguchi/faq/importer/tree"
)

var (
	reContentsHead = regexp.MustCompile(`(?i)^[■●◆【\[#＜<\s]*(?:目\s*次|もくじ|(?:table of )?contents|index|質問一覧|項目一覧|質問項目)[】\]＞>\s:：]*$`)
	reLeader       = regexp.MustCompile(`(?:\s*[.．…‥・･·_]){3,}\s*[(（]?(?:p\.?\s*)?[0-9]{1,3}[)）]?$`)
	rePageNumber   = regexp.MustCompile(`^[(（]?(?:p\.?\s*)?[0-9]{1,3}(?:ページ|頁)?[)）]?$`)
)

// splitContents takes a table of contents out of a document's lines: lines that end in a leader and a
// page, or that lead to places of the document. One that has neither is left for the importer, which
// knows it by what comes again.
func splitContents(lines []*line) (rest []*line, contents []tree.Block) {
	item := make([]bool, len(lines))
	n := 0
	for i, l := range lines {
		item[i] = l.table == nil && (reLeader.MatchString(norm.NFKC.String(l.text())) || l.leadsInside() || isListed(lines, item, i))
		n += btoi(item[i])
	}
	if n < 3 {
		return lines, nil
	}
	again := map[string]int{}
	for _, l := range lines {
		again[squeeze(l.text())]++
	}
	fillGaps(lines, item, again)
	goOnAtEnd(lines, item, again)
	var own []*line
	for i, l := range lines {
		switch {
		case item[i]:
			own = append(own, l)
		case i+1 < len(lines) && item[i+1] && reContentsHead.MatchString(l.text()):
		default:
			rest = append(rest, l)
		}
	}
	return rest, contentsOf(own)
}

// isListed says whether a line below the heading of a table of contents ends in a page that stands apart.
func isListed(lines []*line, item []bool, i int) bool {
	l := lines[i]
	n := len(l.segments)
	if n < 2 || !rePageNumber.MatchString(norm.NFKC.String(plainText(l.segments[n-1].glyphs))) {
		return false
	}
	for k := i - 1; k >= max(0, i-4); k-- {
		if item[k] || reContentsHead.MatchString(lines[k].text()) {
			return true
		}
	}
	return false
}

// leadsInside says whether all of a line leads to a place of the document.
func (l *line) leadsInside() bool {
	n := 0
	for _, s := range l.segments {
		for _, g := range s.glyphs {
			if unicode.IsSpace(g.r) {
				continue
			}
			if g.link == 0 || l.links[g.link-1].url != "" {
				if !unicode.IsPunct(g.r) && g.r != '•' && g.r != '◦' {
					return false
				}
				continue
			}
			n++
		}
	}
	return n > 1
}

// fillGaps takes in the lines between items: the first half of a long one, and sections.
func fillGaps(lines []*line, item []bool, again map[string]int) {
	for i := range item {
		if item[i] {
			continue
		}
		next := i + 1
		for next < len(item) && next < i+3 && !item[next] {
			next++
		}
		near := next < len(item) && item[next] && lines[i].table == nil
		switch {
		case !near || reContentsHead.MatchString(lines[i].text()):
		case i > 0 && item[i-1], again[squeeze(lines[i].text())] > 1, i > 0 && reContentsHead.MatchString(lines[i-1].text()):
			item[i] = true
		}
	}
}

// goOnAtEnd takes in the lines after the last item that end in a page without a leader, and whose words
// come again.
func goOnAtEnd(lines []*line, item []bool, again map[string]int) {
	for i := 1; i < len(lines); i++ {
		if item[i] || !item[i-1] || lines[i].table != nil {
			continue
		}
		text := norm.NFKC.String(lines[i].text())
		if m := reTrailing.FindStringIndex(text); m != nil && again[squeeze(text[:m[0]])] > 0 {
			item[i] = true
		}
	}
}

var reTrailing = regexp.MustCompile(`\s+[0-9]{1,3}$`)

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
}

// contentsOf makes an item of each line. One that was cut has no page on its first line, and the next
// begins nothing.
func contentsOf(lines []*line) []tree.Block {
	var out []tree.Block
	for i, l := range lines {
		if i > 0 && !lines[i-1].hasPage() && !begins(l.text()) && lines[i-1].right+unit(l.segments[0].glyphs) > lines[i-1].edge-4*l.size && len(out) > 0 {
			b := &out[len(out)-1]
			b.Spans = tree.Words(spanText(joinSpans(b.Spans, l.spans())))
			continue
		}
		out = append(out, tree.Block{Kind: tree.Paragraph, Spans: tree.Words(strings.TrimSpace(l.text())), At: tree.Place{Page: l.page}})
	}
	return out
}

func (l *line) hasPage() bool {
	text := norm.NFKC.String(l.text())
	return reLeader.MatchString(text) || len(l.segments) > 1 && rePageNumber.MatchString(norm.NFKC.String(plainText(l.segments[len(l.segments)-1].glyphs)))
}
