package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
	"madoguchi/webhook"
)

// A listener is another system that is told what happens. It believes nothing that is not signed.
type hookListener struct {
	t      *testing.T
	secret string
	mu     sync.Mutex
	down   bool
	failed int
	told   map[string]map[string]any // by ID
	text   strings.Builder
}

func (l *hookListener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		l.t.Error(err)
	}
	seconds, err := strconv.ParseInt(r.Header.Get("webhook-timestamp"), 10, 64)
	if err != nil {
		l.t.Error(err)
	}
	id := r.Header.Get("webhook-id")
	want, err := webhook.Sign(l.secret, id, time.Unix(seconds, 0), body)
	if err != nil || !strings.Contains(" "+r.Header.Get("webhook-signature")+" ", " "+want+" ") {
		l.t.Errorf("the signature %s is not %s", r.Header.Get("webhook-signature"), want)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		l.failed++
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	var said map[string]any
	if err := json.Unmarshal(body, &said); err != nil {
		l.t.Error(err)
	}
	if l.told[id] != nil {
		l.t.Errorf("%s is told twice: %s", id, body)
	}
	l.told[id] = said
	l.text.Write(body)
}

// count says how many messages of an event came.
func (l *hookListener) count(event webhook.Event) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.told {
		if m["type"] == string(event) {
			n++
		}
	}
	return n
}

// TestHooks: another system is told once of all that happens, signed and masked, also when it or the program was
// down meanwhile.
func TestHooks(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	w := openTown(t, url, "MADOGUCHI_WEBHOOK_NETWORKS=127.0.0.1")
	listener := &hookListener{t: t, secret: webhook.NewSecret(), told: map[string]map[string]any{}}
	srv := httptest.NewServer(listener)
	t.Cleanup(srv.Close)
	store, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	by := audit.Record{Kind: audit.Program}
	if _, err := store.NewWebhook(t.Context(), webhook.Hook{Name: "kintone", URL: srv.URL, Events: webhook.Events(), Secret: listener.secret}, by); err != nil {
		t.Fatal(err)
	}
	c := w.application(url, "kintone", staff.Scopes()...)
	number := c.want(201, c.ask("POST", "/tickets", everything)).body["number"].(string)
	w.until("the ticket is told", func() bool { return listener.count(webhook.TicketOpened) == 1 })

	listener.mu.Lock()
	listener.down = true
	listener.mu.Unlock()
	c.want(201, c.ask("POST", "/tickets/"+number+"/replies", `{"text":"03-1234-5678 におかけしました"}`))
	w.until("the other system is asked in vain", func() bool {
		listener.mu.Lock()
		defer listener.mu.Unlock()
		return listener.failed > 0
	})
	w.kill()
	listener.mu.Lock()
	listener.down = false
	listener.mu.Unlock()
	if _, err := connectTo(t, url).Exec(t.Context(), `UPDATE webhook_messages SET due = now() WHERE state = 'pending'`); err != nil { // nobody waits for the next attempt here
		t.Fatal(err)
	}
	w.start()
	w.until("the program answers again", func() bool { return w.status("/readyz") == http.StatusOK })
	c.want(200, c.ask("POST", "/tickets/"+number+"/status", `{"status":"resolved"}`))
	w.until("the solution is told", func() bool { return listener.count(webhook.TicketResolved) == 1 })
	w.until("the reply is told in the end", func() bool { return listener.count(webhook.TicketReplied) == 1 })
	w.until("what moved is told", func() bool { return listener.count(webhook.TicketUpdated) >= 1 })

	made := c.want(201, c.ask("POST", "/faq/entries", `{"programme":"hanro","question":"自転車を停める場所はありますか","answer":[{"type":"paragraph","text":"あります。"}]}`))
	c.want(200, c.ask("POST", "/faq/entries/"+made.body["ref"].(string)+"/publish", `{"version":1}`))
	w.until("the entry is told", func() bool { return listener.count(webhook.FAQPublished) == 1 })
	listener.mu.Lock()
	defer listener.mu.Unlock()
	for _, personal := range []string{"湊 太郎", "03-1234-5678", "minato@example.jp"} {
		if strings.Contains(listener.text.String(), personal) {
			t.Errorf("%s is told: %s", personal, listener.text.String())
		}
	}
	if !strings.Contains(listener.text.String(), made.body["ref"].(string)) {
		t.Errorf("the entry's reference is not told: %s", listener.text.String())
	}
}
