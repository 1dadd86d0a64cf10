package importer

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"madoguchi/faq"
	"madoguchi/lazyregexp"
	"madoguchi/reading"
)

// A mention is a date or span of dates written out with its year.
type mention struct {
	from, until  faq.Date // the first and last day it covers
	start, end   int      // in the folded text
	text         string
	fiscal, span bool
}

const (
	pYear = `(?:(令和|平成|昭和|R|H)\s*(元|\d{1,2})|(20\d{2}|19\d{2}))`
	pDay  = `\s*(?:(\d{1,2})\s*日|(末日?|上旬|中旬|下旬))?(?:\s*\(?[月火水木金土日](?:曜日?)?(?:[・･,、/]?祝日?)?\)?)?`
)

var (
	reDate  = lazyregexp.New(pYear + `\s*(?:年\s*(?:\([^()]{2,8}\)\s*)?(\d{1,2})\s*月` + pDay + `|[/.-](\d{1,2})[/.-](\d{1,2})|\s*年度(末)?)`)
	reUntil = lazyregexp.New(`^\s*(?:~|〜|-|–|—|から|より)\s*`)
	reRest  = lazyregexp.New(`^(?:(\d{1,2})\s*月)?` + pDay)
	reMonth = lazyregexp.New(`(20\d{2})\s*年\s*(\d{1,2})\s*(?:月)?\s*[~〜\-–]\s*(\d{1,2})\s*月`)
)

// reClock is a time of day behind a date: 「17時」「午後5時30分」「17:00」「正午」.
var reClock = lazyregexp.New(`^\s*の?\s*(?:(正午)|(午前|午後|夕方|夜)?\s*(\d{1,2})\s*(?:時(?:\s*(\d{1,2})\s*分|(半))?|:([0-5]\d)))\s*(?:ちょうど)?`)

// clockAt reads the time of day at the start of a folded text, and says how long it is there. Midnight at
// the end of a day is none: the whole day counts.
func clockAt(f string) (faq.Clock, int) {
	m := reClock.FindStringSubmatch(f)
	if m == nil {
		return "", 0
	}
	if m[1] != "" {
		return "12:00", len(m[0])
	}
	hour, _ := strconv.Atoi(m[3])
	minute, _ := strconv.Atoi(m[4] + m[6])
	if m[5] != "" {
		minute = 30
	}
	if hour < 12 && (m[2] == "午後" || m[2] == "夕方" || m[2] == "夜") {
		hour += 12
	}
	switch {
	case hour > 24 || minute > 59 || hour == 24 && minute > 0:
		return "", 0
	case hour == 24:
		return "", len(m[0])
	}
	return faq.Clock(fmt.Sprintf("%02d:%02d", hour, minute)), len(m[0])
}

// eraStart is the year before the era's first: 令和元年 is 2019.
var eraStart = map[string]int{"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925}

// mentions finds the dates in a folded text. 「2023年7~9月」 is one span of three months.
func mentions(f string) []mention {
	var found []mention
	pos := 0
	for pos < len(f) {
		loc := reDate.FindStringSubmatchIndex(f[pos:])
		short := reMonth.FindStringSubmatchIndex(f[pos:])
		if short != nil && (loc == nil || short[0] <= loc[0]) {
			found = appendValid(found, monthSpan(f, pos, short))
			pos += short[1]
			continue
		}
		if loc == nil {
			break
		}
		m := oneDate(f, pos, loc)
		pos += loc[1]
		if m.from == "" {
			continue
		}
		if until := reUntil.FindString(f[pos:]); until != "" {
			pos = m.extend(f, pos, until)
		}
		found = append(found, m)
	}
	return found
}

func appendValid(all []mention, m mention) []mention {
	if m.from == "" {
		return all
	}
	return append(all, m)
}

func monthSpan(f string, pos int, loc []int) mention {
	at := func(i int) int { n, _ := strconv.Atoi(f[pos+loc[2*i] : pos+loc[2*i+1]]); return n }
	from, _ := days(at(1), at(2), 0, "")
	_, until := days(at(1), at(3), 0, "")
	if from == "" || until == "" {
		return mention{}
	}
	return mention{from: from, until: until, start: pos + loc[0], end: pos + loc[1], text: f[pos+loc[0] : pos+loc[1]], span: true}
}

// oneDate reads the match at loc of f[pos:].
func oneDate(f string, pos int, loc []int) mention {
	group := func(i int) string {
		if loc[2*i] < 0 {
			return ""
		}
		return f[pos+loc[2*i] : pos+loc[2*i+1]]
	}
	year, _ := strconv.Atoi(group(3))
	if era := group(1); era != "" {
		n, _ := strconv.Atoi(group(2))
		if group(2) == "元" {
			n = 1
		}
		year = eraStart[era] + n
	}
	m := mention{start: pos + loc[0], end: pos + loc[1], text: f[pos+loc[0] : pos+loc[1]]}
	month, _ := strconv.Atoi(group(4) + group(7))
	day, _ := strconv.Atoi(group(5) + group(8))
	if month == 0 {
		m.fiscal = true
		m.from, m.until = fiscalYear(year)
		return m
	}
	m.from, m.until = days(year, month, day, group(6))
	return m
}

// fiscalYear is a Japanese fiscal year: 1 April to 31 March.
func fiscalYear(year int) (from, until faq.Date) {
	return faq.Date(fmt.Sprintf("%04d-04-01", year)), faq.Date(fmt.Sprintf("%04d-03-31", year+1))
}

// days is the span that a year, month and day (0 for the whole month) or part of a month cover.
// A day that does not exist gives nothing.
func days(year, month, day int, part string) (from, until faq.Date) {
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, reading.JST).Day()
	if month < 1 || month > 12 || day > last {
		return "", ""
	}
	first := 1
	switch {
	case day > 0:
		first, last = day, day
	case strings.HasPrefix(part, "末"):
		first = last
	case part == "上旬":
		last = 10
	case part == "中旬":
		first, last = 11, 20
	case part == "下旬":
		first = 21
	}
	at := func(d int) faq.Date { return faq.Date(fmt.Sprintf("%04d-%02d-%02d", year, month, d)) }
	return at(first), at(last)
}

// extend takes in what follows a date and 「から」 or 「~」, and returns where it ends. The second
// date may leave out the year, and then the month.
func (m *mention) extend(f string, pos int, joint string) int {
	rest := f[pos+len(joint):]
	if loc := reDate.FindStringSubmatchIndex(rest); loc != nil && loc[0] == 0 {
		if to := oneDate(f, pos+len(joint), loc); to.until >= m.from {
			m.until, m.end, m.span = to.until, to.end, true
			m.text = f[m.start:m.end]
			return m.end
		}
	}
	loc := reRest.FindStringSubmatch(rest)
	if loc == nil || loc[0] == "" || loc[1] == "" && loc[2] == "" {
		return pos
	}
	year, _ := strconv.Atoi(string(m.from[:4]))
	month, _ := strconv.Atoi(string(m.from[5:7]))
	day, _ := strconv.Atoi(loc[2])
	if n, err := strconv.Atoi(loc[1]); err == nil {
		if n < month {
			year++
		}
		month = n
	}
	if _, until := days(year, month, day, loc[3]); until != "" {
		m.until, m.span = until, true
		m.end = pos + len(joint) + len(loc[0])
		m.text = f[m.start:m.end]
		return m.end
	}
	return pos
}
