package switches_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/switches"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, reading.JST)

func TestTimes(t *testing.T) {
	for _, tc := range []struct {
		kind             switches.Kind
		day, clock, last string
		from, until      string // "" = zero
	}{
		{switches.Closed, "", "", "", "11-24 00:00", "11-25 00:00"},
		{switches.Closed, "", "13:00", "", "11-24 13:00", "11-25 00:00"},
		{switches.Closed, "2026-11-27", "13:00", "2026-11-30", "11-27 13:00", "12-01 00:00"},
		{switches.Notice, "", "", "", "11-24 12:00", ""},
		{switches.Notice, "2026-11-25", "", "2026-11-25", "11-25 00:00", "11-26 00:00"},
		{switches.Busy, "", "", "2026-11-30", "11-24 12:00", "12-01 00:00"},
	} {
		from, until, err := switches.Times(tc.kind, now, tc.day, tc.clock, tc.last)
		if err != nil || at(from) != tc.from || at(until) != tc.until {
			t.Errorf("%s %q %q %q: %s to %s (%v), want %s to %s", tc.kind, tc.day, tc.clock, tc.last, at(from), at(until), err, tc.from, tc.until)
		}
	}
}

func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(reading.JST).Format("01-02 15:04")
}

// FuzzTimes: whatever is typed is read, or refused by its field.
func FuzzTimes(f *testing.F) {
	f.Add("2026-11-24", "13:00", "2026-11-25")
	f.Add("きょう", "25:00", "")
	f.Fuzz(func(t *testing.T, day, clock, last string) {
		for _, kind := range switches.Kinds() {
			_, _, err := switches.Times(kind, now, day, clock, last)
			var fault *switches.Fault
			if err != nil && (!errors.As(err, &fault) || switches.Refusal(err) == "") {
				t.Errorf("%q %q %q: %v", day, clock, last, err)
			}
		}
	})
}

func TestCheck(t *testing.T) {
	day := 24 * time.Hour
	for field, sw := range map[string]switches.Switch{
		"kind":     {Kind: "elsewhere"},
		"until":    {Kind: switches.Closed, From: now},
		"until 2":  {Kind: switches.Closed, From: now, Until: now.Add(-time.Hour)},
		"until 3":  {Kind: switches.Closed, From: now, Until: now.Add(32 * day)},
		"until 4":  {Kind: switches.Notice, Text: "x", From: now.Add(400 * day)},
		"text":     {Kind: switches.Notice, From: now, Text: "  "},
		"text 2":   {Kind: switches.Notice, From: now, Text: strings.Repeat("あ", switches.LongestNotice+1)},
		"text 3":   {Kind: switches.Closed, From: now, Until: now.Add(day), Text: strings.Repeat("あ", switches.LongestReason+1)},
		"days":     {Kind: switches.Busy, From: now},
		"channels": {Kind: switches.Notice, From: now, Text: "x", Channels: []string{"telegram"}},
	} {
		var fault *switches.Fault
		if err := sw.Check(now); !errors.As(err, &fault) || fault.Field != strings.Fields(field)[0] {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, sw := range []switches.Switch{
		{Kind: switches.Closed, From: now, Until: now.Add(day), Text: "台風接近のため"}, {Kind: switches.Silent, From: now},
		{Kind: switches.Notice, From: now, Text: "点検のお知らせ", Channels: switches.Channels()}, {Kind: switches.Busy, From: now, Days: 3},
	} {
		if err := sw.Check(now); err != nil {
			t.Errorf("%s: %v", sw.Kind, err)
		}
	}
}

// TestSet: what follows from several switches at a moment, and from ones whose time is not now.
func TestSet(t *testing.T) {
	later := now.Add(time.Hour)
	set := switches.Set{
		{ID: 1, Kind: switches.Notice, Text: "全員へ", From: now}, {ID: 2, Kind: switches.Notice, Text: "つなぐへ", From: now, Programmes: []string{"tsunagu"}},
		{ID: 3, Kind: switches.Notice, Text: "LINEへ", From: now, Channels: []string{chat.LINE}}, {ID: 4, Kind: switches.Notice, Text: "あとで", From: later},
		{ID: 5, Kind: switches.Silent, From: now, Programmes: []string{"hanro"}}, {ID: 6, Kind: switches.Busy, From: now, Days: 2},
		{ID: 7, Kind: switches.Busy, From: later, Days: 5}, {ID: 8, Kind: switches.Closed, From: later, Until: now.Add(5 * time.Hour)},
		{ID: 9, Kind: switches.Notice, Text: "切った", From: now, Off: now},
	}
	texts := func(programme, channel string, at time.Time) string {
		var out []string
		for _, n := range set.Notices(programme, channel, at) {
			out = append(out, n.Text)
		}
		return strings.Join(out, " ")
	}
	for _, tc := range []struct{ programme, channel, want string }{
		{"", chat.Web, "全員へ つなぐへ"}, {"hanro", chat.Web, "全員へ"}, {"tsunagu", chat.LINE, "全員へ つなぐへ LINEへ"}, {"", switches.FAQPages, "全員へ つなぐへ"},
	} {
		if got := texts(tc.programme, tc.channel, now); got != tc.want {
			t.Errorf("notices of %q on %s: %q, want %q", tc.programme, tc.channel, got, tc.want)
		}
	}
	if !strings.Contains(texts("", chat.Web, later), "あとで") {
		t.Error("a notice does not come to its time")
	}
	if !set.Silent("hanro", now) || set.Silent("tsunagu", now) || set.Silent("", now) || !set.AnySilent(now) {
		t.Error("the wrong programmes are silent")
	}
	if set.Longer(now) != 2 || set.Longer(later) != 5 {
		t.Errorf("promises take %d, later %d days more", set.Longer(now), set.Longer(later))
	}
	if b := set.Breaks(); len(b) != 1 || b[0].Note != "臨時休業" {
		t.Errorf("breaks: %v", b)
	}
}
