package reading

import (
	"strings"
	"sync"
	"unicode"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

var (
	legalForm = sync.OnceValue(func() *lazyregexp.Regexp {
		return lazyregexp.New(grammar("legal-forms", chars.Width) + `|(?i:co\.,? ?ltd\.?|\binc\.?|\bllc|\bcorp\.?|\bk\.k\.)`)
	})
	companyly   = phrases("company-ends", atEnd, chars.Width)
	politely    = pattern(`(?:と申します|ともうします|と言います|って言います|だよ|だわ|っていいます|といいます|といいまして|でございます|になります|ですけど|だけど|やけど|なんですけど|なんですが|ですが|ですわ|でんねん|やねん|っす|です|と申す者です)(?:[。.!！]*)$`)
	plainly     = pattern(`(\p{Han}|[ァ-ヺー]|[A-Za-z)）㈱])だ[。.!！]*$`)
	labelled    = pattern(`(?:^|[\s、,，])(会社名?|社名|法人名|屋号|団体名|店名|学校名|サークル名|組織名|お?名前|氏名|担当者?)\s*(?:[:：?？]|は|が)\s*`)
	midSentence = pattern(`(?:です|でございます|と申します)[。.！!]\s*`)
	nameChars   = pattern(`^[\p{Han}\p{Hiragana}\p{Katakana}ー々〆ヶA-Za-z.'’-]+$`)
)

// A name is given back in the characters in which it was written: ㈱, Ⅱ, half-width katakana and the
// variants of kanji belong to it. What tells a company from a person is looked for in one width.

// A Party is a company and the person who writes for it.
type Party struct {
	Company string
	Person  string // "" where the text names none, or none that can be told from the company
}

// Person reads a person's name of at most most characters, without what introduces and closes it.
// Its one fault is Missing.
func Person(text string, most int) Found[string] {
	name := Plainly(chars.Line(Substance(text)))
	name = strings.TrimSuffix(strings.Trim(labelled().ReplaceAllString(name, " "), nameMarks+"。.　"), "様")
	if !goodName(name, most) || digitIn().MatchString(chars.Width(name)) {
		return missing[string](chars.Tidy(text))
	}
	return Found[string]{Value: name}
}

// Company reads a company's name of at most most characters. Its one fault is Missing.
func Company(text string, most int) Found[string] {
	line := OneLine(Substance(text))
	name := strings.TrimSpace(Plainly(labelled().ReplaceAllString(line, " ")))
	if !goodCompany(name, most) || Utters(line) && !legalForm().MatchString(chars.Width(line)) {
		return missing[string](chars.Tidy(text))
	}
	return Found[string]{Value: name}
}

// CompanyAndPerson reads both from one answer: 「みどりコスメ 田中」, 「株式会社ミナトの木村です」. Where to
// divide it would be a guess, all is the company's name. Its one fault is Missing, where there is no
// name of at most most characters for a company.
func CompanyAndPerson(text string, most int) Found[Party] {
	line := OneLine(Substance(text))
	company, person := splitCompany(line)
	if !goodCompany(company, most) || Utters(line) && !legalForm().MatchString(chars.Width(line)) {
		return missing[Party](chars.Tidy(text))
	}
	return Found[Party]{Value: Party{Company: company, Person: person}}
}

// OneLine is as much of an answer as a name can stand in, on one line.
func OneLine(text string) string { return chars.Line(chars.Clip(text, 400)) }

// nameMarks are what stands between names, and does not belong to them.
const nameMarks = " 、､,，"

// Plainly is text without what closes an introduction: 「ハルカモールです」. だ closes it behind kanji and
// katakana only: よしだ and はまだ are names.
func Plainly(text string) string {
	if short := politely().ReplaceAllString(text, ""); short != text {
		return short
	}
	return plainly().ReplaceAllString(text, "$1")
}

// No name holds what puts something right (「南野じゃなくて南」), nor what tells of something (「引っ越しをしまして」).
var (
	putsRight = pattern(`(?:じゃ|では|で)なく|^(?:間違え|まちがえ|訂正)`)
	recounts  = pattern(`まして|ました|でした|になります|なりまし`)
	// … nor what hurries (「早くして」), gives a time (「来月の頭くらい」), or only points at its writer (「うちの会社」, 「名前は言いたくない」).
	nobodys = pattern(`^(?:(?:とにかく|いいから)?(?:早く|はやく|急いで|さっさと|とっとと).*|.*(?:してくれ|しろよ?|しなさい|くれよ|してよ|たくない(?:です)?)|(?:今|来|再来)?(?:週|月|年)(?:の|末|頭|初|中).*|.{1,6}(?:くらい|ぐらい|ころ|頃|ごろ)|` +
		`(?:うち|私|わたし|弊社|当社|自社|自分|こちら|当方|御社)(?:の(?:会社|名前|社名|ところ|とこ))?|(?:たぶん|多分|おそらく|普通|ふつう).*|本人|匿名.*|名無し.*|ひみつ|秘密)$`)
)

// goodName reports whether something can be a name at all.
func goodName(name string, most int) bool {
	return name != "" && chars.Length(name) <= most && strings.ContainsFunc(name, unicode.IsLetter) && !strings.ContainsAny(name, "?？@＠") &&
		!Unknown(name) && !Utters(name) && !putsRight().MatchString(name) && !recounts().MatchString(name) && !nobodys().MatchString(name)
}

// goodCompany is goodName for a company's name, which a legal form makes one whatever else it says.
func goodCompany(name string, most int) bool {
	plain := chars.Width(name)
	if form := legalForm().FindString(plain); form != "" && form != plain {
		return chars.Length(name) <= most && !strings.ContainsAny(name, "?？@＠")
	}
	return goodName(name, most)
}

// splitCompany divides an answer into company and person. Where that would be a guess it leaves
// all to the company: the person is then asked for.
func splitCompany(text string) (company, person string) {
	if m := labelled().FindAllStringSubmatchIndex(text, -1); len(m) > 0 {
		if company, person = splitLabelled(text, m); company == "" { // 名前？みなと商店の木村だよ
			if both, name := introduced(person, true); name != "" {
				return both, name
			}
		}
		return company, person
	}
	if words := strings.Fields(text); len(words) == 2 { // 佐伯と申します 個人です
		if first, second := Plainly(words[0]), Plainly(words[1]); (second == "個人" || second == "個人事業主") && startsWithSurname(first) {
			return second, first
		}
	}
	ended := midSentence().MatchString(text)
	text = midSentence().ReplaceAllString(text, " ") // みなと商店です。木村と申します
	short := strings.TrimSpace(Plainly(text))
	polite := short != strings.TrimSpace(text)
	words := strings.FieldsFunc(short, func(r rune) bool { return strings.ContainsRune(nameMarks+"/／", r) })
	if len(words) < 2 {
		if name := strings.TrimSuffix(short, "の"); name != short && companyName(name) { // さくら食品の: the name is yet to come
			return name, ""
		}
		return introduced(short, polite)
	}
	plain := make([]string, len(words))
	for i, w := range words {
		plain[i] = chars.Width(w)
	}
	words[0] = soleTrader().ReplaceAllString(words[0], "$1")
	n := companyWords(plain)
	if ended && n == len(words) && n == 2 && surnames()[words[0]] && companyName(words[1]) { // 木村です。みなと工業
		return words[1], words[0]
	}
	if n == len(words) {
		if company, person := introduced(words[len(words)-1], polite); person != "" { // 株式会社 みなとの木村です
			return strings.Join(append(words[:len(words)-1], company), " "), person
		}
		return short, ""
	}
	if n == 0 { // the person came first
		return words[len(words)-1], strings.Join(words[:len(words)-1], " ")
	}
	company = strings.Join(words[:n], " ")
	if chars.Length(company) > 2 {
		company = strings.TrimSuffix(company, "の") // みなと商店の 木村です
	}
	return company, undutied(strings.Join(words[n:], " "))
}

// soleTrader is how somebody without a company says so: 「個人です 木村」.
var soleTrader = pattern(`^(個人(?:事業主)?)(?:です|なので|ですが|になります|で)$`)

// companyName reports whether a word is surely a company's name, by its legal form or its end.
func companyName(w string) bool {
	w = chars.Width(w)
	return legalForm().MatchString(w) || companyly().MatchString(w)
}

// SameCompany reports whether two names are one company's, with and without its legal form.
func SameCompany(a, b string) bool {
	bare := BareCompany(a)
	return bare != "" && bare == BareCompany(b)
}

// CompanyKey is the same for all ways in which a company's name is written: with and without its legal form and
// blanks, in either width, kana or form of a character. "" for no name.
func CompanyKey(name string) string {
	key := func(s string) string { return strings.Join(strings.Fields(chars.Seek(s).Text), "") }
	if bare := key(legalForm().ReplaceAllString(chars.Width(name), "")); bare != "" {
		return bare
	}
	return key(name)
}

// OnlyCompany reports whether a text is surely a company's name and has nothing beside it.
func OnlyCompany(text string) bool {
	return IsCompany(text) && !strings.ContainsAny(text, "、,はがの")
}

// IsCompany reports whether a text is surely a company's name.
func IsCompany(text string) bool { return companyName(strings.TrimSpace(Plainly(text))) }

func splitLabelled(text string, m [][]int) (company, person string) {
	company = strings.Trim(text[:m[0][0]], nameMarks)
	for i, at := range m {
		end := len(text)
		if i+1 < len(m) {
			end = m[i+1][0]
		}
		value := strings.Trim(Plainly(strings.TrimSpace(text[at[1]:end])), nameMarks)
		if label := text[at[2]:at[3]]; strings.Contains(label, "名前") || label == "氏名" || strings.HasPrefix(label, "担当") {
			person = value
		} else {
			company = value
		}
	}
	return company, person
}

// companyWords is how many words from the left, in one width, are the company's name; 0 where it comes last.
func companyWords(words []string) int {
	last := -1
	latin := true
	for i, w := range words {
		if legalForm().MatchString(w) {
			last = i
		}
		latin = latin && !strings.ContainsFunc(w, func(r rune) bool { return r > 0x2000 && unicode.IsLetter(r) })
	}
	switch {
	case latin:
		return len(words) // Midori Trading: where the name ends cannot be told
	case last == len(words)-1 && last > 0 && !bare(words[last]) && nameChars().MatchString(words[0]) && chars.Length(words[0]) <= 5 && !companyly().MatchString(words[0]):
		return 0
	case last >= 0 && bare(words[last]) && last == 0:
		return min(2, len(words))
	case last >= 0:
		return last + 1
	}
	wide := func(w string) bool { return strings.ContainsFunc(w, func(r rune) bool { return r > 0x2000 }) }
	n := 1
	for n < len(words)-1 && (companyly().MatchString(words[n]) || !wide(words[n-1]) && !wide(words[n])) {
		n++
	}
	if n < len(words) && n == len(words)-1 && companyly().MatchString(words[n]) && chars.Length(words[n]) > 2 {
		return len(words)
	}
	return n
}

// bare reports whether a word is nothing but a legal form: 株式会社.
func bare(w string) bool { return legalForm().ReplaceAllString(w, "") == "" }

// BareCompany is a company's name without its legal form, folded for comparing: 株式会社みなと and みなと(株) are one.
func BareCompany(name string) string {
	return chars.Fold(legalForm().ReplaceAllString(chars.Width(name), ""))
}
