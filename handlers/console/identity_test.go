package console

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/reading"
	"madoguchi/ticket"
)

func TestIdentityFields(t *testing.T) {
	fm := &ticket.Form{Kind: ticket.Change, Fields: []ticket.Field{{ID: "items", Choices: []ticket.Option{{Value: "email", Type: ticket.TypeEmail}}}}}
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)
	warning := field{Label: "ご注意", Value: ticket.CallBack()}
	for name, c := range map[string]struct {
		tags   []string
		items  []string
		status ticket.Status
		want   []field
	}{
		"not asked": {status: ticket.Received},
		"not shown": {tags: ticket.IdentityTags(ticket.Unshown, at), status: ticket.Received, want: []field{{Label: "本人確認", Value: "未確認"}}},
		"shown":     {tags: ticket.IdentityTags(ticket.MailShown, at), status: ticket.Received, want: []field{{Label: "本人確認", Value: "メール済（" + moment(at, at) + "）"}}},
		"shown, the mail to change": {tags: ticket.IdentityTags(ticket.MailShown, at), items: []string{"email"}, status: ticket.Working,
			want: []field{{Label: "本人確認", Value: "メール済（" + moment(at, at) + "）"}, warning}},
		"a site has vouched":   {tags: []string{ticket.VouchedTag + "member-0042"}, status: ticket.Received, want: []field{{Label: "本人確認", Value: "会員サイトで本人確認済み：member-0042"}}},
		"the mail was changed": {items: []string{"email"}, status: ticket.Resolved},
	} {
		tk := &ticket.Ticket{Tags: c.tags, Fields: ticket.Values{"items": c.items}, Status: c.status}
		if diff := cmp.Diff(c.want, identityFields(tk, fm, at)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := identityFields(&ticket.Ticket{Status: ticket.Received}, nil, at); got != nil {
		t.Errorf("a ticket whose form is gone: %v", got)
	}
}
