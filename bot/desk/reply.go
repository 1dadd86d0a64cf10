package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// reply sends the words of a person, or the FAQ's answer they chose with one press, to the member.
func (dk *Desk) reply(t *turn.Turn) {
	if t.Event.Value != "" {
		dk.replyWithEntry(t)
		return
	}
	text := strings.TrimSpace(t.Event.Text)
	if text == "" && len(t.Event.Files) == 0 {
		refuse(t, words.EmptyReply)
		return
	}
	if why := unfit(text); why != "" {
		refuse(t, why)
		return
	}
	dk.speak(t, chat.Message{Text: text}, false)
}

// unfit says why words are none for a member as they stand, or "".
func unfit(text string) string {
	if chat.HasAside(text) {
		return words.AsideInReply
	}
	return ticket.UnfilledRefusal(text)
}

// sentKept is how many proposals are remembered as sent. Older ones have long left the screen.
const sentKept = 20

// replyWithEntry sends a proposed answer as the member would be shown it today. It is refused where
// the office has changed it since, for the person has not read that, and where it has gone already.
func (dk *Desk) replyWithEntry(t *turn.Turn) {
	s := &t.Conversation.State
	p, ok := turn.ParseProposal(t.Event.Value)
	if !ok {
		refuse(t, words.UnknownAct)
		return
	}
	e, ok := dk.Entry(p.Ref)
	key := fmt.Sprintf("%d:%s", p.Seq, p.Ref)
	switch {
	case !ok:
		refuse(t, words.EntryIsGone)
		return
	case e.Version != p.Version:
		refuse(t, words.EntryChanged)
		return
	case slices.Contains(s.Sent, key):
		refuse(t, words.EntrySent)
		return
	}
	m := dk.Show(t.Now, e)
	if dk.speak(t, m, false) {
		s.Sent = append(s.Sent, key)
		s.Sent = s.Sent[max(0, len(s.Sent)-sentKept):]
		t.Answered = append(t.Answered, turn.Answered{Query: t.LastQuery(), Verdict: "sent", Ref: e.Ref(), Version: e.Version})
		s.Last = &turn.Last{Ref: e.Ref(), Version: e.Version, Query: t.LastQuery(), At: t.Now}
	}
}

// speak sends m to the member in the office's name. From then on the bot is silent in this
// conversation until the ticket closes. It reports false where it refused.
func (dk *Desk) speak(t *turn.Turn, m chat.Message, live bool) bool {
	tk := t.Ticket
	if !tk.Status.Open() {
		refuse(t, words.AlreadyClosed(tk))
		return false
	}
	if _, reachable := dk.reach(tk); !reachable {
		refuse(t, words.OnlyByVoice(tk))
		return false
	}
	files, stay := handedOut(t.Event.Files)
	if refusal := unsendable(m.Text, files, stay); refusal != "" {
		if t.Event.Act == chat.NoteDown { // written in the thread: nobody waits for the outcome
			t.ToStaff(tk, chat.Message{Author: chat.System, Text: refusal})
		}
		refuse(t, refusal)
		return false
	}
	if _, program := t.Event.Person.Application(); tk.Assignee.ID == "" && !program {
		dk.giveTo(t, t.Event.Person, ticket.LogClaimed)
	}
	if tk.Replied.IsZero() {
		tk.Replied = t.Now
	}
	t.TakeOver(tk)
	t.Conversation.State.Spoke = t.Now
	t.Change(tk)
	if !dk.move(t, tk, ticket.Waiting) {
		return false
	}
	said := words.WithNames(m.Text, files)
	t.Note(tk, ticket.Entry{What: ticket.LogReplied, Text: said})
	t.NoteReply(tk, chat.Status{State: chat.Pending})
	m.Author, m.Name = chat.Staff, words.StaffName(dk.Office.Name)
	if name := dk.Office.StaffName(t.Event.Person.Name); name != "" {
		m.Name = words.StaffBeside(dk.Office.Name, name)
	}
	m.Text, m.Files = words.WithAddresses(m.Text, files), files
	dk.toMemberBy(t, tk, m, live)
	dk.showReply(t, said, live)
	if len(stay) > 0 {
		t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.FilesStay(stay)})
	}
	t.Outcome.Text = words.Replied(tk)
	return true
}

// unsendable says why a text with files cannot go to a member as it is, or "".
func unsendable(text string, files, stay []chat.File) string {
	switch {
	case chars.Units(words.WithAddresses(text, files)) > chat.MaxReply:
		return words.ReplyTooLong
	case text == "" && len(files) == 0:
		return words.FilesStay(stay)
	}
	return ""
}

// handedOut parts the files of an act into those that were made ready to be sent to the member, by
// an address of ours, and those that were only attached in the thread, which stay inside the office.
func handedOut(files []chat.File) (sent, stay []chat.File) {
	for _, f := range files {
		if f.URL != "" {
			sent = append(sent, f)
		} else {
			stay = append(stay, f)
		}
	}
	return sent, stay
}

// showReply puts a reply into the thread, with the line that from then on shows how it fares: the
// store names the reply's delivery in it. What was written in the thread itself already stands there.
func (dk *Desk) showReply(t *turn.Turn, text string, live bool) {
	status := chat.Message{Author: chat.System, Text: words.Delivery(chat.Pending, ""), Status: &chat.Status{State: chat.Pending}}
	if live && dk.Can(t.Event.From.Channel).Thread {
		t.ToStaff(t.Ticket, status)
		return
	}
	t.ToStaff(t.Ticket, chat.Message{Author: chat.Staff, Name: t.Event.Person.Name, Text: text}, status)
}

// bulkRecall is how long a reply to several tickets waits at least: what went wrong there did so for all of them, and is
// seen on the page of them, which has to be read first.
const bulkRecall = 30 * time.Second

// waits is how long the reply of an event waits so that it can be called back.
func (dk *Desk) waits(e chat.Event) time.Duration {
	if strings.HasPrefix(e.ID, ticket.BulkPrefix) {
		return max(dk.Recall, bulkRecall)
	}
	return dk.Recall
}

// toMember addresses a message about a ticket to its contact.
func (dk *Desk) toMember(t *turn.Turn, tk *ticket.Ticket, m chat.Message) {
	dk.toMemberBy(t, tk, m, false)
}

// toMemberBy lets a person's reply wait for the seconds in which it can be called back, unless the
// two are talking directly.
func (dk *Desk) toMemberBy(t *turn.Turn, tk *ticket.Ticket, m chat.Message, live bool) {
	if m.Author == chat.Staff {
		m.Quote = t.Answers(tk, live)
	}
	o := turn.Outgoing{To: tk.Contact, Ticket: tk.Number, Messages: []chat.Message{m}}
	if to, reachable := dk.reach(tk); reachable && m.Author == chat.Staff {
		o.To = to
	}
	if !m.Later && tk.Contact == t.Conversation.Address {
		o.Messages = append(o.Messages, t.TakeOwed()...) // it is paid for anyway
	}
	if m.Author == chat.Staff && dk.Recall > 0 && !live {
		o.After = t.Now.Add(dk.waits(t.Event))
	}
	t.Out = append(append(t.Out, dk.byMail(tk, o, live)...), o) // the last one is the reply whose delivery staff follow
}
