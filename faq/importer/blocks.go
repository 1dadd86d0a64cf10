package importer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/lazyregexp"
)

var (
	reURLLine = lazyregexp.New(`^(?:[-・•*→⇒]\s*)?(?:(?:URL|リンク|アドレス)\s*[:：]\s*)?<?(https?://[^\s<>「」（）、。]+)>?$`)
	reMdLine  = lazyregexp.New(`^(?:[-・•*]\s*)?\[([^\[\]]+)\]\((https?://[^()\s]+)\)$`)
	reMail    = lazyregexp.New(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	rePhone   = lazyregexp.New(`(?:\+81[-\s]?\d{1,4}|\(?0\d{1,4}\)?)[-\s(]\d{1,4}[-\s)]\d{3,4}|\b0\d{9,10}\b`)
	reContact = lazyregexp.New(`(?i)^[■●◆・【\[<＜\s]*(?:お?問い?合わ?せ先?|ご?連絡先|照会先|お?申し?込み?先|送付先|提出先|宛先|担当(?:窓口|部署|課)?|窓口|受付(?:窓口)?|電話(?:番号)?|tel|fax|ファクス|ファックス|e-?mail|メール(?:アドレス)?|mail|住所|所在地)[】\]>＞]?\s*[:：]|^[■●・【\[<＜\s]*(?:電話|tel|fax|ファクス|ファックス|e-?mail|メール|mail)[】\]>＞]?[\s　]+[(（]?[0-9０-９A-Za-z+]|^〒\s*[0-9０-９]{3}`)
	reBare    = lazyregexp.New(`^[\s(（<\[]*(?:(?i:e-?mail|mail|tel|fax|メール|電話)\s*[:：.]?\s*)?$`)
	reBullet  = lazyregexp.New(`^(?:[・•‣◦*＊●■◆○◎□▪▶→]\s*|[-–—]\s+|[①-⑳]\s*|\(?[0-9]{1,2}[.)．、]\s*|[(（][0-9０-９]{1,2}[)）]\s*|[ア-オa-e][.)]\s*)\S`)
)

// blocks turns an answer's lines into typed blocks.
func (d *document) blocks(lines []line) []faq.Block {
	blocks := []faq.Block{}
	for i := 0; i < len(lines); {
		b, n := d.block(lines[i:])
		if b.Type != "" {
			blocks = append(blocks, b)
		}
		blocks = append(blocks, links(lines[i:i+n], b)...)
		i += n
	}
	return blocks
}

// block reads the block with which lines begin, and says how many lines it took.
func (d *document) block(lines []line) (faq.Block, int) {
	l := lines[0]
	if b, n := d.shaped(lines); n > 0 {
		return b, n
	}
	if t, n := d.table(lines); n > 0 {
		return t, n
	}
	if m := reMdLine.FindStringSubmatch(strings.TrimSpace(l.text)); m != nil {
		return faq.Block{Type: faq.Link, Text: m[1], URL: m[2]}, 1
	}
	if m := reURLLine.FindStringSubmatch(strings.TrimSpace(l.text)); m != nil {
		return faq.Block{Type: faq.Link, Text: m[1], URL: m[1]}, 1
	}
	if isContact(l) {
		return d.contact(lines)
	}
	if reBullet.MatchString(l.fold) {
		return d.list(lines)
	}
	n := d.run(lines)
	b := faq.Block{Type: faq.Paragraph, Text: d.joinCounted(lines[:n])}
	if strings.HasPrefix(l.fold, "※") {
		b.Type = faq.Note
	}
	return b, n
}

// run is how many lines the paragraph goes on for.
func (d *document) run(lines []line) int {
	n := 1
	for n < len(lines) && (d.goesOn(lines[n-1], lines[n]) || n > 1 && d.unfinished(lines[n-1], lines[n])) {
		n++
	}
	return n
}

// unfinished says whether a line that already continues a sentence leaves it open. However short
// such a line is, the next one goes on.
func (d *document) unfinished(a, b line) bool {
	return !b.whole && !endsSentence(a.fold) && !rePoliteEnd.MatchString(a.fold) && !startsNew(b) && (b.gap == 0 || b.turn || d.double)
}

// goesOn says whether two lines are one sentence that the printer cut. A line is taken to be cut
// when it cannot end there (a comma, an open bracket, the middle of a katakana word), when the
// next cannot begin there, or when it reaches the right margin; across a blank line, only when it
// is long as well, because short lines apart are a list.
func (d *document) goesOn(a, b line) bool {
	if d.cells || a.whole || b.whole || endsSentence(a.fold) || startsNew(b) || isContact(a) && isContact(b) {
		return false
	}
	near := b.gap == 0 || b.turn
	if !near && !d.double && !looksCut(a, b) {
		return false
	}
	if openBracket(a.fold) || strings.HasSuffix(a.fold, "、") || strings.HasSuffix(a.fold, ",") {
		return true
	}
	full := a.width >= 24 && d.margin > 0 && a.width*10 >= d.margin*6
	if near {
		return full || looksCut(a, b)
	}
	return full && a.width >= 50 || full && looksCut(a, b)
}

// startsNew says whether a line begins something by its shape.
func startsNew(l line) bool {
	return isStructured(l) || reBullet.MatchString(l.fold) || reURLLine.MatchString(l.fold) || isContact(l) || strings.ContainsRune(l.text, '\t') || isPipeRow(l)
}

// looksCut says whether the break between two lines falls inside a word or phrase.
func looksCut(a, b line) bool {
	last, _ := utf8.DecodeLastRuneInString(a.fold)
	first, n := utf8.DecodeRuneInString(b.fold)
	second, _ := utf8.DecodeRuneInString(b.fold[n:])
	switch {
	case strings.ContainsRune("、,・／/=＝", last), openBracket(a.fold):
		return true
	case strings.ContainsRune("ーっゃゅょァィゥェォッャュョん、。)」』ンヶ々", first):
		return true
	case isKatakana(last) && isKatakana(first), isLatin(last) && first >= 'a' && first <= 'z', unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, first) && a.width >= 50:
		return true
	case strings.ContainsRune("をにがはへでとものやし", first) && !isHiragana(second):
		return true
	}
	return strings.ContainsRune("をにがはでとへのもや", last) || a.width >= 60 && isHiragana(last)
}

