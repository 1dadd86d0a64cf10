package reading

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"madoguchi/chars"
)

// A span is a time of day: from and until in minutes after midnight, -1 where open.
type span struct{ from, until int }

var (
	partsOfDay = []struct {
		words []string
		span  span
	}{
		{[]string{"午前中", "午前", "朝", "am", "AM"}, span{9 * 60, 12 * 60}},
		{[]string{"お昼", "昼"}, span{12 * 60, 13 * 60}},
		{[]string{"午後", "昼過ぎ", "pm", "PM"}, span{13 * 60, 17 * 60}},
		{[]string{"夕方"}, span{16 * 60, 18 * 60}},
		{[]string{"夜", "晩"}, span{18 * 60, 21 * 60}},
	}
	clockTime = `(午前|午後|朝|夕方|夜|昼|[AaPp][Mm]|)\s*(\d{1,2})(?:\s*[:]\s*(\d{2})|\s*時\s*(?:(\d{1,2})分|(半)|)|)\s*([AaPp][Mm]|)`
	spanText  = pattern(clockTime + `\s*(?:(~|-|から|より)\s*(?:` + clockTime + `)?)?\s*(以降|以後|過ぎ|すぎ|まで|以前|頃|ごろ|開始|スタート)?`)
	wholeDay  = pattern(`終日|一日中|1日中|いつでも|何時でも|時間はお任せ|全日`)
	anyTime   = pattern(`いつでも|平日|お?任せ|おまかせ|合わせ(?:ます|られます)|毎週|特に(?:希望)?(?:なし|ない|ありません)|調整(?:でき|可能)`)
	hourIn    = pattern(`\d\s*(?:時|:)`)
	dayRange  = pattern(`^(?:\s*(?:~|-|から)\s*)$`)
	sharing   = pattern(`^\s*(?:と|か|・|または|もしくは|、|,|or|も)\s*$`)
)

// A Slot is a time that somebody proposes: a day in Japan with a time of day, a part of it, or
// nothing.
type Slot struct {
	Day    Day
	From   int  // minutes after midnight, -1 where open
	Until  int  // the same; equal to From for a moment
	Unread bool // a time of day is named, but not in a way that can be read
}

// String is the slot as an ISO 8601 day, moment or interval: "2026-11-03", "2026-11-03T14:00",
// "2026-11-03T13:00/17:00", "2026-11-03T14:00/.." (from then on), "2026-11-03T../12:00".
func (s Slot) String() string {
	d := s.Day.Date.Format(time.DateOnly)
	hm := func(n int) string { return fmt.Sprintf("%02d:%02d", n/60, n%60) }
	switch {
	case s.From < 0 && s.Until < 0:
		return d
	case s.From < 0:
		return d + "T../" + hm(s.Until)
	case s.Until < 0:
		return d + "T" + hm(s.From) + "/.."
	case s.Until == s.From:
		return d + "T" + hm(s.From)
	}
	return d + "T" + hm(s.From) + "/" + hm(s.Until)
}

// Times is what somebody says of when they have time.
type Times struct {
	Slots []Slot // in the order in which they were said
	Open  bool   // no slot alone may be taken from it: いつでも, 来週ならいつでも
}

// Slots reads the times that somebody proposes: 「10/17午後か10/19午前」, 「来週の水曜14時から」, 「17日と18日の
// 午後」, 「11/3〜11/5」. Its one fault is Missing; each slot's day may have its own.
func Slots(text string, now time.Time) Found[Times] {
	s := dayText(text).Text
	days := daysIn(s, now)
	short := chars.Length(text) <= 100
	switch {
	case len(days) == 0 && short && anyTime().MatchString(s):
		return Found[Times]{Value: Times{Open: true}}
	case len(days) == 0:
		return missing[Times](chars.Tidy(text))
	case days[0].Vague && days[0].Fault == "" && short:
		return Found[Times]{Value: Times{Open: true}}
	}
	return Found[Times]{Value: Times{Slots: slots(s, days)}}
}

