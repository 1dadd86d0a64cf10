package postgres

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/chars"
)

// A probe is what is asked of the index, and what is compared then.
type probe struct {
	grams  []int32   // all of them
	some   [][]int32 // of each list at least one; of words that may have something between their nouns
	words  []string  // folded; with some, patterns
	parted bool      // its words are patterns
}

// with is the same with one number more.
func (p probe) with(gram int32) probe {
	p.grams = append(slices.Clone(p.grams), gram)
	return p
}

func (p probe) query() (sql string, args []any) {
	args = []any{append([]int32{}, p.grams...), p.words, probeMost} // never nil, which would be NULL
	if !p.parted {
		return sqlProbe, args
	}
	var more strings.Builder
	for _, list := range p.some {
		args = append(args, list)
		fmt.Fprintf(&more, "\nAND grams && $%d::integer[]", len(args))
	}
	return partedProbeHead + more.String() + partedProbeEnd, args
}

// partedProbe probes for words with something small between their nouns; it is empty where no word has two.
//
// Where a noun may end, the pair of letters there need not be in the text. But no noun is one letter long except the
// first and the last, so of two such pairs that follow each other one is there: for 会員登録変更 the pairs 会員 and 変更, 員登 or
// 登録, 登録 or 録変. A single first letter has の or を behind it, a single last one before it.
func partedProbe(words []*chars.Wanted) probe {
	p := probe{parted: true}
	if !slices.ContainsFunc(words, (*chars.Wanted).Parted) {
		return p
	}
	for _, w := range words {
		p.words = append(p.words, w.Pattern())
		if !w.Parted() {
			p.grams = append(p.grams, probing(w.Text)...)
			continue
		}
		p.part(w.Letters())
	}
	return p
}

func (p *probe) part(letters []rune, gaps []bool) {
	last, from := len(letters)-1, 0
	at := func(i int) []int32 { return pairs(string(letters[i : i+2])) }
	for i, gap := range gaps {
		if gap || i+1 == last { // what goes together is probed as it is elsewhere
			end := i + 1
			if !gap {
				end = last + 1
			}
			p.grams = append(p.grams, probing(string(letters[from:end]))...)
			from = end
		}
		switch {
		case !gap:
		case i == 0:
			p.some = append(p.some, slices.Concat(at(0), pairs(string(letters[0])+"の"), pairs(string(letters[0])+"を")))
		case i+1 == last:
			p.some = append(p.some, slices.Concat(at(i), pairs("の"+string(letters[last])), pairs("を"+string(letters[last]))))
		}
		if i > 0 && gap && gaps[i-1] {
			p.some = append(p.some, slices.Concat(at(i-1), at(i)))
		}
	}
}
