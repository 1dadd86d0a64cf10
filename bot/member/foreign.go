package member

import (
	"context"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// The office answers in Japanese. Who writes in English is told so in English, and their words go to a person
// as they are, without a form that they could not read. Japanese in Latin letters is read as kana.

// foreign takes a message in Latin letters; it reports false where it is in Japanese.
func (dg *Dialogue) foreign(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	s := &t.Conversation.State
	if hasVerb(s.Offer, "english") {
		if reading.EnglishDeclines(text) || reading.EnglishThanks(text) {
			return true, dg.pressEnglish(ctx, t, "no")
		}
		if said := reading.YesNo(text); said != reading.Unsaid || englishYes(text) {
			return true, dg.pressEnglish(ctx, t, map[bool]string{true: "send", false: "no"}[said == reading.Yes || englishYes(text)])
		}
	}
	switch reading.LanguageOf(text) {
	case reading.Japanese:
		return false, nil
	case reading.Romaji:
		if done, err := dg.romaji(ctx, t, text); done || err != nil {
			return done, err
		}
	}
	if reading.CourtesyOf(text) != reading.NoCourtesy || reading.EnglishThanks(text) {
		return dg.thankedInEnglish(t), nil
	}
	if tk := englishTicket(t); tk != nil {
		dg.addEnglish(t, tk, text)
		return true, nil
	}
	s.Missed = &ticket.Trace{Query: text, Decision: string(faq.Handoff), Reason: "english"}
	say := words.English
	if t.Frame("english") > 0 {
		say = words.EnglishAgain
	}
	t.SayText(say, chat.Choice{Label: words.LabelEnglish, Data: turn.Data("english", "send")}, chat.Choice{Label: words.LabelNoThanks, Data: turn.Data("english", "no")})
	return true, nil
}

// thankedInEnglish answers thanks in English where the talk is in it: many thank in English in Japanese talk.
func (dg *Dialogue) thankedInEnglish(t *turn.Turn) bool {
	spoken := t.Frame("english") > 0
	if englishTicket(t) == nil && !spoken {
		return false
	}
	t.Greet(words.EnglishBack)
	return true
}

// englishYes reports whether a text in English takes an offer up in more than a word.
func englishYes(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	return strings.HasPrefix(text, "yes") || strings.HasPrefix(text, "please do") || strings.HasPrefix(text, "sure")
}

// romaji answers Japanese in Latin letters where the FAQ finds it as kana.
func (dg *Dialogue) romaji(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	kana := reading.Kana(text)
	_, after := reading.CaseAsked(kana)
	if !after && reading.CourtesyOf(kana) == reading.NoCourtesy && !reading.WantsPlainly(kana) {
		d, err := dg.consult(ctx, t, kana)
		if err != nil || d.Verdict == faq.Handoff && !d.Human {
			return false, err
		}
	}
	return true, dg.converse(ctx, t, kana)
}

// pressEnglish makes the ticket of what was written in English, or leaves it.
func (dg *Dialogue) pressEnglish(ctx context.Context, t *turn.Turn, arg string) error {
	s := &t.Conversation.State
	if arg != "send" {
		s.Missed = nil
		t.Frame("english")
		t.SayText(words.EnglishNever)
		return nil
	}
	if s.Missed == nil {
		return dg.staleButton(ctx, t, "")
	}
	trace := *s.Missed
	tk, err := dg.openNow(ctx, t, ticketNow{text: trace.Query, trace: trace, tags: []string{ticket.EnglishTag}})
	if err != nil {
		return err
	}
	s.Missed, s.Adding = nil, &turn.Adding{Ticket: tk.Number, At: t.Now}
	t.SayText(words.EnglishReceipt(tk))
	return nil
}

// englishTicket is the member's open ticket in English, or nil.
func englishTicket(t *turn.Turn) *ticket.Ticket {
	for _, tk := range t.StillOpen() {
		if tk.Has(ticket.EnglishTag) {
			return tk
		}
	}
	return nil
}

// addingInEnglish takes what is added to a ticket in English, and reports false for all else.
func (dg *Dialogue) addingInEnglish(t *turn.Turn, text string) bool {
	tk := dg.addingTo(t)
	if tk == nil || !tk.Has(ticket.EnglishTag) || !reading.Latin(text) || text == "" {
		return false
	}
	t.Conversation.State.Adding = nil
	dg.addEnglish(t, tk, text)
	return true
}

func (dg *Dialogue) addEnglish(t *turn.Turn, tk *ticket.Ticket, text string) {
	if chars.Fold(text) == chars.Fold(words.LabelEnglish) { // typed once more
		t.SayText(words.EnglishReceipt(tk))
		return
	}
	dg.bring(t, tk, text)
	t.SayText(words.EnglishAdded(tk), chat.Choice{Label: words.LabelEngMore, Data: turn.Data("add", tk.Number)})
}
