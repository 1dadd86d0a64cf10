package facts

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"madoguchi/bot/words"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A yearly or monthly day in the office's words: 毎月 25 日, 毎月末日, 毎年 6 月 10 日.
var recurring = regexp.MustCompile(`毎(?:年\s*(\d{1,2})\s*月|月)\s*(?:、?月?(末)|(\d{1,2})\s*日)`)

// dateLines are the next days of what an answer says recurs, each once, as of today. They stand
// below the office's words and are marked as ours: the office wrote the rule, not the day.
func dateLines(at time.Time, e *faq.Entry) string {
	var lines []string
	for _, block := range e.Answer {
		for sentence := range strings.SplitSeq(norm.NFKC.String(block.Text), "。") {
			m := recurring.FindStringSubmatch(sentence)
			if m == nil {
				continue
			}
			if next, ok := nextDay(at, m[1], m[3]); ok {
				lines = appendOnce(lines, words.NextTime(sentence, ticket.LongDay(at, next)))
			}
		}
	}
	return strings.Join(lines, "\n")
}

// nextDay is the first day from now on, today included, of a month (every month when empty) and a
// day (the month's last when empty). Months without the day pass it over.
func nextDay(now time.Time, month, day string) (time.Time, bool) {
	now = now.In(reading.JST)
	wantMonth, _ := strconv.Atoi(month) // digits by the expression; "" is every month
	wantDay, _ := strconv.Atoi(day)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, reading.JST)
	for i := range 14 { // a year has the day in at most thirteen months from now
		first := time.Date(now.Year(), now.Month()+time.Month(i), 1, 0, 0, 0, 0, reading.JST)
		last := first.AddDate(0, 1, -1)
		next := last
		if wantDay > 0 {
			next = first.AddDate(0, 0, wantDay-1)
		}
		if (wantMonth == 0 || int(first.Month()) == wantMonth) && !next.After(last) && !next.Before(today) {
			return next, true
		}
	}
	return time.Time{}, false
}

func appendOnce(lines []string, line string) []string {
	for _, l := range lines {
		if l == line {
			return lines
		}
	}
	return append(lines, line)
}
