package member

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A beginning is how a form begins: what for, and what is known already.
type beginning struct {
	kind      ticket.Kind
	programme string // "" is the one last spoken of
	query     string // the words that led here
	trace     ticket.Trace
	known     map[string]string // answers by field, and what conditions ask for
	urgent    bool
	tags      []string
}

func (dg *Dialogue) startForm(t *turn.Turn, kind ticket.Kind, programme, query string, trace ticket.Trace) {
	dg.begin(t, beginning{kind: kind, programme: programme, query: query, trace: trace})
}

// begin opens a form, filled with what is already known: the words that led here, the programme,
// and who the member said they were in an earlier ticket.
func (dg *Dialogue) begin(t *turn.Turn, start beginning) {
	form := dg.Office.Form(string(start.kind))
	if form == nil {
		t.SayText(words.NoForm)
		return
	}
	if t.Event.Shared && form.Personal() {
		dg.askAlone(t, form, start.query)
		return
	}
	dg.learnHandedOver(t, start.kind, &start.trace)
	matter := start.query
	if start.kind == ticket.Inquiry && reading.OnlyWishes(matter) { // 「お聞きしたいことがあります」 says nothing yet
		matter = ""
	}
	if missed := t.Conversation.State.Missed; start.kind == ticket.Inquiry && missed != nil && matter != "" && reading.SaysNothingNew(matter) && !strings.Contains(matter, missed.Query) && !reading.OnlyWishes(missed.Query) {
		matter = missed.Query + "\n" + matter
	}
	known := form.Extract(start.query, t.Now)
	if known == nil {
		known = ticket.Values{}
	}
	maps.Copy(known, dg.told(t, form, start.query, known))
	said := slices.Collect(maps.Keys(known)) // what stands in the member's own words
	if f := form.Role(ticket.RoleQuestion); f != nil {
		said = append(said, f.ID)
	}
	put := func(name, value string) {
		if value != "" && len(known[name]) == 0 {
			known[name] = []string{value}
		}
	}
	put(string(ticket.RoleProgramme), cmp.Or(start.programme, t.Conversation.Programme, dg.programmeShown(start.trace), dg.onlyProgramme(start.kind)))
	put(string(ticket.RoleQuestion), matter)
	put("channel", t.Conversation.Address.Channel)
	known[ticket.Without] = dg.without(t.Conversation.Address.Channel)
	for name, value := range start.known {
		put(name, value)
	}
	dg.vouchedFor(t, put)
	s := &t.Conversation.State
	if i := s.Intro; i != nil && t.Now.Sub(i.At) < turn.FollowUp && !dg.onPage(t) {
		put(string(ticket.RoleCompany), i.Company)
		put(string(ticket.RolePerson), i.Person)
	}
	s.Intro = nil
	dg.remembered(t, put)
	filling := ticket.Start(form, known, t.Now).SaidIn(t.SaidIn(start.query), said...)
	filling.From = t.SaidIn(start.query)
	if items := form.Role(ticket.RoleItems); items != nil && !dg.onPage(t) {
		filling.FillItems(items, start.query, t.Now)
	}
	s.Form = &turn.FormState{Filling: filling, At: t.Now, Trace: start.trace, Urgent: start.urgent, Tags: start.tags}
	s.Missed, s.Pending, s.Adding = nil, "", nil
	dg.ask(t)
}

// without names what cannot be asked for on a channel: files where none can be sent, and, where there is
// no mail, an address that would only get copies.
func (dg *Dialogue) without(channel string) []string {
	var none []string
	if dg.Can(channel).NoFiles {
		none = append(none, ticket.NoFiles)
	}
	if !dg.Has(chat.Email) {
		none = append(none, ticket.NoCopies)
	}
	return none
}

// programmeShown is the programme of the entry that was shown to the member before they asked for more.
// What was only near is no sign of it.
func (dg *Dialogue) programmeShown(trace ticket.Trace) string {
	if len(trace.Hits) == 0 || slices.Contains(onlyNear, trace.Decision) {
		return ""
	}
	return dg.programmeOf(trace.Hits[0].Ref)
}

