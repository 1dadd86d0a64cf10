package importer

import (
	"strings"
	"unicode/utf8"

	"madoguchi/lazyregexp"
)

var (
	reTitleWord     = lazyregexp.New(`(?i)よくある|よくお寄せ|お寄せいただく|ご?質問集|質問と回答|ご質問と|ご質問一覧|問答集|一問一答|faq|q\s*[&＆]\s*a|qa集|ヘルプ|想定問答|質疑応答`)
	reProgrammeName = lazyregexp.New(`(?:事業|プログラム|サービス|制度|助成金|補助金|サポート|支援|ガイド|講座|しおり|手引き?|案内)$`)
	reEnd           = lazyregexp.New(`^[(（【\[－-]*\s*(?:以\s*上|おわり|終わり|end|eof)\s*[)）】\]。－-]*$`)
	reStamp         = lazyregexp.New(`(?:更新|作成|改訂|改定|現在|版|時点|制定)\s*[)）]?$|^\S{2,12}(?:月|日)(?:\([月火水木金土日]\))?(?:発行|改訂)?$|^(?i:ver(?:sion)?\.?\s*\d)|^第\s*\d+\s*版`)
	reClosing       = lazyregexp.New(`お?問い?合わ?せ|連絡先|改訂履歴|更新履歴|発行|奥付|この文書|本資料`)
	reYear          = lazyregexp.New(`\d`)
)

// cutSections takes the headings off the end of a region: they belong to the question that follows.
func (d *document) cutSections(region []line, next line) (rest, heads []line) {
	n := len(region)
	for n > 0 && d.isSection(region, n-1, next) {
		n--
		next = region[n]
	}
	if n == 0 && len(region) > 0 && !d.contentsSection(headTitle(region[0])) {
		// An answer cannot consist of nothing: its only line is kept.
		n = 1
	}
	return region[:n], region[n:]
}

func headTitle(l line) string { t, _ := heading(l.text); return t }

// isSection judges region[i], all lines after it up to next being headings already.
func (d *document) isSection(region []line, i int, next line) bool {
	l := region[i]
	if !looksHeading(l) || cutMark(l.text).role == 'A' || l.pre || l.item > 0 || l.table != nil {
		return false
	}
	if d.contentsSection(headTitle(l)) {
		return true
	}
	var prev line
	if i > 0 {
		prev = region[i-1]
	}
	if reMdHeading.MatchString(strings.TrimSpace(l.text)) {
		return true
	}
	if _, marked := heading(l.text); marked {
		return (l.gap > 0 || i == 0) && !sameSign(prev.text, l.text) && !sameSign(next.text, l.text)
	}
	return l.gap > 0 && next.gap > 0 && i > 0 && !d.goesOn(prev, l) && (endsSentence(prev.fold) || isStructured(prev) || strings.Contains(prev.text, "\t")) && !reStamp.MatchString(l.fold)
}

// sameSign says whether two lines begin with the same sign, as the points of a list do.
func sameSign(a, b string) bool {
	ra, _ := utf8.DecodeRuneInString(strings.TrimSpace(a))
	rb, _ := utf8.DecodeRuneInString(strings.TrimSpace(b))
	return a != "" && ra == rb && ra != '第' && cutMark(a).role == 0
}

// cutFirstSection takes the heading of the first section off the end of the head. An unmarked line
// there is more likely part of the title, unless the document goes on to use such headings.
func (d *document) cutFirstSection(lead []line, next line, heads [][]line) (rest, first []line) {
	n := len(lead)
	for n > 0 {
		l := lead[n-1]
		title, marked := heading(l.text)
		bracketed := strings.HasPrefix(l.fold, "【") || strings.HasPrefix(l.fold, "<") || strings.HasPrefix(l.fold, "[")
		if !looksHeading(l) || reTitleWord.MatchString(l.fold) || strings.HasPrefix(l.text, "# ") && n == 1 {
			break
		}
		known := d.contentsSection(title)
		plain := !marked && len(first) == 0 && (n > 1 && l.gap > 0 || n == 1 && len(lead) == 1 && !reProgrammeName.MatchString(l.fold)) && usesPlainHeads(heads)
		if !known && !(marked && (!bracketed || n > 1 || usesSign(heads, l))) && !plain {
			break
		}
		first = lead[n-1:]
		n--
	}
	return lead[:n], first
}

func usesPlainHeads(heads [][]line) bool {
	for _, hs := range heads {
		for _, h := range hs {
			if _, marked := heading(h.text); !marked {
				return true
			}
		}
	}
	return false
}

// cutEnd takes off the last answer what belongs to the document: 「以上」, the date of the last
// change, and a closing section that holds no question.
func (d *document) cutEnd(region []line, heads [][]line) []line {
	for i, l := range region {
		title, marked := heading(l.text)
		closing := marked && looksHeading(l) && i > 0 && (d.contentsSection(title) || usesSign(heads, l) || l.gap > 0 && reClosing.MatchString(title))
		if reEnd.MatchString(l.fold) || closing || i > 0 && i == len(region)-1 && isStamp(l) {
			d.outside = append(d.outside, region[i:]...)
			return region[:i]
		}
	}
	return region
}

// isStamp says whether a line only tells when the document was made.
func isStamp(l line) bool {
	return utf8.RuneCountInString(l.fold) <= 40 && reStamp.MatchString(l.fold) && reYear.MatchString(l.fold)
}

func usesSign(heads [][]line, l line) bool {
	for _, hs := range heads {
		for _, h := range hs {
			if sameSign(h.text, l.text) {
				return true
			}
		}
	}
	return false
}
