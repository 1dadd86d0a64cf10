package reading

import (
	"slices"
	"strings"

	"madoguchi/chars"
)

var (
	salesYou   = sectionOf("sales", "you")
	salesOffer = sectionOf("sales", "offer")
)

// shortestSales is in characters: who sells explains.
const shortestSales = 40

// Sells reports whether a message wants to sell something to the office. A member speaks of 弊社 and of a
// ご提案 as well; only one who addresses the office as a customer and offers twice does.
func Sells(text string) bool {
	if chars.Length(text) < shortestSales {
		return false
	}
	folded := chars.FoldKana(text)
	in := func(w string) bool { return strings.Contains(folded, w) }
	if !slices.ContainsFunc(salesYou(), in) {
		return false
	}
	n := 0
	for _, w := range salesOffer() {
		if in(w) {
			n++
		}
	}
	return n >= 2
}
