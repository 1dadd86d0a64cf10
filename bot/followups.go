package bot

import (
	"regexp"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// followUps are the buttons below an answer, by its kind.
func (b *Bot) followUps(t *Turn, e *faq.Entry) []chat.Choice {
	ref := e.Ref()
	start := chat.Choice{Label: words.startLabel(e.Form), Data: data("start", e.Form, e.Collection)}
	solved := chat.Choice{Label: words.LabelSolved, Data: data("solved", ref)}
	unsolved := chat.Choice{Label: words.LabelUnsolved, Data: data("unsolved", ref)}
	other := chat.Choice{Label: words.LabelOther, Data: data("other", ref)}
	person := chat.Choice{Label: words.LabelAskOffice, Data: data("person", ref)}
	if b.collection(e.Collection).Validity.At(t.Now) == faq.Ended {
		return []chat.Choice{{Label: words.LabelContact, Data: data("person", ref)}, other}
	}
	var choices []chat.Choice
	if e.Form == string(ticket.Change) || e.Form == string(ticket.Consultation) {
		choices = append(choices, start)
	}
	switch e.Kind {
	case faq.KindSelf: // the member's own steps come first, the form for who cannot take them
		solved.Label, unsolved.Label = words.LabelDone, words.LabelStuck
		if needsLogin.MatchString(e.AnswerText()) {
			unsolved = chat.Choice{Label: words.LabelNoLogin, Data: data("stuck", ref)}
		}
		if e.Form == string(ticket.Change) {
			start.Label = words.LabelDoItForMe
			return []chat.Choice{solved, unsolved, start}
		}
		return []chat.Choice{solved, unsolved}
	case faq.KindRedirect:
		return append(choices, solved, other, person)
	case faq.KindDecline:
		return append(choices, solved, other, chat.Choice{Label: words.LabelOpinion, Data: data("opinion", ref)}, person)
	}
	return append(choices, solved, unsolved)
}

// needsLogin are answers whose steps begin behind a login.
var needsLogin = regexp.MustCompile(`ログイン|マイページ|会員ページ|管理画面`)

// beside are buttons to what may be meant beside the first hit: the same question in another
// programme; and, where somebody else has to answer, what the office itself has written nearest.
func (b *Bot) beside(hits []faq.Hit) []chat.Choice {
	if other := b.otherProgramme(hits); other != nil || hits[0].Entry.Kind != faq.KindRedirect {
		return other
	}
	for _, h := range hits[1:min(2, len(hits))] {
		if h.Entry.Collection == hits[0].Entry.Collection && h.P >= related {
			return []chat.Choice{{Label: h.Entry.Question, Data: data("answer", h.Entry.Ref())}}
		}
	}
	return nil
}

// related is the least probability at which an entry is offered beside one that only sends the
// member elsewhere.
const related = .03

// suggest shows up to three questions that may be meant.
func (b *Bot) suggest(t *Turn, d faq.Decision) {
	t.Conversation.State.Missed = ptr(traceOf(d))
	var choices []chat.Choice
	for i, h := range d.Hits[:min(3, len(d.Hits))] {
		if i > 0 && h.P < alsoThere {
			break
		}
		choices = append(choices, chat.Choice{Label: h.Entry.Question, Data: data("answer", h.Entry.Ref())})
	}
	choices = append(choices, chat.Choice{Label: words.LabelNone, Data: data("unsolved", "none")})
	t.sayText(words.Suggest, choices...)
}

// offerForm answers somebody who wants something done: first what the office has written on it,
// then the form. Where two programmes have each written something, it asks which.
func (b *Bot) offerForm(t *Turn, d faq.Decision) {
	kind := ticket.Kind(d.Form)
	if kind == ticket.Inquiry {
		b.startForm(t, kind, "", d.Query, traceOf(d))
		return
	}
	leading := leadingTo(d)
	if programmes := programmesOf(leading); len(programmes) > 1 && t.Conversation.Programme == "" {
		d.Programmes = programmes
		b.askProgramme(t, d)
		return
	}
	for _, h := range leading {
		e := h.Entry
		if t.Conversation.Programme != "" && e.Collection != t.Conversation.Programme {
			continue
		}
		t.say(b.show(t, e, d.Query, h.P))
		b.offerStart(t, e, d.Query, b.otherProgramme(from(d.Hits, e)))
		return
	}
	b.startForm(t, kind, t.Conversation.Programme, d.Query, traceOf(d))
}

// offerStart offers the form that an entry leads to, below its answer, with what of it the member
// has said already.
func (b *Bot) offerStart(t *Turn, e *faq.Entry, query string, more []chat.Choice) {
	var known []string
	if form := b.Office.Form(e.Form); form != nil {
		values := form.Extract(query, t.Now)
		for _, id := range []string{"countries", "category"} {
			if f := form.Field(id); f != nil && len(values[id]) > 0 {
				known = append(known, f.Show(values[id][:1]).Shown)
			}
		}
	}
	kind := ticket.Kind(e.Form)
	done := chat.Choice{Label: words.LabelMyself, Data: data("solved", e.Ref())}
	if kind == ticket.Inquiry {
		done.Label = words.LabelSolved
	}
	t.sayText(words.canDoHere(kind, known), append([]chat.Choice{
		{Label: words.startLabel(e.Form), Data: data("start", e.Form, e.Collection)}, done,
	}, more...)...)
}

// running reports whether an entry and its programme hold today.
func (b *Bot) running(t *Turn, e *faq.Entry) bool {
	return b.collection(e.Collection).Validity.At(t.Now) == faq.Running && e.Validity.At(t.Now) == faq.Running
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

// leadingTo are the hits whose entries lead to the form that is wanted, and that are sure enough to
// be shown above it.
func leadingTo(d faq.Decision) []faq.Hit {
	var out []faq.Hit
	for _, h := range d.Hits {
		if h.Entry.Form == d.Form && h.P >= showFirst {
			out = append(out, h)
		}
	}
	return out
}

func programmesOf(hits []faq.Hit) []string {
	var out []string
	for _, h := range hits {
		out = appendOnce(out, h.Entry.Collection)
	}
	return out
}

// showFirst is how sure the search must be to show an entry above the form it leads to: a wrong
// entry there costs the member one glance, for the button stands right below it.
const showFirst = .2

// admit says that there is no official answer, and offers the way on.
func (b *Bot) admit(t *Turn, d faq.Decision) {
	trace := traceOf(d)
	t.Conversation.State.Missed = &trace
	choices := []chat.Choice{
		{Label: words.LabelAsk, Data: data("start", string(ticket.Inquiry), "")},
		{Label: words.LabelRephrase, Data: data("other", "none")},
	}
	if len(d.Hits) > 0 && d.Hits[0].P >= nearEnough {
		choices = append(choices, chat.Choice{Label: words.near(d.Hits[0].Entry.Question), Data: data("answer", d.Hits[0].Entry.Ref())})
	}
	t.sayText(words.NoAnswer, choices...)
}

// nearEnough is the least probability at which the nearest entry is offered beside a hand-off.
const nearEnough = .1
