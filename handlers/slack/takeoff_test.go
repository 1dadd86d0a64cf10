package slack_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/slack/slackfake"
)

// sendOn opens the reply modal for a message of a new ticket's thread with these files.
func (r *room) sendOn(t *testing.T, files ...slackfake.File) slackfake.View {
	t.Helper()
	for _, f := range files {
		r.SetFile(f)
	}
	a := r.Say(slackfake.Office, r.post(t).TS, slackfake.Sasaki, "こちらです", files...)
	m := r.Find(slackfake.Office, func(m slackfake.Message) bool { return m.TS == a.TS })[0]
	r.Shortcut(slackfake.Sasaki, m, "send_to_member")
	var v slackfake.View
	eventually(t, "the modal is there", func() bool { v, _ = r.Top(slackfake.Sasaki); return v.Callback == "reply" })
	return v
}

// replied is the reply that arrives, once it does.
func (r *room) replied(t *testing.T) chat.Event {
	t.Helper()
	var e chat.Event
	eventually(t, "the reply is sent", func() bool {
		i := slices.IndexFunc(r.office.took(), func(e chat.Event) bool { return e.Act == chat.Reply })
		if i >= 0 {
			e = r.office.took()[i]
		}
		return i >= 0
	})
	return e
}

func names(files []chat.File) (names []string) {
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

func numbered(n int) (files []slackfake.File) {
	for i := range n {
		id := string(rune('1' + i))
		files = append(files, slackfake.File{ID: "F" + id, Name: id + ".txt", Content: []byte(id)})
	}
	return files
}

// TestS35TakenOff: a file that Slack does not give out is no more part of the reply, unless the person
// ticks it again.
func TestS35TakenOff(t *testing.T) {
	for _, again := range []bool{false, true} {
		r := open(t, withShares(&desks{}))
		r.SetFile(estimate)
		r.Fail(slackfake.Fault{Method: "files.info", Error: "file_deleted", Times: 1})
		r.reply(t, slackfake.Sasaki, r.post(t))
		r.Submit(slackfake.Sasaki, map[string]string{"input": "お見積もりです", "files": estimate.ID})
		r.Submit(slackfake.Sasaki, nil)
		eventually(t, "the modal says so", func() bool {
			v, _ := r.Top(slackfake.Sasaki)
			return strings.Contains(v.Text(), "読み込めませんでした")
		})
		values, want := map[string]string{}, []string(nil)
		if again {
			values["kept"], want = estimate.ID, []string{estimate.Name}
		}
		r.Submit(slackfake.Sasaki, values)
		if v, _ := r.Top(slackfake.Sasaki); v.Callback != "preview" || strings.Contains(v.Text(), "📎") != again {
			t.Fatalf("the preview reads\n%s", v.Text())
		}
		r.Submit(slackfake.Sasaki, nil)
		if e := r.replied(t); !slices.Equal(names(e.Files), want) {
			t.Errorf("sent with %v, want %v", names(e.Files), want)
		}
	}
}

// TestS35TooLargeInSlack: a file that turns out to be too large is taken off as well.
func TestS35TooLargeInSlack(t *testing.T) {
	r := open(t, withShares(&desks{}))
	v := r.sendOn(t, estimate)
	r.SetFile(slackfake.File{ID: estimate.ID, Name: estimate.Name, Content: make([]byte, 10<<20+1)})
	r.SubmitView(slackfake.Sasaki, v, nil)
	r.Submit(slackfake.Sasaki, nil)
	eventually(t, "the modal says so", func() bool {
		v, _ := r.Top(slackfake.Sasaki)
		return v.Callback == "reply" && strings.Contains(v.Text(), "10MBを超えるため、外しました")
	})
	r.Submit(slackfake.Sasaki, nil)
	r.Submit(slackfake.Sasaki, nil)
	if e := r.replied(t); len(e.Files) != 0 {
		t.Errorf("sent with %v", names(e.Files))
	}
}

// TestShortcutWithTooMuch: a message whose files cannot all go opens a reply that can be sent.
func TestShortcutWithTooMuch(t *testing.T) {
	big := slackfake.File{ID: "F0BIG", Name: "大.bin", Content: make([]byte, 10<<20+1)}
	for _, tc := range []struct {
		files []slackfake.File
		says  string
		kept  string // what is ticked; "" = as it opens
		wrong string
		sent  []string
	}{
		{files: append(numbered(1), big), says: "ファイル「大.bin」は10MBを超えるため、外しました", sent: []string{"1.txt"}},
		{files: []slackfake.File{big}, says: "大.bin"},
		{files: numbered(4), says: "送るものを下の一覧で選んでください", sent: []string{"1.txt", "2.txt", "3.txt"}},
		{files: numbered(4), says: "3つまで", kept: "F2 F4", sent: []string{"2.txt", "4.txt"}},
		{files: numbered(4), says: "3つまで", kept: "F1 F2 F3 F4", wrong: "3つまで"},
		{files: numbered(2), says: "2.txt", kept: "none"},
	} {
		r := open(t, withShares(&desks{}))
		if v := r.sendOn(t, tc.files...); !strings.Contains(v.Text(), tc.says) {
			t.Errorf("%s: the modal reads\n%s", tc.says, v.Text())
		}
		values := map[string]string{}
		if tc.kept != "" {
			values["kept"] = tc.kept
		}
		r.Submit(slackfake.Sasaki, values)
		if v, _ := r.Top(slackfake.Sasaki); tc.wrong != "" {
			if !strings.Contains(v.Errors["kept"], tc.wrong) {
				t.Errorf("refused with %v", v.Errors)
			}
			continue
		}
		r.Submit(slackfake.Sasaki, nil)
		if e := r.replied(t); !slices.Equal(names(e.Files), tc.sent) {
			t.Errorf("%s: sent with %v, want %v", tc.says, names(e.Files), tc.sent)
		}
	}
}

// TestS34NoInputForFiles: where the modal has no field for files, what is wrong with them is said
// beside the list of those that are there.
func TestS34NoInputForFiles(t *testing.T) {
	var scopes []string
	for _, scope := range readManifest(t).OAuth.Scopes.Bot {
		if scope != "files:read" {
			scopes = append(scopes, scope)
		}
	}
	r := openOn(t, slackfake.New(t, slackfake.Scopes(scopes...)), withShares(&desks{}))
	r.sendOn(t, numbered(4)...)
	r.Submit(slackfake.Sasaki, map[string]string{"kept": "F1 F2 F3 F4"})
	if v, _ := r.Top(slackfake.Sasaki); !strings.Contains(v.Errors["kept"], "3つまで") {
		t.Errorf("refused with %v in\n%s", v.Errors, v.Text())
	}
}

// TestS35NothingIsLeft: of a reply that was refused, or one of whose files was not to be had, no file is kept.
func TestS35NothingIsLeft(t *testing.T) {
	for name, spoil := range map[string]func(*room){
		"refused":      func(r *room) { r.office.refuse("担当者が先に返信しました。") },
		"the last one": func(r *room) { r.Fail(slackfake.Fault{Method: "files.info", Error: "file_deleted", After: 1}) },
	} {
		t.Run(name, func(t *testing.T) {
			shares := &desks{}
			r := open(t, withShares(shares))
			r.SubmitView(slackfake.Sasaki, r.sendOn(t, numbered(2)...), nil)
			spoil(r)
			r.Submit(slackfake.Sasaki, nil)
			eventually(t, "the modal is back", func() bool {
				v, _ := r.Top(slackfake.Sasaki)
				return v.Callback == "reply" && strings.Contains(v.Text(), "⚠️")
			})
			if n := shares.left(); n != 0 {
				t.Errorf("%d files are kept", n)
			}
		})
	}
}
