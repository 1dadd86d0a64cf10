package importer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/faq"
)

// A fact is a sentence long enough to state something; shorter ones (「ご了承ください。」) recur
// in any polite text.
const minFact = 14

// sharedFacts notes sentences that stand in two entries: whoever changes one should change both.
func sharedFacts(entries []faq.Entry) {
	where := map[string][]int{}
	var order []string
	for i := range entries {
		for _, s := range sentences(&entries[i]) {
			if w := where[s]; len(w) > 0 && w[len(w)-1] == i {
				continue
			}
			if where[s] = append(where[s], i); len(where[s]) == 2 {
				order = append(order, s)
			}
		}
	}
	for _, s := range order {
		ids := where[s]
		for k, i := range ids {
			other := &entries[ids[(k+1)%len(ids)]]
			entries[i].Warnings = append(entries[i].Warnings, warn("shared_fact", "import.warning.shared_fact", "words", s, "entry", entryName(other)))
		}
	}
}

func sentences(e *faq.Entry) []string {
	var all []string
	for _, b := range e.Answer {
		if b.Type != faq.Paragraph && b.Type != faq.Note {
			continue
		}
		for _, s := range reSentence.FindAllString(b.Text, -1) {
			if s = strings.TrimSpace(s); utf8.RuneCountInString(s) >= minFact {
				all = append(all, s)
			}
		}
	}
	return all
}

// mergeDuplicates takes questions that stand twice in one section, with the same answer, for one; where
// section or answer differ, it keeps both and notes it at each.
func (d *document) mergeDuplicates() {
	seen := map[string][]int{} // kept pieces by their question
	var kept []piece
	for _, p := range d.pieces {
		key := matchKey(spanOf(p.question))
		same := -1
		for _, k := range seen[key] {
			if kept[k].section == p.section && matchKey(answerOf(&kept[k])) == matchKey(answerOf(&p)) {
				same = k
			}
		}
		if key != "" && same >= 0 {
			kept[same].again++
			continue
		}
		seen[key] = append(seen[key], len(kept))
		kept = append(kept, p)
	}
	for i := range kept {
		p := &kept[i]
		text := spanOf(p.question)
		if p.again > 0 {
			p.warnings = append(p.warnings, warn("duplicate_question", "import.warning.duplicate_same", "question", text, "n", p.again+1))
		}
		for _, k := range seen[matchKey(text)] {
			if k != i && matchKey(text) != "" {
				p.warnings = append(p.warnings, warn("duplicate_question", "import.warning.duplicate", "question", text, "other", placeOf(&kept[k])))
				break
			}
		}
	}
	d.pieces = kept
}

// placeOf is how a person finds a piece in its document.
func placeOf(p *piece) string {
	switch {
	case p.label != "":
		return p.label
	case p.section != "":
		return "「" + p.section + "」"
	}
	return say("import.line", "n", p.line)
}

// twins notes entries that differ in one word only, in the question and throughout the answer:
// a search must keep them apart, and a change to one usually concerns the other. Compared are
// entries whose questions end alike; lists of such entries are short.
func twins(entries []faq.Entry) {
	const look = 40 // entries compared with each, so that a long document stays linear
	byEnd := map[string][]int{}
	for i := range entries {
		end := tail(matchKey(entries[i].Question), 5)
		group := byEnd[end]
		for k := len(group) - 1; k >= 0 && k >= len(group)-look; k-- {
			if a, b, ok := swapped(&entries[group[k]], &entries[i]); ok {
				entries[i].Warnings = append(entries[i].Warnings, warn("near_duplicate", "import.warning.twin", "entry", entryName(&entries[group[k]]), "a", a, "b", b))
				break
			}
		}
		byEnd[end] = append(group, i)
	}
}

// swapped says whether putting b for a turns entry x into entry y.
func swapped(x, y *faq.Entry) (a, b string, ok bool) {
	a, b = difference(x.Question, y.Question)
	if a == "" || b == "" || utf8.RuneCountInString(a) > 14 || utf8.RuneCountInString(b) > 14 {
		return "", "", false
	}
	xt, yt := x.AnswerText(), y.AnswerText()
	if utf8.RuneCountInString(xt) < 20 || utf8.RuneCountInString(x.Question) < 2*utf8.RuneCountInString(a) {
		return "", "", false
	}
	ok = similarity(strings.ReplaceAll(xt, a, b), yt) >= 0.9
	a, b = wholeWords(x.Question, y.Question, a, b)
	return a, b, ok
}

// wholeWords widens a difference to the words it lies in: 展示, 説明 become 展示会, 説明会.
func wholeWords(x, y, a, b string) (string, string) {
	i := strings.Index(x, a)
	if !strings.HasPrefix(y, x[:i]) {
		return a, b
	}
	sameScript := func(p, q rune) bool {
		return isKatakana(p) && isKatakana(q) || unicode.Is(unicode.Han, p) && unicode.Is(unicode.Han, q)
	}
	before, after := []rune(x[:i]), []rune(x[i+len(a):])
	for len(before) > 0 {
		last := before[len(before)-1]
		fa, _ := utf8.DecodeRuneInString(a)
		fb, _ := utf8.DecodeRuneInString(b)
		if !sameScript(last, fa) || !sameScript(last, fb) {
			break
		}
		a, b, before = string(last)+a, string(last)+b, before[:len(before)-1]
	}
	for len(after) > 0 {
		la, _ := utf8.DecodeLastRuneInString(a)
		lb, _ := utf8.DecodeLastRuneInString(b)
		if !sameScript(la, after[0]) && !sameScript(lb, after[0]) {
			break
		}
		a, b, after = a+string(after[0]), b+string(after[0]), after[1:]
	}
	return a, b
}

// difference is what is left of two texts without their common beginning and end.
func difference(x, y string) (a, b string) {
	rx, ry := []rune(x), []rune(y)
	i := 0
	for i < len(rx) && i < len(ry) && rx[i] == ry[i] {
		i++
	}
	j := 0
	for j < len(rx)-i && j < len(ry)-i && rx[len(rx)-1-j] == ry[len(ry)-1-j] {
		j++
	}
	return string(rx[i : len(rx)-j]), string(ry[i : len(ry)-j])
}

// similarity is the share of common letter pairs (Dice's coefficient).
func similarity(x, y string) float64 {
	pairs := map[[2]rune]int{}
	count := func(s string, step int) (n, hit int) {
		var last rune
		for _, r := range s {
			p := [2]rune{last, r}
			if step < 0 && pairs[p] > 0 {
				hit++
			}
			pairs[p] += step
			last = r
			n++
		}
		return n, hit
	}
	n, _ := count(x, 1)
	m, hit := count(y, -1)
	if n+m == 0 {
		return 1
	}
	return 2 * float64(hit) / float64(n+m)
}
