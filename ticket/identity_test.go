package ticket

import (
	"testing"
	"time"

	"madoguchi/reading"
)

func TestIdentityTags(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)
	for _, c := range []struct {
		identity Identity
		at       time.Time
		label    string
	}{{Unasked, time.Time{}, ""}, {Unshown, time.Time{}, "未確認"}, {MailShown, now, "メール済"}} {
		tk := Ticket{Tags: append([]string{"unmatched", "purpose:1"}, IdentityTags(c.identity, now)...)}
		got, at := tk.Identity()
		if got != c.identity || !at.Equal(c.at) || got.Label() != c.label {
			t.Errorf("%q: read back as %q (%s) at %v", c.identity, got, got.Label(), at)
		}
	}
	if got, _ := (&Ticket{Tags: []string{"identity:passport"}}).Identity(); got.Label() != "未確認" {
		t.Errorf("an identity that this program does not know is read as %q", got.Label())
	}
}

func TestChangesMail(t *testing.T) {
	form := Form{Kind: Change, Fields: []Field{{ID: "items", Multiple: true, Choices: []Option{
		{Value: "phone", Type: TypePhone}, {Value: "mail", Type: TypeEmail},
	}}}}
	for _, c := range []struct {
		items []string
		want  bool
	}{{nil, false}, {[]string{"phone"}, false}, {[]string{"phone", "mail"}, true}} {
		if got := form.ChangesMail(Values{"items": c.items}); got != c.want {
			t.Errorf("%v: %t, want %t", c.items, got, c.want)
		}
	}
	form.Kind = Inquiry
	if form.ChangesMail(Values{"items": {"mail"}}) {
		t.Error("a question about a mail address is no change of it")
	}
}