// onlyNear are the decisions of whose hits none was shown.
var onlyNear = []string{string(faq.Handoff), string(faq.Suggest), string(faq.Choices), string(faq.Form)}

// onlyProgramme is the one programme that a request can be about: the office's only one, or for a
// consultation the only one whose documents lead to consultations. It is "" where there are several.
func (dg *Dialogue) onlyProgramme(kind ticket.Kind) string {
	ix := dg.Library.Current()
	if len(dg.Office.Programmes) == 1 && dg.Knows(dg.Office.Programmes[0].ID) {
		return dg.Office.Programmes[0].ID
	}
	if ix == nil || kind != ticket.Consultation {
		return ""
	}
	only := ""
	for _, c := range ix.Collections() {
		if !slices.ContainsFunc(c.Entries, func(e faq.Entry) bool { return e.Form == string(kind) }) {
			continue
		}
		if only != "" {
			return ""
		}
		only = c.ID
	}
	return only
}

// remembered puts in who the member is, from their latest ticket.
func (dg *Dialogue) remembered(t *turn.Turn, put func(name, value string)) {
	if len(t.Tickets) == 0 {
		return
	}
	latest := &t.Tickets[0]
	form := dg.Office.Form(latest.FormID)
	for _, role := range ticket.WhoRoles {
		put(string(role), form.Get(role, latest.Fields))
	}
}

// personFromForm brings a member in the middle of a form to a person, with what they have told so
// far. An inquiry is on its way to one already and goes on.
func (dg *Dialogue) personFromForm(t *turn.Turn, filling *ticket.Filling, complaint string) {
	s := &t.Conversation.State
	if t.Frame("hand_over") > 0 && filling.Form().Kind == ticket.Inquiry {
		t.SayText(words.HandOverAgain)
	} else {
		t.SayText(words.HandOver(complaint != "", dg.lastDeclined(t)))
	}
	values := filling.Values()
	start := beginning{kind: ticket.Inquiry, programme: programmeIn(filling), query: s.Form.Trace.Query, trace: s.Form.Trace,
		known: map[string]string{}, urgent: s.Form.Urgent, tags: s.Form.Tags}
	if complaint != "" {
		dg.tellComplaint(t)
		start.urgent, start.tags = true, append(start.tags, ticket.ComplaintTag)
		start.query = strings.TrimSpace(start.query + "\n" + complaint)
	}
	if filling.Form().Kind == ticket.Inquiry || s.Form.Confirming { // as it is, it goes to a person
		s.Form.Urgent, s.Form.Tags = start.urgent, start.tags
		for f, _, _ := filling.Next(); filling.Skip(f); f, _, _ = filling.Next() { // only what the person cannot do without
		}
		dg.ask(t)
		return
	}
	for _, role := range ticket.WhoRoles {
		start.known[string(role)] = filling.Form().Get(role, values)
	}
	dg.begin(t, start)
}

// onItsWay takes the wish for a person of somebody whose matter has only just gone to one: their words go with it, and they are told
// again by when they hear. It reports false where the wish may be about something else.
func (dg *Dialogue) onItsWay(t *turn.Turn) bool {
	open, text := t.StillOpen(), strings.TrimSpace(t.Event.Text)
	if len(open) != 1 || t.Event.Kind != chat.Text || text == "" || !dg.justOpened(t) || t.Conversation.State.Missed != nil || t.Now.Sub(open[0].Opened) >= turn.FollowUp || !open[0].Replied.IsZero() {
		return false
	}
	dg.bring(t, open[0], text)
	t.SayText(words.OnItsWay(open[0], t.Now), addTo(open[0]))
	return true
}

// handOver brings a member who asked for a person to one: no further guesses, only who and what.
func (dg *Dialogue) handOver(t *turn.Turn, query string, trace ticket.Trace) {
	t.Frame("hand_over")
	t.SayText(words.HandOver(false, dg.lastDeclined(t)))
	dg.startForm(t, ticket.Inquiry, "", query, trace)
}
