package member

import (
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// albumPause is how long the answer to one picture of several waits for the next, so that all of them are
// answered once.
const albumPause = 2 * time.Second

// receiveFiles takes stickers, pictures, files and places.
func (dg *Dialogue) receiveFiles(t *turn.Turn) {
	s, files := &t.Conversation.State, t.Event.Files
	if dg.personHears(t) {
		dg.bring(t, t.Find(s.Person), words.Sent(t.Event))
		return
	}
	if t.Event.Album != "" {
		t.Pause, t.Replace = albumPause, true
	}
	if tk := dg.addingTo(t); tk != nil && len(files) > 0 {
		dg.addFiles(t, tk)
		return
	}
	filling := dg.bindForm(s)
	switch {
	case filling != nil && len(files) > 0:
		s.Form.At = t.Now
		if !filling.AddFiles(fileValues(files)) {
			t.Acknowledge(words.FilesWithForm(t.KeepPhotos()))
		}
	case len(files) > 0 && t.NewestOpen() != nil:
		tk := t.NewestOpen()
		dg.bring(t, tk, words.Sent(t.Event))
		t.Acknowledge(words.FileAdded(tk))
	case len(files) > 0:
		t.KeepPhotos()
		t.SayText(words.FileWithoutTicket, chat.Choice{Label: words.LabelAskOffice, Data: turn.Data("start", string(ticket.Inquiry), "")})
	case s.Form == nil:
		t.Greet(words.Sticker)
	}
	if s.Form != nil {
		dg.ask(t)
	}
}

// addFiles brings files to the ticket they were meant for. The other pictures of an album go there, too.
func (dg *Dialogue) addFiles(t *turn.Turn, tk *ticket.Ticket) {
	s := &t.Conversation.State
	dg.add(t, tk, words.Sent(t.Event))
	if t.Event.Album != "" {
		s.Adding = &turn.Adding{Ticket: tk.Number, At: t.Now}
	}
}

func fileValues(files []chat.File) []string {
	var values []string
	for _, f := range files {
		values = append(values, f.Type+":"+f.ID)
	}
	return values
}

// attachPhotos brings what was sent before or in the form to the ticket that is being opened.
func (dg *Dialogue) attachPhotos(t *turn.Turn, tk *ticket.Ticket) {
	photos := t.Conversation.State.Photos
	t.Conversation.State.Photos = nil
	tk.CountFiles(len(photos))
	for _, p := range photos {
		text := words.Sent(chat.Event{Files: []chat.File{p.File}})
		t.Note(tk, ticket.Entry{Who: chat.Person{ID: "member", Name: dg.memberName(tk)}, What: ticket.LogMemberWrote, Text: text, MessageID: p.MessageID})
		t.ToStaff(tk, chat.Message{Author: chat.Member, Name: dg.memberName(tk), Text: text, MessageID: p.MessageID})
	}
}
