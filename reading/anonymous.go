package reading

import (
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// What a member asks is kept to make the FAQ better, and for that nobody needs to know who asked. What
// names a person or a company goes out before anything is stored; what is asked stays readable.

var (
	pageIn   = pattern(`(?i)(?:https?://|www\.)[^\s、。）」]+`)
	ticketIn = pattern(`\b[QHSK][-−ー‐－]?[0-9０-９]{3,}\b`)
	streetIn = pattern(`((?:北海道|東京都|京都府|大阪府|\p{Han}{2,3}県)?\s*\p{Han}{1,6}[市区郡](?:\p{Han}{1,6}[区町村])?)[^\s、。,がはをに]*?[0-9][0-9\-の丁目番地号]*`)
	idIn     = pattern(`(?:[0-9０-９][-−ー‐－]?){6,}`)
	amountAt = pattern(`^\s*(?:円|万|千|億|個|人|件|%|％|ドル|年|月|日|時)`)

	// 株式会社みなと, みなと株式会社: the name ends where grammar or a sign begins.
	formFirst = sync.OnceValue(func() *lazyregexp.Regexp {
		return lazyregexp.New(`(?:` + grammar("legal-forms", chars.Width) + `)[\p{Han}\p{Katakana}ーA-Za-z0-9・&＆]+[\p{Hiragana}]{0,4}?(の|です|と|で|は|が|から|、|。|,|\s|$)` +
			`|(?:` + grammar("legal-forms", chars.Width) + `)[\p{Hiragana}]{2,8}?(の|です|と申|と言|は|が|、|。|,|\s|$)`)
	})
	formLast = sync.OnceValue(func() *lazyregexp.Regexp {
		return lazyregexp.New(`[\p{Han}\p{Katakana}ーA-Za-z0-9・&＆]{1,20}(?:株式会社|有限会社|合同会社|[(]株[)]|[(]有[)])`)
	})
	honoured   = pattern(`([\p{Han}]{1,4}|[\p{Katakana}ー]{2,8}|[\p{Hiragana}]{2,5})(さん|様|さま|氏|殿)`)
	sentenceIn = pattern(`[^。!?！？\n]*[。!?！？\n]|[^。!?！？\n]+$`)
	presenting = pattern(`(?:と申します|ともうします|と言います|といいます|と申しますが|と申す者です|でございます|です|ですが|ですけど)[。.!！]*$`)
)

// Anonymous is a text without who wrote it: names of companies and persons, sentences that only present the
// writer, addresses of every sort, pages, and numbers by which somebody could be found give way to signs
// such as 〇〇. It is for what is kept of many people's questions, not for what one of them is answered by.
//
//	Anonymous("みなと商店の木村です。領収書はもらえますか")  領収書はもらえますか
//	Anonymous("佐藤様あての請求書 090-1111-2222")       〇〇様あての請求書 〇〇
func Anonymous(text string) string {
	text, _ = Mask(norm.NFKC.String(chars.Clean(text)))
	text = pageIn().ReplaceAllString(text, "〇〇")
	text = mailIn().ReplaceAllString(text, "〇〇")
	text = postalIn().ReplaceAllString(text, "")
	text = streetIn().ReplaceAllString(text, "$1")
	text = withoutNumbers(text)
	text = withoutPresenting(text)
	text = formFirst().ReplaceAllString(text, "〇〇$1$2")
	text = formLast().ReplaceAllString(text, "〇〇")
	text = honoured().ReplaceAllStringFunc(text, withoutName)
	return strings.NewReplacer("?", "？", "!", "！").Replace(chars.Line(text))
}

// Nameless reports whether something was taken out of a text by Anonymous and left its sign there.
func Nameless(text string) bool { return strings.Contains(text, "〇〇") }

// withoutNumbers strikes out numbers long enough to belong to somebody: of telephones, members, tickets. What
// counts something, an amount or a day, stays.
func withoutNumbers(text string) string {
	text = ticketIn().ReplaceAllString(text, "〇〇")
	var out strings.Builder
	at := 0
	for _, m := range idIn().FindAllStringIndex(text, -1) {
		if amountAt().MatchString(text[m[1]:]) {
			continue
		}
		out.WriteString(text[at:m[0]] + "〇〇")
		at = m[1]
	}
	return out.String() + text[at:]
}

// withoutPresenting leaves out the sentences by which a writer presents themselves.
func withoutPresenting(text string) string {
	var kept []string
	for _, s := range sentencesOf(text) {
		if !presentsWriter(s) {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 { // all of it is a name: 「株式会社みなとです」 asks nothing
		return ""
	}
	return strings.Join(kept, "")
}

// presentsWriter reports whether a sentence says who writes and nothing else.
func presentsWriter(s string) bool {
	line := strings.Trim(s, " 　。.!！\n")
	if Asks(line) || chars.Length(line) > 40 || !presenting().MatchString(line) {
		return false
	}
	company, person := splitCompany(line)
	if person != "" && startsWithSurname(person) {
		return true
	}
	return companyName(company) && chars.Length(company) <= 25 || startsWithSurname(Plainly(line)) && chars.Length(Plainly(line)) <= 8
}

// sentencesOf parts a text behind each mark that ends a sentence, which stays with it.
func sentencesOf(text string) []string { return sentenceIn().FindAllString(text, -1) }

// withoutName takes the name before a word of respect where it is one: お客様 and 事業者様 are anybody.
func withoutName(s string) string {
	m := honoured().FindStringSubmatch(s)
	for from := range m[1] {
		if startsWithSurname(m[1][from:]) {
			return m[1][:from] + "〇〇" + m[2]
		}
	}
	return s
}

var (
	// replyHead are the lines of a reply that say whom it is to, or part it.
	replyHead = pattern(`^(?:[\p{Han}\p{Katakana}ー〇 　]{1,20}(?:様|さま|御中)[、。]?|[-―ー=＝*＊_]{3,})$`)
	// replyFrame are the sentences of a reply that greet, thank, excuse and sign, and answer nothing. One that goes on
	// to the matter (お問い合わせいただいた件ですが、…) does.
	replyFrame = pattern(`^(?:[^。]{0,12}(?:お世話になって|いつもお世話)[^。]{0,25}` +
		`|[^。]{0,20}(?:お問い?合わ?せ|ご連絡|ご質問|ご照会)[^。]{0,16}(?:ありがとう|有難う|御礼|お礼|感謝)[^。]{0,12}` +
		`|[^。]{0,12}お待たせ(?:して|いた|しま)[^。]{0,8}(?:した|ません|ます|お詫び[^。]{0,12})` +
		`|[^。]{0,16}(?:よろしく|宜しく)(?:お願い|御願い)[^。]{0,10})[。!！]*$`)
	// shownPage is an address that leads everybody to the same page.
	shownPage = pattern(`https?://[A-Za-z0-9.\-]+(?:/[A-Za-z0-9._~\-/]*)?`)
)

// AnonymousReply is what the office has replied to somebody, without whom it was to and without what greets, thanks and
// signs: what may become the answer of an entry. Its lines stay, and so do the addresses of pages that are nobody's own.
func AnonymousReply(text string) string {
	var kept []string
	blank := false
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		said := answeringLine(line)
		switch {
		case strings.TrimSpace(line) == "":
			blank = len(kept) > 0
			continue
		case said == "":
			continue
		}
		if blank {
			kept = append(kept, "")
			blank = false
		}
		kept = append(kept, said)
	}
	return strings.Join(kept, "\n")
}

// answeringLine is a line of a reply without the sentences that answer nothing.
func answeringLine(line string) string {
	said, at := "", 0
	for _, page := range shownPage().FindAllStringIndex(line, -1) {
		if next := line[page[1]:]; idIn().MatchString(line[page[0]:page[1]]) || strings.HasPrefix(next, "?") || strings.HasPrefix(next, "#") {
			continue // it may be somebody's own
		}
		said += beside(line[at:page[0]]) + line[page[0]:page[1]]
		at = page[1]
	}
	said = strings.TrimSpace(said + beside(line[at:]))
	if replyHead().MatchString(said) {
		return ""
	}
	kept := ""
	for _, s := range sentencesOf(said) {
		if !replyFrame().MatchString(strings.TrimSpace(s)) {
			kept += s
		}
	}
	return strings.TrimSpace(kept)
}

// beside is what stands beside an address of a page, with the space between them.
func beside(text string) string {
	said := Anonymous(text)
	if strings.HasPrefix(text, " ") {
		said = " " + said
	}
	if strings.HasSuffix(text, " ") {
		said += " "
	}
	return said
}

// improving is how a purpose says that the FAQ is made better with what is given: よくある質問の改善, FAQの見直し.
var improving = pattern(`(?i)(?:よくある(?:ご)?質問|FAQ|ＦＡＱ)[^。]{0,8}(?:改善|改良|見直し|充実)`)

// NamesImproving reports whether a purpose of asking for personal data names that the FAQ is made better with it.
func NamesImproving(purpose string) bool { return improving().MatchString(purpose) }
