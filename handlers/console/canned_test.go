package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/ticket"
)

func (o *office) CannedReplies(_ context.Context, programme string) ([]ticket.Canned, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(o.canned), func(c ticket.Canned) bool {
		return programme != "*" && c.Programme != "" && c.Programme != programme
	}), o.lost
}

func (o *office) SaveCanned(_ context.Context, c ticket.Canned, by audit.Record) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	at := slices.IndexFunc(o.canned, func(k ticket.Canned) bool { return k.ID == c.ID })
	if c.ID != 0 && at < 0 {
		return false, chat.ErrNotFound
	}
	if slices.ContainsFunc(o.canned, func(k ticket.Canned) bool { return k.ID != c.ID && k.Name == c.Name && k.Programme == c.Programme }) {
		return false, nil
	}
	o.trail = append(o.trail, by)
	if c.ID != 0 {
		o.canned[at] = c
		return true, o.lost
	}
	c.ID = int64(len(o.canned) + 1)
	o.canned = append(o.canned, c)
	return true, o.lost
}

func (o *office) DropCanned(_ context.Context, id int64, by audit.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := len(o.canned)
	o.canned = slices.DeleteFunc(o.canned, func(c ticket.Canned) bool { return c.ID == id })
	if len(o.canned) == before {
		return chat.ErrNotFound
	}
	o.trail = append(o.trail, by)
	return o.lost
}

// TestCanned: canned replies are kept, and refused where nobody could use them; nothing typed is lost.
func TestCanned(t *testing.T) {
	d := newDesk(t)
	b := d.signIn("佐々木")
	for _, c := range []struct {
		form   url.Values
		status int
		want   string
	}{
		{url.Values{"name": {"お礼"}, "text": {"{宛名}\nありがとうございます。\n{署名}"}}, http.StatusSeeOther, ""},
		{url.Values{"name": {"お礼"}, "text": {"別の文"}}, http.StatusUnprocessableEntity, "「お礼」という定型文がもうあります"},
		{url.Values{"name": {"お礼"}, "text": {"海外の方へ"}, "programme": {"port"}}, http.StatusSeeOther, ""},
		{url.Values{"name": {"x"}, "text": {"{宛先}へ"}}, http.StatusUnprocessableEntity, "置き換えられない名前があります：宛先"},
		{url.Values{"name": {" "}, "text": {"文だけ"}}, http.StatusUnprocessableEntity, "文だけ"},
		{url.Values{"name": {"長い"}, "text": {strings.Repeat("あ", ticket.LongestCanned+1)}}, http.StatusUnprocessableEntity, "3000文字まで"},
		{url.Values{"name": {"x"}, "text": {"y"}, "programme": {"gone"}}, http.StatusUnprocessableEntity, "この事業はありません"},
		{url.Values{"id": {"1"}, "name": {"お礼の文"}, "text": {"{宛名}"}}, http.StatusSeeOther, ""},
		{url.Values{"id": {"9"}, "name": {"x"}, "text": {"y"}}, http.StatusNotFound, ""},
	} {
		if r := b.post("/desk/canned", c.form); r.status != c.status || !strings.Contains(r.body, c.want) {
			t.Errorf("%v: status %d\n%s", c.form, r.status, r.body)
		}
	}
	wantIn(t, b.page("/desk/canned"), "お礼の文", "海外販路", "すべての事業", "<code>{宛名}</code>")
	b.post("/desk/canned/2/drop", url.Values{})
	if got := d.done(); len(d.canned) != 1 || !slices.Contains(got, audit.CannedSaved) || !slices.Contains(got, audit.CannedDropped) {
		t.Errorf("kept %v, written down %v", d.canned, got)
	}
}

// A reader counts how often the canned replies are read.
type reader struct {
	Canned
	n int
}

func (c *reader) CannedReplies(ctx context.Context, programme string) ([]ticket.Canned, error) {
	c.n++
	return c.Canned.CannedReplies(ctx, programme)
}

// TestTickReadsNoReplies: a page that brings itself up to date keeps the form of its reply, and reads nothing for it.
func TestTickReadsNoReplies(t *testing.T) {
	foreseen := 0
	d := newDesk(t, func(c *Config) {
		c.Prospect = func(context.Context, chat.Address) (chat.Prospect, bool) { foreseen++; return chat.Prospect{}, false }
	})
	c := &reader{Canned: d.office}
	d.svc.stores.Canned = c
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	b.page("/desk/t/Q-1204")
	if c.n != 1 || foreseen != 1 {
		t.Errorf("opened: replies are read %d times, what becomes of one %d times", c.n, foreseen)
	}
	tick := b.get("/desk/t/Q-1204", refreshHeader, "1")
	wantIn(t, tick.body, `id="reply"`, `name="version"`, `id="live-talk"`)
	if c.n != 1 || foreseen != 1 {
		t.Errorf("a tick: replies are read %d times, what becomes of one %d times", c.n-1, foreseen-1)
	}
}

// TestCannedReply: a canned reply goes behind what was typed, with what the ticket says; one with an empty variable
// is not sent.
func TestCannedReply(t *testing.T) {
	d := newDesk(t, func(c *Config) {
		c.Facts = func() Facts {
			return Facts{Office: c.Office, Forms: c.Forms, Teams: c.Teams, Shown: func(name string) string { return name }}
		}
	})
	d.canned = []ticket.Canned{{ID: 1, Name: "お礼", Text: "{宛名}\nありがとうございます。{期限}\n{署名}"}, {ID: 2, Programme: "other", Name: "別の事業"}}
	d.newTicket("Q-1204", func(tk *ticket.Ticket) {
		tk.Fields["company"], tk.Fields["person"], tk.Due = []string{"株式会社ミナト"}, []string{"木村様"}, time.Time{}
	})
	b := d.signIn("佐々木")
	body := b.page("/desk/t/Q-1204")
	wantIn(t, body, `<option value="1">お礼</option>`, "formnovalidate")
	if strings.Contains(body, "別の事業") {
		t.Error("one of another programme is offered")
	}
	draft := b.post("/desk/t/Q-1204/draft", url.Values{"text": {"一言"}, "canned": {"1"}, "insert": {"1"}})
	wantIn(t, draft.body, "一言\n\n株式会社ミナト 木村 様\nありがとうございます。{期限}\nみなと商工支援センター\n佐々木</textarea>")
	wantIn(t, b.post("/desk/t/Q-1204/draft", url.Values{"text": {"一言"}, "insert": {"1"}}).body, "一言</textarea>")
	v := marks(b.page("/desk/t/Q-1204"))
	v.Set("text", "{宛名} {期限}")
	r := b.post("/desk/t/Q-1204/preview", v)
	if r.status != http.StatusUnprocessableEntity {
		t.Errorf("with an empty variable: status %d", r.status)
	}
	wantIn(t, r.body, "空の項目があるため送れません：{期限}", "株式会社ミナト 木村 様 {期限}</textarea>")
	v.Set("text", "{宛名}、承りました。")
	if r := b.post("/desk/t/Q-1204/preview", v); r.status != http.StatusOK || !strings.Contains(r.body, "株式会社ミナト 木村 様、承りました。") {
		t.Errorf("filled: status %d\n%s", r.status, r.body)
	}
}