func isHiragana(r rune) bool { return r >= 0x3041 && r <= 0x309F }

// openBracket says whether a line closes fewer brackets than it opens.
func openBracket(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune("「『(（【〔《", r):
			n++
		case strings.ContainsRune("」』)）】〕》", r):
			n--
		}
	}
	return n > 0
}

// join puts lines together; sep goes between those that do not belong to one sentence.
func (d *document) join(lines []line, sep string) string {
	var b strings.Builder
	for i, l := range lines {
		s := strings.TrimSpace(l.text)
		if i > 0 {
			prev := strings.TrimSpace(lines[i-1].text)
			if sep == "" || !endsSentence(chars.ListWidth(prev)) && d.seam(prev, s) == "" {
				b.WriteString(d.seam(prev, s))
			} else {
				b.WriteString(sep)
			}
		}
		b.WriteString(s)
	}
	return b.String()
}

// joinCounted joins the lines of one paragraph and remembers where they had been cut.
func (d *document) joinCounted(lines []line) string {
	for i := 1; i < len(lines); i++ {
		d.joins = append(d.joins, cut{tail(lines[i-1].text, 6), lead(lines[i].text, 6)})
	}
	return d.join(lines, "")
}

// seam is what stood between two halves of a sentence before it was cut: a space between Latin
// words, and between Latin and Japanese where this document writes one there.
func (d *document) seam(a, b string) string {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	switch {
	case last < 0x80 && first < 0x80 && last != '-' && last != '/':
		return " "
	case d.spaced && (isLatin(last) && isWordJapanese(first) || isWordJapanese(last) && isLatin(first)):
		return " "
	}
	return ""
}

func tail(s string, n int) string {
	r := []rune(strings.TrimSpace(s))
	return string(r[max(0, len(r)-n):])
}

func lead(s string, n int) string {
	r := []rune(strings.TrimSpace(s))
	return string(r[:min(n, len(r))])
}

// list reads neighbouring points of a list as one paragraph, a line each.
func (d *document) list(lines []line) (faq.Block, int) {
	var points []string
	i := 0
	for i < len(lines) && reBullet.MatchString(lines[i].fold) && (i == 0 || lines[i].gap <= lines[1].gap) {
		n := d.run(lines[i:])
		points = append(points, d.joinCounted(lines[i:i+n]))
		i += n
	}
	return faq.Block{Type: faq.Paragraph, Text: strings.Join(points, "\n")}, i
}

// isContact says whether a line names where to turn: it begins with such a heading and a colon,
// or consists of a mail address or telephone number.
func isContact(l line) bool {
	if reContact.MatchString(l.fold) && utf8.RuneCountInString(l.fold) <= 80 && !strings.HasSuffix(l.fold, "。") {
		return true
	}
	rest := reMail.ReplaceAllString(l.fold, "")
	bare := rePhone.ReplaceAllString(rest, "")
	return bare != l.fold && reBare.MatchString(strings.Trim(bare, "()[]<> /,、:"))
}

// contact reads the lines that name one place to turn to.
func (d *document) contact(lines []line) (faq.Block, int) {
	n := 1
	for n < len(lines) && (isContact(lines[n]) && (lines[n].gap == 0 || d.double) || isAddressee(lines[:n+1])) {
		n++
	}
	parts := make([]string, n)
	for i := range parts {
		parts[i] = strings.TrimSpace(lines[i].text)
	}
	b := faq.Block{Type: faq.Contact, Text: strings.Join(parts, " ")}
	if m := reMail.FindString(chars.ListWidth(b.Text)); m != "" {
		b.URL = "mailto:" + m
	} else if m := rePhone.FindString(chars.ListWidth(b.Text)); m != "" {
		b.URL = "tel:" + strings.Map(onlyDial, m)
	}
	return b, n
}

// isAddressee says whether the last of lines still belongs to a postal address: it stands close
// below, is short and no sentence.
func isAddressee(lines []line) bool {
	l := lines[len(lines)-1]
	return len(lines) <= 4 && strings.HasPrefix(lines[0].fold, "〒") && l.gap == 0 && !endsSentence(l.fold) && !startsNew(l) && l.width <= 60
}

func onlyDial(r rune) rune {
	if r == '+' || unicode.IsDigit(r) {
		return r
	}
	return -1
}
