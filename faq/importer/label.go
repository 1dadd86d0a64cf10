package importer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/lazyregexp"
)

// A mark is what stands before a question or an answer: "Q7", "【質問1】", "答．".
type mark struct {
	role   rune   // 'Q', 'A', or 0 for none
	word   string // Q, 問, 質問, A, 答, 回答
	number string // "7", "1-2", or empty
	rest   string // the text after it, as it stands
}

// label is the mark as it is cited: "Q7", "問1", or empty for a bare Q.
func (m mark) label() string {
	if m.number == "" {
		return ""
	}
	return m.word + m.number
}

var (
	reDecor       = lazyregexp.New(`^(?:#{1,6}\s*|[-+•*]\s+|\*\*|__|[●■◆◇□○◎▼▽▶►☆★・]\s*)+`)
	reMarkWord    = lazyregexp.New(`^(Question|Answer|FAQ|No\.|ご質問|質問|設問|お答え|ご回答|回答|答え|問|答|[QqAa])`)
	reMarkNo      = lazyregexp.New(`^(?:\s*[.．\-#_:]?|\s*)(?:No\.?|その)?(\d{1,5}(?:\s*[-‐–−.・_]\s*\d{1,2})*)`)
	reMarkEnd     = lazyregexp.New(`^\s*[.．。、,:：)）\]】〕>》』」\-−–|]*(?:\*\*|__)?\s*`)
	reReference   = lazyregexp.New(`^(?:[をのもやと]|から|及び|および|または|、|・|~|〜|～)`)
	reNthQuestion = lazyregexp.New(`^第\s*(\d{1,5})\s*問`)
	reCounted     = lazyregexp.New(`^(?:\d|[,，]\d|年|か月|ヶ月|カ月|月|日(?:[^本]|$)|円|人|名|社|回|件|時|分|週|%|つ|万)`)
)

// cutMark takes the question or answer mark off a line. The letters Q and A alone are marks only
// with a number or a delimiter after them, so that 「QRコード」 and 「A4用紙」 stay words; the
// caller checks an answer's number against its question's.
func cutMark(text string) mark {
	s := strings.TrimSpace(text)
	f := foldRunes(s)
	start := len(reDecor.FindString(f))
	bracket := strings.IndexAny(f[start:], "【[(〔<《") == 0
	if bracket {
		_, n := utf8.DecodeRuneInString(f[start:])
		start += n
	}
	m, pos := markAt(f, start, bracket)
	if m.role == 0 {
		return mark{}
	}
	rest := string([]rune(s)[utf8.RuneCountInString(f[:pos]):])
	m.rest = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "**"))
	if m.role == 'Q' && m.number != "" && reReference.MatchString(m.rest) && !strings.ContainsAny(f[start:pos], ".:)】]、") {
		return mark{} // 「Q3もご参照ください。」 speaks of a question
	}
	return m
}

// markAt reads the mark at f[start:] and says where the text after it begins.
func markAt(f string, start int, bracket bool) (m mark, pos int) {
	if n := reNthQuestion.FindStringSubmatch(f[start:]); n != nil {
		pos = start + len(n[0])
		return mark{role: 'Q', word: "問", number: n[1]}, pos + len(reMarkEnd.FindString(f[pos:]))
	}
	w := reMarkWord.FindString(f[start:])
	if w == "" {
		return mark{}, 0
	}
	m = mark{word: markWord(w), role: 'Q'}
	if m.word == "A" || m.word == "答" || m.word == "回答" {
		m.role = 'A'
	}
	pos = start + len(w)
	n := markNumber(f[pos:])
	m.number = strings.Join(strings.Fields(strings.TrimLeft(n, " .．-:：#_NoそのＮｏ")), "")
	pos += len(n)
	end := reMarkEnd.FindString(f[pos:])
	pos += len(end)
	first, _ := utf8.DecodeRuneInString(f[pos:])
	switch {
	case bracket && !strings.ContainsAny(end, "】])〕>》"),
		m.number == "" && end == "" && pos < len(f),
		m.number == "" && strings.TrimSpace(end) == "" && pos < len(f) && !isJapanese(first) && !isLatin(first),
		m.number == "" && strings.TrimSpace(end) == "" && pos < len(f) && (strings.HasSuffix(m.word, "質問") || m.word == "回答" || w == "q" || w == "a"),
		(w == "No." || w == "FAQ") && m.number == "":
		return mark{}, 0
	}
	return m, pos
}

