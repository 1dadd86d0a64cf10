package importer

import (
	"math"
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// A text without marks is divided by weighing all its lines together: each line gets a score for
// being head, section, question or answer, each pair of neighbours one for following each other,
// and the best reading of the whole is taken (Viterbi). So a line that might be a question by its
// form (「…ご連絡ください。」) stays an answer when it stands between two certain questions.
type part int

const (
	partHead part = iota
	partSection
	partQuestion // the question's last line
	partBegun    // a question that goes on in the next line
	partAnswer
	parts
)

var never = math.Inf(-1)

// follow[a][b] is the score of b coming right after a. A question wants an answer after it, a
// section a question; the numbers need only be larger than what a doubtful form can win.
var follow = [parts][parts]float64{
	partHead:     {partHead: 0, partSection: 0, partQuestion: -0.3, partBegun: -0.3, partAnswer: never},
	partSection:  {partHead: never, partSection: -1.5, partQuestion: 0.5, partBegun: 0.5, partAnswer: -5},
	partQuestion: {partHead: never, partSection: -7, partQuestion: -4, partBegun: -4, partAnswer: 0.5},
	partBegun:    {partHead: never, partSection: never, partQuestion: 0, partBegun: -1, partAnswer: never},
	partAnswer:   {partHead: never, partSection: 0, partQuestion: 0, partBegun: 0, partAnswer: 0},
}

var (
	startWith = [parts]float64{partAnswer: never}
	endWith   = [parts]float64{partSection: -4, partQuestion: -6, partBegun: never}
)

// byForm divides a body in which no question is marked.
func (d *document) byForm(before, body []line) {
	d.head = append(d.head, before...)
	if len(body) == 0 || !d.anyQuestion(body) {
		return
	}
	labels := d.label(body)
	var p *piece
	section, sections := "", 0
	for i, l := range body {
		switch labels[i] {
		case partHead:
			d.head = append(d.head, l)
		case partSection:
			if section = headTitle(l); i > 0 && labels[i-1] == partSection {
				section = headTitle(body[i-1]) + " / " + section
			}
			sections++
		case partQuestion, partBegun:
			if i == 0 || labels[i-1] != partBegun {
				d.pieces = append(d.pieces, piece{section: section, line: l.no})
				p = &d.pieces[len(d.pieces)-1]
			}
			if rest := d.marked[l.no]; rest != "" {
				l.cutFront(rest)
			} else if i == 0 || labels[i-1] != partBegun {
				l.cutFront(withoutSigns(l.text))
			}
			p.question = append(p.question, l)
		case partAnswer:
			if p == nil {
				d.head = append(d.head, l)
				continue
			}
			if m := cutMark(l.text); m.role == 'A' && len(p.answer) == 0 {
				l.cutFront(m.rest)
			}
			p.answer = append(p.answer, l)
		}
	}
	d.settleForm(sections)
}

// withoutSigns is a line without the signs of a list or a heading before it.
func withoutSigns(text string) string {
	return strings.TrimSpace(reHeadMark.ReplaceAllString(strings.TrimLeft(text, " 　・-*•"), ""))
}

// settleForm mends two readings of the whole: an only heading at the top is the title, and the
// end of the last answer may belong to the document.
func (d *document) settleForm(sections int) {
	if len(d.pieces) == 0 {
		return
	}
	last := &d.pieces[len(d.pieces)-1]
	last.answer = d.cutEnd(last.answer, nil)
	top := d.pieces[0].section
	if sections != 1 || top == "" || len(d.head) > 0 || strings.HasSuffix(top, "について") || strings.HasSuffix(top, "関連") {
		return
	}
	d.head = append(d.head, line{no: 1, text: top, fold: chars.ListWidth(top)})
	for i := range d.pieces {
		d.pieces[i].section = ""
	}
}

// anyQuestion refuses prose in which nothing plainly asks: one doubtful form is no FAQ.
func (d *document) anyQuestion(body []line) bool {
	for i, l := range body {
		if askScore(l.text) >= 4 || d.hinted(l) || d.marked[l.no] != "" {
			return true
		}
		if i+1 < len(body) && cutMark(body[i+1].text).role == 'A' {
			return true
		}
	}
	return false
}

// hinted says whether the table of contents has the line as a question.
func (d *document) hinted(l line) bool {
	it, ok := d.contentsSay("", l.text)
	return ok && !it.marked
}

// label finds the best reading of body.
func (d *document) label(body []line) []part {
	best := make([][parts]float64, len(body))
	from := make([][parts]part, len(body))
	for i := range body {
		own := d.scores(body, i)
		for to := partHead; to < parts; to++ {
			if i == 0 {
				best[i][to] = startWith[to] + own[to]
				continue
			}
			best[i][to] = never
			for at := partHead; at < parts; at++ {
				if s := best[i-1][at] + follow[at][to] + d.between(body, i, at, to); s > best[i][to] {
					best[i][to], from[i][to] = s, at
				}
			}
			best[i][to] += own[to]
		}
	}
	n := len(body) - 1
	last := partHead
	for at := partHead; at < parts; at++ {
		if best[n][at]+endWith[at] > best[n][last]+endWith[last] {
			last = at
		}
	}
	labels := make([]part, len(body))
	for i := n; i >= 0; i-- {
		labels[i] = last
		last = from[i][last]
	}
	return labels
}

// between weighs two neighbours together: a question over two lines is judged as a whole, and an
// answer does not end in the middle of a sentence.
func (d *document) between(body []line, i int, at, to part) float64 {
	prev := body[i-1]
	if at == partBegun && to == partQuestion {
		whole := askScore(d.join([]line{prev, body[i]}, ""))
		if whole < 2 {
			return -4
		}
		return whole - askScore(body[i].text) + float64(btoi(isFull(prev)))
	}
	if at == partAnswer && to != partAnswer && d.stops && isFull(prev) {
		if body[i].width >= 24 && !looksCut(prev, body[i]) {
			return -1 // long enough to begin here
		}
		return -5
	}
	if at == partAnswer && to != partAnswer && looksCut(prev, body[i]) && !endsSentence(prev.fold) && prev.width >= 24 {
		return -3 - 2*float64(btoi(prev.width >= 50))
	}
	return 0
}

var reCarries = lazyregexp.New(`^(?:どうか|または|もしくは|あるいは|、|[をはがに]\P{Hiragana})`)

// isFull says whether a line is long and unfinished: nearly always a line cut at the margin.
func isFull(l line) bool {
	return l.width >= 50 && !endsSentence(l.fold) && !rePoliteEnd.MatchString(l.fold) && !isStructured(l) && !hasFinalForm(l.text)
}

// scores weighs line i by itself: its form, the blank lines before it, and what the table of
// contents says.
func (d *document) scores(body []line, i int) [parts]float64 {
	l := body[i]
	ask := askScore(l.text)
	if i+1 < len(body) && reCarries.MatchString(body[i+1].fold) && !reAskMark.MatchString(l.fold) {
		ask -= 4 // 「…できるか」「どうかは…」 is one sentence
	}
	head := looksHeading(l)
	_, marked := heading(l.text)
	var s [parts]float64
	s[partQuestion] = ask - 2
	s[partBegun] = -1.5
	if isFull(l) && l.width <= 110 {
		s[partBegun] = -0.2
	}
	s[partAnswer] = -0.4 * math.Max(ask, 0)
	s[partSection] = -8
	if head {
		// A heading is short and has no comma; a line that long may be half a sentence.
		n := float64(utf8.RuneCountInString(l.fold))
		s[partSection] = 1 - 0.15*math.Max(0, n-16)
		s[partQuestion] = math.Max(s[partQuestion], -2.5)
		if strings.Contains(l.fold, "、") {
			s[partSection] -= 1.5
		} else if n <= 20 {
			s[partAnswer] -= 0.8
		}
	}
	if marked && head {
		s[partSection] += 1.5
	}
	if rePoliteEnd.MatchString(l.fold) && ask < 0 {
		s[partAnswer]++
		s[partHead] -= 0.3
	}
	if ask >= 3 {
		s[partSection] -= 4
		s[partHead] -= 4
	}
	if endsSentence(l.fold) || hasFinalForm(l.text) {
		s[partBegun] -= 2
	}
	d.addPlace(&s, body, i)
	if withoutSigns(l.text) == "" && d.marked[l.no] == "" {
		s[partQuestion], s[partBegun] = never, never // "#" alone asks nothing
	}
	return s
}

// addPlace adds to a line's scores what its place says.
func (d *document) addPlace(s *[parts]float64, body []line, i int) {
	l := body[i]
	if reTitleWord.MatchString(l.fold) && utf8.RuneCountInString(l.fold) <= 40 && askScore(l.text) < 4 && looksHeading(l) {
		s[partHead] += 3
		s[partSection] -= 2
		s[partQuestion] -= 5
	}
	if d.marked[l.no] != "" {
		s[partQuestion] += 12
		s[partSection] -= 8
	}
	if it, ok := d.contentsSay("", headTitle(l)); ok {
		if it.marked {
			s[partSection] += 6
		} else {
			s[partQuestion] += 3
			s[partSection] += 3
		}
	}
	if cutMark(l.text).role == 'A' {
		s[partAnswer] += 6
		s[partQuestion] -= 6
	}
	if i+1 < len(body) && cutMark(body[i+1].text).role == 'A' {
		s[partQuestion] += 4
	}
	if isStructured(l) || strings.ContainsRune(l.text, '\t') {
		s[partAnswer] += 2
		s[partQuestion]--
		s[partBegun] -= 2
	}
	if d.tableRow(body, i) {
		s[partAnswer] += 4
		s[partQuestion] -= 4
		s[partSection] -= 6
	}
	if i > 0 && l.gap == 0 && !d.double {
		s[partQuestion] -= 1.5
		s[partBegun] -= 1.5
		s[partSection] -= 2
	}
	if l.gap >= 2 {
		s[partQuestion] += 0.7
		s[partSection] += 0.7
	}
}

// tableRow says whether line i and a neighbour have the same columns.
func (d *document) tableRow(body []line, i int) bool {
	n := len(spaceCells(body[i]))
	if n < 2 {
		return false
	}
	near := func(k int, gap int) bool {
		return k >= 0 && k < len(body) && (gap == 0 || d.double) && len(spaceCells(body[k])) == n
	}
	return near(i-1, body[i].gap) || i+1 < len(body) && near(i+1, body[i+1].gap)
}
