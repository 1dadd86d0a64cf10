package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/chat/chattest"
	"madoguchi/handlers/problem"
)

const aClientID = "1c9d3a52-6f0e-4b7e-9a41-2f6f5f1f7a10"

func TestParsePosted(t *testing.T) {
	event := func(kind chat.Kind, text, data string) chat.Event {
		return chat.Event{ID: aClientID, Kind: kind, Text: text, Data: data}
	}
	tests := []struct {
		name, body string
		want       chat.Event
		code       string // of the refusal
	}{
		{"text", `{"client_id":"` + aClientID + `","text":"領収書はもらえますか"}`, event(chat.Text, "領収書はもらえますか", ""), ""},
		{"choice", `{"client_id":"` + aClientID + `","text":"はい","data":"yes:1"}`, event(chat.Choose, "はい", "yes:1"), ""},
		{"upper-case id is the same id", `{"client_id":"` + strings.ToUpper(aClientID) + `","text":"x"}`, event(chat.Text, "x", ""), ""},
		{"unknown fields", `{"client_id":"` + aClientID + `","text":"x","session":"other","id":7}`, event(chat.Text, "x", ""), ""},
		{"line ends and blanks", `{"client_id":"` + aClientID + `","text":"  a\r\nb\rc\n\n"}`, event(chat.Text, "a\nb\nc", ""), ""},
		{"hidden characters and line ends", `{"client_id":"` + aClientID + `","text":"a\u200bb\u00adc\u2028d\ufeffe\rf"}`, event(chat.Text, "abc\nde\nf", ""), ""},
		{"NUL, bell, right-to-left override", `{"client_id":"` + aClientID + `","text":"a\u0000b\u0007c\u202ed"}`, event(chat.Text, "abcd", ""), ""},
		{"emoji family stays whole", `{"client_id":"` + aClientID + `","text":"👨‍👩‍👧"}`, event(chat.Text, "👨‍👩‍👧", ""), ""},
		{"half a surrogate pair", `{"client_id":"` + aClientID + `","text":"a\ud83d"}`, event(chat.Text, "a\uFFFD", ""), ""},
		{"10 characters", `{"client_id":"` + aClientID + `","text":"一二三四五六七八九十"}`, event(chat.Text, "一二三四五六七八九十", ""), ""},
		{"11 characters", `{"client_id":"` + aClientID + `","text":"一二三四五六七八九十百"}`, chat.Event{}, "too_long"},
		{"empty", `{"client_id":"` + aClientID + `","text":" \n　"}`, chat.Event{}, "empty"},
		{"no id", `{"text":"x"}`, chat.Event{}, "bad_request"},
		{"no UUID", `{"client_id":"1","text":"x"}`, chat.Event{}, "bad_request"},
		{"UUID in another dress", `{"client_id":"{` + aClientID + `}","text":"x"}`, chat.Event{}, "bad_request"},
		{"long data", `{"client_id":"` + aClientID + `","text":"x","data":"` + strings.Repeat("d", 1001) + `"}`, chat.Event{}, "bad_request"},
		{"control in data", `{"client_id":"` + aClientID + `","text":"x","data":"a\u0000"}`, chat.Event{}, "bad_request"},
		{"wrong type", `{"client_id":"` + aClientID + `","text":["x"]}`, chat.Event{}, "bad_request"},
		{"two values", `{"client_id":"` + aClientID + `","text":"x"}{}`, chat.Event{}, "bad_request"},
		{"not JSON", `text=x`, chat.Event{}, "bad_request"},
		{"nothing", ``, chat.Event{}, "bad_request"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := parsePosted([]byte(tt.body), 10)
			var f *problem.Error
			if errors.As(err, &f); (f == nil) != (tt.code == "") || f != nil && f.Code != tt.code {
				t.Fatalf("error %v, want %q", err, tt.code)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func FuzzParsePosted(f *testing.F) {
	f.Add([]byte(message("領収書はもらえますか")))
	f.Add([]byte(`{"client_id":"` + aClientID + `","text":"はい","data":"yes:1"}`))
	f.Add([]byte(`{"client_id":"` + aClientID + `","text":"a\u0000\u202e\ud83d\r"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, _, err := parsePosted(body, 4000)
		if err != nil {
			var fault *problem.Error
			if !errors.As(err, &fault) || fault.HTTP() >= 500 || fault.Words == "" && fault.Message == "" {
				t.Fatalf("refused without a word: %v", err)
			}
			return
		}
		if uuid.Validate(e.ID) != nil || len(e.ID) != 36 {
			t.Errorf("id %q", e.ID)
		}
		if !utf8.ValidString(e.Text) || utf8.RuneCountInString(e.Text) > 4000 || strings.TrimSpace(e.Text) != e.Text {
			t.Errorf("text %q", e.Text)
		}
		for _, r := range e.Text + e.Data {
			if unicode.IsControl(r) && r != '\n' && r != '\t' {
				t.Errorf("control character %U got through", r)
			}
		}
		if (e.Kind == chat.Choose) != (e.Data != "") || e.Text == "" && e.Data == "" {
			t.Errorf("kind %s of text %q, data %q", e.Kind, e.Text, e.Data)
		}
	})
}

func TestW3SameMessageOnce(t *testing.T) {
	s := serve(t, Config{})
	o := s.openSession(t)
	body := message("領収書はもらえますか")
	first := s.do(t, "POST", "/chat/messages", body, bearer(o.Token))
	again := s.do(t, "POST", "/chat/messages", body, bearer(o.Token))
	if first.status != http.StatusAccepted || again.status != http.StatusAccepted || first.body != again.body {
		t.Errorf("W3: first %d %s, again %d %s", first.status, first.body, again.status, again.body)
	}
	if n := len(s.transcriptOf(o.ID)); n != 1 {
		t.Errorf("W3: the same message made %d lines", n)
	}
	other := s.openSession(t)
	if s.do(t, "POST", "/chat/messages", body, bearer(other.Token)); len(s.transcriptOf(other.ID)) != 1 {
		t.Error("W3: the same client id in another session is another message")
	}
}

func TestW7TooLong(t *testing.T) {
	s := serve(t, Config{})
	o := s.openSession(t)
	tests := []struct {
		name, body string
		status     int
	}{
		{"4,000 kanji", message(strings.Repeat("漢", 4000)), http.StatusAccepted},
		{"4,000 emoji, escaped", `{"client_id":"` + aClientID + `","text":"` + strings.Repeat(`\ud83d\ude00`, 4000) + `"}`, http.StatusAccepted},
		{"4,001 kanji", message(strings.Repeat("漢", 4001)), http.StatusRequestEntityTooLarge},
		{"21,000 characters", message(strings.Repeat("長", 21000)), http.StatusRequestEntityTooLarge},
		{"5 MB", message(strings.Repeat("x", 5<<20)), http.StatusRequestEntityTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := s.do(t, "POST", "/chat/messages", tt.body, bearer(o.Token))
			if r.status != tt.status {
				t.Fatalf("W7: %d, want %d: %s", r.status, tt.status, r.body)
			}
			if tt.status == http.StatusRequestEntityTooLarge {
				if _, text := faultOf(t, r); !strings.Contains(text, "4,000文字") {
					t.Errorf("W7: the refusal does not say the limit: %s", text)
				}
			}
		})
	}
}

// TestHostileStrings holds that any string is either refused in words or kept, and then comes back
// as what clean made of it.
func TestHostileStrings(t *testing.T) { keepsOrRefuses(t, chattest.Hostile()) }

// TestNaughtyStrings does the same with the big list of naughty strings, where it is at hand.
func TestNaughtyStrings(t *testing.T) {
	var texts []string
	for _, b := range chattest.Beside(t, "data/badinput/blns/*.txt") {
		texts = append(texts, string(b))
	}
	keepsOrRefuses(t, texts)
}

func keepsOrRefuses(t *testing.T, texts []string) {
	t.Helper()
	s := serve(t, Config{})
	o := s.openSession(t)
	var want []string
	for _, text := range texts {
		text = string([]rune(text)) // JSON has U+FFFD for each byte that is no UTF-8
		r := s.do(t, "POST", "/chat/messages", message(text), bearer(o.Token))
		switch {
		case r.status == http.StatusAccepted:
			want = append(want, strings.TrimSpace(chars.Clean(text)))
		case r.status != http.StatusBadRequest || strings.TrimSpace(chars.Clean(text)) != "":
			t.Errorf("%q: %d %s", text, r.status, r.body)
		}
	}
	var got []string
	for after := int64(0); ; {
		var page struct {
			Lines []view
			After int64
		}
		r := s.do(t, "GET", "/chat/events?wait=0&after="+itoa(after), "", bearer(o.Token))
		if err := json.Unmarshal([]byte(r.body), &page); err != nil {
			t.Fatal(err)
		}
		if len(page.Lines) == 0 {
			break
		}
		for _, v := range page.Lines {
			got = append(got, v.Text)
		}
		after = page.After
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
