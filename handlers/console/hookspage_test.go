package console

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/webhook"
)

// hooks keep addresses as the store does.
func (o *office) Webhooks(context.Context) ([]webhook.Hook, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]webhook.Hook{}, o.hooks...), o.lost
}

func (o *office) UnsettledWebhooks(context.Context, int) ([]webhook.Delivery, error) {
	return o.failed, o.lost
}

func (o *office) NewWebhook(_ context.Context, h webhook.Hook, by audit.Record) (webhook.Hook, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	h.ID, h.Created, h.By = int64(len(o.hooks)+1), o.now, by.Actor.Name
	o.hooks = append(o.hooks, h)
	return h, o.lost
}

func (o *office) hookAt(id int64, what string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if id != 1 || len(o.hooks) == 0 {
		return chat.ErrNotFound
	}
	o.hookActs = append(o.hookActs, what)
	return o.lost
}

func (o *office) RotateWebhook(_ context.Context, id int64, secret string, good time.Time, _ audit.Record) error {
	err := o.hookAt(id, "rotate")
	if err == nil {
		h := &o.hooks[0]
		h.Old, h.OldGood, h.Secret = h.Secret, good, secret
	}
	return err
}

func (o *office) DropWebhook(_ context.Context, id int64, _ audit.Record) error {
	return o.hookAt(id, "drop")
}

func (o *office) TestWebhook(_ context.Context, id int64, _ audit.Record) error {
	return o.hookAt(id, "test")
}

func (o *office) ResendWebhook(_ context.Context, id int64, _ audit.Record) error {
	return o.hookAt(id, "resend")
}

// TestHooksPage makes an address, whose secret is shown once, tries it, changes its secret, and sends again what was
// given up.
func TestHooksPage(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/hooks"), "宛先はまだありません", "受付が解決した")
	good := url.Values{"name": {"kintone"}, "url": {"https://hook.example/in"}, "event": {"ticket.opened", "faq.published"}}
	for field, value := range map[string]string{"name": "", "url": "http://hook.example/in", "event": "ticket.eaten"} {
		if r := b.post("/desk/hooks", with(good, field, value)); r.status != http.StatusUnprocessableEntity || strings.Contains(r.body, "whsec_") {
			t.Errorf("%s %q: status %d", field, value, r.status)
		}
	}
	made := b.post("/desk/hooks", good)
	if len(d.hooks) != 1 {
		t.Fatalf("status %d\n%s", made.status, made.body)
	}
	first := d.hooks[0].Secret
	wantIn(t, html.UnescapeString(made.body), first[:20], "表示されるのは、いまだけです", "https://hook.example/in", "FAQを公開した")
	if strings.Contains(b.page("/desk/hooks"), "whsec_") {
		t.Error("the secret is shown again")
	}
	rotated := b.post("/desk/hooks/1/rotate", url.Values{"name": {"kintone"}})
	if d.hooks[0].Secret == first || d.hooks[0].Old != first || d.hooks[0].OldGood.Sub(d.now) != webhook.Overlap || !strings.Contains(rotated.body, "whsec_") {
		t.Errorf("rotated: %+v", d.hooks[0])
	}
	d.failed = []webhook.Delivery{{ID: 1, Event: webhook.TicketOpened, State: webhook.Dead, Error: "answered 500", Attempts: 10, At: d.now, Hook: d.hooks[0]}}
	wantIn(t, b.page("/desk/hooks"), "送るのをやめました", "answered 500", "前の鍵は", "/desk/hooks/1/resend")
	for _, act := range []string{"test", "resend", "drop"} {
		if r := b.post("/desk/hooks/1/"+act, nil); r.status != http.StatusSeeOther {
			t.Errorf("%s: status %d", act, r.status)
		}
		if r := b.post("/desk/hooks/9/"+act, nil); r.status != http.StatusNotFound {
			t.Errorf("%s of none: status %d", act, r.status)
		}
	}
	if got := strings.Join(d.hookActs, " "); got != "rotate test resend drop" {
		t.Errorf("done: %s", got)
	}
}
