package reading

import (
	"strings"

	"madoguchi/chars"
)

var (
	introduces = pattern(`(?:と申します|ともうします|と言います|といいます|と申しますが|といいますが|と申す者です|と申す者ですが|でございます|です|ですが|ですけど|ですけれど|だけど|やけど|っす)[。.！!]*$`)
	presentsI  = pattern(`^(?:(?:わたくし|わたし|私|僕|ぼく|俺|自分|こちら|当方|うち|名前|会社名|社名|屋号|団体名|店名|店の名前|会員|御社の会員|そちらの会員|個人)(?:は|の|、|,|で|事業主の|会員の)?[、, 　]*)+`)
	letterOpen = pattern(`^(?:突然(?:の)?(?:ご連絡|のお?手紙|ですが|で)?(?:失礼|恐縮|すみません|申し訳)?.{0,8}|拝啓.{0,20}|前略|はじめまして|初めまして|はじめてご連絡.{0,10}|初めてご連絡.{0,10})$`)
)

// SelfIntroduction reads a text in which somebody says who they are and nothing else: 「突然のご連絡失礼いたします。私、有限
// 会社みなと堂の松田と申します。」. It reports false where neither a common surname nor a company's name stands in it: 「サンプルです」
// is no introduction.
func SelfIntroduction(text string) (Party, bool) {
	line := OneLine(opened(Substance(text)))
	if words := strings.Fields(line); len(words) >= 2 && len(words) <= 3 && companyName(words[0]) && startsWithSurname(words[1]) && !Utters(line) && !Asks(line) && chars.Length(line) <= 24 { // みなと工務店 木村誠
		company, person := splitCompany(line)
		return Party{Company: company, Person: person}, person != ""
	}
	if Asks(line) || chars.Length(line) > 40 || !introduces().MatchString(line) {
		return Party{}, false
	}
	bare := presentsI().ReplaceAllString(line, "")
	surely := strings.Contains(line, "申し") || strings.Contains(line, "もうし") || strings.Contains(line, "言います") || strings.Contains(line, "でございます") || bare != line
	company, person := splitCompany(bare)
	name := strings.TrimSpace(Plainly(bare))
	switch {
	case person != "" && startsWithSurname(person) && goodCompany(company, 60) && goodName(person, 40):
		return Party{Company: company, Person: person}, true
	case startsWithSurname(name) && chars.Length(name) <= 8 && goodName(name, 40) && (surely || surnames()[name]):
		return Party{Person: name}, true
	case surely && companyName(company) && person == "" && goodCompany(company, 60):
		return Party{Company: company}, true
	}
	return Party{}, false
}

// BareName reads a text that is a surname and nothing else, or says that its writer has no company: where somebody was just offered to
// be passed on, that says who they are.
func BareName(text string) (Party, bool) {
	name := strings.TrimSpace(Plainly(strings.TrimSpace(text)))
	switch {
	case surnames()[name]:
		return Party{Person: name}, true
	case name == "個人" || name == "個人事業主":
		return Party{Company: name}, true
	}
	return Party{}, false
}

// opened is a text without the sentences by which a letter opens.
func opened(text string) string {
	var kept []string
	for _, s := range sentencesOf(text) {
		if !letterOpen().MatchString(strings.Trim(s, " 　。.！!、\n")) {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, "")
}
