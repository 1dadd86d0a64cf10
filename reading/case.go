package reading

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// A CaseQuestion is what somebody wants to know of a matter that they have handed over.
type CaseQuestion struct {
	About string // what they call it, folded: さっきの件は; "" where they do not say
	Named bool   // they call it by its matter: 「請求書の件」
	When  bool   // they ask by when: 「何時に返事もらえますか」
}

var (
	caseAsked = phrases("case", whole, chars.FoldKana)
	caseOf    = pattern(`^(.{2,20}?)の(?:件|問い合わせ|相談|依頼|こと)(?:は|って|ですが|なのですが|なんですが|なんですけど)?(?:もう|その後|まだ)?(?:どう(?:なり|な|です|でしょう)|いかが|まだ|進捗|状況|進ん|終わ|いつ(?:返事|回答|連絡))`)
	notYet    = pattern(`^(?:いえ|いいえ)?まだ(?:です|だ|だよ|ですよ|なんです)?$`)
	caseWhen  = pattern(`いつ|何時|何日|どのくらい|どれくらい|どのぐらい|までに`)
	caseLeft  = pattern(`^(?:受付番号|番号|の件|は|って|が|です|ですが|について|の)*$`)
)

// CaseAsked reads a question after a matter handed over before: 「さっきの件どうなりましたか」,
// 「まだですか」, 「何時に返事もらえますか」, 「請求書の件はどうなっていますか」. It reports false for all else: also
// for a text that says more, for it may be a question of its own.
func CaseAsked(text string) (CaseQuestion, bool) {
	if chars.Length(text) > controlText {
		return CaseQuestion{}, false
	}
	folded := chars.FoldKana(text)
	if notYet().MatchString(folded) && !strings.ContainsAny(text, "?？") {
		return CaseQuestion{}, false // it answers 「解決しましたか」
	}
	q := CaseQuestion{When: caseWhen().MatchString(folded)}
	if m := caseAsked().FindStringSubmatch(folded); m != nil {
		for i, name := range caseAsked().SubexpNames() {
			if name == "about" && m[i] != "" {
				q.About = m[i]
			}
		}
		return q, true
	}
	if Control(text).Act == Status {
		return q, true
	}
	if m := caseOf().FindStringSubmatch(folded); m != nil {
		q.About, q.Named = m[1], true
		return q, true
	}
	return CaseQuestion{}, false
}

var ticketNumber = lazyregexp.New(`(?:^|[^A-Z0-9])([QHSK])[-‐‑–—―−ー－ ]?([0-9]{1,8})(?:[^0-9A-Z]|$)`)

// TicketNumber finds the number of a ticket in any width, with or without its hyphen and its zeros:
// 「ｑ１２」 is Q-0012. The rest is the text without it.
func TicketNumber(text string) (number, rest string, ok bool) {
	plain := strings.ToUpper(norm.NFKC.String(text))
	at := ticketNumber.FindStringSubmatchIndex(plain)
	if at == nil {
		return "", text, false
	}
	digits := plain[at[4]:at[5]]
	if len(digits) < 4 {
		digits = strings.Repeat("0", 4-len(digits)) + digits
	}
	return plain[at[2]:at[3]] + "-" + digits, strings.TrimSpace(plain[:at[2]] + plain[at[5]:]), true
}

// OnlyNumber reports whether nothing but particles is left of a text without a ticket's number.
func OnlyNumber(rest string) bool { return caseLeft().MatchString(chars.FoldKana(rest)) }
