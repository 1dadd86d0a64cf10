package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
)

// applications keeps them as the store does.
func (o *office) Applications(context.Context) ([]staff.Application, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]staff.Application{}, o.apps...), o.lost
}

func (o *office) NewApplication(_ context.Context, a staff.Application, hash []byte, by audit.Record) (staff.Application, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	a.ID, a.Created, a.By = int64(len(o.apps)+1), o.now, by.Actor.Name
	o.apps, o.hashes = append(o.apps, a), append(o.hashes, string(hash))
	o.trail = append(o.trail, by)
	return a, o.lost
}

func (o *office) RevokeApplication(_ context.Context, id int64, by audit.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if id < 1 || int(id) > len(o.apps) || !o.apps[id-1].Active() {
		return chat.ErrNotFound
	}
	o.apps[id-1].Revoked = o.now
	o.trail = append(o.trail, by)
	return o.lost
}

// TestApplicationsPage makes a token, which is shown once, and revokes it.
func TestApplicationsPage(t *testing.T) {
	const secret = "mdg_verysecret"
	d := newDesk(t, func(c *Config) {
		c.TokenOf = func(string) (string, []byte, string) { return secret, []byte("hashed"), "cret" }
	})
	d.employ("佐々木", staff.Admin)
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/applications"), "連携アプリはまだありません", "個人情報を見る")
	for name, form := range map[string]url.Values{
		"no name":  {"scope": {"tickets:read"}},
		"no scope": {"name": {"kintone"}},
		"unknown":  {"name": {"kintone"}, "scope": {"everything"}},
	} {
		if r := b.post("/desk/applications", form); r.status != http.StatusUnprocessableEntity || strings.Contains(r.body, secret) {
			t.Errorf("%s: status %d\n%s", name, r.status, r.body)
		}
	}
	made := b.post("/desk/applications", url.Values{"name": {"kintone"}, "scope": {"tickets:read", "personal"}})
	if made.status != http.StatusOK {
		t.Fatalf("status %d\n%s", made.status, made.body)
	}
	wantIn(t, made.body, secret, "表示されるのは、いまだけです", "受付を読む", "佐々木")
	if again := b.page("/desk/applications"); strings.Contains(again, secret) || !strings.Contains(again, "mdg_…cret") {
		t.Errorf("the token is shown again, or not known by its end:\n%s", again)
	}
	if r := b.post("/desk/applications/1/revoke", nil); r.status != http.StatusSeeOther || d.apps[0].Active() {
		t.Errorf("revoke: status %d, %+v", r.status, d.apps[0])
	}
	if r := b.post("/desk/applications/1/revoke", nil); r.status != http.StatusNotFound {
		t.Errorf("again: status %d", r.status)
	}
	done := d.done()
	if n := len(done); n < 2 || done[n-2] != audit.ApplicationMade || done[n-1] != audit.ApplicationRevoked {
		t.Errorf("written down: %v", done)
	}
	if len(d.hashes) != 1 || d.hashes[0] != "hashed" {
		t.Errorf("kept: %q", d.hashes)
	}
}
