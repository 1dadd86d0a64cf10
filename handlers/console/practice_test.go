package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestOpenDoor: at the desk of the practice mode whoever comes enters by a name; at no other.
func TestOpenDoor(t *testing.T) {
	practice := newDesk(t, func(c *Config) { c.Open = true })
	practice.signIn("佐々木") // the first is the administrator
	b := practice.browser()
	wantIn(t, b.page("/desk/login"), `<input id="name"`, "リンクは要りません")
	if r := b.post("/desk/login", url.Values{"name": {" "}}); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, `<input id="name"`) {
		t.Errorf("without a name: %d", r.status)
	}
	if r := b.post("/desk/login", url.Values{"name": {"新人"}, "t": {"abc"}}); r.status != http.StatusForbidden {
		t.Errorf("with a link that is none: %d", r.status)
	}
	if r := b.post("/desk/login", url.Values{"name": {"新人"}}); r.status != http.StatusSeeOther {
		t.Errorf("by a name: %d", r.status)
	}
	wantIn(t, b.page("/desk/me"), "新人", "職員")
	real := newDesk(t).browser()
	if r := real.get("/desk/login"); strings.Contains(r.body, `<input id="name"`) {
		t.Error("the real desk offers to enter by a name")
	}
	if r := real.post("/desk/login", url.Values{"name": {"新人"}}); r.status != http.StatusForbidden {
		t.Errorf("the real desk by a name: %d", r.status)
	}
}

// TestWayToPractice: the real desk says how the practice mode is reached, by a link where there is one.
func TestWayToPractice(t *testing.T) {
	told := newDesk(t, func(c *Config) { c.Practice = "madoguchi practice" }).signIn("佐々木").page("/desk/me")
	wantIn(t, told, "練習モード", "<code>madoguchi practice</code>")
	linked := newDesk(t, func(c *Config) {
		c.Practice, c.PracticeURL = "madoguchi practice", "https://practice.example.jp/desk"
	}).signIn("佐々木").page("/desk/me")
	wantIn(t, linked, `href="https://practice.example.jp/desk"`, "練習モードを開く")
	if page := newDesk(t).signIn("佐々木").page("/desk/me"); strings.Contains(page, "練習モード") {
		t.Error("a desk without a practice mode speaks of one")
	}
}
