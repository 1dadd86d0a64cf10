package importer

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// A tocItem is one line of the table of contents.
type tocItem struct {
	line   int
	label  string // "Q7"; empty for a section or where questions carry no numbers
	text   string // without mark, leader and page
	page   int
	marked bool // it carries a section sign
}

var (
	reTocHead = lazyregexp.New(`(?i)^[■●◆【\[#＜<\s]*(?:目\s*次|もくじ|(?:table of )?contents|index|質問一覧|項目一覧|質問項目)[】\]＞>\s:：]*$`)
	// A leader is a tab, a row of dots, or a wide space; the page may be written p.3, 3ページ or (3).
	reTocPage   = lazyregexp.New(`(?i)(?:[\t]|[\s\x{3000}]{2,}|(?:\s*[.．…‥・･·_ー―─-]){2,}|…)[\s.．…‥・･·]*[(（\[]?\s*(?:p\.?\s*|ページ|頁)?([0-9０-９]{1,3})\s*(?:ページ|頁|p)?\s*[)）\]]?$`)
	reTocLeader = lazyregexp.New(`(?:\s*[.．…‥・･·]){2,}\s*$|…+\s*$`)
	reMdLink    = lazyregexp.New(`\[([^\[\]]*)\]\(([^()\s]*)\)`)
)

// cutLeader takes the leader and page number off a line of the table of contents.
func cutLeader(s string) (text string, page int, cut bool) {
	s = strings.TrimSpace(s)
	if m := reTocPage.FindStringSubmatchIndex(s); m != nil && m[0] > 0 {
		page, _ = strconv.Atoi(chars.ListWidth(s[m[2]:m[3]]))
		s, cut = s[:m[0]], true
	}
	if m := reTocLeader.FindStringIndex(s); m != nil && m[0] > 0 {
		s, cut = s[:m[0]], true
	}
	return strings.TrimSpace(s), page, cut
}

var rePlainPage = lazyregexp.New(`\s*(?:\s|[(（])\s*(\d{1,3})\s*[)）]?$`)

// cutPlainPages takes off page numbers that no leader sets apart, where nearly every line has one
// and they never fall.
func (d *document) cutPlainPages() {
	last, with := 0, 0
	for _, it := range d.contents {
		if m := rePlainPage.FindStringSubmatch(chars.ListWidth(it.text)); m != nil && it.page == 0 {
			n, _ := strconv.Atoi(m[1])
			if n < last {
				return
			}
			last = n
			with++
		}
	}
	if with < 3 || with*10 < len(d.contents)*8 {
		return
	}
	for i := range d.contents {
		it := &d.contents[i]
		if m := rePlainPage.FindStringSubmatchIndex(foldRunes(it.text)); m != nil && it.page == 0 {
			it.page, _ = strconv.Atoi(foldRunes(it.text)[m[2]:m[3]])
			n := utf8.RuneCountInString(foldRunes(it.text)[:m[0]])
			it.text = strings.TrimSpace(string([]rune(it.text)[:n]))
		}
	}
}

func newTocItem(l line) tocItem {
	text, page, _ := cutLeader(l.text)
	if m := reMdLink.FindStringSubmatch(text); m != nil && strings.HasPrefix(m[2], "#") {
		text = strings.Replace(text, m[0], m[1], 1)
	}
	it := tocItem{line: l.no, page: page}
	if label, rest := itemLabel(text); label != "" {
		it.label, it.text = label, rest
		return it
	}
	if m := cutMark(text); m.role == 'Q' && m.rest != "" {
		it.text = m.rest
		return it
	}
	it.text, it.marked = heading(strings.TrimSpace(reDecor.ReplaceAllStringFunc(text, keepHeadSigns)))
	return it
}

