package slackfake

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// A Message is one message as the server keeps it.
type Message struct {
	Channel  string
	TS       string
	ThreadTS string // of a reply: its root
	User     string
	BotID    string
	Fallback string // the top-level text
	Blocks   []any
	Metadata map[string]any
	Files    []File // shared with it
	Private  string // of an ephemeral message: the one user who sees it
	Edited   bool
	Unfurl   bool
	Markdown bool
}

// Text is the message as people see it: its blocks as text, or the top-level text where it has none.
func (m Message) Text() string {
	if len(m.Blocks) == 0 {
		return undo(m.Fallback)
	}
	return Render(m.Blocks)
}

// Find is a snapshot of the messages of a channel that satisfy keep, oldest first.
func (s *Server) Find(channel string, keep func(Message) bool) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.messages {
		if m.Channel == channel && keep(*m) {
			out = append(out, *m)
		}
	}
	return out
}

// Roots are a channel's messages outside threads.
func (s *Server) Roots(channel string) []Message {
	return s.Find(channel, func(m Message) bool { return m.ThreadTS == "" && m.Private == "" })
}

// Thread is a thread's replies, without its root.
func (s *Server) Thread(channel, ts string) []Message {
	return s.Find(channel, func(m Message) bool { return m.ThreadTS == ts && m.Private == "" })
}

// Card is the newest message outside threads whose text names the ticket, or a zero Message.
func (s *Server) Card(channel, ticket string) Message {
	cards := s.Find(channel, func(m Message) bool { return m.ThreadTS == "" && m.Private == "" && strings.Contains(m.Text(), ticket) })
	if len(cards) == 0 {
		return Message{}
	}
	return cards[len(cards)-1]
}

// Ephemerals are what only that user saw.
func (s *Server) Ephemerals(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.messages {
		if m.Private == user {
			out = append(out, *m)
		}
	}
	return out
}

// Delete removes a message, as its author or an administrator can.
func (s *Server) Delete(channel, ts string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = slices.DeleteFunc(s.messages, func(m *Message) bool { return m.Channel == channel && m.TS == ts })
}

// message is the one with the ts, or nil. The caller holds the lock.
func (s *Server) message(channel, ts string) *Message {
	for _, m := range s.messages {
		if m.Channel == channel && m.TS == ts && m.Private == "" {
			return m
		}
	}
	return nil
}

// open is the channel a message may be posted to, or what Slack says instead.
func (s *Server) open(id string) (*Channel, result) {
	if u := s.users[id]; u != nil {
		id = "D" + strings.TrimPrefix(id, "U")
	}
	if strings.HasPrefix(id, "D") && s.channels[id] == nil {
		s.channels[id] = &Channel{ID: id, Members: []string{BotUser, "U" + strings.TrimPrefix(id, "D")}}
	}
	c := s.channels[id]
	switch {
	case c == nil:
		return nil, fail("channel_not_found")
	case c.Archived:
		return nil, fail("is_archived")
	case !slices.Contains(c.Members, BotUser):
		return nil, fail("not_in_channel")
	}
	return c, nil
}

// compose reads the parts of a message from a call and checks them.
func (s *Server) compose(a args) (Message, result) {
	m := Message{User: BotUser, BotID: Bot, Fallback: a.text("text"), ThreadTS: a.text("thread_ts"),
		Unfurl: a.text("unfurl_links") != "false" || a.text("unfurl_media") != "false", Markdown: a.text("mrkdwn") != "false"}
	m.Blocks, _ = a.value("blocks").([]any)
	m.Metadata, _ = a.value("metadata").(map[string]any)
	if m.Fallback == "" && len(m.Blocks) == 0 {
		return m, fail("no_text")
	}
	if n := len(utf16.Encode([]rune(m.Fallback))); n > 40000 {
		return m, fail("msg_too_long")
	} else if n > 4000 {
		s.violate("top-level text of %d characters, 4000 are advised", n)
	}
	if m.Fallback == "" {
		s.violate("a message without top-level text: nothing for notifications and screen readers")
	}
	if strings.ContainsFunc(m.Fallback, control) {
		s.violate("control characters in the top-level text %q", m.Fallback)
	}
	if errs := checkBlocks(m.Blocks, 50, ""); len(errs) > 0 {
		for _, e := range errs {
			s.violate("message: %s", e)
		}
		return m, fail("invalid_blocks").with("errors", errs)
	}
	if m.Metadata != nil {
		if b, _ := json.Marshal(m.Metadata); len(b) > 8000 {
			return m, fail("metadata_too_large")
		}
		_, is := m.Metadata["event_payload"].(map[string]any)
		if len(m.Metadata) != 2 || str(m.Metadata["event_type"]) == "" || length(str(m.Metadata["event_type"])) > 255 || !is {
			s.violate("metadata of the shape %v", m.Metadata)
			return m, fail("invalid_metadata_format")
		}
	}
	return m, nil
}

