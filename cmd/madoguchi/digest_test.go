package main

import (
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/samples"
)

// TestFirstMorning holds that a week's digest comes on the first day that the office works, while it is open.
func TestFirstMorning(t *testing.T) {
	data, err := samples.Files.ReadFile(sampleOffice)
	if err != nil {
		t.Fatal(err)
	}
	off, err := office.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]bool{
		"2026-11-30T08:00:00+09:00": false, // Monday, before it opens
		"2026-11-30T09:40:00+09:00": true,
		"2026-12-01T09:40:00+09:00": false, // the digest was due the day before
		"2026-11-23T10:00:00+09:00": false, // a holiday
		"2026-11-24T10:00:00+09:00": true,  // the day after it
		"2026-11-29T10:00:00+09:00": false, // Sunday
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := firstMorning(&off.Calendar, now); got != want {
			t.Errorf("%s: %v, want %v", at, got, want)
		}
	}
}

// TestDigestOnce: however many processes tell it, the staff read a week once.
func TestDigestOnce(t *testing.T) {
	t.Parallel()
	db := postgrestest.URL(t)
	w := openTown(t, db, "MADOGUCHI_OFFICE="+lifeOffice(t))
	store, err := postgres.Open(t.Context(), db, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	s := &server{db: &database{store: store}, office: &officeFile{}, base: w.base, config: config{}}
	s.config.Slack.Channel, s.config.Slack.SigningSecret, s.config.Slack.BotToken = "C0000000001", "x", "x"
	s.library = &faq.Library{}
	now := time.Date(2026, 11, 30, 9, 40, 0, 0, time.FixedZone("JST", 9*3600))
	if err := s.digest(t.Context(), now); err != nil { // nothing happened in the week before: it is not told of
		t.Fatal(err)
	}
	_, err = connectTo(t, db).Exec(t.Context(), `
		INSERT INTO questions (wording, first, handoff, first_at, last_at) VALUES
			('駐車場はありますか', 1, 2, '2026-11-20', '2026-11-30'), ('今朝の質問', 2, 1, '2026-11-30 09:00+09', '2026-11-30 09:00+09')`)
	if err != nil {
		t.Fatal(err)
	}
	_, err = connectTo(t, db).Exec(t.Context(), `INSERT INTO answered (at, conversation, event, query, verdict) VALUES ('2026-11-25', 1, 1, '会費はいくらですか', 'answer')`)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.digest(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := store.Deliveries(t.Context(), chat.LedgerFilter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range rows {
		for _, m := range r.Messages {
			if strings.Contains(m.Text, "【FAQの1週間】11/23〜11/29") {
				n++
				holds(t, "the digest", m.Text, "すぐに回答", w.base+"/desk/faq", "FAQに加えたもの", "駐車場はありますか")
				if strings.Contains(m.Text, "今朝の質問") {
					t.Errorf("the week before tells of this week's question:\n%s", m.Text)
				}
			}
		}
	}
	if n != 1 {
		t.Errorf("the week is told %d times", n)
	}
}
