package slackfake

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// The app's routes.
const (
	eventsPath   = "/webhook/slack/events"
	interactPath = "/webhook/slack/interactive"
	commandPath  = "/webhook/slack/command"
)

// An Answer is what the app answered to one request.
type Answer struct {
	Status int // 0: no answer came, or the socket's envelope was not acknowledged
	Body   []byte
	TS     string // of the message that was written

	path, kind string
	body       []byte
}

// Sign is Slack's v0 signature header over body at the time stamp.
func Sign(secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// Post sends body to a path of the app, signed, with the content type kind.
func (s *Server) Post(path, kind string, body []byte) Answer { return s.post(path, kind, body, 0) }

// Again sends the request of an answer once more, as Slack does when it had no 200 in time.
func (s *Server) Again(a Answer) Answer { return s.post(a.path, a.kind, a.body, 1) }

func (s *Server) post(path, kind string, body []byte, retry int) Answer {
	s.mu.Lock()
	base, secret, stamp := s.base, s.secret, strconv.FormatInt(s.now().Unix(), 10)
	s.mu.Unlock()
	a := Answer{path: path, kind: kind, body: body}
	req, err := http.NewRequest(http.MethodPost, base+path, bytes.NewReader(body))
	if err != nil {
		s.tb.Errorf("slackfake: request to %s%s: %v", base, path, err)
		return a
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", Sign(secret, stamp, body))
	if retry > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(retry))
		req.Header.Set("X-Slack-Retry-Reason", "http_timeout")
	}
	res, err := s.client.Do(req)
	if err != nil {
		return a // the app is down: Slack notes it and sends the event again
	}
	defer res.Body.Close()
	a.Status = res.StatusCode
	a.Body, _ = io.ReadAll(res.Body)
	return a
}

// deliver takes a payload to the app by its socket, or over HTTP where none is open.
func (s *Server) deliver(kind string, payload map[string]any) Answer {
	s.mu.Lock()
	sock := s.sock
	s.mu.Unlock()
	body, err := json.Marshal(payload)
	if err != nil {
		s.tb.Fatalf("slackfake: payload: %v", err)
	}
	if sock != nil {
		return sock.send(s, kind, body)
	}
	switch kind {
	case "events_api":
		return s.post(eventsPath, "application/json", body, 0)
	case "interactive":
		form := url.Values{"payload": {string(body)}}
		return s.post(interactPath, "application/x-www-form-urlencoded", []byte(form.Encode()), 0)
	}
	form := url.Values{}
	for k, v := range payload {
		form.Set(k, v.(string))
	}
	return s.post(commandPath, "application/x-www-form-urlencoded", []byte(form.Encode()), 0)
}

// Event sends the app an event of the Events API with the given inner event.
func (s *Server) Event(inner map[string]any) Answer {
	s.mu.Lock()
	id, now := s.id("Ev"), s.now().Unix()
	shared := false
	if c := s.channels[str(inner["channel"])]; c != nil {
		shared = c.ExtShared
	}
	s.mu.Unlock()
	return s.deliver("events_api", map[string]any{
		"type": "event_callback", "team_id": Team, "api_app_id": App, "event_id": id, "event_time": now,
		"is_ext_shared_channel": shared, "event": inner,
	})
}

func str(v any) string { s, _ := v.(string); return s }

// Say writes text in a channel as user: in a thread where thread is its root's ts. The text is as
// the user typed it; files are attached to it.
func (s *Server) Say(channel, thread, user, text string, files ...File) Answer {
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
	return s.Talk(channel, thread, user, escaped, nil, files...)
}

// Talk is Say with the text as Slack puts it, marks and entities included, and with its blocks, if any.
func (s *Server) Talk(channel, thread, user, text string, blocks []any, files ...File) Answer {
	s.mu.Lock()
	m := &Message{Channel: channel, TS: s.ts(), ThreadTS: thread, User: user, Fallback: text, Blocks: blocks, Files: files}
	s.messages = append(s.messages, m)
	inner := s.wire(*m, false)
	if len(files) > 0 {
		inner["subtype"] = "file_share"
	}
	inner["channel"], inner["event_ts"], inner["channel_type"] = channel, m.TS, "channel"
	if strings.HasPrefix(channel, "D") {
		inner["channel_type"] = "im"
	}
	if u := s.users[user]; u != nil {
		inner["team"], inner["user_team"] = u.Team, u.Team
	}
	s.mu.Unlock()
	a := s.Event(inner)
	a.TS = m.TS
	return a
}

// Edit changes a message that user wrote; with text "" it deletes it.
func (s *Server) Edit(channel, ts, text string) Answer {
	s.mu.Lock()
	m := s.message(channel, ts)
	if m == nil {
		s.mu.Unlock()
		s.tb.Fatalf("slackfake: no message %s to edit", ts)
		return Answer{}
	}
	old := s.wire(*m, false)
	inner := map[string]any{"type": "message", "subtype": "message_changed", "hidden": true, "channel": channel,
		"ts": s.ts(), "channel_type": "channel", "previous_message": old}
	if text == "" {
		inner["subtype"], inner["deleted_ts"] = "message_deleted", ts
	} else {
		m.Fallback, m.Edited = text, true
		inner["message"] = s.wire(*m, false)
	}
	s.mu.Unlock()
	if text == "" {
		s.Delete(channel, ts)
	}
	return s.Event(inner)
}

