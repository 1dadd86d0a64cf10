package member

import (
	"strings"
	"testing"
	"time"

	"madoguchi/bot/facts"
	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/reading"
)

// A shelf is an index that only knows what it was built over.
type shelf struct {
	faq.Index
	all []faq.Collection
}

func (s shelf) Collections() []faq.Collection { return s.all }

// frontOf is the first screen of an office with three programmes, one of which has ended.
func frontOf(t *testing.T, more, programme string, asked []string, now time.Time) (questions []string, f func() (hours string, open bool, notices, programmes []string)) {
	t.Helper()
	off, err := office.Parse([]byte("programmes:\n  - {id: old, name: 旧, until: 2026-03-31}\n  - {id: a, name: 甲, questions: [3]}\n  - {id: b, name: 乙}\n" + more))
	if err != nil {
		t.Fatal(err)
	}
	library := &faq.Library{}
	s := shelf{}
	for _, id := range []string{"old", "a", "b"} {
		c := faq.Collection{ID: id, Title: id}
		for n := 1; n <= 4; n++ {
			c.Entries = append(c.Entries, faq.Entry{Collection: id, Order: n, Section: []string{"上", "下"}[n%2], Question: id + string(rune('0'+n))})
		}
		s.all = append(s.all, c)
	}
	library.Replace(s)
	dg := &Dialogue{Facts: facts.New(library, off, func() time.Time { return now })}
	front := dg.Front(programme, asked, now)
	for _, q := range front.Questions {
		questions = append(questions, q.Label)
	}
	return questions, func() (string, bool, []string, []string) {
		var names []string
		for _, p := range front.Programmes {
			name := p.Name
			if p.Ended {
				name += "（終）"
			}
			names = append(names, name)
		}
		return front.Hours, front.Open, front.Notices, names
	}
}

// TestFrontQuestions: what is really asked comes first, then the office's choice, then one of each section; of
// a programme that was chosen all of it is, also of one that has ended.
func TestFrontQuestions(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)
	for _, tt := range []struct {
		programme string
		asked     []string
		want      string
	}{
		{"", nil, "a3 b1 a1 b2 a2"},
		{"a", nil, "a3 a1 a2"},
		{"a", []string{"b/1", "a/4", "a/2"}, "a4 a2 a3 a1"},
		{"old", []string{"old/2"}, "old2 old1"},
		{"none", nil, "a3 b1 a1 b2 a2"},
	} {
		got := ""
		questions, _ := frontOf(t, "", tt.programme, tt.asked, now)
		for i, q := range questions {
			if i > 0 {
				got += " "
			}
			got += q
		}
		if got != tt.want {
			t.Errorf("%q with %v: %s, want %s", tt.programme, tt.asked, got, tt.want)
		}
	}
}

// TestFrontToday: the hours of the day, whether somebody is there, the notices in force, ended programmes last.
func TestFrontToday(t *testing.T) {
	notices := "notices:\n  - {text: みんなに}\n  - {text: 甲だけ, programmes: [a]}\n  - {text: 来年, from: 2027-01-01}\n"
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, reading.JST)
	}
	for _, tt := range []struct {
		now       time.Time
		programme string
		hours     string
		open      bool
		notices   int
	}{
		{at(11, 20, 12), "", "本日は17:30まで受け付けています。", true, 2},
		{at(11, 20, 8), "b", "本日は9:30から17:30まで受け付けます。", false, 1},
		{at(11, 20, 19), "a", "本日の受付は終了しました。次の受付は11/24（火）9:30からです。", false, 2},
		{at(11, 22, 12), "", "本日は休業日です。次の受付は11/24（火）9:30からです。", false, 2},
		{at(11, 23, 12), "", "本日は休業日です（勤労感謝の日）。次の受付は11/24（火）9:30からです。", false, 2},
	} {
		_, f := frontOf(t, notices, tt.programme, nil, tt.now)
		hours, open, said, programmes := f()
		if hours != tt.hours || open != tt.open || len(said) != tt.notices {
			t.Errorf("%s: %q %t %q", tt.now, hours, open, said)
		}
		if len(programmes) != 3 || programmes[2] != "旧（終）" {
			t.Errorf("the programmes are %q", programmes)
		}
	}
}

// TestEnglishFront says the hours, the promise and the terms in English, day by day.
func TestEnglishFront(t *testing.T) {
	off, err := office.Parse([]byte("name: 事務局\nhours: {fri: 9:30-17:30, mon: 9:00-17:00}\nholidays: true\n" +
		"programmes:\n  - {id: a, name: あ, until: 2026-11-30}\n  - {id: b, name: い, until: 2025-03-31}\n  - {id: c, name: う}\nteams: [{name: 事務局}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	library := &faq.Library{}
	for _, tt := range []struct {
		at, hours string
	}{
		{"2026-11-20 12:00", "Open today until 17:30 (Japan time)."},
		{"2026-11-20 03:00", "Open today from 9:30 to 17:30 (Japan time)."},
		{"2026-11-20 18:00", "We are closed now. We open on Fri, Nov 27, 09:30 (Japan time)."}, // Monday is a holiday
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", tt.at, reading.JST)
		if err != nil {
			t.Fatal(err)
		}
		dg := &Dialogue{Facts: facts.New(library, off, func() time.Time { return now })}
		f := dg.EnglishFront(dg.Front("", nil, now), now)
		if f.Hours != tt.hours {
			t.Errorf("at %s: %q, want %q", tt.at, f.Hours, tt.hours)
		}
		if f.Promise != "If you write to us now, we will answer by Fri, Nov 27, 17:30 (Japan time)." {
			t.Errorf("at %s: %q", tt.at, f.Promise)
		}
		var notes []string
		for _, p := range f.Programmes {
			notes = append(notes, p.Note)
		}
		if got := strings.Join(notes, "|"); got != "Until Nov 30, 2026||Ended on Mar 31, 2025" {
			t.Errorf("terms %q", got)
		}
	}
}