// itemLabel takes the mark or the number of several parts off a question: "Q7", "1.2".
func itemLabel(text string) (label, rest string) {
	if m := cutMark(text); m.role == 'Q' && m.label() != "" && m.rest != "" {
		return m.label(), m.rest
	}
	if m := reNumbered.FindStringSubmatch(strings.TrimLeft(text, " \u3000")); m != nil && m[1] != "" {
		return chars.ListWidth(m[1]), m[3]
	}
	return "", text
}

// tocGoesOn says whether a line of the table of contents is the rest of the one before: that one is
// numbered and complete neither by its end nor by a page, and this one begins nothing.
func tocGoesOn(before, l line) bool {
	label, text := itemLabel(before.text)
	if _, page, cut := cutLeader(before.text); label == "" || page > 0 || cut || l.gap > 0 || l.whole {
		return false
	}
	if own, _ := itemLabel(l.text); own != "" || reHeadMark.MatchString(l.text) || reHeadNumber.MatchString(strings.TrimSpace(l.text)) || reOnlyPage.MatchString(l.fold) {
		return false
	}
	return !endsSentence(chars.ListWidth(text)) && !hasFinalForm(text)
}

// reOnlyPage is a line of a table of contents that has nothing but the page of the line before.
var reOnlyPage = lazyregexp.New(`(?i)^[\s.．…‥・･·_ー―─-]*(?:p\.?\s*)?\d{1,3}(?:\s*(?:ページ|頁|p))?$`)

var reDigits = lazyregexp.New(`\d+`)

// keepHeadSigns drops only list marks from a line's beginning.
func keepHeadSigns(s string) string { return strings.TrimLeft(s, "-+•*・ \t") }

// matchKey is a text reduced to what has to agree for two headings to be the same.
func matchKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) && r != '+' {
			return -1
		}
		return unicode.ToLower(r)
	}, chars.ListWidth(s))
}

// cutContents takes the table of contents out of the body, and returns the lines before and after.
func (d *document) cutContents() (before, body []line) {
	start, first := d.contentsStart()
	if first < 0 {
		return nil, d.lines
	}
	end := d.contentsEnd(first)
	if end <= first || !d.onlyItems(first, end) {
		return nil, d.lines
	}
	for i := first; i < end; i++ {
		l := d.lines[i]
		if n := len(d.contents); n > 0 && reOnlyPage.MatchString(l.fold) {
			d.contents[n-1].page, _ = strconv.Atoi(reDigits.FindString(l.fold))
			continue
		}
		if n := len(d.contents); n > 0 && i > first && tocGoesOn(d.lines[i-1], l) {
			text, page, _ := cutLeader(l.text)
			d.contents[n-1].text += d.seam(d.contents[n-1].text, text) + text
			d.contents[n-1].page = page
			continue
		}
		if n := len(d.contents); n > 0 && l.gap == 0 && d.contents[n-1].page == 0 && d.contents[n-1].label != "" && cutMark(l.text).role == 0 && !reHeadMark.MatchString(l.text) {
			text, page, cut := cutLeader(l.text)
			if cut && page > 0 {
				d.contents[n-1].text += text
				d.contents[n-1].page = page
				continue
			}
		}
		d.contents = append(d.contents, newTocItem(l))
	}
	d.cutPlainPages()
	d.index = nil
	return d.lines[:start], d.lines[end:]
}

// contentsStart finds where the table of contents begins: at its heading, or at a run of question
// marks that come again later in the same order.
func (d *document) contentsStart() (start, first int) {
	for i, l := range d.lines {
		if reTocHead.MatchString(l.fold) {
			return i, i + 1
		}
		if i > 200 {
			break
		}
	}
	for i, l := range d.lines[:min(len(d.lines), 200)] {
		if _, page, _ := cutLeader(l.text); page > 0 && i+1 < len(d.lines) && !strings.Contains(strings.TrimSpace(l.text), "://") {
			if _, next, _ := cutLeader(d.lines[i+1].text); next >= page && d.recurs(i) && d.recurs(i+1) {
				return i, i
			}
		}
		if m := cutMark(l.text); m.role == 'Q' {
			if d.recurs(i) && i+1 < len(d.lines) && (cutMark(d.lines[i+1].text).role == 'Q' || looksHeading(d.lines[i+1])) && cutMark(d.lines[i+1].text).role != 'A' {
				return d.sectionBefore(i), d.sectionBefore(i)
			}
			break
		}
	}
	return -1, -1
}

