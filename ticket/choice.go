package ticket

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode"
)

// words are the option's label, value and names, folded.
func (o *Option) words() []string {
	var out []string
	for _, w := range append([]string{o.Label, o.Value}, o.Names...) {
		if w = fold(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

var (
	choiceNumber = regexp.MustCompile(`^(?:\d{1,2}(?:番目?|つ目)?(?:と|、|,|・|\s|および|も|/)*)+(?:です|でお願いします|をお願いします|にします|で)?$`)
	circled      = regexp.MustCompile(`[①-⑳]`)
	everything   = regexp.MustCompile(`^(?:全部|ぜんぶ|すべて|全て|全項目|両方)(?:です|お願いします)?$`)
	numberIn     = regexp.MustCompile(`\d{1,2}`)
	negation     = regexp.MustCompile(`以外|じゃな|ではな|ではあり|でな(?:い|く)|なくて`)
	kanjiOrdinal = strings.NewReplacer("一番", "1番", "二番", "2番", "三番", "3番", "四番", "4番", "五番", "5番", "六番", "6番", "七番", "7番", "ひとつ目", "1つ目", "一つ目", "1つ目", "ふたつ目", "2つ目", "二つ目", "2つ目", "三つ目", "3つ目", "最初の", "1番", "いちばん上", "1番", "一番上", "1番")
	politeTail   = regexp.MustCompile(`(?:でおねがいします|をおねがいします|おねがいします|でおねがい|をきぼうします|きぼうです|がいいです|がよいです|がいい|にします|のほうです|のほう|かな|です|だとおもいます|だとおもう|とおもいます|になります|でいいです|で|を|だけ)$`)
)

// A mention is an option found in a text, with its place in the folded text.
type mention struct {
	option     int
	start, end int
}

func (f *Field) readChoice(text string, now time.Time) (Reading, error) {
	if picked := f.byNumber(text); picked != nil {
		return f.chosen(picked, "")
	}
	found, alone := f.mentions(text)
	if alone >= 0 {
		return f.chosen([]int{alone}, "")
	}
	if len(found) > 0 && negation.MatchString(text) && !f.Free {
		return Reading{}, f.unclear()
	}
	if len(found) == 0 {
		return f.notFound(text)
	}
	var picked []int
	for _, m := range found {
		if !slices.Contains(picked, m.option) {
			picked = append(picked, m.option)
		}
	}
	rest := leftover(text, found)
	if !f.Multiple && len(picked) > 1 {
		if !f.Free {
			return Reading{}, f.fail("恐れ入りますが、どれかひとつを選んでください。\n" + f.menu())
		}
		picked, rest = picked[:1], text
	}
	if part := f.part(TypeSlots); part != nil && rest != "" {
		return f.withSlots(picked, part, rest, now)
	}
	if !f.Free {
		rest = ""
	}
	return f.chosen(picked, rest)
}

// withSlots reads the times that follow the choice of a method in one answer.
func (f *Field) withSlots(picked []int, part *Field, rest string, now time.Time) (Reading, error) {
	r, err := f.chosen(picked, "")
	if err != nil {
		return r, err
	}
	if slots, err := part.Read(rest, now); err == nil {
		r.Also = map[string]Reading{part.Key(): slots}
	}
	return r, nil
}

// byNumber are the options named by their numbers: 2, ②, 1と3, 2番. Nil where the text is no
// number, or names one that does not exist.
func (f *Field) byNumber(text string) []int {
	s := kanjiOrdinal.Replace(plain(circled.ReplaceAllString(text, "$0 "))) // plain makes ② a 2
	if f.Multiple && everything.MatchString(s) {
		return f.all()
	}
	if !choiceNumber.MatchString(s) {
		return nil
	}
	var picked []int
	for _, d := range numberIn.FindAllString(s, -1) {
		n := 0
		fmt.Sscan(strings.TrimLeft(d, "0"), &n)
		if n < 1 || n > len(f.Choices) {
			return nil
		}
		if !slices.Contains(picked, n-1) {
			picked = append(picked, n-1)
		}
	}
	if len(picked) > 1 && !f.Multiple {
		return nil
	}
	return picked
}

// all are all options but the one for what the others leave out.
func (f *Field) all() []int {
	var picked []int
	for i, o := range f.Choices {
		if o.Value != "other" && o.Value != "unknown" {
			picked = append(picked, i)
		}
	}
	return picked
}

// mentions are the options whose words occur in text, longest words first; alone is the option
// that the text as a whole names, or a unique part of it, or -1.
func (f *Field) mentions(text string) (found []mention, alone int) {
	s := fold(text)
	short := politeTail.ReplaceAllString(s, "")
	var partly []int
	for i := range f.Choices {
		for _, w := range f.Choices[i].words() {
			if w == s || w == short {
				return nil, i
			}
			if length(short) >= 2 && strings.Contains(w, short) && !slices.Contains(partly, i) {
				partly = append(partly, i)
			}
		}
	}
	if len(partly) == 1 {
		return nil, partly[0]
	}
	return f.scan(s), -1
}

// scan finds the options' words in a folded text; a longer word takes its place from a shorter one.
func (f *Field) scan(s string) []mention {
	type word struct {
		text   string
		option int
	}
	var all []word
	for i := range f.Choices {
		for _, w := range f.Choices[i].words() {
			if length(w) >= 2 && !(len(w) < 4 && w[0] < 0x80) {
				all = append(all, word{w, i})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b word) int { return len(b.text) - len(a.text) })
	var found []mention
	for _, w := range all {
		for from := 0; ; {
			at := strings.Index(s[from:], w.text)
			if at < 0 {
				break
			}
			m := mention{w.option, from + at, from + at + len(w.text)}
			if !slices.ContainsFunc(found, func(o mention) bool { return o.start < m.end && m.start < o.end }) {
				found = append(found, m)
			}
			from = m.end
		}
	}
	slices.SortFunc(found, func(a, b mention) int { return a.start - b.start })
	return found
}

var connectors = regexp.MustCompile(`^(?:[\s、,。:：・/／()（）-]|です|について|のこと|で、|と|や|も|を|の|が|は|に|で|お願いします|あと|それと|それから|なのですが|なんですが)+`)

// leftover is what text says beyond the options it mentions, or "". Where the first option does
// not stand at the beginning, the sentence would be torn: then it is kept whole.
func leftover(text string, found []mention) string {
	last := found[0].end
	if found[0].start > 0 {
		last = 0
	}
	for _, m := range found[1:] {
		if last > 0 && m.start-last <= len("あと、") {
			last = m.end
		}
	}
	if last == 0 {
		return text
	}
	rest := afterFolded(text, last)
	rest = strings.TrimSpace(connectors.ReplaceAllString(rest, ""))
	if length(fold(rest)) < 2 || politeTail.ReplaceAllString(fold(rest), "") == "" {
		return ""
	}
	return rest
}

// afterFolded is the part of text behind the first n bytes of its folded form.
func afterFolded(text string, n int) string {
	rs := []rune(text)
	at := sort.Search(len(rs), func(i int) bool { return len(fold(string(rs[:i]))) >= n })
	for at < len(rs) && unicode.Is(unicode.Mn, rs[at]) {
		at++
	}
	return string(rs[at:])
}

// chosen is the reading of the picked options, with the member's own words behind them.
func (f *Field) chosen(picked []int, rest string) (Reading, error) {
	if f.Max > 0 && f.Multiple && len(picked) > f.Max {
		return Reading{}, f.fail(fmt.Sprintf("恐れ入りますが、%dつまで選んでください。", f.Max))
	}
	var values []string
	for _, i := range picked {
		values = append(values, f.Choices[i].Value)
	}
	if rest != "" {
		values = append(values, clip(rest, limitText))
	}
	return f.Show(values), nil
}

func (f *Field) notFound(text string) (Reading, error) {
	if f.Free && wordy(text) && length(text) <= limitText {
		return Reading{Values: []string{text}, Shown: text}, nil
	}
	return Reading{}, f.unclear()
}

func (f *Field) unclear() error {
	if f.Multiple {
		return f.fail("次の中から選んでください。番号でも、いくつでも大丈夫です。\n" + f.menu())
	}
	return f.fail("次の中から、ひとつ選んでください。番号でも大丈夫です。\n" + f.menu())
}

// menu is the choices as numbered lines.
func (f *Field) menu() string {
	lines := make([]string, len(f.Choices))
	for i, o := range f.Choices {
		lines[i] = fmt.Sprintf("%d %s", i+1, o.Label)
	}
	return strings.Join(lines, "\n")
}
