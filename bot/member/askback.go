package member

import (
	"context"
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What members ask of the form itself, rather than of the office: what a question means, what it is for, and by when they
// are answered. And who only says who they are is greeted, and not asked for it again.

// askedOfForm answers a question about the form under way and puts its own question again. It reports false for all else.
func (dg *Dialogue) askedOfForm(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) bool {
	matter := f != nil && filling.Form().Is(f, ticket.RoleQuestion)
	if !matter && (reading.AsksForReply(text) || reading.AsksWhen(text) && (f == nil || f.Type != ticket.TypeDate && f.Type != ticket.TypeSlots)) {
		t.SayText(words.PromiseIfSent(t.Now, dg.Office.Calendar.Due(t.Now, dg.Office.PromiseDays(filling.Form().Kind))))
		dg.ask(t)
		return true
	}
	asked, ok := reading.AsksBack(text)
	if f == nil || !ok || f.Chooses(text) {
		return false
	}
	switch later := dg.fieldCalled(filling, asked.About); {
	case asked.About == "" || speaksOf(f, asked.About):
		t.SayText(words.AskedBack(filling.Form(), f, asked.Why))
	case later != "":
		t.SayText(words.AskedLater(later))
	default:
		return false // what is none of the form's words is the FAQ's
	}
	dg.ask(t)
	return true
}

// speaksOf reports whether a field's label or question has a word, folded.
func speaksOf(f *ticket.Field, word string) bool {
	said := f.Label + f.Name + f.Ask
	for _, o := range f.Choices {
		said += "　" + o.Label
	}
	return strings.Contains(chars.FoldKana(said), word)
}

// fieldCalled is the label of the form's question that has a word, folded, or "".
func (dg *Dialogue) fieldCalled(filling *ticket.Filling, word string) string {
	for i := range filling.Form().Fields {
		f := &filling.Form().Fields[i]
		if chars.Length(word) >= 2 && strings.Contains(chars.FoldKana(f.Label), word) {
			return f.Label
		}
	}
	return ""
}

// unnamed takes the wish not to be named, where an inquiry asks who is writing.
func (dg *Dialogue) unnamed(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) bool {
	form := filling.Form()
	if form.Kind != ticket.Inquiry || !form.Is(f, ticket.RoleCompany) && !form.Is(f, ticket.RolePerson) || !reading.StaysUnnamed(text) {
		return false
	}
	for _, role := range []ticket.Role{ticket.RoleCompany, ticket.RolePerson} {
		if q := form.Role(role); q != nil {
			filling.Put(q, ticket.Reading{Values: []string{words.Anonymous}, Shown: words.Anonymous})
		}
	}
	t.SayText(words.Nameless)
	dg.ask(t)
	return true
}

// tookIntroduction takes who a member is off the front of a message that goes on with their matter, where the form asks who they are,
// and gives what is left of it: all where they do not say so.
func (dg *Dialogue) tookIntroduction(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) string {
	company, person := filling.Form().Role(ticket.RoleCompany), filling.Form().Role(ticket.RolePerson)
	if company == nil || person == nil || dg.onPage(t) || !filling.Form().Is(f, ticket.RoleCompany) && !filling.Form().Is(f, ticket.RolePerson) {
		return text
	}
	first, rest, more := strings.Cut(text, "。")
	who, ok := reading.SelfIntroduction(first)
	if rest = strings.TrimSpace(rest); !more || !ok || !reading.TellsMatter(rest) && !reading.Inquires(rest) {
		return text
	}
	if who.Company != "" {
		filling.Fill(company, who.Company, t.Now)
	}
	if who.Person != "" {
		filling.Fill(person, who.Person, t.Now)
	}
	return rest
}

// introduced takes a message in which a member says who they are and nothing else. Where a form was just offered they take it
// up; else they are asked what it is about.
func (dg *Dialogue) introduced(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	who, ok := reading.SelfIntroduction(text)
	start, offered := onlyStart(t.Conversation.State.Offer)
	if !ok && offered {
		who, ok = reading.BareName(text)
	}
	if !ok && offered && chars.Length(text) <= 24 && (reading.Phone(text).OK() || reading.Mail(text).OK()) { // who leaves a number wants to be called
		if err := dg.press(ctx, t, start.Data, start.Label); err != nil {
			return true, err
		}
		if filling := dg.bindForm(&t.Conversation.State); filling != nil {
			filling.Note(text)
		}
		return true, nil
	}
	if !ok {
		return false, nil
	}
	if ids, _ := dg.mentioned(t, text); len(ids) > 0 {
		return false, nil
	}
	s := &t.Conversation.State
	if s.Intro != nil && who.Company == "" && t.Now.Sub(s.Intro.At) < turn.FollowUp {
		who.Company = s.Intro.Company
	}
	s.Intro = &turn.Intro{Company: who.Company, Person: who.Person, MessageID: t.Event.MessageID, At: t.Now}
	if c, ok := onlyStart(s.Offer); ok {
		return true, dg.press(ctx, t, c.Data, c.Label)
	}
	if hasVerb(s.Offer, "programme") { // their question still waits for its answer
		t.SayText(words.EitherName, s.Offer...)
		return true, nil
	}
	if c, ok := startIn(s.Offer); ok && listed(s.Offer) && s.Missed != nil {
		return true, dg.press(ctx, t, c.Data, c.Label)
	}
	name := who.Person
	if name == "" {
		name = who.Company
	}
	t.SayText(words.Introduced(name))
	return true, nil
}

// onlyStart is the one form that was just offered, where nothing else was to choose from.
func onlyStart(offer []chat.Choice) (chat.Choice, bool) {
	var found []chat.Choice
	kinds := map[string]bool{}
	for _, c := range offer {
		if kind := kindOf(c); kind != "" && !kinds[kind] {
			kinds[kind], found = true, append(found, c)
		}
	}
	if len(found) != 1 || verbOf(offer[0]) != "start" && verbOf(offer[0]) != "person" {
		return chat.Choice{}, false
	}
	return found[0], true
}

// startsIn are the choices that begin a form.
func startsIn(offer []chat.Choice) []chat.Choice {
	return slices.DeleteFunc(slices.Clone(offer), func(c chat.Choice) bool { return kindOf(c) == "" })
}

// startIn is the first of the choices that begins a form.
func startIn(offer []chat.Choice) (chat.Choice, bool) {
	if starts := startsIn(offer); len(starts) > 0 {
		return starts[0], true
	}
	return chat.Choice{}, false
}

// repliedWhen says by when the office answers, to who asks that before they have taken its offer up.
func (dg *Dialogue) repliedWhen(_ context.Context, t *turn.Turn, text string) (bool, error) {
	offer := t.Conversation.State.Offer
	if !reading.AsksForReply(text) || len(t.StillOpen()) > 0 || !hasVerb(offer, "start") && !hasVerb(offer, "person") {
		return false, nil
	}
	kind := ticket.Inquiry
	if c, ok := onlyStart(offer); ok {
		kind = ticket.Kind(kindOf(c))
	}
	t.SayText(words.PromiseIfSent(t.Now, dg.Office.Calendar.Due(t.Now, dg.Office.PromiseDays(kind))), startsIn(offer)...)
	return true, nil
}

// triedInVain takes 「やってみたけどダメでした」 after an answer.
func (dg *Dialogue) triedInVain(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	last := t.Conversation.State.Last
	if last == nil || t.Now.Sub(last.At) >= 24*turn.FollowUp || !reading.TriedInVain(text) {
		return false, nil
	}
	return true, dg.notHelped(ctx, t)
}

// doneForThem takes the wish that the office do what an answer, or nothing yet, has told the member to do: 「代わりにやってくれませんか」.
func (dg *Dialogue) doneForThem(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	query := t.LastQuery()
	s := &t.Conversation.State
	asksOn := s.Last != nil && hasVerb(s.Offer, "unsolved") && reading.TakesUp(text) && reading.CourtesyOf(text) == reading.NoCourtesy // お願いしたいです
	if query == "" || !asksOn && (!reading.LeavesToOffice(text) || !reading.OnlyDelegates(text)) {
		return false, nil
	}
	for _, c := range startsIn(s.Offer) { // the form for it has been offered
		if kind := kindOf(c); kind != string(ticket.Inquiry) {
			return true, dg.press(ctx, t, c.Data, c.Label)
		}
	}
	if s.Last != nil && (s.Missed == nil || s.Missed.Query == s.Last.Query) {
		if e, ok := dg.Entry(s.Last.Ref); ok {
			if k := ticket.Kind(e.Form); (k == ticket.Change || k == ticket.Consultation) && dg.Office.Form(e.Form) != nil {
				dg.startForm(t, k, e.Collection, query, dg.traceOfLast(t, "chosen", "left_to_office"))
				return true, nil
			}
		}
	}
	trace := dg.traceOfLast(t, "chosen", "left_to_office")
	if s.Missed != nil {
		trace = *s.Missed
	}
	dg.handOver(t, query+"\n"+text, trace)
	return true, nil
}
