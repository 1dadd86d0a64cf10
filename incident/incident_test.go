package incident

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, reading.JST)
	if err != nil {
		panic(err)
	}
	return t
}

// TestDeadlines: the day on which the office knows is the first; a full report is never due on a day off.
func TestDeadlines(t *testing.T) {
	for _, tc := range []struct {
		known             string
		wrongful          bool
		from, until, full string
	}{
		{"2026-10-05 00:00", false, "2026-10-07", "2026-10-09", "2026-11-04"}, // 11/3 is a holiday
		{"2026-10-05 23:59", false, "2026-10-07", "2026-10-09", "2026-11-04"},
		{"2026-10-05 09:00", true, "2026-10-07", "2026-10-09", "2026-12-03"},
		{"2026-11-30 09:00", false, "2026-12-02", "2026-12-04", "2027-01-04"}, // 12/29
		{"2026-10-02 09:00", false, "2026-10-04", "2026-10-06", "2026-11-02"}, // a Saturday
	} {
		in := Incident{Known: at(tc.known), Wrongful: tc.wrongful}
		d := in.Deadlines()
		for what, pair := range map[string][2]string{
			"early from": {d.EarlyFrom.Format(time.DateOnly), tc.from}, "early until": {d.EarlyUntil.Format(time.DateOnly), tc.until}, "full": {d.Full.Format(time.DateOnly), tc.full},
		} {
			if pair[0] != pair[1] {
				t.Errorf("known %s: %s %s, want %s", tc.known, what, pair[0], pair[1])
			}
		}
	}
}

func TestDays(t *testing.T) {
	in := Incident{Known: at("2026-10-05 23:59")}
	for now, want := range map[string]int{"2026-10-05 23:59": 1, "2026-10-06 00:00": 2, "2026-10-09 12:00": 5, "2027-10-05 00:00": 366} {
		if got := in.Days(at(now)); got != want {
			t.Errorf("on %s it is day %d, want %d", now, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	now := at("2026-10-09 15:00")
	for field, spoil := range map[string]func(*Incident){
		"":         func(*Incident) {},
		"title":    func(in *Incident) { in.Title = strings.Repeat("あ", 101) },
		"known":    func(in *Incident) { in.Known = now.Add(time.Minute) },
		"happened": func(in *Incident) { in.Happened = in.Known.Add(time.Second) },
		"count":    func(in *Incident) { in.Count = -1 },
		"text":     func(in *Incident) { in.Cause = strings.Repeat("あ", longest+1) },
	} {
		in := Incident{Title: "入れ違い", Known: now, Cause: strings.Repeat("あ", longest)}
		spoil(&in)
		var fault *Fault
		if err := in.Check(now); errors.As(err, &fault) != (field != "") || fault != nil && fault.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestMayApprove(t *testing.T) {
	one, two := chat.Person{ID: "staff:1"}, chat.Person{ID: "staff:2"}
	in := Incident{Ticket: "Q-1204", Apology: "誤ってお送りしました。", ApologyBy: one}
	if in.MayApprove(one) || in.MayApprove(chat.Person{}) || !in.MayApprove(two) {
		t.Error("not just a second person may approve")
	}
	if in.Apology = ""; in.MayApprove(two) {
		t.Error("what is not written is approved")
	}
}
