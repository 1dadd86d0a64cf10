package slack_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
)

// desks keep what is shared, as the database does.
type desks struct {
	mu   sync.Mutex
	kept map[string]string // name to content
	fail error
	held chan struct{} // while open, nothing is kept
}

func (d *desks) Share(ctx context.Context, to chat.Address, f chat.File, content []byte) (chat.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil || to.ID != "U4af" {
		return f, errors.Join(d.fail, errors.New("not kept"))
	}
	if d.held != nil {
		select {
		case <-d.held:
		case <-ctx.Done():
			return f, ctx.Err()
		}
	}
	d.kept[f.Name] = string(content)
	f.ID, f.URL, f.Until = "kept-"+f.Name, "https://office.example/shared/"+f.Name, time.Now().Add(time.Hour)
	return f, nil
}

func (d *desks) Unshare(_ context.Context, files []chat.File) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range files {
		delete(d.kept, f.Name)
	}
	return nil
}

// left is how many files are kept.
func (d *desks) left() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.kept)
}

func withShares(d *desks) func(*slack.Config) {
	d.kept = map[string]string{}
	return func(c *slack.Config) { c.Shares = d }
}

var estimate = slackfake.File{ID: "F0ESTIMATE", Name: "見積書.pdf", Type: "application/pdf", Content: []byte("%PDF-1.7 …")}

// TestS35FilesToMembers: a file in the reply modal goes with the reply, once it was seen in the preview.
func TestS35FilesToMembers(t *testing.T) {
	shares := &desks{}
	r := open(t, withShares(shares))
	r.SetFile(estimate)
	r.reply(t, slackfake.Sasaki, r.post(t))
	r.Submit(slackfake.Sasaki, map[string]string{"input": "お見積もりです", "files": estimate.ID})
	v, _ := r.Top(slackfake.Sasaki)
	if v.Callback != "preview" || !strings.Contains(v.Text(), "📎 見積書.pdf") || len(shares.kept) != 0 {
		t.Fatalf("the preview shows\n%s", v.Text())
	}
	a := r.Submit(slackfake.Sasaki, nil)
	eventually(t, "the reply is sent", func() bool { return len(r.office.took()) > 0 })
	if late := strings.Contains(string(a.Body), "update"); !late && !strings.Contains(string(a.Body), "clear") {
		t.Errorf("answered %s, want every modal closed", a.Body)
	}
	got := r.office.took()
	if len(got) != 1 || got[0].Act != chat.Reply || got[0].Text != "お見積もりです" || len(got[0].Files) != 1 {
		t.Fatalf("arrived as %+v", got)
	}
	if f := got[0].Files[0]; f.URL == "" || f.Name != "見積書.pdf" || f.Bytes != int64(len(estimate.Content)) || shares.kept["見積書.pdf"] != string(estimate.Content) {
		t.Errorf("the file is %+v, kept %q", f, shares.kept)
	}
}

// TestS35SlowFiles is S12: what takes long goes on after the answer, and the modal tells how it ended.
func TestS35SlowFiles(t *testing.T) {
	shares := &desks{held: make(chan struct{})}
	r := open(t, withShares(shares))
	r.SetFile(estimate)
	r.reply(t, slackfake.Sasaki, r.post(t))
	r.Submit(slackfake.Sasaki, map[string]string{"input": "お見積もりです", "files": estimate.ID})
	r.Submit(slackfake.Sasaki, nil)
	if v, _ := r.Top(slackfake.Sasaki); !strings.Contains(v.Text(), "スレッドに返信が出ていないことを確かめてから") {
		t.Errorf("while the file is being fetched the modal reads\n%s", v.Text())
	}
	close(shares.held)
	eventually(t, "the modal tells of the end", func() bool {
		v, _ := r.Top(slackfake.Sasaki)
		return strings.Contains(v.Text(), "送信待ちに入れました")
	})
	if got := r.office.took(); len(got) != 1 || len(got[0].Files) != 1 {
		t.Errorf("arrived as %+v", got)
	}
}

