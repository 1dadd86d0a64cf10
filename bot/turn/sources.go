package turn

import (
	"slices"
	"strings"
	"time"

	"madoguchi/chat"
)

// A Source is a message of the member's whose words the state still holds somewhere: what was asked and
// not answered, what led to a form. So they can be found when the message is taken back, and are not
// taken for today's matter tomorrow.
type Source struct {
	MessageID string    `json:"message_id,omitempty"`
	Text      string    `json:"text"`
	At        time.Time `json:"at"`
}

// held are the places of the state that hold a member's words as they were said.
func (s *State) held() []*string {
	var held []*string
	if s.Last != nil {
		held = append(held, &s.Last.Query)
	}
	if s.Missed != nil {
		held = append(held, &s.Missed.Query)
	}
	if s.Form != nil {
		held = append(held, &s.Form.Trace.Query)
	}
	return append(held, &s.Pending)
}

// holds reports whether the state has the words anywhere.
func (s *State) holds(text string) bool {
	for _, at := range s.held() {
		if strings.Contains(*at, text) {
			return true
		}
	}
	return false
}

// Trace notes in which message the words were said that the state now holds, and forgets those that it
// does not hold any more. It is called at the end of a turn.
func (t *Turn) Trace() {
	s := &t.Conversation.State
	if text := strings.TrimSpace(t.Event.Text); text != "" && t.Event.MessageID != "" && s.holds(text) {
		s.Sources = append(s.Sources, Source{t.Event.MessageID, text, t.Now})
	}
	kept := s.Sources[:0:0]
	for _, source := range s.Sources {
		if s.holds(source.Text) {
			kept = append(kept, source)
		}
	}
	s.Sources = kept
}

// SaidIn is the id of the message in which words were said that the state holds, or that come just now.
func (t *Turn) SaidIn(text string) string {
	if text == "" {
		return ""
	}
	for _, source := range t.Conversation.State.Sources {
		if strings.Contains(text, source.Text) {
			return source.MessageID
		}
	}
	if said := strings.TrimSpace(t.Event.Text); said != "" && strings.Contains(text, said) {
		return t.Event.MessageID
	}
	return ""
}

// Outgrown forgets what was not answered long ago: it is not the matter of what comes now.
func (t *Turn) Outgrown() {
	s := &t.Conversation.State
	old := func(text string) bool {
		for _, source := range s.Sources {
			if text != "" && strings.Contains(text, source.Text) && t.Now.Sub(source.At) >= FollowUp {
				return true
			}
		}
		return false
	}
	if s.Missed != nil && old(s.Missed.Query) {
		s.Missed = nil
	}
	if old(s.Pending) {
		s.Pending = ""
	}
}

// forget takes the words of a message out of all that the state remembers: the queries, the form's
// answers and trace, and the buttons that carry them.
func (s *State) forget(messageID string, words []string) {
	for _, source := range s.Sources {
		if source.MessageID == messageID {
			words = append(words, source.Text)
		}
	}
	s.Photos = slices.DeleteFunc(s.Photos, func(p Photo) bool { return p.MessageID == messageID })
	for _, text := range words {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		for _, at := range s.held() {
			*at = strings.TrimSpace(strings.ReplaceAll(*at, text, ""))
		}
		carries := func(c chat.Choice) bool { return strings.Contains(c.Data, text) }
		s.Offer, s.Past = slices.DeleteFunc(s.Offer, carries), slices.DeleteFunc(s.Past, carries)
		s.Owed = slices.DeleteFunc(s.Owed, func(o Owed) bool { return strings.Contains(o.Message.Text, text) })
		if s.Begun != nil && strings.Contains(s.Begun.Text, text) {
			s.Begun = nil
		}
	}
	if s.Missed != nil && s.Missed.Query == "" {
		s.Missed = nil
	}
	if s.Last != nil && s.Last.Query == "" {
		s.Last = nil
	}
	if s.Form != nil && s.Form.Filling != nil {
		s.Form.Filling.Forget(messageID, words...)
	}
}