// Button finds the button in blocks whose label or action id is name, or the menu with an item of
// that label, chosen.
func Button(blocks []any, name string) (map[string]any, bool) {
	for _, b := range list(any(blocks)) {
		for _, e := range list(b["elements"]) {
			found := map[string]any{"block_id": b["block_id"]}
			for k, v := range e {
				found[k] = v
			}
			switch {
			case e["type"] == "button" && (textOf(e["text"]) == name || e["action_id"] == name):
				return found, true
			case e["type"] != "overflow":
				continue
			}
			delete(found, "options")
			for _, o := range list(e["options"]) {
				if textOf(o["text"]) == name {
					found["selected_option"] = o
					return found, true
				}
			}
		}
	}
	return nil, false
}

// Press presses the button of a message that has the label or the action id name.
func (s *Server) Press(user string, m Message, name string) Answer {
	b, found := Button(m.Blocks, name)
	if !found {
		s.tb.Fatalf("slackfake: no button %q in\n%s", name, m.Text())
	}
	s.mu.Lock()
	payload := s.pressed(user, b)
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.Private != ""}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	payload["container"] = container
	payload["channel"] = map[string]any{"id": m.Channel, "name": "channel"}
	payload["message"] = s.wire(m, false)
	s.mu.Unlock()
	return s.deliver("interactive", payload)
}

// pressed is what every block_actions payload holds. The caller holds the lock.
func (s *Server) pressed(user string, b map[string]any) map[string]any {
	if b["block_id"] == nil {
		b["block_id"] = "auto"
	}
	b["action_ts"] = s.ts()
	return map[string]any{
		"type": "block_actions", "api_app_id": App, "team": map[string]any{"id": Team}, "user": s.person(user),
		"trigger_id": s.trigger(user), "response_url": s.http.URL + "/response/" + user, "actions": []any{b},
	}
}

func (s *Server) person(user string) map[string]any {
	team := Team
	if u := s.users[user]; u != nil {
		team = u.Team
	}
	return map[string]any{"id": user, "username": strings.ToLower(user), "team_id": team}
}

// Shortcut chooses a message shortcut of the app from a message's menu.
func (s *Server) Shortcut(user string, m Message, callback string) Answer {
	s.mu.Lock()
	payload := map[string]any{
		"type": "message_action", "callback_id": callback, "trigger_id": s.trigger(user), "response_url": s.http.URL + "/response/" + user,
		"team": map[string]any{"id": Team}, "user": s.person(user), "api_app_id": App, "action_ts": s.ts(), "message_ts": m.TS,
		"channel": map[string]any{"id": m.Channel, "name": "channel"}, "message": s.wire(m, false),
	}
	s.mu.Unlock()
	return s.deliver("interactive", payload)
}

// Command types the app's slash command in the office's channel.
func (s *Server) Command(user, text string) Answer {
	s.mu.Lock()
	team := Team
	if u := s.users[user]; u != nil {
		team = u.Team
	}
	payload := map[string]any{"command": "/madoguchi", "text": text, "team_id": team, "user_id": user,
		"channel_id": Office, "api_app_id": App, "trigger_id": s.trigger(user), "response_url": s.http.URL + "/response/" + user}
	s.mu.Unlock()
	a := s.deliver("slash_commands", payload)
	var body map[string]any
	if len(a.Body) > 0 && json.Unmarshal(a.Body, &body) == nil {
		s.mu.Lock()
		s.checkResponse(body)
		s.mu.Unlock()
	}
	return a
}

// checkResponse holds what answers a command, or goes to a response_url, to the rules for messages.
func (s *Server) checkResponse(body map[string]any) {
	switch body["response_type"] {
	case nil, "ephemeral", "in_channel":
	default:
		s.violate("response_type %v", body["response_type"])
	}
	if str(body["text"]) == "" {
		s.violate("a response without top-level text")
	}
	blocks, _ := body["blocks"].([]any)
	for _, e := range checkBlocks(blocks, 50, "") {
		s.violate("response: %s", e)
	}
}

// CommandText is what the person who typed a command reads.
func CommandText(a Answer) string {
	var r struct {
		Text   string `json:"text"`
		Blocks []any  `json:"blocks"`
	}
	if json.Unmarshal(a.Body, &r) != nil || len(r.Blocks) == 0 {
		return undo(r.Text)
	}
	return Render(r.Blocks)
}

// OpenHome opens the app's home tab.
func (s *Server) OpenHome(user string) Answer {
	inner := map[string]any{"type": "app_home_opened", "user": user, "channel": "D" + strings.TrimPrefix(user, "U"), "tab": "home"}
	if v, published := s.Home(user); published {
		inner["view"] = map[string]any{"id": v.ID, "hash": v.Hash}
	}
	return s.Event(inner)
}

// takeResponse keeps what the app posts to a response_url.
func (s *Server) takeResponse(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checkResponse(body)
	s.responses = append(s.responses, Response{User: strings.TrimPrefix(r.URL.Path, "/response/"), Body: body})
	_, _ = io.WriteString(w, "ok")
}
