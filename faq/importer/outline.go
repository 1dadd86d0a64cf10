package importer

import (
	"fmt"
	"strings"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// check refuses what would be half an import.
func (d *document) check() error {
	if len(d.pieces) == 0 {
		return refuse("import.refused.no_question")
	}
	if len(d.pieces) > maxEntries {
		return tooMany(len(d.pieces))
	}
	for _, p := range d.pieces {
		if len(p.answer) > 0 {
			return nil
		}
	}
	return noAnswer(len(d.pieces))
}

func tooMany(n int) error {
	return refuse("import.refused.too_many", "n", n, "limit", maxEntries)
}

func noAnswer(n int) error {
	return refuse("import.refused.no_answer", "n", n)
}

// A start is a line with which a question begins for certain: it has a mark, a number, or stands
// as a heading of the question level.
type start struct {
	at            int
	label, number string
	rest          string
}

// outline divides the document into head, contents and pieces. Marks are trusted before headings,
// headings before bare numbers, and only a text with none of them is judged by its sentences.
func (d *document) outline() {
	d.labelled = len(markStarts(d.lines)) >= 2
	before, body := d.cutContents()
	starts := markStarts(body)
	d.labelled = len(starts) >= 2 || len(starts) == 1 && (len(d.contents) == 1 || hasAnswerMark(body))
	if !d.labelled {
		starts = headingStarts(body)
	}
	if len(starts) == 0 {
		starts = numberStarts(body)
	}
	if d.marked = someMarked(body, starts); len(starts) == 0 || d.marked != nil {
		d.byForm(before, body)
	} else {
		d.byStarts(before, body, starts)
	}
	for i := range d.pieces {
		d.useContents(&d.pieces[i])
	}
}

// useContents takes from the table of contents what it says about a piece.
func (d *document) useContents(p *piece) {
	q := d.join(p.question, " ")
	it, ok := d.contentsSay(p.label, q)
	if !ok {
		return
	}
	p.page = it.page
	if matchKey(it.text) != matchKey(q) && it.text != "" {
		p.alias = it.text
	}
}

func markStarts(body []line) []start {
	var starts []start
	for i, l := range body {
		if m := cutMark(l.text); m.role == 'Q' {
			starts = append(starts, start{at: i, label: m.label(), number: m.number, rest: m.rest})
		}
	}
	return starts
}

func hasAnswerMark(body []line) bool {
	for _, l := range body {
		if m := cutMark(l.text); m.role == 'A' {
			return true
		}
	}
	return false
}

// someMarked returns the starts by their line when they carry no numbers and at least two plain
// questions stand beside them unmarked: then marks are evidence, and the text is judged by form.
func someMarked(body []line, starts []start) map[int]string {
	marked := map[int]string{}
	for _, s := range starts {
		if s.number != "" || s.rest == "" {
			return nil
		}
		marked[body[s.at].no] = s.rest
	}
	unmarked := 0
	for i, l := range body {
		before := i > 0 && marked[body[i-1].no] == "" && endsSentence(body[i-1].fold) || i == 0 || looksHeading(body[i-1])
		if marked[l.no] == "" && l.gap > 0 && before && askScore(l.text) >= 4 && cutMark(l.text).role == 0 {
			unmarked++
		}
	}
	if unmarked < 2 {
		return nil
	}
	return marked
}

var reMdHeading = lazyregexp.New(`^(#{1,6})\s+(.+?)\s*#*$`)

// headingStarts takes markdown headings as questions: those of the level on which most of them
// ask something, or of the deepest level where none does and there is more than one.
func headingStarts(body []line) []start {
	var all, asking [7]int
	for _, l := range body {
		if m := reMdHeading.FindStringSubmatch(strings.TrimSpace(l.text)); m != nil {
			all[len(m[1])]++
			if askScore(m[2]) >= 2 {
				asking[len(m[1])]++
			}
		}
	}
	level := 0
	for n := 1; n <= 6; n++ {
		if asking[n] > 0 && asking[n] >= asking[level] {
			level = n
		}
	}
	if level == 0 {
		return nil
	}
	var starts []start
	for i, l := range body {
		if m := reMdHeading.FindStringSubmatch(strings.TrimSpace(l.text)); m != nil && len(m[1]) == level {
			starts = append(starts, start{at: i, rest: strings.Trim(m[2], "*_ ")})
		}
	}
	return starts
}

var (
	reNumbered = lazyregexp.New(`^(?:[(（]?([0-9０-９]{1,3})[.．、)）:：]|([0-9０-９]{1,2}[-－−.．][0-9０-９]{1,2})[.．、)）:：\s　])[\s　.．、:：]*(.+)$`)
)

// numberStarts takes lines with bare numbers as questions when the numbers rise one by one and
// most of the lines ask something. Numbered steps inside an answer fail one test or the other.
func numberStarts(body []line) []start {
	var starts []start
	next, sub, asked := 1, 0, 0
	for i, l := range body {
		m := reNumbered.FindStringSubmatch(strings.TrimSpace(l.text))
		if m == nil {
			continue
		}
		text := m[3]
		ask := askScore(text) >= 2
		if m[2] != "" && (ask || looksHeading(newLine(l.no, text))) {
			sub++
			asked += btoi(ask)
			starts = append(starts, start{at: i, label: chars.ListWidth(m[2]), number: chars.ListWidth(m[2]), rest: text})
			continue
		}
		n := 0
		fmt.Sscan(chars.ListWidth(m[1]), &n)
		fresh := n == 1 && ask && next > 2
		if sub > 0 || n != next && !fresh || !ask && !(l.gap > 0 && (looksHeading(newLine(l.no, text)) || len(starts) >= 2 && sameOpening(l, body[starts[0].at]))) {
			continue
		}
		next = n + 1
		asked += btoi(ask)
		starts = append(starts, start{at: i, label: fmt.Sprint(n), number: fmt.Sprint(n), rest: text})
	}
	if sub >= 2 {
		starts = onlySub(starts)
	}
	if len(starts) < 2 || asked*2 < len(starts) {
		return nil
	}
	return starts
}

// sameOpening says whether two numbered lines are written alike: both in brackets or neither.
func sameOpening(a, b line) bool {
	return strings.HasPrefix(a.fold, "(") == strings.HasPrefix(b.fold, "(")
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// onlySub keeps 1-1, 1-2, …: the numbers without a second part are then the sections.
func onlySub(starts []start) []start {
	var sub []start
	for _, s := range starts {
		if strings.ContainsAny(s.number, "-.−") {
			sub = append(sub, s)
		}
	}
	return sub
}

// byStarts cuts the body at its certain questions. What stands between two of them is the first
// one's answer, but for headings at its end, which open the second one's section.
func (d *document) byStarts(before, body []line, starts []start) {
	var sections []string
	regions := make([][]line, len(starts))
	heads := make([][]line, len(starts)+1)
	for k := range starts {
		end := len(body)
		if k+1 < len(starts) {
			end = starts[k+1].at
		}
		region := body[starts[k].at+1 : end]
		if k+1 < len(starts) {
			region, heads[k+1] = d.cutSections(region, body[starts[k+1].at])
		} else {
			region = d.cutEnd(region, heads)
		}
		regions[k] = region
	}
	lead, first := d.cutFirstSection(body[:starts[0].at], body[starts[0].at], heads)
	heads[0] = first
	d.head = append(append(d.head, before...), lead...)
	for k, s := range starts {
		if len(heads[k]) > 0 {
			sections = sections[:0]
			for _, h := range heads[k] {
				title, _ := heading(h.text)
				sections = append(sections, strings.Trim(title, "*_ "))
			}
		}
		p := piece{label: s.label, number: s.number, section: strings.Join(sections, " / "), line: body[s.at].no}
		first := body[s.at]
		first.text, first.fold = s.rest, chars.ListWidth(s.rest)
		d.divide(&p, first, regions[k])
		if len(p.question) == 0 { // a mark with nothing to ask
			d.outside = append(append(d.outside, body[s.at]), p.answer...)
			continue
		}
		d.pieces = append(d.pieces, p)
	}
}

// divide tells question from answer: at the answer's mark, or else by how the question ends.
func (d *document) divide(p *piece, first line, region []line) {
	if first.fold != "" {
		p.question = []line{first}
	}
	for j := 0; j < len(region) && j < 6; j++ {
		m := cutMark(region[j].text)
		if m.role == 'A' && (m.number == "" || m.number == p.number) {
			p.question = append(p.question, region[:j]...)
			if l := region[j]; m.rest != "" {
				l.text, l.fold = m.rest, chars.ListWidth(m.rest)
				p.answer = append(p.answer, l)
			}
			p.answer = append(p.answer, region[j+1:]...)
			return
		}
	}
	if first.fold == "" && len(region) > 0 {
		p.question, region = region[:1:1], region[1:]
	}
	for len(region) > 0 && d.questionGoesOn(p, region) {
		p.question, region = append(p.question, region[0]), region[1:]
	}
	p.answer = append(p.answer, region...)
}

// questionGoesOn says whether the question's line was cut and ends on the next.
func (d *document) questionGoesOn(p *piece, region []line) bool {
	last, next := p.question[len(p.question)-1], region[0]
	if len(p.question) >= 4 || isStructured(next) || next.gap > 0 && !d.double {
		return false
	}
	if it, ok := d.contentsSay(p.label, ""); ok && p.label != "" {
		whole := matchKey(d.join(append(p.question[:len(p.question):len(p.question)], next), " "))
		if matchKey(it.text) == whole {
			return true
		}
		if matchKey(it.text) == matchKey(d.join(p.question, " ")) {
			return false
		}
	}
	if endsSentence(last.fold) || hasFinalForm(last.text) && askScore(next.text) < 4 {
		return false
	}
	return strings.HasSuffix(last.fold, "、") || askScore(next.text) >= 4 && len(region) > 1
}
