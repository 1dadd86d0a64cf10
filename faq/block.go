package faq

import (
	"errors"
	"slices"
	"strings"

	"madoguchi/chars"
)

// BlockTypes are all the types of block, in the order in which people choose them.
var BlockTypes = []BlockType{Paragraph, Note, Link, Contact, Table}

// Bounds of an answer: as many blocks as the desk's form takes, and a text that would fill a page of print ten times over.
const (
	MostBlocks   = 60
	longestBlock = 20_000 // a text, in UTF-16 units
)

// ErrBlock is what is wrong with a block that Fit refuses.
var ErrBlock = errors.New("no block of an answer")

// Fit makes blocks fit to be kept, as a program has brought them, in place: their texts are cleaned. A block of no type
// that there is, without a text or a table that it needs, with an address that members cannot follow, or too long, is
// ErrBlock, and at is its index. Too many or none are ErrBlock at -1.
func Fit(blocks []Block) (at int, err error) {
	if len(blocks) == 0 || len(blocks) > MostBlocks {
		return -1, ErrBlock
	}
	for i := range blocks {
		if !blocks[i].fit() {
			return i, ErrBlock
		}
	}
	return -1, nil
}

func (b *Block) fit() bool {
	b.Text, b.URL = strings.TrimSpace(chars.Clean(b.Text)), strings.TrimSpace(chars.Clean(b.URL))
	table := b.Type == Table
	switch {
	case !slices.Contains(BlockTypes, b.Type), table != (len(b.Header) > 0), table == (b.Text != ""), chars.Units(b.Text) > longestBlock,
		!table && len(b.Rows) > 0, b.URL != "" && b.Type != Link && b.Type != Contact, b.Type == Link && !followed(b.URL):
		return false
	}
	for _, row := range append([][]string{b.Header}, b.Rows...) {
		if len(row) != len(b.Header) {
			return false
		}
		for i := range row {
			row[i] = strings.TrimSpace(chars.Clean(row[i]))
		}
	}
	return true
}

// followed reports whether members can follow an address from anywhere.
func followed(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}
