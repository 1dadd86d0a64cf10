package reading

import (
	"strings"
	"sync"
	"time"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// An OfficeTopic is what somebody asks of the office itself.
type OfficeTopic string

// The topics.
const (
	NoOfficeTopic OfficeTopic = ""
	OfficeHours   OfficeTopic = "hours"   // 営業時間は？
	OfficePhone   OfficeTopic = "phone"   // 電話番号を教えて
	OfficeAddress OfficeTopic = "address" // 事務局はどこにありますか
	WhoAnswers    OfficeTopic = "machine" // あなたはロボットですか, これは自動返信？
	OpenNow       OfficeTopic = "now"     // 今やってますか
	OpenOn        OfficeTopic = "on"      // 土曜日はやってる？, 台風ですが今日は開いていますか: Days or Season say when
)

// A Season is a stretch of days that offices close in.
type Season string

// The seasons.
const (
	NoSeason    Season = ""
	YearEnd     Season = "year-end"
	Bon         Season = "bon"
	GoldenWeek  Season = "golden"
	AllHolidays Season = "holiday" // 祝日は？, 土日は？
)

// An OfficeQuestion is a question about the office itself.
type OfficeQuestion struct {
	Topic   OfficeTopic
	Day     time.Time // of OpenOn: midnight in Japan; zero where a season or a weekday is asked for
	Weekday int       // of OpenOn: 0 is Sunday; -1 where none is named
	Shut    bool      // of OpenOn: they ask if it is closed, so that the answer to an open day is a no
	Season  Season    // of OpenOn
	Weather bool      // they ask because of a storm or the like
}

// officeWords are the expressions of the office's questions, made of the sections of lists/office.txt.
var officeWords = sync.OnceValue(func() map[OfficeTopic]*lazyregexp.Regexp {
	of := func(expr string) *lazyregexp.Regexp {
		return lazyregexp.New("^(?:" + fillSections("office", expr) + ")$")
	}
	return map[OfficeTopic]*lazyregexp.Regexp{
		OfficeHours:   of(`{opening}*(?:{who}{of}*)*(?:{hours}(?:{ask}|{end})*|{until}(?:{phone}{of}*)?{open}{end}*)`),
		OfficePhone:   of(`{opening}*(?:(?:{who}{of}*)*{phone}(?:番号)?{ask}*{end}*|電話(?:を)?(?:したい|かけたい)(?:のですが|んですが|んですけど|けど|ので)?(?:電話)?(?:番号)?{of}*{ask}+{end}*)`),
		OfficeAddress: of(`{opening}*(?:(?:{who}{of}*)*{address}{ask}*{end}*|(?:{who}{of}*)+(?:{where}{end}*|{place}{ask}*{end}*))`),
		WhoAnswers:    of(`{opening}*(?:{answerer}{of}*)*(?:{machine}{of}*)+{being}*(?:{or}*{human}{of}*{being}*)*{end}*|{opening}*(?:{answerer}{of}*)*{human}{of}*(?:{answers}{end}*|{being}{end}*)|{opening}*誰が{answers}{end}*`),
		OpenNow:       of(`{opening}*(?:{weather}{but}+)?(?:(?:{who}{of}*)*{now}+{of}*(?:{who}{of}*)*{open}{end}*|(?:{who}{of}*)*(?:開いてます|開いています|やってます|やっています|営業してます|営業しています|営業中です|やってる)(?:か|の|よね)*)`),
		OpenOn:        of(`{opening}*(?:(?:{weather}{but}+)?(?:{who}{of}*)*DAY{dayend}*(?:{who}{of}*)*(?:{now})*(?:{open}|{rest})?{dayend}*(?:{open}|{rest})?{end}*|{weather}{but}+(?:{who}{of}*)*{open}{end}*)`),
	}
})

// fillSections puts a list's sections in the place of their names in an expression, folded by chars.FoldKana.
func fillSections(list, expr string) string {
	_, sections := readList(list)
	for _, s := range sections {
		expr = strings.ReplaceAll(expr, "{"+s.name+"}", anyOf(s.words, chars.FoldKana))
	}
	return expr
}

// aDay is what the names of days are put in the place of.
const aDay = "DAY"

var (
	seasonNames = []struct {
		season Season
		words  func() []string
	}{
		{YearEnd, sectionOf("office", "year-end")}, {Bon, sectionOf("office", "bon")},
		{GoldenWeek, sectionOf("office", "golden")}, {AllHolidays, sectionOf("office", "holiday")},
	}
	dayNamed  = pattern(`(?:(?:今週|来週|再来週|さ来週)の?)?[月火水木金土日]曜日?|今日|きょう|本日|明日|あした|あす|明後日|あさって|(?:(?:来年|今年)の?)?\d{1,2}(?:月|/)\d{1,2}日?|(?:今月|来月)の?\d{1,2}日|\d{1,2}日`)
	weather   = pattern(`台風|大雪|雪|大雨|嵐|停電|地震|電車が止|警報`)
	topicOnly = pattern(`(?:は|も|って|よね|かな)$`)
	onlyDay   = pattern(`^DAY(?:に|には|の|が|でも|とか|中|まで)*$`) // an answer, and no question: 「土曜日」
	weekdayIs = pattern(`^([月火水木金土日])曜日?$`)
)

// OfficeAsked reads a question about the office itself. It reports false for all else, also for a
// question that has more in it than this.
func OfficeAsked(text string, now time.Time) (OfficeQuestion, bool) {
	if chars.Length(text) > controlText {
		return OfficeQuestion{}, false
	}
	folded := chars.FoldKana(text)
	for _, topic := range []OfficeTopic{OfficeHours, OfficePhone, OfficeAddress, WhoAnswers, OpenNow} {
		if topic == OfficeHours && folded == chars.FoldKana("休み") {
			continue
		}
		if officeWords()[topic].MatchString(folded) && (topic != OpenNow && topic != WhoAnswers || asking(text)) {
			return OfficeQuestion{Topic: topic, Weekday: -1, Weather: weather().MatchString(folded)}, true
		}
	}
	q, ok := openOn(folded, now)
	q.Shut = shutAsked().MatchString(folded)
	return q, ok && (asking(text) || q.Season != NoSeason)
}

var shutAsked = pattern(`休み|休業|休館|閉ま|しまって|閉めて|(?:やって|開いて|あいて|営業して)(?:い)?(?:ない|ません)`)

// asking reports whether a short text asks, also by its topic alone: 「土曜日は」. 「今やってます」 only tells.
func asking(text string) bool {
	return strings.ContainsAny(text, "?？") || Asks(text) || topicOnly().MatchString(strings.TrimRight(text, "。 "))
}

// openOn reads the question whether the office is open on some day.
func openOn(folded string, now time.Time) (OfficeQuestion, bool) {
	q := OfficeQuestion{Topic: OpenOn, Weekday: -1, Weather: weather().MatchString(folded)}
	rest := folded
	switch m := dayNamed().FindStringIndex(folded); {
	case m != nil:
		named := folded[m[0]:m[1]]
		rest = folded[:m[0]] + aDay + folded[m[1]:]
		if w := weekdayIs().FindStringSubmatch(named); w != nil {
			q.Weekday = strings.Index("日月火水木金土", w[1]) / len("日")
			break
		}
		day := Date(named, now)
		if !day.OK() {
			return OfficeQuestion{}, false
		}
		q.Day = day.Value.Date
	default:
		for _, s := range seasonNames {
			for _, w := range s.words() {
				if at := strings.Index(folded, w); at >= 0 && q.Season == NoSeason {
					q.Season, rest = s.season, folded[:at]+aDay+folded[at+len(w):]
				}
			}
		}
	}
	if q.Season == NoSeason && q.Day.IsZero() && q.Weekday < 0 {
		q.Day = Midnight(now) // 台風ですがやっていますか
	}
	return q, officeWords()[OpenOn].MatchString(rest) && (!onlyDay().MatchString(rest) || q.Season != NoSeason && q.Season != AllHolidays)
}
