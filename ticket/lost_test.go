package ticket_test

import (
	"strings"
	"testing"

	"madoguchi/ticket"
)

// TestLost: the days on which an office of other hours will not be open, each until the day on which it is again.
func TestLost(t *testing.T) {
	now := at(t, "2026-11-24 10:00") // a Tuesday
	shorter := weekdays()
	shorter.Hours[3], shorter.Hours[4] = ticket.Hours{}, ticket.Hours{} // Wednesday, Thursday
	holidays := weekdays()
	holidays.Closures = []ticket.Period{{From: "2026-11-26", Until: "2026-11-30", Note: "移転"}, {From: "2026-11-24", Note: "今日"}}
	early := weekdays()
	early.Hours[3].Close = 12 * 60
	never := &ticket.Calendar{}
	for _, tc := range []struct {
		what   string
		newer  *ticket.Calendar
		days   int
		breaks string
	}{
		{"the same", weekdays(), 30, ""},
		{"closes earlier", early, 30, ""},
		{"two days of the week", shorter, 8, "2026-11-25 00:00〜2026-11-27 00:00 受付時間の変更, 2026-12-02 00:00〜2026-12-04 00:00 受付時間の変更"},
		{"a closure over a weekend", holidays, 30, "2026-11-26 00:00〜2026-12-01 00:00 移転"},
		{"for good", never, 2, "2026-11-25 00:00〜2026-11-26 00:00 受付時間の変更, 2026-11-26 00:00〜2026-11-27 00:00 受付時間の変更"},
	} {
		var got []string
		for _, b := range weekdays().Lost(tc.newer, now, tc.days) {
			got = append(got, stamp(b.From)+"〜"+stamp(b.Until)+" "+b.Note)
		}
		if all := strings.Join(got, ", "); all != tc.breaks {
			t.Errorf("%s: lost %s, want %s", tc.what, all, tc.breaks)
		}
	}
	if lost := shorter.Lost(weekdays(), now, 30); lost != nil {
		t.Errorf("an office that opens on more days loses %v", lost)
	}
}
