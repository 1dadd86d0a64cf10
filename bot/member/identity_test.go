package member

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// TestDrawCode draws until each digit has stood at each place: codes begin with zeros, too.
func TestDrawCode(t *testing.T) {
	var seen [6][10]bool
	for range 2000 {
		code := drawCode()
		if len(code) != 6 {
			t.Fatalf("%q", code)
		}
		for i := range code {
			seen[i][code[i]-'0'] = true
		}
	}
	for i := range seen {
		for d := range seen[i] {
			if !seen[i][d] {
				t.Errorf("no code of 2000 has %d at place %d", d, i+1)
			}
		}
	}
}

func TestHashCodeIsSalted(t *testing.T) {
	a, b := hashCode([]byte("one"), "482913"), hashCode([]byte("two"), "482913")
	if bytes.Equal(a, b) || bytes.Contains(a, []byte("482913")) || !bytes.Equal(a, hashCode([]byte("one"), "482913")) {
		t.Errorf("hashes %x, %x", a, b)
	}
}

// TestIdentityOfTheAddressHandedIn takes the right code for one address and hands in others.
func TestIdentityOfTheAddressHandedIn(t *testing.T) {
	form := &ticket.Form{ID: "change", Kind: ticket.Change, Fields: []ticket.Field{{ID: "registered_email", Type: ticket.TypeEmail, Verify: true, Skip: true}}}
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)
	id := &turn.Identity{Address: "info@yamada.example", Verified: now}
	for name, c := range map[string]struct {
		address string
		id      *turn.Identity
		want    string
	}{
		"the same":    {"info@yamada.example", id, "identity:email identity-at:2026-11-20T12:00:00+09:00"},
		"another":     {"keiri@yamada.example", id, "identity:none"},
		"none":        {"", id, "identity:none"},
		"not checked": {"info@yamada.example", &turn.Identity{Address: "info@yamada.example"}, "identity:none"},
		"never sent":  {"info@yamada.example", nil, "identity:none"},
	} {
		values := ticket.Values{}
		if c.address != "" {
			values["registered_email"] = []string{c.address}
		}
		got := strings.Join(identityTags(&turn.FormState{Identity: c.id}, ticket.Start(form, values, now)), " ")
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if tags := identityTags(&turn.FormState{}, ticket.Start(&ticket.Form{Fields: []ticket.Field{{ID: "x"}}}, nil, now)); tags != nil {
		t.Errorf("a form that asks for no proof: %q", tags)
	}
}