// TestS12PressedAgain: a preview that is submitted a second time, because the answer was lost, is the same
// reply; the same words after a refusal are another.
func TestS12PressedAgain(t *testing.T) {
	r := open(t)
	r.reply(t, slackfake.Sasaki, r.post(t))
	r.Submit(slackfake.Sasaki, map[string]string{"input": "お見積もりです"})
	preview, _ := r.Top(slackfake.Sasaki)
	r.office.refuse("担当者が先に返信しました。")
	r.SubmitView(slackfake.Sasaki, preview, nil)
	r.Submit(slackfake.Sasaki, nil)
	r.office.refuse("")
	preview, _ = r.Top(slackfake.Sasaki)
	for range 2 {
		if a := r.SubmitView(slackfake.Sasaki, preview, nil); !strings.Contains(string(a.Body), "clear") {
			t.Errorf("answered %s, want every modal closed", a.Body)
		}
	}
	if got := r.office.took(); len(got) != 2 || got[0].ID == got[1].ID {
		t.Errorf("arrived as %+v, want what was refused and what was sent", got)
	}
}

// TestS35FilesThatCannotGo: nothing is sent, the text is kept, and the person is told why.
func TestS35FilesThatCannotGo(t *testing.T) {
	big := slackfake.File{ID: "F0BIG", Name: "大.bin", Content: make([]byte, 10<<20+1)}
	for _, tc := range []struct {
		name, files, want string
		fault             slackfake.Fault
		fail              error
	}{
		{name: "too big", files: "F0BIG", want: "10MBを超える"},
		{name: "too many", files: "F0ESTIMATE F1 F2 F3", want: "3つまで"},
		{name: "gone", files: "F0ESTIMATE", fault: slackfake.Fault{Method: "files.info", Error: "file_deleted"}, want: "読み込めませんでした"},
		{name: "slack in trouble", files: "F0ESTIMATE", fault: slackfake.Fault{Method: "files.info", Status: 502}, want: "読み込めませんでした"},
		{name: "not kept", files: "F0ESTIMATE", fail: errBroken, want: "もう一度"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := open(t, withShares(&desks{fail: tc.fail}))
			for _, f := range []slackfake.File{estimate, big, {ID: "F1", Name: "1"}, {ID: "F2", Name: "2"}, {ID: "F3", Name: "3"}} {
				r.SetFile(f)
			}
			if tc.fault.Method != "" {
				r.Fail(tc.fault)
			}
			r.reply(t, slackfake.Sasaki, r.post(t))
			r.Submit(slackfake.Sasaki, map[string]string{"input": "お見積もりです", "files": tc.files})
			if v, _ := r.Top(slackfake.Sasaki); v.Callback == "preview" {
				r.Submit(slackfake.Sasaki, nil)
			}
			eventually(t, "the modal says "+tc.want+" and keeps the text", func() bool {
				v, _ := r.Top(slackfake.Sasaki)
				return strings.Contains(v.Text()+v.Errors["files"], tc.want) && strings.Contains(v.Text()+v.Entered("input"), "お見積もりです")
			})
			if got := r.office.acts(); slices.Contains(got, chat.Reply) {
				t.Errorf("sent all the same: %v", got)
			}
		})
	}
}

// TestS18ForeignFile: a file that lies anywhere but with Slack is not fetched, and no token goes there.
func TestS18ForeignFile(t *testing.T) {
	var called atomic.Bool
	foreign := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Store(true) }))
	defer foreign.Close()
	for _, file := range []string{
		`{"id":"F1","name":"x","url_private":"` + foreign.URL + `/x"}`, `{"id":"F1","name":"x","is_external":true,"url_private":"https://files.slack.com/x"}`,
		`{"id":"F1","name":"x","url_private_download":"https://files.slack.com.evil.example/x"}`, `{"id":"F1","name":"x"}`,
	} {
		b, app, o := openBare(t, withShares(&desks{}))
		b.answer(func(w http.ResponseWriter, method string) bool {
			if method == "files.info" {
				_, _ = io.WriteString(w, `{"ok":true,"file":`+file+`}`)
			}
			return method == "files.info"
		})
		w := post(app, "interactive", url.Values{"payload": {`{"type":"view_submission","user":{"id":"U0SASAKI"},"view":{"id":"V1","callback_id":"preview",` +
			`"private_metadata":"{\"act\":\"reply\",\"ticket\":\"Q-1204\",\"version\":7,\"text\":\"x\",\"files\":[{\"id\":\"F1\",\"name\":\"x\"}]}"}}`}}.Encode())
		if !strings.Contains(w.Body.String(), "読み込めませんでした") || len(o.acts()) != 0 || called.Load() {
			t.Errorf("%s: answered %s, did %v, called %v", file, w.Body, o.acts(), called.Load())
		}
	}
}

