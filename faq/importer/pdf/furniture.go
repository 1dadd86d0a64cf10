package pdf

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// What the printer puts on every page stands near its edges: running heads and page numbers.
const (
	edgeShare   = 0.13 // of the page's height, at its top and bottom
	printerEdge = 0.04 // so near the paper's edge only a printer writes
)

var (
	reDigits   = regexp.MustCompile(`[0-9]+`)
	rePageOnly = regexp.MustCompile(`(?i)^(?:[-‐–—―~\s(\[<]*(?:p(?:age|\.)?\s*)?[0-9]{1,3}\s*(?:(?:/|of)\s*[0-9]{1,3})?\s*(?:ページ|頁)?[-‐–—―~\s)\]>]*|[ivx]{1,5})$`)
)

// dropFurniture takes running heads and page numbers out of each page's lines.
func dropFurniture(pages []*page, lines [][]*line) {
	seen := map[string]map[int]bool{}
	for i, p := range pages {
		for _, l := range outermost(p, lines[i]) {
			key := furnitureKey(p, l)
			if seen[key] == nil {
				seen[key] = map[int]bool{}
			}
			seen[key][i] = true
		}
	}
	for i, p := range pages {
		drop := map[*line]bool{}
		for _, l := range outermost(p, lines[i]) {
			often := len(seen[furnitureKey(p, l)])
			at := l.midY() / p.height
			number := rePageOnly.MatchString(norm.NFKC.String(l.text()))
			printer := (at < printerEdge || at > 1-printerEdge) && l.size < 10
			if often >= 2 && often*5 >= len(pages)*2 || number && (at > 1-edgeShare || at < 0.07) || printer {
				drop[l] = true
			}
		}
		var kept []*line
		for _, l := range lines[i] {
			if !drop[l] {
				kept = append(kept, l)
			}
		}
		lines[i] = kept
	}
}

// outermost are the lines at a page's upper and lower edge, as far as they may be furniture: three of
// each.
func outermost(p *page, lines []*line) []*line {
	var out []*line
	for k := 0; k < 3 && k < len(lines); k++ {
		if lines[k].midY() < edgeShare*p.height {
			out = append(out, lines[k])
		}
	}
	for k := len(lines) - 1; k >= 0 && k >= len(lines)-3; k-- {
		if lines[k].midY() > (1-edgeShare)*p.height {
			out = append(out, lines[k])
		}
	}
	return out
}

// furnitureKey is what the same furniture has in common on all pages: its words but for numbers, and its
// height.
func furnitureKey(p *page, l *line) string {
	words := reDigits.ReplaceAllString(norm.NFKC.String(strings.Join(strings.Fields(l.text()), " ")), "#")
	side := "top "
	if l.midY() > p.height/2 {
		side = "bottom "
	}
	return side + string(rune('a'+int(l.midY()/4)%500)) + words
}
