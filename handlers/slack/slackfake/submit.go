package slackfake

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PressView presses a button of a modal or of the home tab.
func (s *Server) PressView(user string, v View, name string) Answer {
	b, found := Button(v.Blocks, name)
	if !found {
		s.tb.Fatalf("slackfake: no button %q in\n%s", name, v.Text())
	}
	s.mu.Lock()
	payload := s.pressed(user, b)
	payload["container"] = map[string]any{"type": "view", "view_id": v.ID}
	payload["view"] = v.wire()
	s.mu.Unlock()
	return s.deliver("interactive", payload)
}

// Submit fills the modal before a user's eyes in and submits it, having waited until there is one
// that can be submitted. Values are by block id or action id: a text, a user, an option's value, or
// seconds for a date and time, the ids of files or the values of boxes apart by spaces.
func (s *Server) Submit(user string, values map[string]string) Answer {
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(2 * time.Millisecond) {
		top, open := s.Top(user)
		if open && top.Submit != "" {
			return s.SubmitView(user, top, values)
		}
		if time.Now().After(deadline) {
			s.tb.Fatalf("slackfake: %s has no modal to submit, but %q", user, top.Text())
		}
	}
}

// SubmitView submits a modal that may not be the topmost any more, as a slow second press does. Where the app says in its
// place that it is at work, which nobody can submit, what the person saw is submitted.
func (s *Server) SubmitView(user string, v View, values map[string]string) Answer {
	s.mu.Lock()
	kept := s.views[v.ID]
	if kept == nil {
		kept = &v
	}
	pressed := kept
	if kept.Submit == "" && v.Submit != "" {
		pressed = &View{}
		*pressed, pressed.values = v, map[string]map[string]any{}
	}
	s.fill(pressed, values)
	wire := pressed.wire()
	payload := map[string]any{"type": "view_submission", "api_app_id": App, "team": map[string]any{"id": Team},
		"user": s.person(user), "trigger_id": s.trigger(user), "view": wire, "response_urls": []any{}}
	s.mu.Unlock()
	a := s.deliver("interactive", payload)
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.Status == http.StatusOK {
		s.answer(user, kept, a.Body)
	}
	return a
}

// fill enters values into a view's inputs.
func (s *Server) fill(v *View, values map[string]string) {
	for _, b := range list(any(v.Blocks)) {
		id := str(b["block_id"])
		e, _ := b["element"].(map[string]any)
		if b["type"] != "input" || e == nil {
			continue
		}
		value, given := values[id]
		if !given {
			value, given = values[str(e["action_id"])]
		}
		if !given {
			value = str(e["initial_value"])
		}
		entered := map[string]any{"type": e["type"]}
		switch e["type"] {
		case "users_select":
			entered["selected_user"] = value
		case "datepicker":
			if !given {
				value = str(e["initial_date"])
			}
			entered["selected_date"] = value
		case "datetimepicker":
			n, _ := strconv.ParseInt(value, 10, 64)
			if !given {
				f, _ := e["initial_date_time"].(float64)
				n = int64(f)
			}
			entered["selected_date_time"] = n
		case "timepicker":
			entered["selected_time"] = value
		case "file_input":
			entered["files"] = s.wireFiles(value)
		case "checkboxes":
			entered["selected_options"] = ticked(e, value, given)
		case "static_select", "radio_buttons":
			entered["selected_option"] = map[string]any{"value": value, "text": map[string]any{"type": "plain_text", "text": value}}
		default:
			entered["value"] = value
		}
		v.values[id] = map[string]any{str(e["action_id"]): entered}
	}
}

// ticked are the options of checkboxes with the given values, or those ticked from the start.
func ticked(e map[string]any, values string, given bool) []any {
	if !given {
		initial, _ := e["initial_options"].([]any)
		return append([]any{}, initial...)
	}
	chosen := []any{}
	for _, o := range list(e["options"]) {
		if slices.Contains(strings.Fields(values), str(o["value"])) {
			chosen = append(chosen, o)
		}
	}
	return chosen
}
