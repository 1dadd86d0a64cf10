package member

import (
	"cmp"
	"regexp"
	"slices"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// followUps are the buttons below an answer, by its kind.
func (dg *Dialogue) followUps(t *turn.Turn, e *faq.Entry) []chat.Choice {
	ref := e.Ref()
	start := chat.Choice{Label: words.StartLabel(e.Form), Data: turn.Data("start", e.Form, e.Collection)}
	solved := chat.Choice{Label: words.LabelSolved, Data: turn.Data("solved", ref)}
	unsolved := chat.Choice{Label: words.LabelUnsolved, Data: turn.Data("unsolved", ref)}
	other := chat.Choice{Label: words.LabelOther, Data: turn.Data("other", ref)}
	person := chat.Choice{Label: words.LabelAskOffice, Data: turn.Data("person", ref)}
	if dg.Collection(e.Collection).Validity.At(t.Now) == faq.Ended {
		return []chat.Choice{{Label: words.LabelContact, Data: turn.Data("person", ref)}, other}
	}
	var choices []chat.Choice
	if e.Form == string(ticket.Change) || e.Form == string(ticket.Consultation) {
		choices = append(choices, start)
	}
	switch e.Kind {
	case faq.KindSelf: // the member's own steps come first, the form for who cannot take them
		solved.Label, unsolved.Label = words.LabelDone, words.LabelStuck
		if needsLogin.MatchString(e.AnswerText()) {
			unsolved = chat.Choice{Label: words.LabelNoLogin, Data: turn.Data("stuck", ref)}
		}
		if e.Form == string(ticket.Change) {
			start.Label = words.LabelDoItForMe
			return []chat.Choice{solved, unsolved, start}
		}
		return []chat.Choice{solved, unsolved}
	case faq.KindRedirect:
		return append(choices, solved, other, person)
	case faq.KindDecline:
		return append(choices, solved, other, chat.Choice{Label: words.LabelOpinion, Data: turn.Data("opinion", ref)}, person)
	}
	return append(choices, solved, unsolved)
}

// needsLogin are answers whose steps begin behind a login.
var needsLogin = regexp.MustCompile(`ログイン|マイページ|会員ページ|管理画面`)

// beside are buttons to what may be meant beside the first hit: the same question in another programme,
// and what of the same programme the search thought of as well. Where somebody else has to answer, also
// what the office itself has written nearest.
func (dg *Dialogue) beside(hits []faq.Hit) []chat.Choice {
	choices := dg.otherProgramme(hits)
	elsewhere, most := hits[0].Entry.Kind == faq.KindRedirect, relatedShown
	for _, h := range hits[1:] {
		near := h.P >= ticket.NearEnough || elsewhere && (h.P >= related || h.Said >= alsoSpeaks && most == relatedShown)
		if most == 0 || h.Entry.Collection != hits[0].Entry.Collection || !near {
			continue
		}
		choices = append(choices, chat.Choice{Label: h.Entry.Question, Data: turn.Data("answer", h.Entry.Ref())})
		most--
	}
	return choices
}

const (
	related      = .03 // the least probability of an entry offered beside one that only sends the member elsewhere
	alsoSpeaks   = .25 // or how much of the question its nearest neighbour must speak of: .3 for 併用 of 補助金との併用
	relatedShown = 2   // so many further entries are offered below an answer
)

// suggestions is how many entries are offered where none is sure. On unseen subjects five hold the right
// one for .82 of the messages, three for .71.
const suggestions = 5

// suggest shows the questions that may be meant, and always the way to a person. One alone is asked back about.
func (dg *Dialogue) suggest(t *turn.Turn, d faq.Decision) {
	s := &t.Conversation.State
	var hits []faq.Hit
	for i, h := range d.Hits[:min(suggestions, len(d.Hits))] {
		if i == 0 || h.P >= alsoThere {
			hits = append(hits, h)
		}
	}
	if s.Last != nil && len(hits) > 0 && hits[0].Entry.Ref() == s.Last.Ref && hasVerb(s.Offer, "start") && dg.running(t, hits[0].Entry) {
		s.Last.Query, s.Last.At = s.Last.Query+"\n"+d.Query, t.Now // they tell more of what they want done
		dg.offerStart(t, hits[0].Entry, s.Last.Query, nil)
		return
	}
	several := len(programmesOf(hits)) > 1
	var choices []chat.Choice
	for _, h := range hits {
		programme := ""
		if several {
			programme = dg.ProgrammeName(h.Entry.Collection)
		}
		c := chat.Choice{Label: words.Suggestion(programme, h.Entry.Question), Data: turn.Data("answer", h.Entry.Ref())}
		choices = append(choices, c)
	}
	if listed(s.Offer) {
		dg.notAmong(t, d)
		return
	}
	s.Missed = ptr(traceOf(d))
	none := chat.Choice{Label: words.LabelNone, Data: turn.Data("unsolved", "none")}
	ask := chat.Choice{Label: words.LabelAsk, Data: turn.Data("start", string(ticket.Inquiry), "")}
	on := []chat.Choice{none, ask}
	if d.P < farOff {
		on = append(on, chat.Choice{Label: words.LabelRephrase, Data: turn.Data("other", "none")})
	}
	if len(choices) == 1 {
		question := choices[0].Label
		choices[0].Label, on[0].Label = words.LabelYesThat, words.LabelNotThat
		t.SayText(words.ThisOne(question), append(choices, on...)...)
		return
	}
	t.SayText(words.Suggest, append(choices, on...)...)
}

// farOff is how unlikely the first suggestion is for the member to be asked for other words as well.
const farOff = .25

// notAmong answers who has passed suggestions over and said more, of which nothing is sure either: a second list
// helps nobody, so that a person is offered, with all they have said.
func (dg *Dialogue) notAmong(t *turn.Turn, d faq.Decision) {
	s := &t.Conversation.State
	trace := traceOf(d)
	dg.learnOf(t, s.Missed, turn.EndedNone)
	if s.Missed != nil && s.Missed.Query != d.Query {
		trace.Query = s.Missed.Query + "\n" + d.Query
	}
	s.Missed = &trace
	t.SayText(words.SameAgain,
		chat.Choice{Label: words.LabelAsk, Data: turn.Data("start", string(ticket.Inquiry), "")},
		chat.Choice{Label: words.LabelRephrase, Data: turn.Data("other", "none")})
}

// offerForm answers somebody who wants something done: first what the office has written on it, then the form.
func (dg *Dialogue) offerForm(t *turn.Turn, d faq.Decision) {
	kind := ticket.Kind(d.Form)
	if kind == ticket.Inquiry || d.Verdict != faq.Answer || reading.LeavesToOffice(d.Query) {
		programme := ""
		if kind != ticket.Inquiry {
			programme = t.Conversation.Programme
		}
		dg.startForm(t, kind, programme, d.Query, traceOf(d))
		return
	}
	e, s := d.Hits[0].Entry, &t.Conversation.State
	if s.Last != nil && s.Last.Ref == e.Ref() && hasVerb(s.Offer, "start") { // they have read it, and want it
		dg.startForm(t, kind, e.Collection, d.Query, traceOf(d))
		return
	}
	t.Say(dg.show(t, e, d.Query, d.P))
	if e.Form != d.Form { // it says how it is done, and the office can do it as well
		t.SayText(words.CanDoHere(kind, nil), chat.Choice{Label: words.StartLabel(d.Form), Data: turn.Data("start", d.Form, e.Collection)},
			chat.Choice{Label: words.LabelMyself, Data: turn.Data("solved", e.Ref())})
		return
	}
	dg.offerStart(t, e, d.Query, dg.otherProgramme(d.Hits))
}

// offerStart offers the form that an entry leads to, below its answer, with what of it the member
// has said already.
func (dg *Dialogue) offerStart(t *turn.Turn, e *faq.Entry, query string, more []chat.Choice) {
	var known []string
	if form := dg.Office.Form(e.Form); form != nil {
		values := form.Extract(query, t.Now)
		for _, role := range []ticket.Role{ticket.RoleCountries, ticket.RoleCategory} {
			if f := form.Role(role); f != nil && len(values[f.ID]) > 0 {
				known = append(known, f.Show(values[f.ID][:1]).Shown)
			}
		}
	}
	kind := ticket.Kind(cmp.Or(e.Form, string(ticket.Inquiry)))
	if kind == ticket.Inquiry && reading.SpeaksOfAdvice(query) && dg.Office.Form(string(ticket.Consultation)) != nil {
		dg.offerAdviceBeside(t, e)
		return
	}
	done := chat.Choice{Label: words.LabelMyself, Data: turn.Data("solved", e.Ref())}
	if kind == ticket.Inquiry {
		done.Label = words.LabelSolved
	}
	t.SayText(words.CanDoHere(kind, known), append([]chat.Choice{
		{Label: words.StartLabel(string(kind)), Data: turn.Data("start", string(kind), e.Collection)}, done,
	}, more...)...)
}

// offerAdviceBeside offers who asks where to be advised, and is answered that the office can be asked, the form for that: it
// asks what a consultation needs, and routes it.
func (dg *Dialogue) offerAdviceBeside(t *turn.Turn, e *faq.Entry) {
	t.SayText(words.CanDoHere(ticket.Consultation, nil),
		chat.Choice{Label: words.StartLabel(string(ticket.Consultation)), Data: turn.Data("start", string(ticket.Consultation), e.Collection)},
		chat.Choice{Label: words.StartLabel(e.Form), Data: turn.Data("start", e.Form, e.Collection)},
		chat.Choice{Label: words.LabelSolved, Data: turn.Data("solved", e.Ref())})
}

// running reports whether an entry and its programme hold today.
func (dg *Dialogue) running(t *turn.Turn, e *faq.Entry) bool {
	return dg.Collection(e.Collection).Validity.At(t.Now) == faq.Running && e.Validity.At(t.Now) == faq.Running
}

// from is hits beginning with that of e.
func from(hits []faq.Hit, e *faq.Entry) []faq.Hit {
	out := []faq.Hit{{Entry: e}}
	for _, h := range hits {
		if h.Entry != e {
			out = append(out, h)
		}
	}
	return out
}

func programmesOf(hits []faq.Hit) []string {
	var out []string
	for _, h := range hits {
		if !slices.Contains(out, h.Entry.Collection) {
			out = append(out, h.Entry.Collection)
		}
	}
	return out
}

// admit says that there is no official answer, and offers the way on. The second time in a row it says so
// in other words; the third a person takes over, for a third apology helps nobody.
func (dg *Dialogue) admit(t *turn.Turn, d faq.Decision) {
	s := &t.Conversation.State
	trace := traceOf(d)
	if last := t.LastQuery(); last != "" && last != trace.Query && reading.SaysNothingNew(trace.Query) { // 「だめですか」 is about what came before
		trace.Query = last + "\n" + trace.Query
	}
	dg.learnOf(t, &trace, turn.EndedHandoff)
	s.Missed = &trace
	if s.Misses++; s.Misses >= missesAtMost {
		s.Misses = 0
		dg.handOver(t, d.Query, trace)
		return
	}
	text := words.NoAnswer
	if s.Misses > 1 {
		text = words.AlsoNoAnswer
	}
	choices := []chat.Choice{
		{Label: words.LabelAsk, Data: turn.Data("start", string(ticket.Inquiry), "")},
		{Label: words.LabelRephrase, Data: turn.Data("other", "none")},
	}
	if len(d.Hits) > 0 && d.Hits[0].P >= ticket.NearEnough && !listed(s.Offer) {
		choices = append(choices, chat.Choice{Label: words.Near(d.Hits[0].Entry.Question), Data: turn.Data("answer", d.Hits[0].Entry.Ref())})
	}
	t.SayText(text, choices...)
}

// missesAtMost is the question in a row without an answer at which a person takes over.
const missesAtMost = 3
