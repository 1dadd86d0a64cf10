package slack_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/ticket"
)

// kept are the files that members sent, by id.
type kept map[string][]byte

func (k kept) File(_ context.Context, from chat.Address, id string) (string, []byte, error) {
	if content, found := k[id]; found && from.ID == "U4af" {
		return "image/jpeg", content, nil
	}
	return "", nil, chat.ErrNotFound
}

// news is the delivery that tells of a member's file.
func news(card slackfake.Message, f chat.File) chat.Delivery {
	d := inThread(card, "news", chat.Message{Author: chat.System, Text: "📎 画像を受け取りました。", MessageID: "m1", Files: []chat.File{f}})
	d.ID = 77
	return d
}

// files are those shared in the card's thread.
func (r *room) files(card slackfake.Message) []slackfake.File {
	var out []slackfake.File
	for _, m := range r.Thread(slackfake.Office, card.TS) {
		out = append(out, m.Files...)
	}
	return out
}

func withFile(c *slack.Config) { c.Contents = kept{"f1": []byte("\xff\xd8jpeg")} }

// TestS35File: a member's file stands in the thread, above the line that tells of it, and goes when
// the member takes it back.
func TestS35File(t *testing.T) {
	r := open(t, withFile)
	card := r.post(t)
	if _, err := r.app.Send(t.Context(), news(card, chat.File{ID: "f1", Name: `C:\tmp\..\見積 書.jpg`, Type: "image"})); err != nil {
		t.Fatal(err)
	}
	files, thread := r.files(card), r.Thread(slackfake.Office, card.TS)
	if len(files) != 1 || !bytes.Equal(files[0].Content, []byte("\xff\xd8jpeg")) || files[0].Name != "見積 書.jpg" || len(thread) != 2 {
		t.Fatalf("in the thread: %+v and %d messages", files, len(thread))
	}
	if text := thread[1].Text(); text != "📎 画像を受け取りました。" {
		t.Errorf("the line reads %q", text)
	}
	r.send(t, inThread(card, "gone", chat.Message{Author: chat.System, Unsent: "m1"}))
	if files := r.files(card); len(files) != 0 {
		t.Errorf("what was taken back still stands there: %+v", files)
	}
	if text := r.Thread(slackfake.Office, card.TS)[1].Text(); !strings.Contains(text, "取り消し") {
		t.Errorf("the line reads %q", text)
	}
}

// TestS35OnePost: several pictures stand in the thread as one post above one line. Taking one of them back
// takes that alone; when all are taken back, the line is blank.
func TestS35OnePost(t *testing.T) {
	r := open(t, func(c *slack.Config) {
		c.Contents = kept{"f1": []byte("\xff\xd8one"), "f2": []byte("\xff\xd8two"), "f3": []byte("\xff\xd8three")}
	})
	card := r.post(t)
	d := news(card, chat.File{ID: "f1", MessageID: "m1"})
	d.Messages[0].Files = append(d.Messages[0].Files, chat.File{ID: "gone", MessageID: "m9"}, chat.File{ID: "f2", MessageID: "m2"}, chat.File{ID: "f3", MessageID: "m3"})
	r.send(t, d)
	if files, thread := r.files(card), r.Thread(slackfake.Office, card.TS); len(files) != 3 || len(thread) != 2 || len(thread[0].Files) != 3 {
		t.Fatalf("%d files in %d messages", len(files), len(thread))
	}
	for i, tc := range []struct {
		message string
		files   int
		line    string
	}{{"m2", 2, "ほかに、会員が送信を取り消したものがあります"}, {"m1", 1, "（2件）"}, {"m3", 0, "（1件）"}, {"m9", 0, "（会員が送信を取り消しました）"}} {
		r.send(t, inThread(card, fmt.Sprint("gone", i), chat.Message{Author: chat.System, Unsent: tc.message}))
		thread := r.Thread(slackfake.Office, card.TS)
		if line := thread[len(thread)-1].Text(); len(r.files(card)) != tc.files || !strings.Contains(line, tc.line) {
			t.Errorf("after %s: %d files, and the line %q", tc.message, len(r.files(card)), line)
		}
	}
}

