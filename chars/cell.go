package chars

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// formula are the signs with which a spreadsheet begins a formula, in one width: a Japanese one takes the full-width
// forms for them. Tabs and line ends it skips, and reads on behind them. An apostrophe is what guards.
const formula = "=+-@−\t\r\n'"

// Harmless is a cell of a table in CSV that no spreadsheet takes for a formula, whoever wrote what is in it: an
// apostrophe stands before what would begin one, and before an apostrophe, so that [Unguarded] finds the text again.
func Harmless(cell string) string {
	_, n := utf8.DecodeRuneInString(cell)
	if first, size := utf8.DecodeRuneInString(norm.NFKC.String(cell[:n])); size > 0 && strings.ContainsRune(formula, first) {
		return "'" + cell
	}
	return cell
}

// Unguarded is the text of a cell that Harmless has written.
func Unguarded(cell string) string { return strings.TrimPrefix(cell, "'") }
