package ticket

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var (
	legalForm = regexp.MustCompile(`株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人|社会福祉法人|医療法人|学校法人|農業協同組合|協同組合|漁業協同組合|組合|\(株\)|\(有\)|\(同\)|\(社\)|㈱|㈲|NPO法人|(?i:co\.,? ?ltd\.?|\binc\.?|\bllc|\bcorp\.?|\bk\.k\.)`)
	companyly = regexp.MustCompile(`(食品|商店|工房|製作所|製菓|製茶|酒造|醸造|産業|工業|商事|物産|農園|水産|化学|コスメ|フーズ|本舗|本店|堂|屋|社|会|店|園|館|組|舎|法人|企画|貿易|電機|電子|製薬|印刷|精工|技研|研究所|デザイン|ファーム|ショップ|ジャパン|グループ)$`)
	politely  = regexp.MustCompile(`(?:と申します|と言います|といいます|でございます|になります|です|だ|と申す者です)(?:[。.!！])?$`)
	labelled  = regexp.MustCompile(`(?:^|[\s、,])(会社名?|社名|法人名|屋号|お?名前|氏名|担当者?)\s*(?:[:：]|は|が)\s*`)
	ofWhom    = regexp.MustCompile(`^(.{2,}?)の([^の]{1,12})$`)
	nameChars = regexp.MustCompile(`^[\p{Han}\p{Hiragana}\p{Katakana}ー々〆ヶA-Za-z.'’-]+$`)
)

// width is a name in one width: ＡＢＣ is ABC, ﾐﾅﾄ is ミナト, ㈱ is (株); blanks are single.
func width(s string) string { return strings.Join(strings.Fields(norm.NFKC.String(s)), " ") }

func (f *Field) readName(text string) (Reading, error) {
	name := politely.ReplaceAllString(width(text), "")
	name = strings.Trim(labelled.ReplaceAllString(name, " "), " 、,。.　")
	if !goodName(name, f.limit(60)) || strings.ContainsRune(name, '@') {
		return Reading{}, f.fail("お名前を教えてください。（例：山田 花子）")
	}
	return Reading{Values: []string{name}, Shown: name}, nil
}

func goodName(name string, most int) bool {
	return name != "" && length(name) <= most && strings.ContainsFunc(name, unicode.IsLetter) && !strings.ContainsAny(name, "?？")
}

// readCompany reads a company, and where the question also asks for a person, the person in the
// same answer: 「みどりコスメ 田中」, 「株式会社ミナトの木村です」.
func (f *Field) readCompany(text string) (Reading, error) {
	whole := width(strings.ReplaceAll(clip(text, 400), "\n", " "))
	rest, programme := f.cutProgramme(whole)
	company, person := rest, ""
	if part := f.part(TypeName); part != nil {
		company, person = splitCompany(rest)
	} else {
		company = strings.TrimSpace(politely.ReplaceAllString(labelled.ReplaceAllString(rest, " "), ""))
	}
	if !goodName(company, f.limit(100)) || strings.ContainsRune(company, '@') {
		return Reading{}, f.fail("会社名を教えてください。個人の方は屋号か「個人」で大丈夫です。（例：株式会社みなと）")
	}
	r := Reading{Values: []string{company}, Shown: company, Also: map[string]Reading{}}
	if part := f.part(TypeName); part != nil && person != "" {
		if named, err := part.readName(person); err == nil {
			r.Also[part.Key()] = named
		}
	}
	if programme != nil {
		p := f.part(TypeProgramme)
		r.Also[p.Key()] = p.Show([]string{programme.Value})
	}
	return r, nil
}

// part is the field's part of that type, or nil.
func (f *Field) part(t FieldType) *Field {
	for _, p := range f.parts {
		if p.Type == t {
			return p
		}
	}
	return nil
}

// cutProgramme takes a programme's name off the end of an answer that has more in it.
func (f *Field) cutProgramme(text string) (string, *Option) {
	p := f.part(TypeProgramme)
	at := strings.LastIndexAny(text, " 、,/")
	if p == nil || at < 0 {
		return text, nil
	}
	last := fold(politely.ReplaceAllString(text[at:], ""))
	for i := range p.Choices {
		if slices.ContainsFunc(p.Choices[i].words(), func(w string) bool { return w == last }) {
			return strings.TrimRight(text[:at], " 、,/"), &p.Choices[i]
		}
	}
	return text, nil
}

// splitCompany divides an answer into company and person. Where that would be a guess it leaves
// all to the company: the person is then asked for.
func splitCompany(text string) (company, person string) {
	if m := labelled.FindAllStringSubmatchIndex(text, -1); len(m) > 0 {
		return splitLabelled(text, m)
	}
	polite := politely.MatchString(text)
	text = strings.TrimSpace(politely.ReplaceAllString(text, ""))
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '、' || r == ',' || r == '/' })
	if len(words) == 1 {
		if m := ofWhom.FindStringSubmatch(text); m != nil && (polite || legalForm.MatchString(m[1]) || companyly.MatchString(m[1])) && nameChars.MatchString(m[2]) && !companyly.MatchString(m[2]) && !legalForm.MatchString(m[2]) {
			return m[1], m[2]
		}
		return text, ""
	}
	n := companyWords(words)
	if n == len(words) {
		return text, ""
	}
	if n == 0 { // the person came first
		return words[len(words)-1], strings.Join(words[:len(words)-1], " ")
	}
	return strings.Join(words[:n], " "), strings.Join(words[n:], " ")
}

func splitLabelled(text string, m [][]int) (company, person string) {
	company = strings.Trim(text[:m[0][0]], " 、,")
	for i, at := range m {
		end := len(text)
		if i+1 < len(m) {
			end = m[i+1][0]
		}
		value := strings.Trim(politely.ReplaceAllString(strings.TrimSpace(text[at[1]:end]), ""), " 、,")
		if label := text[at[2]:at[3]]; strings.Contains(label, "名前") || label == "氏名" || strings.HasPrefix(label, "担当") {
			person = value
		} else {
			company = value
		}
	}
	return company, person
}

// companyWords is how many words from the left are the company's name; 0 where it comes last.
func companyWords(words []string) int {
	last := -1
	latin := true
	for i, w := range words {
		if legalForm.MatchString(w) {
			last = i
		}
		latin = latin && !strings.ContainsFunc(w, func(r rune) bool { return r > 0x2000 && unicode.IsLetter(r) })
	}
	switch {
	case latin:
		return len(words) // Midori Trading: where the name ends cannot be told
	case last == len(words)-1 && last > 0 && !bare(words[last]) && nameChars.MatchString(words[0]) && length(words[0]) <= 5 && !companyly.MatchString(words[0]):
		return 0
	case last >= 0 && bare(words[last]) && last == 0:
		return min(2, len(words))
	case last >= 0:
		return last + 1
	}
	n := 1
	for n < len(words)-1 && (companyly.MatchString(words[n]) || !strings.ContainsFunc(words[n-1], func(r rune) bool { return r > 0x2000 }) && !strings.ContainsFunc(words[n], func(r rune) bool { return r > 0x2000 })) {
		n++
	}
	if n < len(words) && n == len(words)-1 && companyly.MatchString(words[n]) && length(words[n]) > 2 {
		return len(words)
	}
	return n
}

// bare reports whether a word is nothing but a legal form: 株式会社.
func bare(w string) bool { return legalForm.ReplaceAllString(w, "") == "" }