// TestS34NoScopeForFiles: an app that may not read files still opens the reply modal, without the field for them.
func TestS34NoScopeForFiles(t *testing.T) {
	var scopes []string
	for _, scope := range readManifest(t).OAuth.Scopes.Bot {
		if scope != "files:read" {
			scopes = append(scopes, scope)
		}
	}
	r := openOn(t, slackfake.New(t, slackfake.Scopes(scopes...)), withShares(&desks{}))
	r.reply(t, slackfake.Sasaki, r.post(t))
	r.Submit(slackfake.Sasaki, map[string]string{"input": "返信です"})
	r.Submit(slackfake.Sasaki, nil)
	if got := r.office.acts(); !slices.Equal(got, []chat.Act{chat.Reply}) {
		t.Errorf("did %v", got)
	}
}

// TestShortcutSendsOn: a message of the thread with its file goes to the member by its own menu, if
// the person presses on; one elsewhere, or from somebody else, does not.
func TestShortcutSendsOn(t *testing.T) {
	r := open(t, withShares(&desks{}))
	r.SetFile(estimate)
	card := r.post(t)
	a := r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "こちらです", estimate)
	m := r.Find(slackfake.Office, func(m slackfake.Message) bool { return m.TS == a.TS })[0]
	if got := r.office.took(); len(got) != 1 || got[0].Act != chat.NoteDown || got[0].Files[0].URL != "" {
		t.Fatalf("what was attached in the thread arrived as %+v", got)
	}
	r.Shortcut(slackfake.Guest, m, "send_to_member")
	eventually(t, "a guest is refused", func() bool { return len(r.Ephemerals(slackfake.Guest)) == 1 })
	r.Shortcut(slackfake.Sasaki, m, readManifest(t).Features.Shortcuts[0].CallbackID)
	eventually(t, "the modal is there", func() bool { v, _ := r.Top(slackfake.Sasaki); return v.Callback == "reply" })
	if v, _ := r.Top(slackfake.Sasaki); !strings.Contains(v.Text(), "📎 見積書.pdf") || !strings.Contains(v.Text(), "こちらです") {
		t.Errorf("the modal reads\n%s", v.Text())
	}
	r.Submit(slackfake.Sasaki, nil)
	r.Submit(slackfake.Sasaki, nil)
	eventually(t, "the reply is sent", func() bool { return len(r.office.took()) > 1 })
	if got := r.office.took(); len(got) != 2 || got[1].Act != chat.Reply || got[1].Text != "こちらです" || len(got[1].Files) != 1 {
		t.Errorf("arrived as %+v", got)
	}
	b := r.Say(slackfake.Random, "", slackfake.Sasaki, "雑談です")
	elsewhere := r.Find(slackfake.Random, func(m slackfake.Message) bool { return m.TS == b.TS })[0]
	r.Shortcut(slackfake.Sasaki, elsewhere, "send_to_member")
	eventually(t, "a message elsewhere is refused", func() bool {
		v, _ := r.Top(slackfake.Sasaki)
		return strings.Contains(v.Text(), "受付のスレッドのものではありません")
	})
	if a := r.Shortcut(slackfake.Sasaki, m, "another"); a.Status != 200 {
		t.Errorf("a shortcut nobody knows answered %d", a.Status)
	}
}
