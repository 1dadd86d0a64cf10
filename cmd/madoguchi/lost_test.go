package main

import (
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// TestLostIsAsked: what is no longer in its document is told in Slack, though members are still answered with it, and
// told again after a fortnight, until somebody has decided.
func TestLostIsAsked(t *testing.T) {
	t.Parallel()
	url, dir := postgrestest.URL(t), t.TempDir()
	first := documentIn(t, dir, "傘.txt", "Q1 傘は借りられますか？", "受付でお貸しします。", "Q2 傘の色は選べますか？", "選べません。", "Q3 傘はいつ返しますか？", "三日以内です。")
	second := documentIn(t, dir, "傘2.txt", "Q1 傘は借りられますか？", "受付でお貸しします。", "Q2 傘はいつ返しますか？", "三日以内です。")
	for _, file := range []string{first, second} {
		if _, _, err := commandOn(t, url, "import -programme hanro -publish "+file); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	store, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	staff := (&server{config: config{Slack: slackConfig{SigningSecret: "x", BotToken: "x", Channel: slackfake.Office}}}).staffAddress()
	s := &server{db: &database{store: store}, env: environment{Now: func() time.Time { return now }}, base: "https://faq.example.jp", notices: store.Notices(staff)}
	go s.notices.Run(t.Context())
	told := map[string]bool{}
	asked := func(want int) string {
		t.Helper()
		var texts []string
		for end := time.Now().Add(patience); time.Now().Before(end) && len(texts) != want; time.Sleep(20 * time.Millisecond) {
			if err := s.askLost(t.Context(), told); err != nil {
				t.Fatal(err)
			}
			rows, err := store.Deliveries(t.Context(), chat.LedgerFilter{})
			if err != nil {
				t.Fatal(err)
			}
			texts = nil
			for _, row := range rows {
				texts = append(texts, row.Messages[0].Text)
			}
		}
		if len(texts) != want || len(told) != want {
			t.Fatalf("staff are told %d times, want %d: %q", len(told), want, texts)
		}
		return texts[0]
	}
	if text := asked(1); !strings.Contains(text, "傘の色は選べますか") || !strings.Contains(text, "https://faq.example.jp/desk/faq") {
		t.Errorf("told %s", text)
	}
	now = now.Add(13 * 24 * time.Hour)
	asked(1)
	now = now.Add(2 * 24 * time.Hour)
	if text := asked(2); !strings.Contains(text, "まだ会員に回答しています") {
		t.Errorf("asked again: %s", text)
	}
	if err := store.Keep(t.Context(), "hanro/2", "佐々木"); err != nil {
		t.Fatal(err)
	}
	now = now.Add(60 * 24 * time.Hour)
	asked(2)
}
