package facts

import (
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"madoguchi/bot/words"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// dateLines are the next days of what an answer says recurs, each once, as of today. They stand
// below the office's words and are marked as ours: the office wrote the rule, not the day.
func dateLines(at time.Time, e *faq.Entry) string {
	var lines []string
	for _, block := range e.Answer {
		for sentence := range strings.SplitSeq(norm.NFKC.String(block.Text), "。") {
			if next := reading.Recurring(sentence, at); next.OK() {
				lines = appendOnce(lines, words.NextTime(sentence, ticket.LongDay(at, next.Value)))
			}
		}
	}
	return strings.Join(lines, "\n")
}

func appendOnce(lines []string, line string) []string {
	for _, l := range lines {
		if l == line {
			return lines
		}
	}
	return append(lines, line)
}
