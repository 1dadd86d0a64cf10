package member

import (
	"errors"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What is said to a form's question: its answer, a courtesy, the matter where a name was asked for, or what cannot be read
// however it is asked.

// politely takes a courtesy in the place of an answer: it is returned, and the question put again. It reports false for all
// else.
func (dg *Dialogue) politely(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) bool {
	if reading.Resumes(text) { // すみません、電話に出てました。続きです
		t.SayText(words.GoingOn)
		dg.ask(t)
		return true
	}
	if len(f.Choices) == 0 && (f.Is(text) || f.Is(reading.Plainly(text))) { // the question's own word is no answer to it
		dg.ask(t)
		return true
	}
	if f.Skip && f.Type != ticket.TypeYesNo && reading.CourtesyOf(text) == reading.Enough && !f.Chooses(text) { // それだけです
		filling.Skip(f)
		dg.ask(t)
		return true
	}
	agrees := namesSomebody[f.Type] && reading.OnlyAgrees(text) // あ、じゃあそれで
	if f.Type != ticket.TypeYesNo && f.Type != ticket.TypeFiles && (reading.Courteous(text) || agrees) && !f.Chooses(text) {
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

// namesSomebody are the types whose answer names somebody or a place, which no word of agreement does.
var namesSomebody = map[ticket.FieldType]bool{ticket.TypeCompany: true, ticket.TypeName: true, ticket.TypeAddress: true}

// wordsOfTheirOwn are the types to which many first answer with a courtesy, however often: 「よろしくお願いします」. It is
// never kept as their answer.
var wordsOfTheirOwn = map[ticket.FieldType]bool{ticket.TypeText: true, ticket.TypeCompany: true, ticket.TypeName: true, ticket.TypeAddress: true}

// take reads an answer into the form, or says kindly why it could not be understood.
func (dg *Dialogue) take(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) {
	if f.Personal && dg.askOnPage(t, filling) { // it is not for the talk, and not kept here
		return
	}
	if dg.tookProgramme(t, filling, f, text) {
		return
	}
	if filling.Form().Is(f, ticket.RoleQuestion) && (reading.OnlyAgrees(text) || reading.TakesUp(text)) { // それで頼むわ
		if matter := t.Conversation.State.Form.Trace.Query; matter != "" && !reading.OnlyWishes(matter) && filling.Fill(f, matter, t.Now) {
			dg.ask(t)
			return
		}
	}
	if filling.Form().Is(f, ticket.RoleQuestion) && filling.Misses == 0 && chars.Length(text) <= 30 && (reading.Phone(text).OK() || reading.Mail(text).OK()) && dg.tookAside(t, filling, text) {
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
		if dg.tookMatter(t, filling, f, text) || dg.tookAhead(t, filling, f, text) || dg.tookAside(t, filling, text) {
			return
		}
		if f.Skip && (reading.Unknown(text) || reading.HasNone(text)) {
			filling.Skip(f)
			dg.ask(t)
			return
		}
		if (maybeOpen[f.Type] || f.Type == ticket.TypeChoice && f.Item == "" && !filling.Form().Is(f, ticket.RoleItems)) && reading.NotDecided(text) { // there is nothing to ask again for
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
	case f.Free && ticket.Names(text) && len(answer.Values) > 0 && !f.Has(answer.Values[0]) && dg.tookAhead(t, filling, f, text):
		return
	}
	if first, rest, more := strings.Cut(text, "。"); f.Type == ticket.TypeCategory && more && !dg.onPage(t) { // お茶です。会社は株式会社みどり、名前は森です
		if shown, _ := filling.ForeseeWriter(rest); len(shown) > 0 {
			if r, err := f.Read(first, t.Now); err == nil {
				answer = r
			}
		}
	} else if f.Type == ticket.TypeCategory && reading.OnlyCompany(text) && !dg.onPage(t) && filling.Fill(filling.Form().Role(ticket.RoleCompany), text, t.Now) { // who they are, where the product was asked for
		t.SayText(words.TakenAhead([]string{strings.TrimSpace(reading.Plainly(text))}))
		dg.ask(t)
		return
	}
	filling.Put(f, answer)
	if !dg.onPage(t) {
		filling.FillItems(f, text, t.Now)
	}
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

// tookProgramme takes a programme's name in the place of one's own: 「つなぐのほうです」.
func (dg *Dialogue) tookProgramme(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) bool {
	q := filling.Form().Role(ticket.RoleProgramme)
	if q == nil || f.Type != ticket.TypeCompany && f.Type != ticket.TypeName || reading.IsCompany(text) {
		return false
	}
	ids, more := dg.mentioned(t, text)
	if len(ids) != 1 || more {
		return false
	}
	filling.Fill(q, dg.ProgrammeName(ids[0]), t.Now)
	t.SayText(words.TakenAhead([]string{dg.ProgrammeName(ids[0])}))
	dg.ask(t)
	return true
}

// tookAhead takes what answers a question that is still to come: nobody who has named a country is asked for it two
// questions later. Where that does not answer f, too, it is put again; but once only for what was known already.
func (dg *Dialogue) tookAhead(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) bool {
	var shown []string
	var fresh bool
	if !dg.onPage(t) {
		shown, fresh = filling.ForeseeWriter(text)
	}
	if len(shown) == 0 {
		shown, fresh = filling.Foresee(f, text, t.Now)
	}
	if len(shown) == 0 || !fresh && filling.Misses > 0 {
		return false
	}
	if !fresh {
		filling.Misses++
	}
	t.SayText(words.TakenAhead(shown))
	dg.ask(t)
	return true
}

// tookAside keeps a telephone number, a mail address, a country or goods that are told where something else was asked for:
// whoever reads the ticket can use it, and nobody says it twice.
func (dg *Dialogue) tookAside(t *turn.Turn, filling *ticket.Filling, text string) bool {
	told := ticket.Names(text) || !dg.onPage(t) && (reading.Phone(text).OK() || reading.Mail(text).OK())
	if !told || filling.Noted(text) || !filling.Note(text) {
		return false
	}
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
