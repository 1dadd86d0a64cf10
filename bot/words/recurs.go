package words

import "strings"

// NextTime names the next day of something that recurs, by what the office's sentence is about.
func NextTime(sentence, day string) string {
	what := say("member.next.time")
	switch {
	case strings.Contains(sentence, "請求"):
		what = say("member.next.bill")
	case strings.Contains(sentence, "引き落とし"), strings.Contains(sentence, "引落"):
		what = say("member.next.debit")
	case strings.Contains(sentence, "締"), strings.Contains(sentence, "まで"), strings.Contains(sentence, "区切"):
		what = say("member.next.deadline")
	}
	return say("member.next.day", "what", what, "day", day)
}
