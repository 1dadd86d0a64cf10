package importer

import (
	"strings"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/lazyregexp"
)

var (
	reProgramme = lazyregexp.New(`(?:本|当|この|今回の)\s*(?:プログラム|事業|制度|サービス|支援|キャンペーン|プロジェクト|企画|補助金|助成金)|(?:支援|実施|事業|対象|有効|適用|補助|助成|サービス|開催|プログラム)\s*期間|プログラム(?:は|の期間)|事業(?:は|の期間)`)
	reDeadline  = lazyregexp.New(`締切|締め切|〆切|申込|申し込|応募|募集|受付|受け付け|提出|必着|消印|期限|報告`)
	// Received are things in a time of their own, whatever else the answer says.
	reReceives   = lazyregexp.New(`締切|締め切|〆切|申込|申し込|応募|募集|受付|受け付け|提出|必着|消印`)
	reEnds       = lazyregexp.New(`^\s*(?:まで|を?もって|で(?:終了|終わ|締|期限)|に(?:終了|終わ|締)|末?で(?:終了|終わ)|が(?:最終|期限|締)|\(?(?:必着|締切|締め切り|〆切|(?:当日)?消印有効)|[でに][^。、]{0,10}(?:受付|受け付け|募集|申込|申し込み|応募)を?(?:終了|締め?切|終え)|(?:受付|募集)(?:終了|締切))`)
	reDeadlineOf = lazyregexp.New(`(?:締切日?|締め切り|〆切|(?:受付|申込|応募|提出|募集)期限|受付終了日?)(?:は|が|:|=|日時は|日時:)?\s*$`) // before a date on which something ends
	reStops      = lazyregexp.New(`^\s*(?:$|[。、,)\n]|です|とし|となり|になり)`)
	reBegins     = lazyregexp.New(`^\s*(?:から|より(?:開始|実施|受付|スタート)|に(?:開始|スタート|始ま)|以降)`)
	reAnnounces  = lazyregexp.New(`^\s*(?:ごろ|頃)?\s*(?:以降に?|から|より|に)?\s*[^。]{0,14}(?:募集|実施|開始|公開|開催|開く|行う|行い|予定|受付|受け付け|再開|改定|変更|終了)`)
	// A span is a term where the sentence stops or holds something in it; 「10~12月に更新する企業」 is a condition.
	reSpan     = lazyregexp.New(`^\s*(?:$|[。、,)]|まで|です|となり|を予定|の(?:期間|予定)|に(?:実施|開催|行|開))`)
	reBefore   = lazyregexp.New(`^\s*(?:より(?:も|前|早|後)|以前|の間|を待たず|時点|分|に(?:設立|創業|発足))`)
	reSentence = lazyregexp.New(`[^。！？!?\n]+[。！？!?]?`)
)

// A claim is a date with what its sentence says about it.
type claim struct {
	mention
	closes    faq.Clock // until when of its last day
	receipt   bool      // it is about what is received, not about what holds
	sentence  string
	ends      bool // something holds up to it
	begins    bool
	announces bool // something is to happen at it
	programme bool // the programme as a whole
}

// claims finds what a text says to begin, end or happen on a date.
func claims(text string) []claim {
	var found []claim
	for _, s := range reSentence.FindAllString(text, -1) {
		f := chars.ListWidth(s)
		for _, m := range mentions(f) {
			closes, length := clockAt(f[m.end:])
			after := f[m.end+length:]
			c := claim{mention: m, closes: closes, sentence: strings.TrimSpace(s), receipt: reReceives.MatchString(f)}
			if reBefore.MatchString(after) && !m.span {
				continue
			}
			c.ends = reEnds.MatchString(after) || m.span && reSpan.MatchString(after) || reDeadlineOf.MatchString(f[:m.start]) && reStops.MatchString(after)
			if strings.HasPrefix(strings.TrimSpace(after), "までに") {
				c.ends, c.announces = false, true // by when to do something; the answer holds on
			}
			c.begins = m.span && c.ends || reBegins.MatchString(after)
			c.announces = reAnnounces.MatchString(after)
			c.programme = reProgramme.MatchString(f[:m.start]) && !reDeadline.MatchString(f[:m.start])
			if c.ends || c.begins || c.announces || m.span {
				found = append(found, c)
			}
		}
	}
	return found
}

// proposeTerms fills in when the programme runs, and when an entry of its own term holds, from
// the dates in the text. They are proposals: Basis carries the words for the person who confirms.
func proposeTerms(c *faq.Collection) {
	for _, cl := range claims(c.Intro) {
		takeTerm(&c.Validity, cl, cl.sentence)
	}
	for i := range c.Entries {
		e := &c.Entries[i]
		for _, cl := range claims(e.AnswerText()) {
			if cl.programme {
				takeTerm(&c.Validity, cl, entryName(e)+": "+cl.sentence)
				continue
			}
			if cl.ends && !cl.fiscal {
				takeTerm(&e.Validity, cl, cl.sentence)
			}
		}
	}
	if c.Validity == (faq.Validity{}) {
		fiscalTerm(c)
	}
}

// takeTerm widens v by what a claim says; the later end and the earlier beginning win.
func takeTerm(v *faq.Validity, cl claim, basis string) {
	if cl.ends && (v.Until == "" || cl.until > v.Until || cl.until == v.Until && v.Closes != "" && cl.closes == "") {
		v.Until, v.Closes, v.Receipt, v.Basis = cl.until, cl.closes, cl.receipt && !cl.programme, basis
	}
	if cl.begins && (v.From == "" || cl.from < v.From) {
		v.From = cl.from
		if v.Basis == "" {
			v.Basis = basis
		}
	}
}

// fiscalTerm proposes the fiscal year that the title names: 「令和8年度 …支援事業」. A supplementary
// budget's (補正) programme runs on into the next year, so its title says nothing.
func fiscalTerm(c *faq.Collection) {
	f := chars.ListWidth(c.Title)
	if strings.Contains(f, "補正") {
		return
	}
	for _, m := range mentions(f) {
		if m.fiscal {
			c.Validity = faq.Validity{From: m.from, Until: m.until, Basis: c.Title}
			return
		}
	}
}

// entryName is how a warning or basis refers to an entry.
func entryName(e *faq.Entry) string {
	if e.Label != "" {
		return e.Label
	}
	return "「" + e.Question + "」"
}

var (
	reDated    = lazyregexp.New(`(?:最終)?(?:更新|改訂|改定|作成|発行|公開|制定)(?:日|年月日)?\s*[:(]?\s*$`)
	reDatedNow = lazyregexp.New(`^\s*\)?\s*(?:現在|時点|付け?|版|(?:に)?(?:最終)?(?:更新|改訂|改定|作成|発行))`)
)

// ownDate is the day on which a line of a document's head says the document was written or last revised:
// 「最終更新日：2026年4月1日」, 「令和8年4月1日現在」, or a stamp, which is nothing but a date.
func ownDate(f string, stamp bool) faq.Date {
	latest := faq.Date("")
	for _, m := range mentions(f) {
		if m.from == m.until && (stamp || reDated.MatchString(f[:m.start]) || reDatedNow.MatchString(f[m.end:])) {
			latest = max(latest, m.from)
		}
	}
	return latest
}
