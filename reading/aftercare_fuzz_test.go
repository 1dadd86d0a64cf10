package reading

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzAside reads what members say beside their questions: nothing makes a reader stumble, and what is given
// back is text that was written.
func FuzzAside(f *testing.F) {
	seed(f, "distress", "case", "case-number", "addition", "courtesy", "foreign", "plainly", "sales", "office", "kana", "handed")
	f.Fuzz(func(t *testing.T, text string) {
		if Distress(text) != Distress(text, "", " ") {
			t.Fatalf("empty words of the office's make %q another", text)
		}
		if a, ok := AdditionOf(text); ok && !strings.Contains(text, a.Text) {
			t.Fatalf("%q adds %q", text, a.Text)
		}
		if number, _, ok := TicketNumber(text); ok && !ticketNumber.MatchString(" "+number+" ") {
			t.Fatalf("%q has the number %q", text, number)
		}
		if q, ok := OfficeAsked(text, friday); ok && q.Topic == OpenOn && q.Day.IsZero() && q.Weekday < 0 && q.Season == NoSeason {
			t.Fatalf("%q asks for no day: %+v", text, q)
		}
		if utf8.ValidString(text) && !utf8.ValidString(Kana(text)) {
			t.Fatalf("Kana breaks %q", text)
		}
		CaseAsked(text)
		AsksAfterHanded(text)
		AddsToHanded(text)
		CourtesyOf(text)
		LanguageOf(text)
		WantsPlainly(text)
		Sells(text)
	})
}
