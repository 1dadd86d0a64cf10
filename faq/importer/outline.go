package importer

import (
	"strings"
	"unicode/utf8"

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
	d.labelled = len(starts) >= 2 || len(starts) == 1 && (len(d.contents) == 1 || hasAnswerMark(body) || d.tree && starts[0].number != "")
	if !d.labelled {
		starts = headingStarts(body)
	}
	if len(starts) == 0 && d.tree {
		starts = boldStarts(body, true)
	}
	if len(starts) == 0 {
		starts = numberStarts(body)
	}
	if len(starts) == 0 && d.tree && d.claimed && !asksByForm(body) {
		if starts = nounStarts(body); len(starts) == 0 {
			starts = boldStarts(body, false)
		}
	}
	if d.marked = someMarked(body, starts); len(starts) == 0 || d.marked != nil {
		if d.tree && !d.claimed && !asksByForm(body) {
			return // a letter asks, too
		}
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

// headingStarts takes headings as questions: those of the level on which most of them ask something.
func headingStarts(body []line) []start {
	var all, asking [7]int
	for i, l := range body {
		if m := reMdHeading.FindStringSubmatch(strings.TrimSpace(l.text)); m != nil {
			if l.level > 0 && !hasContent(body, i) {
				continue
			}
			all[len(m[1])]++
			if askScore(m[2]) >= 2 {
				asking[len(m[1])]++
			}
		}
	}
	level := 0
	for n := 1; n <= 6; n++ {
		if asking[n] > 0 && asking[n]*4 >= all[n] && asking[n] >= asking[level] {
			level = n
		}
	}
	if level == 0 {
		return nil
	}
	return startsOfLevel(body, level)
}

// hasContent says whether a heading has something other than a heading right below it.
func hasContent(body []line, i int) bool {
	return i+1 < len(body) && body[i+1].level == 0
}

// startsOfLevel are the headings of a level. A number before nearly all of them is their label.
func startsOfLevel(body []line, level int) []start {
	var starts []start
	numbered := 0
	for i, l := range body {
		m := reMdHeading.FindStringSubmatch(strings.TrimSpace(l.text))
		if m == nil || len(m[1]) != level || l.level > 0 && !hasContent(body, i) && askScore(m[2]) < 2 {
			continue
		}
		starts = append(starts, start{at: i, rest: strings.Trim(m[2], "*_ ")})
		numbered += btoi(l.level > 0 && reNumbered.MatchString(m[2]))
	}
	return labelled(starts, numbered)
}

// labelled takes the numbers before questions for their labels, where most have one.
func labelled(starts []start, numbered int) []start {
	if numbered*2 <= len(starts) {
		return starts
	}
	for k := range starts {
		if m := reNumbered.FindStringSubmatch(starts[k].rest); m != nil {
			no := chars.ListWidth(m[1] + m[2])
			starts[k].label, starts[k].number, starts[k].rest = no, no, m[3]
		}
	}
	return starts
}

// nounStarts takes headings as questions that do not ask (「合否の連絡」): those of the deepest level
// that has at least two with something below them.
func nounStarts(body []line) []start {
	var all [7]int
	for i, l := range body {
		if l.level > 0 && hasContent(body, i) {
			all[min(l.level, 6)]++
		}
	}
	for n := 6; n >= 1; n-- {
		if all[n] >= 2 {
			return startsOfLevel(body, n)
		}
	}
	return nil
}

// boldStarts takes paragraphs as questions that stand out as a whole, each with plain text below it.
// Where they are to ask, half of them must.
func boldStarts(body []line, asking bool) []start {
	var starts []start
	asked, numbered := 0, 0
	for i, l := range body {
		if !l.bold || l.level > 0 || i+1 == len(body) || body[i+1].bold || body[i+1].level > 0 || utf8.RuneCountInString(l.fold) > 120 {
			continue
		}
		asked += btoi(askScore(l.text) >= 2)
		starts = append(starts, start{at: i, rest: withoutSigns(l.text)})
		numbered += btoi(reNumbered.MatchString(starts[len(starts)-1].rest))
	}
	if len(starts) < 2 || asking && asked*2 < len(starts) {
		return nil
	}
	return labelled(starts, numbered)
}

// asksByForm says whether paragraphs ask, so that their form tells more than headings that do not.
func asksByForm(body []line) bool {
	asks := 0
	for i, l := range body {
		if l.level == 0 && l.item == 0 && l.table == nil && askScore(l.text) >= 4 && i+1 < len(body) && askScore(body[i+1].text) < 3 {
			asks++
		}
	}
	return asks >= 2
}

// byStarts cuts the body at its certain questions. What stands between two of them is the first
// one's answer, but for headings at its end, which open the second one's section.
func (d *document) byStarts(before, body []line, starts []start) {
	var sections trail
	regions := make([][]line, len(starts))
	heads := make([][]line, len(starts)+1)
	for k := range starts {
		end := len(body)
		if k+1 < len(starts) {
			end = starts[k+1].at
		}
		region := body[starts[k].at+1 : end]
		var below []line
		if d.tree {
			region, below = d.cutAtHeading(region, body[starts[k].at].level)
		}
		if k+1 < len(starts) {
			region, heads[k+1] = d.cutSections(region, body[starts[k+1].at])
			heads[k+1] = append(heads[k+1], below...)
		} else {
			region = d.cutEnd(region, heads)
		}
		regions[k] = region
	}
	lead, first := body[:starts[0].at], []line(nil)
	if level := body[starts[0].at].level; d.tree && hasLevels(lead) {
		lead, first = d.cutAtHeading(lead, level)
	} else {
		lead, first = d.cutFirstSection(lead, body[starts[0].at], heads)
	}
	heads[0] = first
	d.head = append(append(d.head, before...), lead...)
	for k, s := range starts {
		sections = sections.through(heads[k])
		if level := body[s.at].level; level > 0 {
			sections = sections.above(level)
		}
		p := piece{label: s.label, number: s.number, section: sections.String(), line: body[s.at].no, page: body[s.at].page}
		first := body[s.at]
		first.cutFront(s.rest)
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
				l.cutFront(m.rest)
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
