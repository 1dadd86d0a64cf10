package lazyregexp

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Most expressions match hardly any of the texts that they are tried on: a member asks for a receipt, and is looked
// through for threats, thanks and telephone numbers. So it is worked out of an expression what a text must hold
// for it to match at all, one of some words, and a text without any of them is not tried.
//
//	領収書|レシート         one of 領収書, レシート
//	^(?:お願い)?(?:し|いた)ます  ます: of what follows one another, the part whose shortest word is the longest
//	[0-9]{2,}円?           one of the ten figures
//	\p{Han}様?             nothing can be said
//
// RE2 calls it a prefilter.
type needed struct {
	first [4]uint64 // by the last eight bits of a rune: whether a word may begin with it
	words map[rune][]string
}

const (
	mostWords   = 4096 // of one expression
	mostLetters = 16   // of one class of letters
)

// neededBy is what a text must hold for an expression to match, or nil where that cannot be said.
func neededBy(expr string) *needed {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	words := wordsOf(re)
	if len(words) == 0 {
		return nil
	}
	n := &needed{words: map[rune][]string{}}
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		n.first[r&255>>6] |= 1 << (r & 63)
		n.words[r] = append(n.words[r], w)
	}
	return n
}

// in reports whether a text holds one of the words.
func (n *needed) in(s string) bool {
	if n == nil {
		return true
	}
	for i, r := range s {
		if n.first[r&255>>6]&(1<<(r&63)) == 0 {
			continue
		}
		for _, w := range n.words[r] {
			if strings.HasPrefix(s[i:], w) {
				return true
			}
		}
	}
	return false
}

// wordsOf are words of which every match of an expression has at least one; none where there are no such words.
func wordsOf(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return literal(re)
	case syntax.OpCharClass:
		return letters(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return wordsOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return wordsOf(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if words := wordsOf(sub); len(words) > 0 && (best == nil || shortest(words) > shortest(best)) {
				best = words
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			words := wordsOf(sub)
			if len(words) == 0 || len(all)+len(words) > mostWords {
				return nil
			}
			all = append(all, words...)
		}
		return all
	}
	return nil
}

// literal is the text that is matched as it is written. A letter with a capital, where both match, is not; nor is the
// sign for broken text, which matches other bytes as well.
func literal(re *syntax.Regexp) []string {
	if slices.Contains(re.Rune, utf8.RuneError) || re.Flags&syntax.FoldCase != 0 && slices.ContainsFunc(re.Rune, func(r rune) bool { return unicode.SimpleFold(r) != r }) {
		return nil
	}
	return []string{string(re.Rune)}
}

// letters are the members of a class, given as ranges, where they are few.
func letters(ranges []rune) []string {
	var all []string
	for i := 0; i+1 < len(ranges); i += 2 {
		if int(ranges[i+1]-ranges[i])+len(all) >= mostLetters || ranges[i] <= utf8.RuneError && ranges[i+1] >= utf8.RuneError {
			return nil
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			all = append(all, string(r))
		}
	}
	return all
}

func shortest(words []string) int {
	return len(slices.MinFunc(words, func(a, b string) int { return len(a) - len(b) }))
}
