package member

import (
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// What the office turns on for a while (package switches) shows in the dialogue in two places: a notice stands once
// before what is said next, and what the program would have answered about a silenced programme goes to a person.

// noticedKept is how many notices are remembered as told. Older ones are out of force.
const noticedKept = 20

// announce puts the notices that the member has not seen yet before what is said. They cost nothing: where nothing is
// said there is none, and nobody is interrupted in the middle of a form.
func (dg *Dialogue) announce(t *turn.Turn) {
	asked := t.Event.Kind == chat.Text || t.Event.Kind == chat.Choose
	if !asked || len(t.Said) == 0 || t.Late || t.TooLate() || t.Conversation.State.Hush != "" {
		return
	}
	var first []chat.Message
	for _, text := range dg.unseenNotices(t) {
		first = append(first, chat.Message{Author: chat.Bot, Text: words.Announce(text), Courtesy: true})
	}
	t.Said = append(first, t.Said...)
}

// unseenNotices are the notices for the member that they have not been shown; they count as shown from now on.
func (dg *Dialogue) unseenNotices(t *turn.Turn) []string {
	s := &t.Conversation.State
	var texts []string
	for _, n := range dg.Office.Switches.Notices(dg.programme(t), t.Conversation.Address.Channel, t.Now) {
		if slices.Contains(s.Noticed, n.ID) {
			continue
		}
		texts = append(texts, n.Text)
		s.Noticed = append(s.Noticed, n.ID)
	}
	s.Noticed = s.Noticed[max(0, len(s.Noticed)-noticedKept):]
	return texts
}

// silent reports whether questions about an entry's programme go to people for now.
func (dg *Dialogue) silent(t *turn.Turn, ref string) bool {
	return dg.Office.Switches.Silent(dg.programmeOf(ref), t.Now)
}

// silence takes out of what was about to be said all that answers a question about a silenced programme, whatever
// led there, and hands the question to a person, with a sentence that says why. Forms and tickets go on.
func (dg *Dialogue) silence(t *turn.Turn) {
	if !dg.Office.Switches.AnySilent(t.Now) {
		return
	}
	var kept []chat.Message
	ref := ""
	for _, m := range t.Said {
		if r, drop := dg.hushed(t, &m); drop {
			ref = r
			continue
		}
		kept = append(kept, m)
	}
	if t.Said = kept; ref == "" {
		return
	}
	for i := range t.Answered {
		if dg.silent(t, t.Answered[i].Ref) {
			t.Answered[i].Verdict = string(faq.Handoff)
		}
	}
	s, query := &t.Conversation.State, strings.TrimSpace(t.LastQuery())
	trace := dg.traceOfLast(t, string(faq.Form), ticket.SilencedReason)
	if e, ok := dg.Entry(ref); ok && query == "" { // pressed on a list, without a question of their own
		query = e.Question
	}
	trace.Query = query
	s.Last, s.Missed, s.Misses = nil, nil, 0
	t.SayText(words.Silenced(dg.ProgrammeName(dg.programmeOf(ref))))
	if s.Form == nil {
		dg.startForm(t, ticket.Inquiry, dg.programmeOf(ref), query, trace)
	}
}

// hushed takes silenced entries off what a message offers, and reports whether nothing of the message is left: it is
// such an entry's answer, or a list of nothing else.
func (dg *Dialogue) hushed(t *turn.Turn, m *chat.Message) (ref string, drop bool) {
	if m.Answer != nil && dg.silent(t, m.Answer.Source.Ref) {
		return m.Answer.Source.Ref, true
	}
	offers := false
	m.Choices = slices.DeleteFunc(slices.Clone(m.Choices), func(c chat.Choice) bool {
		verb, arg, ok := turn.ParseData(c.Data)
		if !ok || verb != "answer" {
			return false
		}
		if dg.silent(t, arg) {
			ref = arg
			return true
		}
		offers = true
		return false
	})
	return ref, ref != "" && !offers && m.Answer == nil
}
