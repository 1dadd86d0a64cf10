package console

import (
	"context"
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/ticket"
)

var changeForm = ticket.Form{
	ID: "change", Kind: ticket.Change, Title: "変更", Purpose: "ご本人確認のため", PurposeVersion: "1",
	Fields: []ticket.Field{
		{ID: "items", Label: "変更する項目", Ask: "どれを？", Type: ticket.TypeChoice, Multiple: true, Choices: []ticket.Option{{Label: "担当者", Value: "person"}, {Label: "電話番号", Value: "phone"}}},
		{ID: "before", Label: "変更前", Ask: "いまは？", Type: ticket.TypeText, Each: "items", Personal: true},
		{ID: "after", Label: "変更後", Ask: "これからは？", Type: ticket.TypeText, Each: "items", Personal: true},
		{ID: "when", Label: "適用日", Ask: "いつから？", Type: ticket.TypeText},
	},
}

// TestChangeLinesUp: each item stands once, with what it was and what it is to be.
func TestChangeLinesUp(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.Forms = append(c.Forms, changeForm) })
	d.newTicket("H-0412", func(tk *ticket.Ticket) {
		tk.Kind, tk.FormID = ticket.Change, "change"
		tk.Fields = ticket.Values{"items": {"person", "phone"}, "before": {"佐藤", "03-1111-2222"}, "after": {"鈴木花子", "03-1111-3333"}, "when": {"来週から"}}
	})
	b := d.signIn("佐々木")
	page := b.page("/desk/t/H-0412")
	card := page[strings.Index(page, `id="live-card"`):]
	row := func(item, before, after string) string {
		return `<tr><th scope="row">` + item + "</th><td>" + before + `</td><td><span class="value">` + after + "</span>"
	}
	wantIn(t, card, row("担当者", hidden, hidden), row("電話番号", hidden, hidden), "来週から")
	wantNotIn(t, card, "佐藤", "3333")
	wantIn(t, page, "反映しました", "会員に知らせて解決する")
	wantIn(t, b.post("/desk/t/H-0412/look", marks(page)).body,
		row("担当者", "佐藤", "鈴木花子"), row("電話番号", "03-1111-2222", "03-1111-3333"))
}

// TestOpenFile: what a member sent is opened from their own conversation only, is logged, and
// never becomes a page of ours.
func TestOpenFile(t *testing.T) {
	kinds := map[string]string{"pic": "image/png", "page": "text/html", "doc": "application/pdf", "svg": "image/svg+xml"}
	d := newDesk(t, func(c *Config) {
		c.Content = func(_ context.Context, _ chat.Address, f chat.File, w io.Writer) (string, error) {
			if f.ID == "gone" {
				return "", errors.New("410")
			}
			for range map[bool]int{true: maxFile + 1, false: 1}[f.ID == "big"] >> 10 {
				if _, err := w.Write(make([]byte, 1<<10)); err != nil {
					return "", err
				}
			}
			_, err := io.WriteString(w, "<script>content of "+f.ID)
			return kinds[f.ID], err
		}
	})
	tk, other := d.newTicket("Q-1204"), d.newTicket("Q-1205")
	for _, id := range []string{"pic", "page", "doc", "svg", "gone", "big"} {
		d.lines[tk.Contact] = append(d.lines[tk.Contact], chat.Line{Seq: 9, Message: chat.Message{Author: chat.Member, Files: []chat.File{{ID: id, Name: "../見積\u202e.html", Type: "file"}}}})
	}
	d.lines[other.Contact] = append(d.lines[other.Contact], chat.Line{Seq: 9, Message: chat.Message{Author: chat.Member, Files: []chat.File{{ID: "foreign"}}}})
	b := d.signIn("佐々木")
	cases := []struct {
		id                string
		status            int
		kind, disposition string
	}{
		{"pic", 200, "image/png", "inline"},
		{"page", 200, "application/octet-stream", "attachment"},
		{"doc", 200, "application/octet-stream", "attachment"},
		{"svg", 200, "application/octet-stream", "attachment"},
		{"gone", 502, "", ""},
		{"big", 502, "", ""},
		{"foreign", 404, "", ""},
		{"", 404, "", ""},
	}
	for _, tc := range cases {
		t.Run(tc.id, func(t *testing.T) {
			before := len(d.acts())
			r := b.post("/desk/t/Q-1204/file", url.Values{"file": {tc.id}, "once": {token()}})
			if r.status != tc.status {
				t.Fatalf("status %d, want %d", r.status, tc.status)
			}
			if tc.status == 404 {
				return
			}
			if acts := d.acts(); len(acts) != before+1 || acts[before].Act != chat.Look || !strings.HasPrefix(acts[before].Text, "添付：") {
				t.Errorf("the log has %+v", acts[before:])
			}
			if tc.status != 200 {
				return
			}
			disposition := r.header.Get("Content-Disposition")
			if r.header.Get("Content-Type") != tc.kind || !strings.HasPrefix(disposition, tc.disposition+";") || strings.Contains(disposition, "%2F") || strings.Contains(disposition, "%E2%80%AE") {
				t.Errorf("headers = %v", r.header)
			}
			if csp := r.header.Get("Content-Security-Policy"); csp != "default-src 'none'; sandbox" {
				t.Errorf("policy = %q", csp)
			}
		})
	}
}
