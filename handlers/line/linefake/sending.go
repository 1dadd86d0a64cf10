package linefake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// keyLife is for how long a retry key is remembered.
const keyLife = 24 * time.Hour

var (
	recipientForm = regexp.MustCompile(`^[UCR][0-9a-f]{32}$`)
	uuidForm      = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
)

// outgoing is the body of a reply or a push.
type outgoing struct {
	ReplyToken           *string           `json:"replyToken"`
	To                   *string           `json:"to"`
	Messages             []json.RawMessage `json:"messages"`
	NotificationDisabled bool              `json:"notificationDisabled"`
}

// parse reads and checks the part that reply and push share.
func (s *Server) parse(r *http.Request, body []byte) (outgoing, *answer) {
	var out outgoing
	refuse := func(details ...errorDetail) (outgoing, *answer) {
		for _, d := range details {
			s.fault("%s: %s: %s", r.URL.Path, d.Property, d.Message)
		}
		return out, &answer{status: 400, body: errorBody{Message: "The request body has " + itoa(len(details)) + " error(s)", Details: details}}
	}
	if len(body) > maxRequest {
		s.fault("%s: request of more than 2 MB", r.URL.Path)
		return out, &answer{status: 413, body: problem("Request Entity Too Large")}
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return refuse(errorDetail{"Content-Type is not application/json", "header"})
	}
	if err := json.Unmarshal(body, &out); err != nil {
		return refuse(errorDetail{err.Error(), "body"})
	}
	if details := checkRequest(body, out.Messages); len(details) > 0 {
		return refuse(details...)
	}
	return out, nil
}

func (s *Server) reply(r *http.Request, body []byte, request string) answer {
	if _, ok := r.Header["X-Line-Retry-Key"]; ok {
		s.fault("reply: it has a retry key, which replies do not take")
		return answer{status: 400, body: problem("Retry key is not supported for this endpoint")}
	}
	out, bad := s.parse(r, body)
	if bad != nil {
		return *bad
	}
	if out.ReplyToken == nil || *out.ReplyToken == "" {
		s.fault("reply: no reply token")
		return answer{status: 400, body: errorBody{Message: "The request body has 1 error(s)", Details: []errorDetail{{"May not be empty", "replyToken"}}}}
	}
	s.mu.Lock()
	t := s.state.tokens[*out.ReplyToken]
	if t == nil || t.used || s.Now().After(t.until) {
		s.mu.Unlock()
		return answer{status: 400, body: problem("Invalid reply token")}
	}
	if bad := s.badQuotes(t.user, out.Messages); bad != nil {
		s.mu.Unlock()
		return *bad
	}
	t.used = true
	ids := s.deliver(t.user, out.Messages, Delivered{Via: "reply", Request: request, Token: *out.ReplyToken})
	s.mu.Unlock()
	return sentAnswer(ids)
}

func (s *Server) push(r *http.Request, body []byte, request string) answer {
	key := r.Header.Get("X-Line-Retry-Key")
	if _, ok := r.Header["X-Line-Retry-Key"]; ok && !uuidForm.MatchString(key) {
		s.fault("push: the retry key %q is no UUID", key)
		return answer{status: 400, body: problem("Invalid retry key")}
	}
	if key == "" {
		s.fault("push: without a retry key it cannot be repeated safely")
	}
	out, bad := s.parse(r, body)
	if bad != nil {
		return *bad
	}
	if out.To == nil || !recipientForm.MatchString(*out.To) {
		s.fault("push: to a malformed ID")
		return answer{status: 400, body: problem("The property, 'to', in the request body is invalid (line: -, column: -)")}
	}
	return s.accept(*out.To, key, body, request, out.Messages)
}

func (s *Server) accept(to, key string, body []byte, request string, messages []json.RawMessage) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.state
	now := s.Now()
	if use, ok := st.keys[key]; ok && key != "" && now.Sub(use.at) < keyLife {
		if use.body != string(body) {
			st.faults = append(st.faults, "push: the retry key "+key+" came again with another body")
		}
		return conflict(use)
	}
	if bad := s.badQuotes(to, messages); bad != nil {
		return *bad
	}
	if st.quota > 0 && st.used >= st.quota {
		return monthOver
	}
	st.used++
	if to[0] != 'U' {
		st.used += 2 // every member counts, of whom there are three
	}
	ids := s.deliver(to, messages, Delivered{Via: "push", Request: request, Key: key})
	if key != "" {
		st.keys[key] = keyUse{request: request, body: string(body), ids: ids, at: now}
	}
	return sentAnswer(ids)
}

// deliver puts messages before a user, unless they blocked us. Server.mu is held.
func (s *Server) deliver(user string, messages []json.RawMessage, like Delivered) []string {
	st := &s.state
	ids := make([]string, len(messages))
	for i, raw := range messages {
		st.serial++
		d := like
		d.User, d.ID, d.Object, d.At = user, pad(461230966842064897+st.serial), raw, s.Now()
		d.Type, d.Text, d.Quick = outline(raw)
		if q := st.quotes[quoteOf(raw)]; q != nil {
			d.Quotes = q.message
		}
		ids[i] = d.ID
		if st.blocked[user] {
			continue
		}
		st.byUser[user] = append(st.byUser[user], len(st.sent))
		st.sent = append(st.sent, d)
	}
	close(s.delivered)
	s.delivered = make(chan struct{})
	return ids
}

// badQuotes refuses messages that quote what is unknown, not of their talk, or was taken back; to
// quote somebody else's is a fault. Server.mu is held.
func (s *Server) badQuotes(chat string, messages []json.RawMessage) *answer {
	for i, raw := range messages {
		token := quoteOf(raw)
		if token == "" {
			continue
		}
		q := s.state.quotes[token]
		if q != nil && q.chat == chat && !q.gone {
			continue
		}
		if q != nil && q.chat != chat {
			s.state.faults = append(s.state.faults, "a quote token that is none of "+chat)
		}
		return &answer{status: 400, body: errorBody{
			Message: "The request body has 1 error(s)", Details: []errorDetail{{"Invalid quote token", fmt.Sprintf("messages[%d].quoteToken", i)}},
		}}
	}
	return nil
}

// quoteOf is an object's quote token, or "".
func quoteOf(raw json.RawMessage) string {
	var o struct{ QuoteToken string }
	_ = json.Unmarshal(raw, &o) // checked before
	return o.QuoteToken
}

// outline reads from an object what a reader sees of it.
func outline(raw json.RawMessage) (typ, text string, quick []string) {
	var o struct {
		Type, Text, AltText string
		QuickReply          struct {
			Items []struct {
				Action struct{ Label string }
			}
		}
	}
	_ = json.Unmarshal(raw, &o) // checked before
	for _, it := range o.QuickReply.Items {
		quick = append(quick, it.Action.Label)
	}
	if o.Text == "" {
		o.Text = o.AltText
	}
	return o.Type, o.Text, quick
}

func sentAnswer(ids []string) answer {
	return answer{status: 200, body: struct {
		SentMessages []sentMessage `json:"sentMessages"`
	}{sentList(ids)}}
}

func conflict(use keyUse) answer {
	return answer{
		status: 409, header: map[string]string{"X-Line-Accepted-Request-Id": use.request},
		body: errorBody{Message: "The retry key is already accepted", SentMessages: sentList(use.ids)},
	}
}

func sentList(ids []string) []sentMessage {
	list := make([]sentMessage, len(ids))
	for i, id := range ids {
		list[i] = sentMessage{ID: id, QuoteToken: "q" + id}
	}
	return list
}
