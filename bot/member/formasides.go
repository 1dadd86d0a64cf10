package member

import (
	"context"
	"regexp"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// askedMeanwhile answers a question of the member's own in the middle of a form, and hands over who asks
// for a person in it. A question that the FAQ does not answer goes along as a note where it is none of the
// form's answers: a question is no company's name.
func (dg *Dialogue) askedMeanwhile(ctx context.Context, t *turn.Turn, f *ticket.Field, text string) (bool, error) {
	filling := dg.bindForm(&t.Conversation.State)
	if filling.Form().Is(f, ticket.RoleQuestion) || f.Chooses(text) || reading.NotDecided(text) || !mayAsk(f, text, t.Now) {
		return false, nil
	}
	if reading.Agrees(text, words.LabelSend) { // 「送ってもらっていいですか」 before the end
		filling.Skip(f)
		dg.ask(t)
		return true, nil
	}
	if q, ok := reading.OfficeAsked(text, t.Now); ok {
		dg.sayOffice(t, q)
		t.SayText(words.GoingOn)
		dg.ask(t)
		return true, nil
	}
	told, human, err := dg.tell(ctx, t, text)
	switch {
	case err != nil:
		return false, err
	case human:
		dg.personFromForm(t, filling, "")
	case told:
		t.SayText(words.GoingOn)
		dg.ask(t)
	case reading.Inquires(text) && !takesQuestions(f):
		dg.learnOf(t, &ticket.Trace{Query: text}, turn.EndedHandoff)
		if filling.Note(text) {
			t.SayText(words.QuestionNoted)
		} else {
			t.SayText(words.QuestionLater)
		}
		dg.ask(t)
	default:
		return false, nil
	}
	return true, nil
}

// takesQuestions reports whether a question may be the answer to f: what somebody wants to be advised on.
func takesQuestions(f *ticket.Field) bool {
	return f.Type == ticket.TypeText || f.Type == ticket.TypeFiles || f.Type == ticket.TypeChoice && f.Free && f.Multiple
}

// mayAsk reports whether a text may be a question of the member's own, or a wish, rather than the answer
// to f. Where a value of the field's own form stands in it, it is the answer: 「10月16日でもいいですか」.
func mayAsk(f *ticket.Field, text string, now time.Time) bool {
	r, err := f.Read(text, now)
	if err == nil && f.Type == ticket.TypeChoice && len(r.Values) > 0 && f.Has(r.Values[0]) && !strings.ContainsAny(text, "?？") && !reading.Asks(text) {
		return false
	}
	switch f.Type {
	case ticket.TypeEmail, ticket.TypePhone, ticket.TypeDate, ticket.TypeSlots, ticket.TypePostal, ticket.TypeURL, ticket.TypeCountry,
		ticket.TypeJAN, ticket.TypeCorporate, ticket.TypeYesNo:
		if err == nil {
			return false
		}
	}
	return reading.Inquires(text) || err != nil && forPerson.MatchString(text)
}

// forPerson are words of a sentence that may ask for a person. Only the search can tell whether it does.
var forPerson = regexp.MustCompile(`担当|係の|職員|スタッフ|オペレーター|人(?:間)?(?:と|に|を)|誰か|事務局`)
