package reading

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// JST is Japan's time. Japan has had no summer time since 1951, so a fixed zone is exact.
var JST = time.FixedZone("JST", 9*60*60)

// A Day is a day read in a text.
type Day struct {
	Date  time.Time // midnight in Japan; of no account with a Fault
	Words string    // as it was said, digits in arabic and one width
	Vague bool      // said by more than the day: 10月末, すぐ
	Fault Fault     // NoSuchDay, WrongWeekday, or none

	start, end int // where it stands in the day text, bytes
}

// The faults of a day.
const (
	NoSuchDay    Fault = "no_such_day"   // 2月30日
	WrongWeekday Fault = "wrong_weekday" // 10/16(火), which is a Monday: Day.Date is the date
)

// Midnight is the beginning of t's day in Japan.
func Midnight(t time.Time) time.Time {
	t = t.In(JST)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, JST)
}

// ParseDay reads a day as a form's date field and a file write it, 2026-11-03, as its beginning in Japan.
func ParseDay(text string) (time.Time, error) { return time.ParseInLocation(time.DateOnly, text, JST) }

// FormatDay writes t's day in Japan as ParseDay reads it.
func FormatDay(t time.Time) string { return t.In(JST).Format(time.DateOnly) }

// Date reads the first day that a text names, in whatever form: 10/16, 来週の火曜, 令和8年11月3日, 今月末,
// すぐ. Weekdays and days without a year are relative to now, the time of the message. Its faults are
// Missing, those of a day, and where the day is not certain: Several, with the first of them, for a text
// that names different days (「12月1日か2日」), and Unsure for one that says more of the day than can be
// read (「12月1日以外」, 「その前日」). Count says how many days the text names.
func Date(text string, now time.Time) Found[Day] {
	a := dayText(text)
	days := daysIn(a.Text, now)
	if at := takenBack().FindStringIndex(a.Text); at != nil {
		days = slices.DeleteFunc(days, func(d Day) bool { return d.start < at[1] })
	}
	if len(days) == 0 {
		return missing[Day](chars.Tidy(text))
	}
	day := days[0]
	before, behind := a.Without(day.start, day.end)
	out := Found[Day]{Value: day, Rest: others(before, behind), Fault: day.Fault, Count: len(days)}
	said, more := a.Text[:day.start], a.Text[day.end:]
	if at := takenBack().FindStringIndex(said); at != nil {
		said = said[at[1]:]
	}
	switch {
	case out.Fault != "":
	case slices.ContainsFunc(days, func(d Day) bool { return d.Fault == "" && !d.Date.Equal(day.Date) }):
		out.Fault = Several
		if slices.ContainsFunc(days, func(d Day) bool { return d.Vague }) {
			out.Fault = Unsure // there are more than two to choose from
		}
	case otherDay().MatchString(said), otherDay().MatchString(more), len(days) == 1 && (spanBefore().MatchString(said) || spanBehind().MatchString(more)):
		out.Fault = Unsure
	}
	return out
}

var (
	// What takes back the day before it: 12月1日じゃなくて2日.
	takenBack = pattern(`^.*(?:じゃ|では|で)な(?:くて?|い、)[、\s]*`)

	// What beside a day makes it another one, or none.
	otherDay = pattern(`以外|除[くきい]|避け|不可|NG|だめ|ダメ|無理|都合が悪|(?:じゃ|では)(?:な|あり)|前日|翌日|前の日|次の日|の前|直前|[日週月年]前|前後|` +
		`営業日|平日|稼働日|休日|祝日|休み明け|連休|土日|の週|週のうち|第[0-9]|番目|どこか|いずれか|どれか|どちらか|うち|以降の|` +
		`春|夏|秋|冬|季節|盆|GW|ゴールデンウィーク|隔週|毎週|毎月|毎年|毎日|奇数|偶数|未定|仮|かも|まだ|わから|分から|たぶん|多分|決まって(?:い)?(?:な|ませ)`)
	spanBefore = pattern(`(?:[0-9一二三四五六七八九十]|[日月火水木金土])\s*[、,・~〜/\-]\s*$`)
	spanBehind = pattern(`^\s*(?:[、,・~〜\-]\s*[0-9日月火水木金土]|の?[日月火水木金土]{2,}|[日月火水木金土](?:曜|$|[^\p{Han}])|間|目|おき|ごと|[か~〜\-]\s*$)`)
)

// Days are the days that a text names, in its order, at most twenty.
func Days(text string, now time.Time) []Day { return daysIn(dayText(text).Text, now) }

// A dayForm is one way to name a day: a pattern and how its groups are read. The base is the day
// that bare weekdays and days of the month are counted from.
type dayForm struct {
	pattern *lazyregexp.Regexp
	trait   trait
	read    func(m []string, base time.Time) (time.Time, bool)
}

// A trait tells how a form is to be taken.
type trait int

const (
	exact   trait = 0
	tagged  trait = 1 << iota // its last two groups are a weekday written behind the day
	vague                     // says less than a day; the confirmation keeps the words
	follows                   // counted from the day named before in the same message, if any
)

