package member

import (
	"errors"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What is said to a form's question: its answer, a courtesy, the matter where a name was asked for, or what cannot be read
// however it is asked.

// politely takes a courtesy in the place of an answer: it is returned, and the question put again. It reports false for all
// else.
func (dg *Dialogue) politely(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) bool {
	if f.Skip && f.Type != ticket.TypeYesNo && reading.CourtesyOf(text) == reading.Enough && !f.Chooses(text) { // それだけです
		filling.Skip(f)
		dg.ask(t)
		return true
	}
	if f.Type != ticket.TypeYesNo && f.Type != ticket.TypeFiles && reading.Courteous(text) && !f.Chooses(text) {
		waits := reading.AsksToWait(text) && !reading.Defers(text)
		if (f.Skip || !wordsOfTheirOwn[f.Type]) && !waits && filling.Miss(f, text) { // 「うん」 to a choice, twice
			dg.goOnWith(t, filling, f, text)
			return true
		}
		t.SayText(courteously(text))
		dg.ask(t)
		return true
	}
	return false
}

// wordsOfTheirOwn are the types to which many first answer with a courtesy, however often: 「よろしくお願いします」. It is
// never kept as their answer.
var wordsOfTheirOwn = map[ticket.FieldType]bool{ticket.TypeText: true, ticket.TypeCompany: true, ticket.TypeName: true, ticket.TypeAddress: true}

// take reads an answer into the form, or says kindly why it could not be understood.
func (dg *Dialogue) take(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) {
	if f.Personal && dg.askOnPage(t, filling) { // it is not for the talk, and not kept here
		return
	}
	if filling.PutPair(f, text, t.Now) {
		dg.ask(t)
		return
	}
	answer, err := f.Read(text, t.Now)
	var unread *ticket.FieldError
	switch {
	case errors.As(err, &unread):
		if dg.tookMatter(t, filling, f, text) || dg.tookAhead(t, filling, f, text) || dg.tookContact(t, filling, text) {
			return
		}
		if f.Skip && reading.Unknown(text) {
			filling.Skip(f)
			dg.ask(t)
			return
		}
		if maybeOpen[f.Type] && reading.NotDecided(text) { // there is nothing to ask again for
			filling.Put(f, f.Keep(text))
			dg.ask(t)
			return
		}
		if filling.Miss(f, text) {
			dg.goOnWith(t, filling, f, text)
			return
		}
		t.Say(chat.Message{Text: unread.Text, Choices: dg.fieldChoices(f), Input: inputHint(f)})
		return
	case err != nil:
		t.SayText(words.SayAgain)
		return
	}
	filling.Put(f, answer)
	filling.SortNames(t.Now)
	if !dg.checkIdentity(t, f, answer) {
		dg.ask(t)
	}
}

// maybeOpen are the types of what a member may not know yet.
var maybeOpen = map[ticket.FieldType]bool{ticket.TypeCountry: true, ticket.TypeDate: true, ticket.TypeSlots: true, ticket.TypeCategory: true, ticket.TypeAmount: true}

// tookMatter takes what somebody says who is asked for their name and tells what it is about, where the form asks for
// that as well. The name is asked for again.
func (dg *Dialogue) tookMatter(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) bool {
	q := filling.Form().Role(ticket.RoleQuestion)
	switch {
	case f.Type != ticket.TypeCompany && f.Type != ticket.TypeName && f.Type != ticket.TypeProgramme || !reading.TellsMatter(text):
		return false
	case q != nil && filling.Fill(q, text, t.Now):
		t.SayText(words.MatterTaken)
	case filling.Misses > 0 || !filling.Note(text):
		return false
	default:
		filling.Misses++
		t.SayText(words.AddedNote)
	}
	if f.Type == ticket.TypeProgramme {
		filling.Skip(f)
	}
	dg.ask(t)
	return true
}

// tookAhead takes what answers a question that is still to come: nobody who has named a country is asked for it two
// questions later. Where that does not answer f, too, it is put again.
func (dg *Dialogue) tookAhead(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) bool {
	shown := filling.Foresee(f, text, t.Now)
	if len(shown) == 0 {
		return false
	}
	t.SayText(words.TakenAhead(shown))
	dg.ask(t)
	return true
}

// tookContact keeps a telephone number or a mail address that is told where something else was asked for: whoever reads the
// ticket can use it, and nobody says it twice.
func (dg *Dialogue) tookContact(t *turn.Turn, filling *ticket.Filling, text string) bool {
	if filling.Misses > 0 || !reading.Phone(text).OK() && !reading.Mail(text).OK() || !filling.Note(text) {
		return false
	}
	filling.Misses++
	t.SayText(words.AddedNote)
	dg.ask(t)
	return true
}

// goOnWith lets a form go on after two answers that could not be read: nobody is asked the same a third time
// for a parser's sake. What they said goes along as a note, if it is not the answer itself.
func (dg *Dialogue) goOnWith(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) {
	r := f.Otherwise(text)
	filling.Put(f, r)
	if !r.Unchecked && !reading.Courteous(text) && filling.Note(reading.Unapologetic(text)) {
		t.SayText(words.AddedNote)
	}
	dg.ask(t)
}
