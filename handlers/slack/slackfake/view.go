package slackfake

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"time"
)

// A View is a modal or a home tab as the server keeps it.
type View struct {
	ID       string
	Hash     string
	Root     string
	Previous string
	User     string
	Type     string
	Callback string
	Metadata string
	Title    string
	Submit   string // its button's label, or ""
	Blocks   []any
	values   map[string]map[string]any // what was entered, by block and action
	Errors   map[string]string         // shown beside inputs since the last submission
	raw      map[string]any
}

// Text is the view as people see it.
func (v View) Text() string { return v.Title + "\n" + Render(v.Blocks) }

// Entered is what was last entered under a block, as text.
func (v View) Entered(block string) string {
	for _, e := range v.values[block] {
		m, _ := e.(map[string]any)
		return str(m["value"])
	}
	return ""
}

// Top is the modal before a user's eyes, and whether there is one.
func (s *Server) Top(user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stack := s.stacks[user]
	if len(stack) == 0 {
		return View{}, false
	}
	return *s.views[stack[len(stack)-1]], true
}

// Home is a user's home tab, and whether one was ever published.
func (s *Server) Home(user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.homes[user]
	if v == nil {
		return View{}, false
	}
	return *v, true
}

// triggerLife is for how long a trigger opens a modal. Slack has three seconds, which a machine that is busy with other
// tests may take before the app is asked at all; [Server.ExpireTriggers] ends them at once.
const triggerLife = 40 * time.Second

// trigger makes a trigger id for user. The caller holds the lock.
func (s *Server) trigger(user string) string {
	id := s.id("")
	s.triggers[id] = &trigger{user: user, at: time.Now()}
	return id
}

// spend uses a trigger up.
func (s *Server) spend(id string) (user string, no result) {
	t := s.triggers[id]
	switch {
	case t == nil:
		return "", fail("invalid_trigger_id")
	case t.used:
		return "", fail("exchanged_trigger_id")
	case time.Since(t.at) > triggerLife:
		return "", fail("expired_trigger_id")
	}
	t.used = true
	return t.user, nil
}

// ExpireTriggers makes every trigger older than its life.
func (s *Server) ExpireTriggers() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.triggers {
		t.at = t.at.Add(-time.Minute)
	}
}

// read makes a view of what the app sent.
func (s *Server) read(sent any) (*View, result) {
	raw, isView := sent.(map[string]any)
	if !isView {
		return nil, fail("invalid_arguments")
	}
	if errs := checkView(raw); len(errs) > 0 {
		for _, e := range errs {
			s.violate("view: %s", e)
		}
		return nil, fail("invalid_arguments").with("response_metadata", map[string]any{"messages": errs})
	}
	if b, _ := json.Marshal(raw["blocks"]); s.scopes != nil && !s.scopes["files:read"] && strings.Contains(string(b), `"file_input"`) {
		return nil, fail("missing_scope").with("needed", "files:read")
	}
	v := &View{raw: raw, values: map[string]map[string]any{}}
	v.Type, _ = raw["type"].(string)
	v.Callback, _ = raw["callback_id"].(string)
	v.Metadata, _ = raw["private_metadata"].(string)
	v.Title, v.Submit = textOf(raw["title"]), textOf(raw["submit"])
	v.Blocks, _ = raw["blocks"].([]any)
	for i, b := range v.Blocks {
		if block, is := b.(map[string]any); is && block["block_id"] == nil {
			block["block_id"] = "auto" + strconv.Itoa(i)
		}
	}
	return v, nil
}

// stamp gives a view a hash unlike its last.
func (s *Server) stamp(v *View) { v.Hash = s.id("") }

func (s *Server) viewsOpen(a args) result {
	user, no := s.spend(a.text("trigger_id"))
	if no != nil {
		return no
	}
	v, no := s.read(a.value("view"))
	if no != nil {
		return no
	}
	v.ID, v.User = s.id("V"), user
	v.Root = v.ID
	s.stamp(v)
	s.views[v.ID] = v
	s.stacks[user] = []string{v.ID}
	return result{"ok": true, "view": v.wire()}
}

func (s *Server) viewsPush(a args) result {
	user, no := s.spend(a.text("trigger_id"))
	if no != nil {
		return no
	}
	v, no := s.read(a.value("view"))
	if no != nil {
		return no
	}
	return s.push(user, v)
}

