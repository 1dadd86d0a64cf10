package slackfake

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A result is the body of an answer.
type result map[string]any

func fail(word string) result { return result{"ok": false, "error": word} }

func (r result) with(key string, value any) result {
	if value != "" && value != nil {
		r[key] = value
	}
	return r
}

func reply(w http.ResponseWriter, r result) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(r)
}

// A method is one method of the Web API. It is called with the lock held.
type method struct {
	scope string // one of these is needed, apart by spaces; "" for none
	app   bool   // wants the app-level token
	args  string // its documented arguments, apart by spaces; those it needs end in "!"
	call  func(*Server, args) result
}

const postArgs = " text blocks attachments as_user icon_emoji icon_url link_names metadata mrkdwn parse reply_broadcast thread_ts unfurl_links unfurl_media username markdown_text"

func methods() map[string]method {
	return map[string]method{
		"auth.test":                    {call: (*Server).authTest},
		"chat.postMessage":             {scope: "chat:write", args: "channel!" + postArgs, call: (*Server).postMessage},
		"chat.postEphemeral":           {scope: "chat:write", args: "channel! user!" + postArgs, call: (*Server).postEphemeral},
		"chat.update":                  {scope: "chat:write", args: "channel! ts! text blocks attachments as_user file_ids link_names metadata parse reply_broadcast markdown_text unfurl_links unfurl_media", call: (*Server).updateMessage},
		"chat.delete":                  {scope: "chat:write", args: "channel! ts! as_user", call: (*Server).deleteMessage},
		"conversations.replies":        {scope: "channels:history groups:history", args: "channel! ts! cursor include_all_metadata inclusive latest limit oldest", call: (*Server).replies},
		"conversations.history":        {scope: "channels:history groups:history", args: "channel! cursor include_all_metadata inclusive latest limit oldest", call: (*Server).history},
		"conversations.members":        {scope: "channels:read groups:read", args: "channel! cursor limit", call: (*Server).members},
		"conversations.info":           {scope: "channels:read groups:read", args: "channel! include_locale include_num_members", call: (*Server).info},
		"files.getUploadURLExternal":   {scope: "files:write", args: "filename! length! alt_txt alt_text snippet_type", call: (*Server).uploadURL},
		"files.completeUploadExternal": {scope: "files:write", args: "files! channel_id channels initial_comment thread_ts blocks", call: (*Server).completeUpload},
		"files.delete":                 {scope: "files:write", args: "file!", call: (*Server).deleteFile},
		"files.info":                   {scope: "files:read", args: "file! count cursor limit page", call: (*Server).fileInfo},
		"usergroups.users.list":        {scope: "usergroups:read", args: "usergroup! include_disabled team_id", call: (*Server).groupMembers},
		"users.info":                   {scope: "users:read", args: "user! include_locale", call: (*Server).userInfo},
		"views.open":                   {args: "trigger_id! view! interactivity_pointer", call: (*Server).viewsOpen},
		"views.push":                   {args: "trigger_id! view! interactivity_pointer", call: (*Server).viewsPush},
		"views.update":                 {args: "view! view_id external_id hash", call: (*Server).viewsUpdate},
		"views.publish":                {args: "user_id! view! hash", call: (*Server).viewsPublish},
		"apps.connections.open":        {app: true, call: (*Server).connectionsOpen},
	}
}

// documented notes arguments that the method does not have, and says what it lacks, if anything.
func (s *Server) documented(name string, m method, a args) result {
	known := map[string]bool{"token": true}
	var missing []string
	for _, arg := range strings.Fields(m.args) {
		arg, needed := strings.CutSuffix(arg, "!")
		known[arg] = true
		if needed && (a[arg] == nil || a[arg] == "") {
			missing = append(missing, arg)
		}
	}
	for arg := range a {
		if !known[arg] {
			s.violate("%s has no argument %q", name, arg)
		}
	}
	if len(missing) > 0 {
		s.violate("%s without %s", name, strings.Join(missing, ", "))
		return fail("invalid_arguments")
	}
	return nil
}

// serve answers one request to the Web API, a response_url or the socket.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/response/"):
		s.takeResponse(w, r)
		return
	case strings.HasPrefix(r.URL.Path, "/upload/"):
		s.takeUpload(w, r)
		return
	case strings.HasPrefix(r.URL.Path, "/files-pri/"):
		s.giveFile(w, r)
		return
	case r.URL.Path == "/socket":
		s.serveSocket(w, r)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/api/")
	a, err := readArgs(r)
	if err != nil {
		reply(w, fail("invalid_arguments"))
		return
	}
	s.mu.Lock()
	s.calls = append(s.calls, Call{Method: name, Args: a, At: time.Now()})
	f := s.fault(name)
	s.mu.Unlock()
	carryOut := func(w http.ResponseWriter) { s.carryOut(w, r, name, a) }
	if f != nil {
		s.strike(f, w, r, carryOut)
		return
	}
	carryOut(w)
}

