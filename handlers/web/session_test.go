package web

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"madoguchi/chat"
)

func readAll(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (s *site) openSession(t testing.TB, headers ...string) opened {
	t.Helper()
	r := s.do(t, "POST", "/chat/session", "{}", headers...)
	if r.status != http.StatusCreated {
		t.Fatalf("open session: %d %s", r.status, r.body)
	}
	var o opened
	if err := json.Unmarshal([]byte(r.body), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func message(text string) string {
	b, _ := json.Marshal(posted{ClientID: uuid.NewString(), Text: text}) // strings marshal
	return string(b)
}

// faultOf is the code and message of a refusal.
func faultOf(t testing.TB, r reply) (code, message string) {
	t.Helper()
	var body struct {
		Error struct{ Code, Message string }
	}
	if err := json.Unmarshal([]byte(r.body), &body); err != nil {
		t.Fatalf("refusal %d is not JSON: %q", r.status, r.body)
	}
	return body.Error.Code, body.Error.Message
}

func TestW2SessionToken(t *testing.T) {
	s := serve(t, Config{})
	o := s.openSession(t)
	raw, err := base64.RawURLEncoding.DecodeString(o.Token)
	if err != nil || len(raw)*8 < 128 {
		t.Errorf("W2: token %q carries %d bits, want at least 128", o.Token, len(raw)*8)
	}
	for hash := range s.sessions {
		if strings.Contains(hash, o.Token) || strings.Contains(hash, string(raw)) {
			t.Error("W2: the store got the token itself")
		}
	}
	if e, ok := s.events[o.ID+":open"]; !ok || e.Kind != chat.Open || e.From != address(o.ID) {
		t.Errorf("no opening event of session %s: %+v", o.ID, s.events)
	}
	if d := time.Until(o.Expires); d < 29*24*time.Hour || d > 31*24*time.Hour {
		t.Errorf("session expires in %v", d)
	}
	if o.ExpiresIn != 30*24*60*60 {
		t.Errorf("session expires in %d s", o.ExpiresIn)
	}
	if other := s.openSession(t); other.ID == o.ID || other.Token == o.Token {
		t.Error("two sessions are one")
	}
}

// TestGreetingLanguage: the dialogue is told of a page in English, and nothing that a page says keeps a visitor out.
func TestGreetingLanguage(t *testing.T) {
	s := serve(t, Config{})
	for body, want := range map[string]string{`{}`: "", `{"lang":"ja"}`: "", `{"lang":"en-GB"}`: chat.English, `{"lang":"EN"}`: chat.English, `{"lang":7}`: "", `{`: "", ``: "", `{"lang":"` + strings.Repeat("e", 5000) + `"}`: ""} {
		var o opened
		r := s.do(t, "POST", "/chat/session", body)
		if err := json.Unmarshal([]byte(r.body), &o); err != nil || r.status != http.StatusCreated {
			t.Fatalf("%.20q: %d %s", body, r.status, r.body)
		}
		if got := s.events[o.ID+":open"]; got.Data != want {
			t.Errorf("%.20q: the page's language is %q, want %q", body, got.Data, want)
		}
	}
}

// TestHomeLeadsToFAQ: the first page leads to the FAQ's pages where there are some.
func TestHomeLeadsToFAQ(t *testing.T) {
	on := true
	s := serve(t, Config{FAQOn: func() bool { return on }})
	for _, on = range []bool{true, false} {
		if got := strings.Contains(s.do(t, "GET", "/", "").body, `<a href="/faq">`); got != on {
			t.Errorf("the FAQ's pages on: %t, a link to them: %t", on, got)
		}
	}
}

func TestW2Rotation(t *testing.T) {
	s := serve(t, Config{})
	o := s.openSession(t)
	renewed := s.openSession(t, bearer(o.Token))
	if renewed.ID != o.ID || renewed.Token == o.Token {
		t.Errorf("W2: renewing %s gave %s, the same token: %t", o.ID, renewed.ID, renewed.Token == o.Token)
	}
	if len(s.accepted()) != 1 {
		t.Errorf("renewing greeted again: %v", s.events)
	}
	if r := s.do(t, "POST", "/chat/messages", message("こんにちは"), bearer(renewed.Token)); r.status != http.StatusAccepted {
		t.Errorf("renewed token: %d %s", r.status, r.body)
	}
}

// TestW2Refused holds that whoever has no valid token gets 401 and nothing else, whatever they ask.
func TestW2Refused(t *testing.T) {
	now := time.Now()
	s := serve(t, Config{SessionLife: time.Hour, Now: func() time.Time { return now }})
	expired := s.openSession(t)
	s.say(expired.ID, chat.Message{Text: "秘密のお返事"})
	now = now.Add(time.Hour + time.Second)
	tokens := map[string]string{
		"none": "", "empty": "Authorization: Bearer ", "expired": bearer(expired.Token),
		"foreign": bearer(strings.Repeat("A", 43)), "short": bearer("abc"), "session id": bearer(expired.ID),
		"other scheme": "Authorization: Basic " + expired.Token, "huge": bearer(strings.Repeat("x", 8000)),
	}
	requests := map[string][2]string{
		"message": {"POST", "/chat/messages"}, "stream": {"GET", "/chat/events"}, "poll": {"GET", "/chat/events?wait=0"},
		"stream with the id in the URL": {"GET", "/chat/events?session=" + expired.ID + "&token=" + expired.Token},
	}
	for name, header := range tokens {
		for what, q := range requests {
			t.Run(what+" "+name, func(t *testing.T) {
				headers := []string{}
				if header != "" {
					headers = append(headers, header)
				}
				r := s.do(t, q[0], q[1], message("x"), headers...)
				if code, text := faultOf(t, r); r.status != http.StatusUnauthorized || code != "session_ended" || text == "" {
					t.Errorf("W2: %d %s", r.status, r.body)
				}
				if strings.Contains(r.body, "秘密") {
					t.Error("W2: the refusal told what was said")
				}
			})
		}
	}
	if texts := s.texts(); len(texts) != 0 {
		t.Errorf("W2: refused messages were taken in: %q", texts)
	}
	if r := s.do(t, "POST", "/chat/session", "{}", bearer(expired.Token)); r.status != http.StatusUnauthorized {
		t.Errorf("W2: an expired token was renewed: %d", r.status)
	}
}

// TestW2OnlyOwnHistory holds that a session's token reads that session's lines and no other's,
// however the request names the other.
func TestW2OnlyOwnHistory(t *testing.T) {
	s := serve(t, Config{})
	mine, theirs := s.openSession(t), s.openSession(t)
	s.say(theirs.ID, chat.Message{Text: "よその会話"})
	s.say(mine.ID, chat.Message{Text: "自分の会話"})
	for _, path := range []string{
		"/chat/events?wait=0", "/chat/events?wait=0&id=" + theirs.ID, "/chat/events?wait=0&session=" + theirs.ID,
		"/chat/events?wait=0&after=0&address=web::" + theirs.ID,
	} {
		r := s.do(t, "GET", path, "", bearer(mine.Token), "Cookie: madoguchi_plain="+theirs.Token)
		if !strings.Contains(r.body, "自分の会話") || strings.Contains(r.body, "よその会話") {
			t.Errorf("W2: GET %s: %s", path, r.body)
		}
	}
	body := `{"client_id":"` + uuid.NewString() + `","text":"書き込み","session":"` + theirs.ID + `","from":"` + theirs.ID + `"}`
	s.do(t, "POST", "/chat/messages", body, bearer(mine.Token))
	if n := len(s.transcriptOf(theirs.ID)); n != 1 {
		t.Errorf("W2: a message went into another session, which now has %d lines", n)
	}
}

func TestStoreDown(t *testing.T) {
	s := serve(t, Config{})
	o := s.openSession(t)
	s.fail(errDown)
	for _, q := range [][2]string{{"POST", "/chat/session"}, {"POST", "/chat/messages"}, {"GET", "/chat/events"}, {"GET", "/chat/events?wait=1"}, {"GET", "/chat/suggest?q=x"}} {
		r := s.do(t, q[0], q[1], message("x"), bearer(o.Token))
		if code, text := faultOf(t, r); r.status != http.StatusServiceUnavailable || code != "unavailable" || text == "" || r.header.Get("Retry-After") == "" {
			t.Errorf("%s %s while the store is down: %d %s", q[0], q[1], r.status, r.body)
		}
	}
}