const endTag = `(?:\s*[(（]\s*([日月火水木金土])\s*(?:曜日?)?\s*(?:[・･]?祝)?\s*[)）]|\s*([日月火水木金土])曜日?)?`

// dayForms are tried at each place in this order; the first that fits there wins.
var dayForms = sync.OnceValue(func() []dayForm {
	return []dayForm{
		{lazyregexp.New(`^(再来年|来年|翌年|今年|本年|20\d\d年)?の?\s*(?:(\d{1,2})月|(再来月|さ来月|来月|翌月|今月|当月|先月))?の?\s*第\s*([1-5])\s*週?の?\s*([日月火水木金土])(?:曜日?|$|[^\p{Han}])`), exact, readNthWeekday},
		{lazyregexp.New(`^(再来年|来年|翌年|今年|本年|20\d\d年)?の?\s*(?:(\d{1,2})月|(再来月|さ来月|来月|翌月|今月|当月))?の?\s*(最終|最後の|最後|ラスト)\s*週?の?\s*([日月火水木金土])曜日?`), exact, readNthWeekday},
		{lazyregexp.New(`^(再来年|来年|翌年|今年|本年|20\d\d年)?の?\s*(元旦|元日|大晦日|大みそか|クリスマスイブ|クリスマス|建国記念の?日|天皇誕生日|昭和の日|憲法記念日|みどりの日|こどもの日|山の日|文化の日|勤労感謝の日|成人の日|海の日|敬老の日|スポーツの日)`), exact, readFeast},
		{lazyregexp.New(`^(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?` + endTag), tagged, readYMD},
		{lazyregexp.New(`^(20\d\d)(\d\d)(\d\d)`), exact, readYMD},
		{lazyregexp.New(`^(令和|平成|昭和|[RHSrhs])\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?` + endTag), tagged, readEra},
		{lazyregexp.New(`^(\d{1,2})[/.](\d{1,2})[/.](\d{1,2})`), exact, readShortYear},
		{lazyregexp.New(`^(再来年|来年|翌年|今年|本年|去年|昨年)の?\s*(\d{1,2})\s*[月/]\s*(\d{1,2})日?` + endTag), tagged, readNamedYear},
		{lazyregexp.New(`^(再来年|来年|翌年|今年|本年|20\d\d年)?の?\s*(\d{1,2})月の?\s*(月?末日?|いっぱい|上旬|初旬|中旬|下旬|初め|はじめ|頭|半ば|中ごろ|中頃|中|ごろ|頃|から|以降|まで)`), vague, readPartOfMonth},
		{lazyregexp.New(`^(\d{1,2})\s*(?:月|/)\s*(\d{1,2})日?` + endTag), tagged, readMD},
		{lazyregexp.New(`^(\d{1,2})-(\d{1,2})` + endTag), tagged, readMD},
		{lazyregexp.New(`^(再来月|さ来月|来月|翌月|今月|当月|先月)の?\s*(月?末日?|いっぱい|上旬|初旬|中旬|下旬|初め|はじめ|頭|半ば|中ごろ|中頃|中)`), vague, readPartOfNamedMonth},
		{lazyregexp.New(`^(再来月|さ来月|来月|翌月|今月|当月|先月)の?\s*(\d{1,2})日` + endTag), tagged, readDayOfNamedMonth},
		{lazyregexp.New(`^(今年|来年|再来年)?の?(年末|年内|年明け|年始|年度末|年度内|来年度|新年度|月末|月初|月内)`), vague, readTurn},
		{lazyregexp.New(`^(再来週|さ来週|来週|翌週|今週|次週|先週)の?\s*([日月火水木金土])(?:曜日?|\b|$|(?:[^\p{Han}]))`), exact, readNamedWeekday},
		{lazyregexp.New(`^(再来週|さ来週|来週|翌週|今週|次週|先週)の?\s*(初め|はじめ|頭|中|末|前半|後半|半ば|いっぱい)?`), vague, readPartOfWeek},
		{lazyregexp.New(`^(?:(?:次|今度|こんど|直近)の?)?([日月火水木金土])曜日?`), follows, readWeekday},
		{lazyregexp.New(`^(週明け|週末)`), vague, readTurnOfWeek},
		{lazyregexp.New(`^(\d{1,3})\s*(日|週間?|(?:か|ヶ|カ|ケ|箇|ヵ|個)月|年)(後|以内|のち)`), exact, readAfter},
		{lazyregexp.New(`^(半月|半年)(後|以内)`), exact, readHalfAfter},
		{lazyregexp.New(`^(しあさって|明々後日|明明後日|明後日|あさって|明日|あした|あす|翌日|本日|今日|きょう|当日)`), exact, readNamedDay},
		{lazyregexp.New(`^(今すぐ|いますぐ|すぐに?でも|すぐに?|至急|大至急|即日|早急に?|ただちに|直ちに|なるべく早く|できるだけ早く|出来るだけ早く|(?:なるべく|できるだけ|出来るだけ)早め(?:に|で)?|早めに|早いうちに?|早いほうが|早い方が|なる早|最短|急ぎ|いまから|今から)`), vague, readNow},
		{lazyregexp.New(`^(再来月|さ来月|来月|翌月|今月)`), vague, readNamedMonth},
		{lazyregexp.New(`^(\d{1,2})日` + endTag), tagged | follows, readDayOfMonth},
		{lazyregexp.New(`^(再来年|来年|翌年|今年|20\d\d年)の?\s*(\d{1,2})月`), vague, readMonth},
		{lazyregexp.New(`^()(\d{1,2})月`), vague, readMonth},
	}
})