// push puts a view on a user's stack, which holds three.
func (s *Server) push(user string, v *View) result {
	stack := s.stacks[user]
	if len(stack) == 0 {
		return fail("not_found")
	}
	if len(stack) == 3 {
		return fail("push_limit_reached")
	}
	v.ID, v.User, v.Root, v.Previous = s.id("V"), user, stack[0], stack[len(stack)-1]
	s.stamp(v)
	s.views[v.ID] = v
	s.stacks[user] = append(stack, v.ID)
	return result{"ok": true, "view": v.wire()}
}

func (s *Server) viewsUpdate(a args) result {
	old := s.views[a.text("view_id")]
	switch {
	case old == nil:
		return fail("not_found")
	case a.text("hash") != "" && a.text("hash") != old.Hash:
		return fail("hash_conflict")
	}
	v, no := s.read(a.value("view"))
	if no != nil {
		return no
	}
	s.replace(old, v)
	return result{"ok": true, "view": old.wire()}
}

// replace shows v where old stood.
func (s *Server) replace(old, v *View) {
	v.ID, v.User, v.Root, v.Previous = old.ID, old.User, old.Root, old.Previous
	*old = *v
	s.stamp(old)
}

func (s *Server) viewsPublish(a args) result {
	user := a.text("user_id")
	if s.users[user] == nil {
		return fail("user_not_found")
	}
	if old := s.homes[user]; old != nil && a.text("hash") != "" && a.text("hash") != old.Hash {
		return fail("hash_conflict")
	}
	v, no := s.read(a.value("view"))
	if no != nil {
		return no
	}
	v.ID, v.User = s.id("V"), user
	s.stamp(v)
	s.homes[user] = v
	s.views[v.ID] = v
	return result{"ok": true, "view": v.wire()}
}

// wire is the view as Slack gives it back, in answers and in submissions.
func (v *View) wire() map[string]any {
	w := map[string]any{}
	for k, val := range v.raw {
		w[k] = val
	}
	w["id"], w["hash"], w["root_view_id"], w["team_id"], w["app_id"], w["bot_id"] = v.ID, v.Hash, v.Root, Team, App, Bot
	if v.Previous != "" {
		w["previous_view_id"] = v.Previous
	}
	entered := map[string]map[string]any{} // a copy: it is encoded after the lock is given back
	for block, inputs := range v.values {
		entered[block] = maps.Clone(inputs)
	}
	w["state"] = map[string]any{"values": entered}
	return w
}

// answer applies what the app answered to a submission.
func (s *Server) answer(user string, v *View, body []byte) {
	var a struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   map[string]any    `json:"view"`
	}
	if len(body) > 0 && json.Unmarshal(body, &a) != nil {
		s.violate("answer to a submission is no JSON: %.200s", body)
		return
	}
	v.Errors = nil
	switch a.Action {
	case "errors":
		for block := range a.Errors {
			if !v.hasInput(block) {
				s.violate("error for %q, which is no input block of the view", block)
			}
		}
		v.Errors = a.Errors
	case "update":
		if next, no := s.read(any(a.View)); no == nil {
			s.replace(v, next)
		}
	case "push":
		if next, no := s.read(any(a.View)); no == nil {
			if res := s.push(user, next); res["ok"] != true {
				s.violate("push: %v", res["error"])
			}
		}
	case "clear":
		delete(s.stacks, user)
	case "":
		if stack := s.stacks[user]; len(stack) > 0 {
			s.stacks[user] = stack[:len(stack)-1]
		}
	default:
		s.violate("unknown response_action %q", a.Action)
	}
}

func (v *View) hasInput(id string) bool {
	for _, b := range v.Blocks {
		block, _ := b.(map[string]any)
		if block["block_id"] == id && block["type"] == "input" {
			return true
		}
	}
	return false
}

// NewView is a modal that the app never opened: what somebody could forge or keep.
func NewView(callback, metadata string) View {
	return View{ID: "V0FORGED", Callback: callback, Metadata: metadata, values: map[string]map[string]any{}, raw: map[string]any{
		"type": "modal", "callback_id": callback, "private_metadata": metadata, "blocks": []any{}}}
}
