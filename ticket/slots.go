package ticket

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
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
	spanText  = regexp.MustCompile(clockTime + `\s*(?:(~|-|から|より)\s*(?:` + clockTime + `)?)?\s*(以降|以後|過ぎ|すぎ|まで|以前|頃|ごろ|開始|スタート)?`)
	wholeDay  = regexp.MustCompile(`終日|一日中|1日中|いつでも|何時でも|時間はお任せ|全日`)
	anyTime   = regexp.MustCompile(`いつでも|平日|お?任せ|おまかせ|合わせ(?:ます|られます)|毎週|特に(?:希望)?(?:なし|ない|ありません)|調整(?:でき|可能)`)
	hourIn    = regexp.MustCompile(`\d\s*(?:時|:)`)
	dayRange  = regexp.MustCompile(`^(?:\s*(?:~|-|から)\s*)$`)
	sharing   = regexp.MustCompile(`^\s*(?:と|か|・|または|もしくは|、|,|or|も)\s*$`)
)

// readSlots reads the times a member proposes: each a day with a time of day, a part of it, or
// nothing. A slot is an ISO 8601 day, moment or interval in Japan's time: "2026-11-03",
// "2026-11-03T14:00", "2026-11-03T13:00/17:00", "2026-11-03T14:00/.." (from then on).
func (f *Field) readSlots(text string, now time.Time) (Reading, error) {
	s := dayText(text)
	days := daysIn(s, now)
	if len(days) == 0 {
		if anyTime.MatchString(s) && length(text) <= 100 {
			return Reading{Values: []string{text}, Shown: text}, nil
		}
		return Reading{}, f.fail("ご都合のよい日と時間を教えてください。（例：10/17午後、来週の水曜14時から）")
	}
	if days[0].vague && days[0].wrong == "" && length(text) <= 100 { // 来週ならいつでも: no day of it may be dropped
		return Reading{Values: []string{text}, Shown: text}, nil
	}
	slots, err := f.slots(s, days, now)
	if err != nil {
		return Reading{}, err
	}
	if most := f.limit(3); len(slots) > most {
		return Reading{}, f.fail(fmt.Sprintf("ご都合のよい日時は、%dつまでにしぼって教えてください。", most))
	}
	return f.Show(slots), nil
}

// daysIn are the days named in s, a dayText.
func daysIn(s string, now time.Time) []dayFound {
	var days []dayFound
	var base time.Time
	for from := 0; from < len(s) && len(days) < 20; {
		d, ok := nextDay(s, from, now, base)
		if !ok {
			break
		}
		from = d.end
		if len(days) > 0 && timeOnly(s, d) {
			continue
		}
		base = d.day
		days = append(days, d)
	}
	return days
}

// timeOnly reports whether what looks like a day is a part of a time: 10-12時, 今から.
func timeOnly(s string, d dayFound) bool {
	return strings.Contains(d.words, "-") && !strings.Contains(d.words, "20") && strings.HasPrefix(strings.TrimSpace(s[d.end:]), "時")
}

// slots joins each day with the times said behind it.
func (f *Field) slots(s string, days []dayFound, now time.Time) ([]string, error) {
	var out []string
	for i, d := range days {
		if d.wrong != "" {
			return nil, f.fail(d.wrong)
		}
		if f.Future && d.day.Before(midnight(now)) {
			return nil, f.fail(fmt.Sprintf("%sは過ぎているようです。これからの日時を教えてください。", LongDay(now, d.day)))
		}
		end := len(s)
		if i+1 < len(days) {
			end = days[i+1].start
		}
		between := s[d.end:end]
		if i+1 < len(days) && dayRange.MatchString(between) && !d.day.After(days[i+1].day) {
			for day := d.day; day.Before(days[i+1].day) && len(out) < 20; day = day.AddDate(0, 0, 1) {
				out = append(out, slot(day, span{-1, -1}))
			}
			continue
		}
		spans := spansIn(between)
		for j := i + 1; len(spans) == 0 && j < len(days) && sharing.MatchString(between); j++ { // 17日と18日の午後
			end = len(s)
			if j+1 < len(days) {
				end = days[j+1].start
			}
			between = s[days[j].end:end]
			spans = spansIn(between)
		}
		if len(spans) == 0 {
			if hourIn.MatchString(between) {
				return nil, f.fail("時間を読み取れませんでした。「14時から16時」のように教えていただけますか。")
			}
			spans = []span{{-1, -1}}
		}
		for _, sp := range spans {
			out = append(out, slot(d.day, sp))
		}
	}
	return out, nil
}

// spansIn are the times of day named in s.
func spansIn(s string) []span {
	if wholeDay.MatchString(s) {
		return []span{{-1, -1}}
	}
	var spans []span
	for _, m := range spanText.FindAllStringSubmatchIndex(s, -1) {
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

func slot(day time.Time, sp span) string {
	d := day.Format(time.DateOnly)
	hm := func(n int) string { return fmt.Sprintf("%02d:%02d", n/60, n%60) }
	switch {
	case sp.from < 0 && sp.until < 0:
		return d
	case sp.from < 0:
		return d + "T../" + hm(sp.until)
	case sp.until < 0:
		return d + "T" + hm(sp.from) + "/.."
	case sp.until == sp.from:
		return d + "T" + hm(sp.from)
	}
	return d + "T" + hm(sp.from) + "/" + hm(sp.until)
}

// showSlot is a slot as people read it: 「11/3（火）13:00〜17:00」.
func showSlot(v string) string {
	d, times, timed := strings.Cut(v, "T")
	day, err := time.ParseInLocation(time.DateOnly, d, JST)
	if err != nil {
		return v
	}
	if !timed {
		return Day(day)
	}
	from, until, ranged := strings.Cut(times, "/")
	switch {
	case from == "..":
		return Day(day) + until + "まで"
	case until == "..":
		return Day(day) + from + "から"
	case ranged:
		return Day(day) + from + "〜" + until
	}
	return Day(day) + from
}
