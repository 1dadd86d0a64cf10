package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/reading"
	"madoguchi/switches"
)

// front is the first screen of the web chat, as it comes.
func (w *town) front() string {
	w.t.Helper()
	return w.get(http.DefaultClient, "/chat/front")
}

// TestSwitchesReachEveryProcess: what is turned on at the desk of one program is in force in another without a word
// between them, and over again when it is turned off; a new office file does not undo it.
func TestSwitchesReachEveryProcess(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 2, postgrestest.URL(t), privateData(t))
	there, here := f.members[0], f.members[1] // the link to sign in that was printed last is the one that is good
	for _, notice := range []string{"点検のため返信が遅れます", "窓口は通常どおりです"} {
		here.deskPost("/desk/switches/notice", url.Values{"text": {notice}})
		here.until("the notice here", func() bool { return strings.Contains(here.front(), notice) })
		there.until("the notice there", func() bool { return strings.Contains(there.front(), notice) })
		there.until("the notice on the pages", func() bool { return strings.Contains(there.get(http.DefaultClient, "/faq"), notice) })
	}
	here.deskPost("/desk/switches/closed", url.Values{"go": {"1"}, "text": {"台風接近のため"}, "until": {time.Now().AddDate(0, 0, 1).Format(time.DateOnly)}})
	there.until("the closure there", func() bool {
		return strings.Contains(there.front(), "本日は休業です（台風接近のため）。")
	})
	page := here.desk("/desk/switches")
	for _, off := range regexp.MustCompile(`/desk/switches/\d+/off`).FindAllString(page, -1) {
		here.deskPost(off, url.Values{})
	}
	there.until("the office open again", func() bool {
		return !strings.Contains(there.front(), "休業です（台風") && !strings.Contains(there.front(), "点検")
	})
	if here.desk("/desk/audit"); !strings.Contains(here.desk("/desk/audit"), "臨時の切り替えを入れた") {
		t.Error("the trail does not know who turned what")
	}
}

// TestTheCalendarKnowsOfPastClosures: what was asked the day before a closure is due by the days on which the office
// was open, when that is counted after the closure as before, in a process that has started since, too.
func TestTheCalendarKnowsOfPastClosures(t *testing.T) {
	t.Parallel()
	store, err := postgres.Open(t.Context(), postgrestest.URL(t), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	asked := time.Date(2026, 11, 16, 10, 0, 0, 0, reading.JST) // a Monday
	shut := switches.Switch{Kind: switches.Closed, From: reading.Midnight(asked).AddDate(0, 0, 1), Until: reading.Midnight(asked).AddDate(0, 0, 2), Text: "台風"}
	if err := store.TurnOn(t.Context(), shut, audit.Record{At: asked, Kind: audit.Staff, Actor: chat.Person{ID: "staff:1", Name: "佐々木"}, Via: audit.ViaDesk}); err != nil {
		t.Fatal(err)
	}
	for _, now := range []time.Time{asked, shut.From.Add(10 * time.Hour), shut.Until.Add(time.Hour), asked.AddDate(0, 2, 0)} {
		off, err := openOffice(config{})
		if err != nil {
			t.Fatal(err)
		}
		usual := off.now().Calendar.Due(asked, 2)
		s := &server{env: environment{Now: func() time.Time { return now }}, log: newLog(environment{Getenv: func(string) string { return "" }, Stderr: t.Output()}), db: &database{store: store}, office: off}
		s.bot = bot.New(bot.Config{Inbox: store, Outbox: store, Library: faq.OpenLibrary(), Office: off.now(), Now: s.env.Now})
		if err := s.learnSwitches(t.Context()); err != nil {
			t.Fatal(err)
		}
		if due := s.office.now().Calendar.Due(asked, 2); !due.Equal(usual.AddDate(0, 0, 1)) {
			t.Errorf("counted at %s it is due at %s, want a day after %s", now, due, usual)
		}
	}
}