// sectionBefore steps back over the section heading that opens the table of contents.
func (d *document) sectionBefore(i int) int {
	if i > 0 && looksHeading(d.lines[i-1]) && d.recurs(i-1) {
		return i - 1
	}
	return i
}

// recurs says whether line i comes again further down, as a question with the same number or as
// the same text.
func (d *document) recurs(i int) bool {
	if d.last == nil {
		d.last = map[string]int{}
		for k, l := range d.lines {
			d.last[itemKey(newTocItem(l))] = k
		}
	}
	key := itemKey(newTocItem(d.lines[i]))
	return key != "" && d.last[key] > i
}

// itemKey is what two lines share that are one item: the label, or the text where there is none.
func itemKey(it tocItem) string {
	if it.label != "" {
		return "#" + it.label
	}
	return matchKey(it.text)
}

// contentsEnd finds the line with which the body begins: the first that repeats an item of the
// table of contents. Without any, the table ends with its leaders and page numbers.
func (d *document) contentsEnd(first int) int {
	seen := map[string]bool{}
	for i := first; i < len(d.lines); i++ {
		l := d.lines[i]
		it := newTocItem(l)
		key := it.label
		if key == "" {
			key = matchKey(it.text)
		}
		if key == "" || reOnlyPage.MatchString(l.fold) || i > first && tocGoesOn(d.lines[i-1], l) {
			continue
		}
		_, page, _ := cutLeader(l.text)
		if seen[key] && page == 0 {
			return i
		}
		seen[key] = true
		if it.label == "" && page == 0 {
			seen[matchKey(rePlainPage.ReplaceAllString(chars.ListWidth(it.text), ""))] = true
		}
	}
	end := first
	for end < len(d.lines) {
		if _, _, cut := cutLeader(d.lines[end].text); !cut {
			break
		}
		end++
	}
	return end
}

// onlyItems says whether the lines are a table of contents and not a body: where the numbering
// starts afresh in each section, questions come again too, but with answers in between.
func (d *document) onlyItems(first, end int) bool {
	prose := 0
	for _, l := range d.lines[first:end] {
		_, _, cut := cutLeader(l.text)
		if !cut && cutMark(l.text).role != 'Q' && !looksHeading(l) && (rePoliteEnd.MatchString(l.fold) && askScore(l.text) < 3 || cutMark(l.text).role == 'A') {
			prose++
		}
	}
	return prose*5 <= end-first
}

// contentsSay looks an item up by its label, or by its text where the questions carry none.
func (d *document) contentsSay(label, text string) (tocItem, bool) {
	if len(d.contents) == 0 {
		return tocItem{}, false
	}
	key := "#" + label
	if label == "" {
		key = matchKey(text)
	}
	i, ok := d.contentsIndex()[key]
	if !ok {
		return tocItem{}, false
	}
	return d.contents[i], true
}

// contentsIndex finds the items by "#" and label, and by the key of their text.
func (d *document) contentsIndex() map[string]int {
	if d.index != nil {
		return d.index
	}
	d.index = map[string]int{}
	for i, it := range d.contents {
		keys := []string{matchKey(it.text)}
		if it.label != "" {
			keys = append(keys, "#"+it.label)
		}
		for _, k := range keys {
			if _, taken := d.index[k]; !taken {
				d.index[k] = i
			}
		}
	}
	return d.index
}

// contentsSection says whether the table of contents has text as a section.
func (d *document) contentsSection(text string) bool {
	it, ok := d.contentsSay("", text)
	return ok && it.label == "" && (d.labelled || it.marked)
}