// markNumber is the number that follows a mark's word, with what stands before it. 「A 3日前まで」
// and 「Q1.3日以内」 count days: there the number after the gap or point belongs to the text. A longer one is rather a year,
// a price or a telephone number, unless it stands at the word and by itself: 「Q1200 会費は」.
func markNumber(f string) string {
	loc := reMarkNo.FindStringSubmatchIndex(f)
	if loc == nil {
		return ""
	}
	whole, first := f[:loc[1]], loc[2]
	for first < len(whole) && whole[first] >= '0' && whole[first] <= '9' {
		first++
	}
	after, _ := utf8.DecodeRuneInString(f[loc[1]:])
	dotted := strings.Contains(whole[loc[2]:], ".") && after != utf8.RuneError && !strings.ContainsRune(" .:)】]、", after)
	counted := reCounted.MatchString(f[loc[1]:])
	switch {
	case first-loc[2] > 3 && (first < len(whole) || counted || strings.ContainsAny(f[:loc[2]], " \t\u3000") || after != utf8.RuneError && !strings.ContainsRune(" \u3000.:)】]、。", after)):
		return ""
	case first == len(whole) && loc[2] > 0 && counted:
		return ""
	case first < len(whole) && (counted || dotted):
		return whole[:first]
	}
	return whole
}

// markWord is the word as it is cited.
func markWord(w string) string {
	switch w {
	case "Question", "q", "FAQ", "No.":
		return "Q"
	case "Answer", "a":
		return "A"
	case "ご質問", "設問":
		return "質問"
	case "お答え", "ご回答", "答え":
		return "回答"
	}
	return w
}

// foldRunes brings full-width ASCII to normal width, rune for rune, so that positions found in the
// result hold in s: the text after a mark is quoted to members as the office wrote it.
func foldRunes(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == 0x3000:
			return ' '
		}
		return r
	}, s)
}

// heading is a line's text as a heading: without the sign before it or the brackets around it.
func heading(text string) (title string, marked bool) {
	s := reAnchor.ReplaceAllString(strings.TrimSpace(text), "")
	if m := reHeadMark.FindString(s); m != "" {
		return strings.TrimSpace(strings.TrimRight(s[len(m):], "# ")), true
	}
	for _, b := range [][2]string{{"【", "】"}, {"〔", "〕"}, {"《", "》"}, {"≪", "≫"}, {"＜", "＞"}, {"<", ">"}, {"［", "］"}, {"[", "]"}, {"━", "━"}, {"――", "――"}} {
		if strings.HasPrefix(s, b[0]) && strings.HasSuffix(s, b[1]) && len(s) > len(b[0])+len(b[1]) {
			inner := strings.Trim(s, b[0]+b[1])
			if !strings.Contains(inner, b[0]) && !strings.Contains(inner, "://") {
				return strings.TrimSpace(inner), true
			}
		}
	}
	if m := reHeadNumber.FindString(s); m != "" && len(m) < len(s) {
		return strings.TrimSpace(s[len(m):]), true
	}
	return s, false
}

var (
	reHeadMark   = lazyregexp.New(`^(?:#{1,6}\s*|[●■◆◇□○◎▼▽▶►☆★❖◉▲△]+\s*)+`)
	reHeadNumber = lazyregexp.New(`^(?:第\s*[0-9０-９一二三四五六七八九十]{1,3}\s*[章部節編項]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+|[IVX]{1,4}[.．、]|[一二三四五六七八九十]{1,2}[.．、]|[A-ZＡ-Ｚ][.．、)）]|[0-9０-９]{1,2}(?:[.．、)）]|[ 　]+)|[(（][0-9０-９一二三四五六七八九十]{1,2}[)）])[\s　:：.．、]*`)
	reAnchor     = lazyregexp.New(`\s*\{#[^{}]*\}$`)
	reTail       = lazyregexp.New(`[。．.!！]$`)
)

// looksHeading says whether a line can be a heading by its shape: short, and no sentence.
func looksHeading(l line) bool {
	title, marked := heading(l.text)
	n := utf8.RuneCountInString(title)
	if n == 0 || n > 45 || !marked && n > 32 || reTail.MatchString(title) {
		return false
	}
	if isStructured(l) && !marked || isContact(l) || strings.Contains(title, "://") || strings.ContainsRune(l.text, '\t') {
		return false
	}
	first, _ := utf8.DecodeRuneInString(title)
	last, _ := utf8.DecodeLastRuneInString(title)
	if strings.ContainsRune("、,（(「『：:※", last) || strings.ContainsRune("、。）)」』ーっゃゅょんぁぃぅぇぉッャュョンァィゥェォ※を", first) {
		return false
	}
	if !marked && strings.ContainsRune("をにがでとへのもや", last) {
		return false // cut in the middle of a sentence
	}
	return !rePoliteEnd.MatchString(l.fold) && unicode.IsPrint(first) && (marked || !strings.ContainsAny(title, "。"))
}
