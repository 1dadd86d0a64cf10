package ticket

import (
	"testing"
	"time"

	"madoguchi/reading"
)

// TestWorkdays: days that are named by the office's working days become dates. It is Friday evening, and Monday is
// a holiday.
func TestWorkdays(t *testing.T) {
	own := usualWeek
	own.Closures = []Period{{From: "2023-10-10", Note: "棚卸し"}}
	for _, c := range []struct {
		text     string
		calendar *Calendar
		want     string
		shown    string
	}{
		{"翌営業日", nil, "2023-10-10", "翌営業日（10/10・火）"},
		{"翌営業日でお願いします", nil, "2023-10-10", "翌営業日（10/10・火）"},
		{"次の営業日", &own, "2023-10-11", "次の営業日（10/11・水）"},
		{"３営業日後", nil, "2023-10-12", "3営業日後（10/12・木）"},
		{"翌々営業日です", nil, "2023-10-11", "翌々営業日（10/11・水）"},
		{"連休明けから", nil, "2023-10-10", "連休明け（10/10・火）"},
		{"今月の最終営業日", nil, "2023-10-31", "今月の最終営業日（10/31・火）"},
		{"12月の最終営業日で", nil, "2023-12-29", "12月の最終営業日（12/29・金）"},
		{"来月の最初の営業日", nil, "2023-11-01", "来月の最初の営業日（11/1・水）"},
		{"10月16日", nil, "2023-10-16", "10/16（月）"},
	} {
		f := &Field{Type: TypeDate, Future: true, Calendar: c.calendar}
		r, err := f.Read(c.text, time.Date(2023, 10, 6, 18, 32, 0, 0, reading.JST))
		if err != nil || len(r.Values) != 1 || r.Values[0] != c.want || r.Shown != c.shown {
			t.Errorf("%s: %v %q, %v; want %s %q", c.text, r.Values, r.Shown, err, c.want, c.shown)
		}
	}
}
