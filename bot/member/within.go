package member

import (
	"context"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// Which programme is meant is asked at most once. After that a question is decided within the programme:
// where that has written nothing on it, the member is told so and handed over, and never shown what some
// other entry says.

// within decides a question for one programme alone.
func (dg *Dialogue) within(ctx context.Context, t *turn.Turn, query, id string) error {
	if done, err := dg.whetherOpen(ctx, t, query); done || err != nil {
		return err
	}
	d, err := dg.consult(ctx, t, query)
	if err != nil {
		return err
	}
	if (d.Act || d.Verdict == faq.Form) && !d.Human {
		dg.offerForm(t, d)
		return nil
	}
	hits := ofProgramme(d.Hits, id)
	if own := (faq.Decision{Query: query, Verdict: faq.Answer, Hits: hits}); len(hits) > 0 && hits[0].P >= sureWithin && dg.leftToOffice(own) {
		dg.startForm(t, ticket.Kind(hits[0].Entry.Form), id, query, traceOf(own))
		return nil
	}
	switch {
	case d.Human, len(d.Parts) > 1 && len(hits) > 0:
		return dg.carryOut(ctx, t, d)
	case len(hits) > 0 && hits[0].P >= sureWithin && len(hits[0].Entry.Answer) > 0:
		t.Answered = append(t.Answered, answered(faq.Decision{Query: query, Verdict: faq.Answer, Hits: hits, P: hits[0].P}))
		dg.giveAnswer(t, hits[0].Entry, query, hits[0].P, dg.beside(from(d.Hits, hits[0].Entry))...)
	case len(hits) > 0 && hits[0].P >= ticket.NearEnough && hits[0].Said >= saidWithin && d.Verdict != faq.Handoff:
		d.Verdict, d.Hits = faq.Suggest, hits
		t.Answered = append(t.Answered, answered(d))
		dg.suggest(t, d)
	default:
		d.Verdict, d.Hits, d.Reason = faq.Handoff, hits, "not_in_programme"
		t.Answered = append(t.Answered, answered(d))
		dg.notThere(t, query, id)
	}
	return nil
}

// sureWithin is how sure the search must be of an entry of the programme that was chosen. The question had
// no sure answer before, or a rival in another programme; only what is well above the usual threshold is
// taken for what the office has written on it.
const sureWithin = .75

// saidWithin is how much of the question an entry of the programme must speak of to be offered for it. What
// speaks of less is the nearest stranger: 「インボイスの登録番号」 beside an entry on how to register (.70).
const saidWithin = .75

// notThere says that a programme has nothing on a question, and offers to ask.
func (dg *Dialogue) notThere(t *turn.Turn, query, id string) {
	trace := ticket.Trace{Query: query, Decision: string(faq.Handoff), Reason: "not_in_programme"}
	dg.learnOf(t, &trace, turn.EndedHandoff)
	t.Conversation.State.Missed = &trace
	t.SayText(words.NotThereAsk(dg.ProgrammeName(id)),
		chat.Choice{Label: words.LabelAsk, Data: turn.Data("start", string(ticket.Inquiry), id)},
		chat.Choice{Label: words.LabelRephrase, Data: turn.Data("other", "none")})
}

func ofProgramme(hits []faq.Hit, id string) []faq.Hit {
	var out []faq.Hit
	for _, h := range hits {
		if h.Entry.Collection == id {
			out = append(out, h)
		}
	}
	return out
}

// eachProgramme shows somebody who cannot tell the programmes apart what each has written, named.
func (dg *Dialogue) eachProgramme(ctx context.Context, t *turn.Turn, query string) error {
	ix := dg.Library.Current()
	var choices []chat.Choice
	shown := 0
	if ix != nil && query != "" {
		var first *faq.Entry
		for _, c := range ix.Collections() {
			hits, err := ix.Search(ctx, query, 5, faq.Scope{Programme: c.ID})
			if err != nil {
				return err
			}
			hits = ofProgramme(hits, c.ID)
			if len(hits) == 0 || len(hits[0].Entry.Answer) == 0 || shown == eachAtMost || hits[0].P < shownOfEach && (first == nil || !sameWish(hits[0].Entry, first)) {
				continue
			}
			e := hits[0].Entry
			if first == nil {
				first = e
			}
			shown++
			m := dg.show(t, e, query, hits[0].P)
			m.Answer.Lead = lead(words.OfProgramme(dg.ProgrammeName(c.ID)), m.Answer.Lead)
			m.Text = lead(words.OfProgramme(dg.ProgrammeName(c.ID)), m.Text)
			t.Say(m)
			if e.Form == string(ticket.Change) || e.Form == string(ticket.Consultation) {
				choices = append(choices, chat.Choice{Label: words.Suggestion(dg.ProgrammeName(c.ID), words.StartLabel(e.Form)), Data: turn.Data("start", e.Form, c.ID)})
			}
		}
	}
	choices = append(choices, chat.Choice{Label: words.LabelAskOffice, Data: turn.Data("start", string(ticket.Inquiry), "")})
	if shown == 0 {
		t.SayText(words.NoAnswer, choices...)
		return nil
	}
	t.SayText(words.EitherProgramme, choices...)
	return nil
}

// eachAtMost is of how many programmes the entries are shown: more fit no reply.
const eachAtMost = 3

// shownOfEach is how likely an entry must be to be shown for its programme to who cannot tell which is meant.
const shownOfEach = .2

func lead(first, then string) string {
	if then == "" {
		return first
	}
	return first + "\n" + then
}

// whetherOpen answers 「まだ申し込めますか」 for a programme that is over: that follows from its term, whatever
// its entries say. Where several programmes may be meant and one of them is over, it asks which.
func (dg *Dialogue) whetherOpen(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	if !reading.AsksIfOpen(text) {
		return false, nil
	}
	dg.noteProgramme(t, text)
	id, which := dg.limited(t)
	if which != nil {
		return true, dg.askProgramme(ctx, t, faq.Decision{Query: text, Verdict: faq.Choices, Programmes: which, Reason: "programmes_differ"})
	}
	until, over := dg.over(t, id)
	if !over {
		return false, nil
	}
	t.Conversation.State.Missed = &ticket.Trace{Query: text, Decision: string(faq.Handoff), Reason: "programme_ended"}
	t.SayText(words.CallEnded(dg.ProgrammeName(id), words.LongDate(until)))
	other, err := dg.otherSupport(ctx, t, id)
	if err != nil {
		return true, err
	}
	t.Answered = append(t.Answered, turn.Answered{Query: text, Verdict: string(faq.Answer)})
	m := &t.Said[len(t.Said)-1]
	if other != nil {
		t.Say(dg.ShowUnder(t.Now, other, ""))
		m = &t.Said[len(t.Said)-1]
	}
	m.Choices = []chat.Choice{{Label: words.LabelNextCall, Data: turn.Data("start", string(ticket.Inquiry), id)}, {Label: words.LabelOther, Data: turn.Data("other", "none")}}
	return true, nil
}

// otherSupport is what the office has written on its other help, or nil: whoever comes too late for a programme wants to
// know that.
func (dg *Dialogue) otherSupport(ctx context.Context, t *turn.Turn, id string) (*faq.Entry, error) {
	ix := dg.Library.Current()
	if ix == nil {
		return nil, nil
	}
	hits, err := ix.Search(ctx, supportAsked, 3, faq.Scope{Programme: id})
	if err != nil {
		return nil, err
	}
	for _, h := range ofProgramme(hits, id) {
		if h.P >= supportSure && len(h.Entry.Answer) > 0 {
			return h.Entry, nil
		}
	}
	return nil, nil
}

// supportAsked is how somebody would ask for it, and supportSure how surely an entry must say it to be shown.
const (
	supportAsked = "ほかにどのような支援が受けられますか"
	supportSure  = .5
)

// over is the day a programme ended, where it has.
func (dg *Dialogue) over(t *turn.Turn, id string) (faq.Date, bool) {
	v := dg.Collection(id).Validity
	if own, ok := dg.Terms()[id]; ok && own.Until != "" {
		v = own
	}
	return v.Until, v.Until != "" && v.At(t.Now) == faq.Ended
}

// limited is the programme that a question whether it is still open is about: the one the conversation is
// about, else the only one that has a term. Where several have one, and some are over, it gives all to
// choose from.
func (dg *Dialogue) limited(t *turn.Turn) (id string, which []string) {
	if id = dg.programme(t); id != "" {
		return id, nil
	}
	over := false
	for _, p := range dg.Office.Programmes {
		until, ended := dg.over(t, p.ID)
		if until != "" {
			id = p.ID
			which = append(which, p.ID)
		}
		over = over || ended
	}
	if len(which) > 1 && over {
		return "", which
	}
	if len(which) > 1 {
		return "", nil
	}
	return id, nil
}