// slots joins each day with the times said behind it.
func slots(s string, days []Day) []Slot {
	behind := func(i int) string { // what is said between a day and the next
		end := len(s)
		if i+1 < len(days) {
			end = days[i+1].start
		}
		return s[days[i].end:end]
	}
	var out []Slot
	for i, d := range days {
		between := behind(i)
		if d.Fault == "" && i+1 < len(days) && dayRange().MatchString(between) && !d.Date.After(days[i+1].Date) {
			for day := d; day.Date.Before(days[i+1].Date) && len(out) < 20; day.Date = day.Date.AddDate(0, 0, 1) {
				out = append(out, Slot{Day: day, From: -1, Until: -1})
			}
			continue
		}
		spans := spansIn(between)
		for j := i + 1; len(spans) == 0 && j < len(days) && sharing().MatchString(between); j++ { // 17日と18日の午後
			between = behind(j)
			spans = spansIn(between)
		}
		if len(spans) == 0 {
			out = append(out, Slot{Day: d, From: -1, Until: -1, Unread: hourIn().MatchString(between)})
		}
		for _, sp := range spans {
			out = append(out, Slot{Day: d, From: sp.from, Until: sp.until})
		}
	}
	return out
}

// spansIn are the times of day named in s.
func spansIn(s string) []span {
	if wholeDay().MatchString(s) {
		return []span{{-1, -1}}
	}
	var spans []span
	for _, m := range spanText().FindAllStringSubmatchIndex(s, -1) {
		if sp, ok := clockSpan(groups(s, m)); ok {
			spans = append(spans, sp)
		}
	}
	if len(spans) > 0 {
		return spans
	}
	for _, part := range partsOfDay {
		for _, w := range part.words {
			if at := strings.Index(s, w); at >= 0 {
				spans = append(spans, part.span)
				s = s[:at] + s[at+len(w):]
				break
			}
		}
	}
	return spans
}

func groups(s string, m []int) []string {
	out := make([]string, len(m)/2)
	for i := range out {
		if m[2*i] >= 0 {
			out[i] = s[m[2*i]:m[2*i+1]]
		}
	}
	return out
}

// clockSpan makes a span of what spanText matched: groups 1–6 are the first time, 7 the dash,
// 8–13 the second, 14 what follows.
func clockSpan(g []string) (span, bool) {
	timed := func(g []string) bool { return g[0]+g[2]+g[3]+g[4]+g[5] != "" }
	first := strings.Contains(g[0], "時") || timed(g[1:7])
	if !first && !(g[9] != "" && timed(g[8:14])) {
		return span{}, false // a number alone is no time
	}
	from, ok := minutes(g[1:7], -1)
	if !ok {
		return span{}, false
	}
	sp := span{from, from}
	switch {
	case g[9] != "":
		until, ok := minutes(g[8:14], from)
		if !ok || until <= from {
			return span{}, false
		}
		sp.until = until
	case g[7] != "" || strings.Contains("以降以後過ぎすぎ", g[14]) && g[14] != "":
		sp.until = -1
	case g[14] == "まで" || g[14] == "以前":
		sp = span{-1, from}
	}
	return sp, true
}

// minutes reads one time of day: half, hour, :mm, mm分, 半, half behind. An hour from one to six
// without its half of the day is in the afternoon, as offices mean it; behind a first time, the
// next that fits.
func minutes(g []string, after int) (int, bool) {
	hour, _ := strconv.Atoi(g[1])
	minute, _ := strconv.Atoi(g[2] + g[3])
	if g[4] != "" {
		minute = 30
	}
	half := strings.ToLower(g[0] + g[5])
	switch {
	case (half == "午後" || half == "夕方" || half == "夜" || half == "pm") && hour < 12,
		half == "" && hour >= 1 && hour <= 6,
		half == "" && after >= 0 && hour < 12 && hour*60+minute <= after:
		hour += 12
	case half == "昼" && hour < 6:
		hour += 12
	}
	return hour*60 + minute, hour <= 24 && minute < 60 && hour*60+minute <= 24*60
}
