package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"madoguchi/handlers/line/linefake"
	"madoguchi/postgres/postgrestest"
)

// TestL23AccountLink takes a member through LINE's account link: the button in the talk, the page
// that speaks for the web session, LINE's dialog, its event back; and a stranger who was sent the
// same button nowhere.
func TestL23AccountLink(t *testing.T) {
	t.Parallel()
	addr := freeAddress(t)
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_ADDR="+addr, "MADOGUCHI_URL=http://"+addr)
	member, stranger := linefake.User("linker"), linefake.User("stranger")
	v := w.visit()
	v.matter("会費の請求書の件", "Q-0001")

	w.tell(member, "連携", 1)
	dialog := w.linkDialog(v, member)
	if hook := w.line.Link(stranger, dialog); hook == nil {
		t.Error("LINE has nothing to say to a stranger in the dialog")
	} else {
		w.webhook(hook) // it failed: there is no source
	}
	if said := strings.Join(w.tell(stranger, "受付状況", 1), "\n"); strings.Contains(said, "Q-0001") {
		t.Errorf("a stranger reads\n%s", said)
	}

	w.tell(member, "連携", 1)
	dialog = w.linkDialog(v, member)
	before := len(w.line.Texts(member))
	hook := w.line.Link(member, dialog)
	if hook == nil {
		t.Fatal("LINE refuses the dialog")
	}
	w.webhook(hook)
	w.webhook(w.line.Redeliver(hook))
	w.until("the link", func() bool { return len(w.line.Texts(member)) > before })
	if said := w.tell(member, "受付状況", 1); !strings.Contains(said[0], "Q-0001") || !strings.Contains(said[0], "Webで受付") {
		t.Errorf("linked, the member reads\n%s", said)
	}
	if said := w.line.Texts(member)[before]; !strings.Contains(said, "連携しました") {
		t.Errorf("of the link the member reads\n%s", said)
	}
	w.tell(member, "連携を解除", 1)
	if said := w.tell(member, "受付状況", 1); strings.Contains(said[0], "Q-0001") {
		t.Errorf("no longer linked, the member reads\n%s", said)
	}
	if n := w.line.Used(); n != 0 {
		t.Errorf("linking cost %d pushes", n)
	}
	w.sound()
}

// freeAddress is an address of this machine at which nobody listens yet. Its port is none of those that the system gives
// to whoever connects, so that it is free again while a program that listened there is killed and started.
func freeAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(12_000)))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no free address was found")
	return ""
}

// linkDialog is where the page sends a member's browser that came by the latest button.
func (w *town) linkDialog(v *visitor, member string) string {
	w.t.Helper()
	sent := w.line.Delivered(member)
	object := strings.ReplaceAll(string(sent[len(sent)-1].Object), `\u0026`, "&")
	m := regexp.MustCompile(`"uri":"(` + regexp.QuoteMeta(w.base) + `/chat/link\?[^"]+)"`).FindStringSubmatch(object)
	if m == nil {
		w.t.Fatalf("no button in %s", object)
	}
	u, err := url.Parse(m[1])
	if err != nil {
		w.t.Fatal(err)
	}
	var answer struct{ URL string }
	w.post("/chat/link", v.token, map[string]any{"link_token": u.Query().Get("linkToken")}, &answer)
	if answer.URL == "" {
		raw, _ := json.Marshal(answer)
		w.t.Fatalf("the page is answered %s", raw)
	}
	return answer.URL
}