// carryOut does what a call asks for and answers it.
func (s *Server) carryOut(w http.ResponseWriter, r *http.Request, name string, a args) {
	s.mu.Lock()
	m, known := methods()[name]
	var res result
	if !known {
		s.violate("%q is no method of the Web API that the app has any business with", name)
		res = fail("unknown_method")
	}
	if res == nil {
		res = s.allowed(m, r, a)
	}
	if res == nil {
		res = s.documented(name, m, a)
	}
	if res == nil {
		res = m.call(s, a)
	}
	scopes := s.granted()
	s.mu.Unlock()
	w.Header().Set("X-OAuth-Scopes", scopes)
	if after, is := res["retry_after"].(int); is {
		w.Header().Set("Retry-After", strconv.Itoa(after))
		w.WriteHeader(http.StatusTooManyRequests)
	}
	reply(w, res)
}

// granted are the token's scopes as Slack names them in each answer.
func (s *Server) granted() string {
	names := map[string]bool{"commands": true, "im:history": true}
	for _, m := range methods() {
		for _, scope := range strings.Fields(m.scope) {
			names[scope] = true
		}
	}
	if s.scopes != nil {
		names = s.scopes
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), ",")
}

// allowed checks the token and its scopes.
func (s *Server) allowed(m method, r *http.Request, a args) result {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if token == "" {
		token = a.text("token")
	}
	want := BotToken
	if m.app {
		want = AppToken
	}
	switch {
	case token == "":
		return fail("not_authed")
	case token != want:
		return fail("invalid_auth")
	case m.scope == "" || s.scopes == nil:
		return nil
	}
	for _, scope := range strings.Fields(m.scope) {
		if s.scopes[scope] {
			return nil
		}
	}
	return fail("missing_scope").with("needed", strings.Fields(m.scope)[0])
}

// args are a call's arguments, from a form or from JSON.
type args map[string]any

func readArgs(r *http.Request) (args, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, 4<<20))
	if err != nil {
		return nil, err
	}
	a := args{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if len(body) == 0 {
			return a, nil
		}
		return a, json.Unmarshal(body, &a)
	}
	form, err := url.ParseQuery(string(body))
	for k := range form {
		a[k] = form.Get(k)
	}
	for k := range r.URL.Query() {
		a[k] = r.URL.Query().Get(k)
	}
	return a, err
}

// text is an argument as text.
func (a args) text(key string) string {
	switch v := a[key].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// value is an argument that is JSON, in a form as a string.
func (a args) value(key string) any {
	s, isText := a[key].(string)
	if !isText {
		return a[key]
	}
	var v any
	if json.Unmarshal([]byte(s), &v) != nil {
		return nil
	}
	return v
}

func (s *Server) authTest(args) result {
	return result{"ok": true, "team_id": Team, "team": "office", "user_id": BotUser, "user": "madoguchi", "bot_id": Bot, "url": "https://office.slack.example/"}
}

func (s *Server) userInfo(a args) result {
	u, known := s.users[a.text("user")]
	if !known {
		return fail("user_not_found")
	}
	return result{"ok": true, "user": map[string]any{
		"id": u.ID, "team_id": u.Team, "name": strings.ToLower(u.ID), "real_name": u.Name, "deleted": u.Deleted, "is_bot": u.Bot,
		"is_restricted": u.Restricted, "is_stranger": u.Stranger, "profile": map[string]any{"display_name": u.Name, "real_name": u.Name},
	}}
}

func (s *Server) info(a args) result {
	c, known := s.channels[a.text("channel")]
	if !known {
		return fail("channel_not_found")
	}
	return result{"ok": true, "channel": map[string]any{
		"id": c.ID, "name": c.Name, "is_channel": true, "is_archived": c.Archived, "is_ext_shared": c.ExtShared,
		"is_member": slices.Contains(c.Members, BotUser)}}
}

func (s *Server) groupMembers(a args) result {
	members, known := s.groups[a.text("usergroup")]
	if !known {
		return fail("no_such_subteam")
	}
	return result{"ok": true, "users": members}
}

func (s *Server) members(a args) result {
	c, known := s.channels[a.text("channel")]
	if !known {
		return fail("channel_not_found")
	}
	limit, _ := strconv.Atoi(a.text("limit"))
	from, _ := strconv.Atoi(a.text("cursor"))
	switch {
	case limit < 0 || limit > 999:
		s.violate("conversations.members with limit %d, at most 999", limit)
		return fail("invalid_limit")
	case limit == 0:
		limit = 100
	}
	from = min(from, len(c.Members))
	to := min(from+limit, len(c.Members))
	next := ""
	if to < len(c.Members) {
		next = strconv.Itoa(to)
	}
	return result{"ok": true, "members": c.Members[from:to], "response_metadata": map[string]any{"next_cursor": next}}
}
