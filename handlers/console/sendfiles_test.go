package console

import (
	"bytes"
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/chat"
)

// A cupboard keeps what is sent to members.
type cupboard struct {
	*office
	kept   []chat.File
	gone   []string
	broken bool
}

func (c *cupboard) Share(_ context.Context, to chat.Address, f chat.File, content []byte) (chat.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken || to.ID == "" {
		return chat.File{}, errors.New("the database is away")
	}
	f.ID, f.URL = f.Name, "https://office.example/shared/"+f.Name
	if f.Bytes != int64(len(content)) {
		return f, errors.New("of another length")
	}
	c.kept = append(c.kept, f)
	return f, nil
}

func (c *cupboard) Unshare(_ context.Context, files []chat.File) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range files {
		c.gone = append(c.gone, f.ID)
	}
	return nil
}

// sending is a desk from which files can be sent.
func sending(t *testing.T) (*desk, *cupboard) {
	c := &cupboard{}
	d := newDesk(t, func(cfg *Config) { cfg.Shares = c })
	c.office = d.office
	return d, c
}

// sent posts a reply in parts: fields first, then files, as the page has them.
func (b *browser) sent(path string, fields map[string]string, names []string, contents ...string) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, name := range []string{"once", "version", "text"} {
		if v, ok := fields[name]; ok {
			_ = w.WriteField(name, v) // into memory
		}
	}
	for i, name := range names {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = part.Write([]byte(contents[i]))
	}
	_ = w.Close()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.srv.URL+path, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end
	var text bytes.Buffer
	if _, err := text.ReadFrom(resp.Body); err != nil {
		b.t.Fatal(err)
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: text.String()}
}

// TestSendFiles: a reply takes its files along; where they are not taken, the words are kept and nothing is sent.
func TestSendFiles(t *testing.T) {
	d, c := sending(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	for _, bad := range []struct {
		names    []string
		contents []string
		want     string
	}{
		{[]string{"大きい.pdf"}, []string{strings.Repeat("x", maxAttachment+1)}, "「大きい.pdf」は10MBを超えています"},
		{[]string{"1", "2", "3", "4"}, []string{"a", "b", "c", "d"}, "3つまでです"},
		{[]string{"空.txt"}, []string{""}, "「空.txt」は空です"},
	} {
		r := b.sent("/desk/t/Q-1204/send", map[string]string{"text": "お見積もりです。"}, bad.names, bad.contents...)
		if r.status != http.StatusConflict || len(d.acts()) > 0 || len(c.kept) > 0 {
			t.Errorf("%v: status %d, %d acts", bad.names, r.status, len(d.acts()))
		}
		wantIn(t, r.body, bad.want, "お見積もりです。</textarea>")
	}
	if r := b.sent("/desk/t/Q-1204/send", map[string]string{"text": "お見積もりです。", "version": "9"}, []string{"見積.pdf"}, "%PDF-1.7"); r.status != http.StatusConflict || !slices.Equal(c.gone, []string{"見積.pdf"}) {
		t.Errorf("refused by the bot: status %d, taken back %v", r.status, c.gone)
	}
	c.broken = true
	wantIn(t, b.sent("/desk/t/Q-1204/send", map[string]string{"text": "お見積もりです。"}, []string{"a.txt"}, "a").body, "お見積もりです。</textarea>")
	c.broken = false
	r := b.sent("/desk/t/Q-1204/send", map[string]string{"text": "お見積もりです。", "version": "1"}, []string{`C:\tmp\..\見積 書.pdf`, "図.png"}, "%PDF-1.7", "\x89PNG")
	if r.status != http.StatusSeeOther {
		t.Fatalf("sent: status %d\n%s", r.status, r.body)
	}
	acts := d.acts()
	last := acts[len(acts)-1]
	if last.Act != chat.Reply || last.Text != "お見積もりです。" || len(last.Files) != 2 || last.Files[0].Name != "見積 書.pdf" || last.Files[0].URL == "" {
		t.Errorf("the act is %+v", last)
	}
	if r := b.post("/desk/t/Q-1204/send", map[string][]string{"text": {"ひとことだけ"}}); r.status != http.StatusSeeOther {
		t.Errorf("without files: status %d", r.status)
	}
}

// TestSendFilesTurnedOff: files that were shared before the office turned them off are taken back all the same when the
// reply is refused.
func TestSendFilesTurnedOff(t *testing.T) {
	asked := 0
	c := &cupboard{}
	d := newDesk(t, func(cfg *Config) { cfg.Shares, cfg.Sharing = c, func() bool { asked++; return asked == 1 } })
	c.office = d.office
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	asked = 0
	r := b.sent("/desk/t/Q-1204/send", map[string]string{"text": "お見積もりです。", "version": "9"}, []string{"見積.pdf"}, "%PDF-1.7")
	if r.status != http.StatusConflict || !slices.Equal(c.gone, []string{"見積.pdf"}) {
		t.Errorf("status %d, taken back %v", r.status, c.gone)
	}
	wantIn(t, r.body, "お見積もりです。</textarea>")
}

// TestNoShares: where files are not sent to members, none can be chosen, nor are any taken.
func TestNoShares(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	v := marks(b.page("/desk/t/Q-1204"))
	v.Set("text", "お見積もりです。")
	if body := b.post("/desk/t/Q-1204/preview", v).body; strings.Contains(body, `type="file"`) {
		t.Error("files are asked for")
	}
	if r := b.sent("/desk/t/Q-1204/send", map[string]string{"text": "x"}, []string{"a.txt"}, "a"); r.status != http.StatusConflict || len(d.acts()) > 0 {
		t.Errorf("status %d, acts %v", r.status, d.acts())
	}
}

// TestBrowserSendFiles: in a browser a file is chosen beside 送る and goes with it.
func TestBrowserSendFiles(t *testing.T) {
	d, c := sending(t)
	d.newTicket("Q-1204")
	file := filepath.Join(t.TempDir(), "見積書.txt")
	if err := os.WriteFile(file, []byte("見積もり"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := d.open(t)
	w.enter("佐々木")
	w.visit("/desk/t/Q-1204")
	w.do(chromedp.SetValue("#reply-text", "お見積もりです。"), chromedp.Click("#reply button.primary"), chromedp.WaitVisible("#reply-files"))
	w.do(chromedp.SetUploadFiles("#reply-files", []string{file}), chromedp.Click(".phone ~ .row form:first-of-type button.primary"))
	w.until(`location.pathname === "/desk/t/Q-1204" && document.querySelector(".flash.ok")`)
	w.clean()
	if len(c.kept) != 1 || c.kept[0].Name != "見積書.txt" {
		t.Errorf("kept %+v", c.kept)
	}
}
