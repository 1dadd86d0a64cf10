package console

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// say is a sentence of the catalogue for staff, who read Japanese.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

// wordOr is the word of the catalogue where it has one: what is stored may be older or newer than
// this program.
func wordOr(key catalogue.Key, otherwise string) string {
	if word, ok := catalogue.JA.Find(key); ok {
		return word
	}
	return otherwise
}

// eventName is what came in, in words, where it came without any.
func eventName(k chat.Kind) string {
	return wordOr(catalogue.Key("console.event."+string(k)), say("console.event.other"))
}

// viaName is how a delivery went, in words.
func viaName(via string) string { return wordOr(catalogue.Key("console.via."+via), via) }

// kindName says what sort of answer an FAQ entry gives.
func kindName(k faq.Kind) string {
	return wordOr(catalogue.Key("console.answer."+string(k)), string(k))
}

// formName names a form.
func formName(id string) string {
	if kind := ticket.Kind(id); kind.Known() {
		return kind.Label()
	}
	return id
}

// verdictName is what the bot would do with a message.
func verdictName(d faq.Decision) string {
	switch d.Verdict {
	case faq.Answer:
		return say("console.verdict.answer")
	case faq.Suggest:
		return say("console.verdict.suggest")
	case faq.Choices:
		return say("console.verdict.choices")
	case faq.Form:
		return say("console.verdict.form", "form", formName(d.Form))
	case faq.Handoff:
		return say("console.verdict.handoff")
	}
	return string(d.Verdict)
}

// termName says where today lies in a term, with its days.
func termName(v faq.Validity, now time.Time) string {
	if v.From == "" && v.Until == "" {
		return say("console.term.none")
	}
	days := strings.TrimSpace(fmt.Sprintf("%s〜%s %s", day(v.From), day(v.Until), v.Closes))
	if !v.Confirmed {
		days += say("console.term.proposed")
	}
	switch v.At(now) {
	case faq.Ended:
		return say("console.term.ended", "days", days)
	case faq.NotYet:
		return say("console.term.not_yet", "days", days)
	}
	return say("console.term.now", "days", days)
}

func day(d faq.Date) string { return strings.ReplaceAll(string(d), "-", "/") }

// moment is a time as the desk shows it: the clock today, day and clock else.
func moment(now, t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case faq.DateOf(now) == faq.DateOf(t):
		return ticket.Clock(t)
	}
	return ticket.LongDay(now, t) + " " + ticket.Clock(t)
}

// onPaper is in the context of a page that is printed and kept: a time on it has its day and year, whenever it is read.
type onPaper struct{}

func printed(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), onPaper{}, true))
}

// readAt is what a page's times are shown from: now, or no time at all, from which every moment is shown whole.
func (s *Service) readAt(ctx context.Context) time.Time {
	if ctx.Value(onPaper{}) != nil {
		return time.Time{}
	}
	return s.Now()
}

// second is when a member sent something, to the second, "" where it is not known.
func second(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ticket.Second(t)
}

// span is a length of time in its largest unit: 「3日」「2時間」「5分」.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return say("console.span.days", "n", int(d/(24*time.Hour)))
	case d >= time.Hour:
		return say("console.span.hours", "n", int(d/time.Hour))
	}
	return say("console.span.minutes", "n", int(d/time.Minute))
}

// percent is a probability for people.
func percent(p float64) string { return fmt.Sprintf("%.0f%%", p*100) }
