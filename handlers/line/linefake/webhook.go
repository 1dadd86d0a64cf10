package linefake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// An Event is one webhook event, as LINE's JSON has it.
type Event map[string]any

// ID is the event's webhookEventId.
func (e Event) ID() string { return str(e["webhookEventId"]) }

// ReplyToken is the event's, or "".
func (e Event) ReplyToken() string { return str(e["replyToken"]) }

// MessageID is the ID of the event's message, or "".
func (e Event) MessageID() string {
	m, _ := e["message"].(map[string]any)
	return str(m["id"])
}

// QuoteToken is the token of the event's message by which it can be quoted, or "".
func (e Event) QuoteToken() string {
	m, _ := e["message"].(map[string]any)
	return str(m["quoteToken"])
}

// User makes a user ID of a name: the same for the same name.
func User(name string) string { return madeID("U", name) }

// Group makes a group ID of a name.
func Group(name string) string { return madeID("C", name) }

func madeID(letter, name string) string {
	sum := sha256.Sum256([]byte(letter + name))
	return letter + hex.EncodeToString(sum[:16])
}

// A Webhook is a body ready to be sent, with its signature.
type Webhook struct {
	Body      []byte
	Signature string
	Events    []Event
}

// Request is the webhook as a request to url.
func (w *Webhook) Request(ctx context.Context, url string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(w.Body))
	if err != nil {
		return nil, fmt.Errorf("make webhook request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "LineBotWebhook/2.0")
	r.Header.Set("X-Line-Signature", w.Signature)
	return r, nil
}

// Post sends the webhook to url and returns the status it was answered with.
func (w *Webhook) Post(ctx context.Context, client *http.Client, url string) (int, error) {
	r, err := w.Request(ctx, url)
	if err != nil {
		return 0, err
	}
	res, err := client.Do(r)
	if err != nil {
		return 0, fmt.Errorf("post webhook: %w", err)
	}
	_ = res.Body.Close()
	return res.StatusCode, nil
}

// Webhook signs events as one body.
func (s *Server) Webhook(events ...Event) *Webhook {
	if events == nil {
		events = []Event{}
	}
	body, err := json.Marshal(map[string]any{"destination": s.Destination, "events": events})
	if err != nil {
		panic(fmt.Sprintf("fake LINE: encode webhook: %v", err)) // the caller's event holds what JSON cannot
	}
	w := s.Signed(body)
	w.Events = events
	return w
}

// Signed signs any body with the channel's secret.
func (s *Server) Signed(body []byte) *Webhook {
	mac := hmac.New(sha256.New, []byte(s.Secret))
	mac.Write(body)
	return &Webhook{Body: body, Signature: base64.StdEncoding.EncodeToString(mac.Sum(nil))}
}

// Redeliver is the same events sent again, as LINE does after a failure: marked as such, and their
// reply tokens good for another minute, up to twenty minutes after the event.
func (s *Server) Redeliver(w *Webhook) *Webhook {
	now := s.Now()
	events := make([]Event, len(w.Events))
	for i, e := range w.Events {
		again := Event{}
		for k, v := range e {
			again[k] = v
		}
		again["deliveryContext"] = map[string]any{"isRedelivery": true}
		events[i] = again
		s.mu.Lock()
		if t := s.state.tokens[e.ReplyToken()]; t != nil {
			t.until = now.Add(ReplyLife)
			if ms, ok := e["timestamp"].(int64); ok {
				if last := time.UnixMilli(ms).Add(20 * time.Minute); last.Before(t.until) {
					t.until = last
				}
			}
		}
		s.mu.Unlock()
	}
	return s.Webhook(events...)
}

// Event makes an event of a type from a user in a one-to-one talk, with a fresh reply token. more
// adds properties or replaces some.
func (s *Server) Event(typ, user string, more map[string]any) Event {
	e := Event{
		"type": typ, "mode": "active", "timestamp": s.Now().UnixMilli(), "webhookEventId": s.ulid(),
		"source":          map[string]any{"type": "user", "userId": user},
		"deliveryContext": map[string]any{"isRedelivery": false},
	}
	if typ != "unfollow" && typ != "unsend" && typ != "leave" && typ != "memberLeft" {
		e["replyToken"] = s.newToken(user)
	}
	for k, v := range more {
		e[k] = v
	}
	return e
}

// In places an event in a group: its source and whom its reply token answers to.
func (s *Server) In(e Event, group string) Event {
	user := ""
	if src, ok := e["source"].(map[string]any); ok {
		user = str(src["userId"])
	}
	e["source"] = map[string]any{"type": "group", "groupId": group, "userId": user}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.state.tokens[e.ReplyToken()]; t != nil {
		t.user = group
	}
	if q := s.state.quotes[e.QuoteToken()]; q != nil {
		q.chat = group
	}
	return e
}

// MessageEvent makes an event of a message.
func (s *Server) MessageEvent(user string, message map[string]any) Event {
	m := map[string]any{"id": s.messageID(), "quoteToken": "q" + s.hex(12), "markAsReadToken": "r" + s.hex(12)}
	for k, v := range message {
		m[k] = v
	}
	s.mu.Lock()
	s.state.quotes[str(m["quoteToken"])] = &quoteToken{chat: user, message: str(m["id"])}
	s.state.unread[str(m["markAsReadToken"])] = user
	s.mu.Unlock()
	return s.Event("message", user, map[string]any{"message": m})
}

// TextEvent makes an event of a text message.
func (s *Server) TextEvent(user, text string) Event {
	return s.MessageEvent(user, map[string]any{"type": "text", "text": text})
}

// PostbackEvent makes the event of a pressed button.
func (s *Server) PostbackEvent(user, data string) Event {
	return s.Event("postback", user, map[string]any{"postback": map[string]any{"data": data}})
}

// Text is a signed webhook with a text message.
func (s *Server) Text(user, text string) *Webhook { return s.Webhook(s.TextEvent(user, text)) }

// Postback is a signed webhook with a pressed button.
func (s *Server) Postback(user, data string) *Webhook { return s.Webhook(s.PostbackEvent(user, data)) }

// Follow is a signed webhook of a user who added the account or unblocked it.
func (s *Server) Follow(user string) *Webhook {
	s.Block(user, false)
	return s.Webhook(s.Event("follow", user, map[string]any{"follow": map[string]any{"isUnblocked": false}}))
}

// Unfollow is a signed webhook of a user who blocked the account, which is then so.
func (s *Server) Unfollow(user string) *Webhook {
	s.Block(user, true)
	return s.Webhook(s.Event("unfollow", user, nil))
}

// Unsend is a signed webhook of a message taken back.
func (s *Server) Unsend(user, messageID string) *Webhook {
	s.mu.Lock()
	for _, q := range s.state.quotes {
		q.gone = q.gone || q.message == messageID
	}
	s.mu.Unlock()
	return s.Webhook(s.Event("unsend", user, map[string]any{"unsend": map[string]any{"messageId": messageID}}))
}

// Image is a signed webhook of an image whose content can be fetched.
func (s *Server) Image(user string, png []byte) *Webhook {
	e := s.MessageEvent(user, map[string]any{"type": "image", "contentProvider": map[string]any{"type": "line"}})
	s.SetContent(e.MessageID(), "image/png", png)
	return s.Webhook(e)
}

// File is a signed webhook of a file whose content can be fetched.
func (s *Server) File(user, name string, data []byte) *Webhook {
	e := s.MessageEvent(user, map[string]any{"type": "file", "fileName": name, "fileSize": len(data)})
	s.SetContent(e.MessageID(), "application/octet-stream", data)
	return s.Webhook(e)
}

// Sticker is a signed webhook of a sticker.
func (s *Server) Sticker(user string) *Webhook {
	return s.Webhook(s.MessageEvent(user, map[string]any{
		"type": "sticker", "packageId": "11537", "stickerId": "52002738", "stickerResourceType": "ANIMATION", "keywords": []string{"hi"},
	}))
}

func (s *Server) newToken(user string) string {
	token := s.hex(16)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.tokens[token] = &replyToken{user: user, until: s.Now().Add(ReplyLife)}
	return token
}

// ulid is a ULID: ten characters of time and sixteen of chance.
func (s *Server) ulid() string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b strings.Builder
	ms := uint64(s.Now().UnixMilli())
	for shift := 45; shift >= 0; shift -= 5 {
		b.WriteByte(letters[ms>>shift&31])
	}
	var chance [16]byte
	_, _ = rand.Read(chance[:])
	for _, c := range chance {
		b.WriteByte(letters[c&31])
	}
	return b.String()
}

func (s *Server) hex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

func (s *Server) messageID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.serial++
	return fmt.Sprintf("%018d", 461230966842064897+s.state.serial)
}

func str(v any) string {
	t, _ := v.(string)
	return t
}