// TestS35NoSecondCopy is S31 for files: whichever call loses its answer, the file and its line stand
// there once.
func TestS35NoSecondCopy(t *testing.T) {
	for _, method := range []string{"files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"} {
		for _, f := range []slackfake.Fault{{Drop: true}, {Status: 503}} {
			t.Run(method, func(t *testing.T) {
				r := open(t, withFile)
				card := r.post(t)
				f.Method, f.Times = method, 1
				r.Fail(f)
				d := news(card, chat.File{ID: "f1"})
				receipt, err := r.app.Send(t.Context(), d)
				if err == nil {
					t.Fatalf("no failure, but %+v", receipt)
				}
				d.Attempt = 2 // the process has died meanwhile: no progress was kept
				if _, err := r.app.Send(t.Context(), d); err != nil {
					t.Fatal(err)
				}
				if files, n := r.files(card), len(r.Thread(slackfake.Office, card.TS)); len(files) != 1 || n != 2 {
					t.Errorf("%d files and %d messages", len(files), n)
				}
			})
		}
	}
}

// TestS35WithoutTheFile: what cannot be shown is named, and holds nothing up.
func TestS35WithoutTheFile(t *testing.T) {
	for name, tc := range map[string]struct {
		id    string
		fault slackfake.Fault
	}{
		"no content":    {id: "f2"},
		"no scope":      {id: "f1", fault: slackfake.Fault{Method: "files.getUploadURLExternal", Error: "missing_scope", Needed: "files:write"}},
		"refused":       {id: "f1", fault: slackfake.Fault{Method: "files.completeUploadExternal", Error: "file_upload_size_restricted"}},
		"no share here": {id: "f1", fault: slackfake.Fault{Method: "files.completeUploadExternal", Error: "channel_not_found"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, withFile)
			card := r.post(t)
			if tc.fault.Method != "" {
				r.Fail(tc.fault)
			}
			if _, err := r.app.Send(t.Context(), news(card, chat.File{ID: tc.id})); err != nil {
				t.Fatal(err)
			}
			if thread := r.Thread(slackfake.Office, card.TS); len(thread) != 1 || !strings.Contains(thread[0].Text(), "画像を受け取りました") {
				t.Errorf("%d messages in the thread", len(thread))
			}
		})
	}
}

// TestR5FilesForTheDeskAlone: papers of a change, and answers about the person, never reach Slack. Their
// name does, with where to open them.
func TestR5FilesForTheDeskAlone(t *testing.T) {
	form := &ticket.Form{ID: "f", Fields: []ticket.Field{{ID: "photo", Type: ticket.TypeFiles}, {ID: "papers", Type: ticket.TypeFiles, Personal: true}}}
	for name, c := range map[string]struct {
		change func(*ticket.Ticket)
		shown  bool
	}{
		"an inquiry":            {func(*ticket.Ticket) {}, true},
		"a change":              {func(tk *ticket.Ticket) { tk.Kind = ticket.Change }, false},
		"an answer":             {func(tk *ticket.Ticket) { tk.FormID, tk.Fields = "f", ticket.Values{"photo": {"image:f1"}} }, true},
		"a personal answer":     {func(tk *ticket.Ticket) { tk.FormID, tk.Fields = "f", ticket.Values{"papers": {"image:f0", "image:f1"}} }, false},
		"a form that is gone":   {func(tk *ticket.Ticket) { tk.FormID, tk.Fields = "old", ticket.Values{"papers": {"image:f1"}} }, false},
		"another's is personal": {func(tk *ticket.Ticket) { tk.FormID, tk.Fields = "f", ticket.Values{"papers": {"image:ff1"}} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, withFile, func(cfg *slack.Config) {
				cfg.Form = func(id string) *ticket.Form {
					if id == "f" {
						return form
					}
					return nil
				}
			})
			card := r.post(t)
			r.office.set(func(o *office) {
				tk := o.tickets["Q-1204"]
				c.change(&tk)
				o.tickets["Q-1204"] = tk
			})
			r.send(t, news(card, chat.File{ID: "f1", Name: "登記簿.jpg", Type: "image"}))
			thread := r.Thread(slackfake.Office, card.TS)
			line := thread[len(thread)-1].Text()
			if got := len(r.files(card)); (got == 1) != c.shown || strings.Contains(line, "受付画面（/desk）で開けます") == c.shown {
				t.Errorf("%d files in the thread, and the line %q", got, line)
			}
			if calls := r.Calls("files.getUploadURLExternal"); !c.shown && len(calls) > 0 {
				t.Errorf("slack was told of the file: %+v", calls)
			}
		})
	}
}