var kanjiCount = pattern(`([〇一二三四五六七八九十]+)(年|月|日|時|分|週間|か月|ヶ月|カ月|ケ月|箇月|ヵ月|個月)`)

// arabic writes a kanji number before 月, 日, 時, … in digits: 十一月 is 11月.
func arabic(w string) string {
	m := kanjiCount().FindStringSubmatch(w)
	return strconv.Itoa(kanjiNumber(m[1])) + m[2]
}

// kanjiNumber reads a number below 100, or digits written one by one.
func kanjiNumber(s string) int {
	const ones = "〇一二三四五六七八九"
	value := func(r rune) int { return strings.IndexRune(ones, r) / len("〇") }
	tens, rest, found := strings.Cut(s, "十")
	if found {
		n := 10
		if tens != "" {
			n = 10 * kanjiNumber(tens)
		}
		if rest != "" {
			n += kanjiNumber(rest)
		}
		return n
	}
	n := 0
	for _, r := range s {
		n = n*10 + value(r)
		if n > 9999 {
			return n
		}
	}
	return n
}

// listMarks are what people put before the days of a list: ①, 第一希望, 候補2：. With them goes 二三日, which
// is two or three days, not twenty-three.
var listMarks = pattern(`[①-⑳]|[二三四五六七八][三四五六七八九]日|第?[1-9１-９一二三]?(?:候補|希望)日?[1-9１-９①-⑨]?\s*[:：)）.]?`)

// limitDays is how much of an answer is looked through for days.
const limitDays = 400

var dayWords = swaps("day-words")

// dayText is a text as the day forms read it.
func dayText(text string) *chars.Aligned {
	a := chars.AlignBlanked(chars.Tidy(chars.Clip(text, limitDays)), listMarks())
	words := dayWords()
	return a.Replace(words.words, func(w string) string { return words.with[w] }).Replace(kanjiCount(), arabic)
}

// daysIn are the days named in s, a day text.
func daysIn(s string, now time.Time) []Day {
	var days []Day
	var base time.Time
	for from := 0; from < len(s) && len(days) < 20; {
		d, ok := nextDay(s, from, now, base)
		if !ok {
			break
		}
		from = d.end
		if len(days) > 0 && hourOnly(s, d) {
			continue
		}
		base = d.Date
		days = append(days, d)
	}
	return days
}

// hourOnly reports whether what looks like a day is a part of a time: 10-12時, 今から.
func hourOnly(s string, d Day) bool {
	return strings.Contains(d.Words, "-") && !strings.Contains(d.Words, "20") && strings.HasPrefix(strings.TrimSpace(s[d.end:]), "時")
}

// nextDay is the first day named in s, which is a day text, at or behind from.
func nextDay(s string, from int, now, base time.Time) (Day, bool) {
	for i := range s {
		if i < from || i > 0 && isDigit(s[i]) && (isDigit(s[i-1]) || s[i-1] == ':') {
			continue
		}
		if d, ok := dayAt(s, i, now, base); ok {
			return d, true
		}
	}
	return Day{}, false
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// dayAt reads a day that begins at i.
func dayAt(s string, i int, now, base time.Time) (Day, bool) {
	forms := dayForms()
	for n := range forms {
		form := &forms[n]
		m := form.pattern.FindStringSubmatch(s[i:])
		if m == nil || m[0] == "" {
			continue
		}
		if next := s[i+len(m[0]):]; form.trait&vague == 0 && next != "" && isDigit(next[0]) && isDigit(m[0][len(m[0])-1]) {
			continue // 10/161: no day
		}
		from := Midnight(now)
		if form.trait&follows != 0 && !base.IsZero() {
			from = base
		}
		day, ok := form.read(m, from)
		d := Day{Date: day, Words: strings.TrimSpace(m[0]), start: i, end: i + len(m[0]), Vague: form.trait&vague != 0}
		if tag := form.tag(m); !ok {
			d.Fault = NoSuchDay
		} else if tag != "" && tag != weekdayMark(day) {
			d.Fault = WrongWeekday
		}
		return d, true
	}
	return Day{}, false
}

// weekdayMark is the character that stands for t's weekday.
func weekdayMark(t time.Time) string {
	return string([]rune("日月火水木金土")[t.Weekday()])
}

// tag is the weekday written behind a date, or "".
func (form *dayForm) tag(m []string) string {
	if form.trait&tagged == 0 {
		return ""
	}
	return m[len(m)-2] + m[len(m)-1]
}