// fast reports whether a post comes too soon after the others of its channel.
func (s *Server) fast(channel string) bool {
	if s.perSecond == 0 {
		return false
	}
	now := time.Now()
	s.spent[channel] = slices.DeleteFunc(s.spent[channel], func(t time.Time) bool { return now.Sub(t) > time.Second })
	if len(s.spent[channel]) >= s.perSecond {
		return true
	}
	s.spent[channel] = append(s.spent[channel], now)
	return false
}

func (s *Server) postMessage(a args) result {
	c, no := s.open(a.text("channel"))
	if no != nil {
		return no
	}
	if s.fast(c.ID) {
		return fail("ratelimited").with("retry_after", 1)
	}
	m, no := s.compose(a)
	if no != nil {
		return no
	}
	if m.ThreadTS != "" && s.message(c.ID, m.ThreadTS) == nil {
		if s.noThread != "" {
			return fail(s.noThread)
		}
		m.ThreadTS = ""
	}
	m.Channel, m.TS = c.ID, s.ts()
	s.messages = append(s.messages, &m)
	return result{"ok": true, "channel": c.ID, "ts": m.TS, "message": s.wire(m, true)}
}

func (s *Server) postEphemeral(a args) result {
	c, no := s.open(a.text("channel"))
	if no != nil {
		return no
	}
	user := a.text("user")
	if !slices.Contains(c.Members, user) {
		return fail("user_not_in_channel")
	}
	m, no := s.compose(a)
	if no != nil {
		return no
	}
	m.Channel, m.TS, m.Private = c.ID, s.ts(), user
	s.messages = append(s.messages, &m)
	return result{"ok": true, "message_ts": m.TS}
}

func (s *Server) updateMessage(a args) result {
	c, no := s.open(a.text("channel"))
	if no != nil {
		return no
	}
	old := s.message(c.ID, a.text("ts"))
	switch {
	case old == nil:
		return fail("message_not_found")
	case old.BotID != Bot:
		return fail("cant_update_message")
	}
	m, no := s.compose(a)
	if no != nil {
		return no
	}
	old.Fallback, old.Blocks, old.Edited = m.Fallback, m.Blocks, true
	if m.Metadata != nil {
		old.Metadata = m.Metadata
	}
	return result{"ok": true, "channel": c.ID, "ts": old.TS, "text": old.Fallback, "message": s.wire(*old, true)}
}

func (s *Server) deleteMessage(a args) result {
	c, no := s.open(a.text("channel"))
	if no != nil {
		return no
	}
	if s.message(c.ID, a.text("ts")) == nil {
		return fail("message_not_found")
	}
	s.messages = slices.DeleteFunc(s.messages, func(m *Message) bool { return m.Channel == c.ID && m.TS == a.text("ts") })
	return result{"ok": true, "channel": c.ID, "ts": a.text("ts")}
}

// wire is the message as the Web API gives it back.
func (s *Server) wire(m Message, metadata bool) map[string]any {
	w := map[string]any{"type": "message", "ts": m.TS, "user": m.User, "text": m.Fallback}
	if len(m.Blocks) > 0 {
		w["blocks"] = m.Blocks
	}
	for _, f := range m.Files {
		files, _ := w["files"].([]any)
		w["files"] = append(files, s.wireFile(&f))
	}
	if m.BotID != "" {
		w["bot_id"], w["app_id"] = m.BotID, App
	}
	if m.ThreadTS != "" {
		w["thread_ts"] = m.ThreadTS
	}
	if metadata && m.Metadata != nil {
		w["metadata"] = m.Metadata
	}
	return w
}

func (s *Server) replies(a args) result {
	channel, root := a.text("channel"), a.text("ts")
	if s.channels[channel] == nil {
		return fail("channel_not_found")
	}
	if s.message(channel, root) == nil {
		return fail("thread_not_found")
	}
	return s.page(a, 1000, func(m *Message) bool {
		return m.Channel == channel && m.Private == "" && (m.TS == root || m.ThreadTS == root && m.TS >= a.text("oldest"))
	})
}

func (s *Server) history(a args) result {
	channel := a.text("channel")
	if s.channels[channel] == nil {
		return fail("channel_not_found")
	}
	return s.page(a, 999, func(m *Message) bool {
		return m.Channel == channel && m.Private == "" && m.ThreadTS == "" && m.TS >= a.text("oldest")
	})
}

// page gives the messages that satisfy keep: threads oldest first, a channel newest first.
func (s *Server) page(a args, most int, keep func(*Message) bool) result {
	var found []map[string]any
	for _, m := range s.messages {
		if keep(m) {
			found = append(found, s.wire(*m, a.text("include_all_metadata") == "true" || a.text("include_all_metadata") == "1"))
		}
	}
	if most == 999 {
		slices.Reverse(found)
	}
	limit, _ := strconv.Atoi(a.text("limit"))
	if limit <= 0 || limit > most {
		limit = 100
	}
	from, _ := strconv.Atoi(a.text("cursor"))
	from = min(from, len(found))
	to := min(from+limit, len(found))
	next := ""
	if to < len(found) {
		next = strconv.Itoa(to)
	}
	return result{"ok": true, "messages": found[from:to], "has_more": next != "", "response_metadata": map[string]any{"next_cursor": next}}
}

// Plant puts a message there as if it had been posted before.
func (s *Server) Plant(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, &m)
}
