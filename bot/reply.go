package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// reply sends the words of a person, or the FAQ's answer they chose with one press, to the member.
func (b *Bot) reply(t *Turn) {
	if t.Event.Value != "" {
		b.replyWithEntry(t)
		return
	}
	text := strings.TrimSpace(t.Event.Text)
	if text == "" && len(t.Event.Files) == 0 {
		refuse(t, words.EmptyReply)
		return
	}
	b.speak(t, chat.Message{Text: text}, false)
}

// A proposal is an answer of the FAQ that was shown to staff in a ticket's thread.
type proposal struct {
	ref     string
	version int   // of the entry as it was shown
	seq     int64 // of the member's message it answers
}

func (p proposal) data() string {
	return data("answer", p.ref, strconv.Itoa(p.version), strconv.FormatInt(p.seq, 10))
}

// parseProposal reads what data wrote; what comes back may be anything.
func parseProposal(value string) (p proposal, ok bool) {
	verb, arg, known := parseData(value)
	parts := strings.Split(arg, ":")
	if !known || verb != "answer" || len(parts) != 3 {
		return proposal{}, false
	}
	version, err1 := strconv.Atoi(parts[1])
	seq, err2 := strconv.ParseInt(parts[2], 10, 64)
	return proposal{parts[0], version, seq}, err1 == nil && err2 == nil
}

// sentKept is how many proposals are remembered as sent. Older ones have long left the screen.
const sentKept = 20

// replyWithEntry sends a proposed answer as the member would be shown it today. It is refused where
// the office has changed it since, for the person has not read that, and where it has gone already.
func (b *Bot) replyWithEntry(t *Turn) {
	s := &t.Conversation.State
	p, ok := parseProposal(t.Event.Value)
	if !ok {
		refuse(t, words.UnknownAct)
		return
	}
	e, ok := b.entry(p.ref)
	key := fmt.Sprintf("%d:%s", p.seq, p.ref)
	switch {
	case !ok:
		refuse(t, words.EntryIsGone)
		return
	case e.Version != p.version:
		refuse(t, words.EntryChanged)
		return
	case slices.Contains(s.Sent, key):
		refuse(t, words.EntrySent)
		return
	}
	m := b.answerMessage(t, e)
	if b.speak(t, m, false) {
		s.Sent = append(s.Sent, key)
		s.Sent = s.Sent[max(0, len(s.Sent)-sentKept):]
		s.Last = &Last{Ref: e.Ref(), Version: e.Version, Query: b.lastQuery(t), At: t.Now}
	}
}

// speak sends m to the member in the office's name. From then on the bot is silent in this
// conversation until the ticket closes. It reports false where it refused.
func (b *Bot) speak(t *Turn, m chat.Message, live bool) bool {
	tk := t.Ticket
	if !tk.Status.Open() {
		refuse(t, words.alreadyClosed(tk))
		return false
	}
	files, stay := handedOut(t.Event.Files)
	if refusal := unsendable(m.Text, files, stay); refusal != "" {
		if t.Event.Act == chat.NoteDown { // written in the thread: nobody waits for the outcome
			b.toStaff(t, tk, chat.Message{Author: chat.System, Text: refusal})
		}
		refuse(t, refusal)
		return false
	}
	if tk.Assignee.ID == "" {
		b.giveTo(t, t.Event.Person, "claimed")
	}
	if tk.Replied.IsZero() {
		tk.Replied = t.Now
	}
	b.takeOver(t, tk)
	b.change(t, tk)
	if !b.move(t, tk, ticket.Waiting) {
		return false
	}
	said := words.withNames(m.Text, files)
	b.log(t, tk, ticket.Entry{What: "replied", Text: said})
	b.noteReply(t, tk, chat.Status{State: chat.Pending})
	m.Author, m.Name = chat.Staff, words.staffName(b.Office.Name)
	m.Text, m.Files = words.withAddresses(m.Text, files), files
	b.toMemberBy(t, tk, m, live)
	b.showReply(t, said, live)
	if len(stay) > 0 {
		b.toStaff(t, tk, chat.Message{Author: chat.System, Text: words.filesStay(stay)})
	}
	t.Outcome.Text = words.replied(tk)
	return true
}

// unsendable says why a text with files cannot go to a member as it is, or "".
func unsendable(text string, files, stay []chat.File) string {
	switch {
	case len(utf16.Encode([]rune(words.withAddresses(text, files)))) > chat.MaxReply:
		return words.ReplyTooLong
	case text == "" && len(files) == 0:
		return words.filesStay(stay)
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
func (b *Bot) showReply(t *Turn, text string, live bool) {
	status := chat.Message{Author: chat.System, Text: words.delivery(chat.Pending, ""), Status: &chat.Status{State: chat.Pending}}
	if live && t.Event.From.Channel == chat.Slack {
		b.toStaff(t, t.Ticket, status)
		return
	}
	b.toStaff(t, t.Ticket, chat.Message{Author: chat.Staff, Name: t.Event.Person.Name, Text: text}, status)
}

// toMember addresses a message about a ticket to its contact.
func (b *Bot) toMember(t *Turn, tk *ticket.Ticket, m chat.Message) { b.toMemberBy(t, tk, m, false) }

// toMemberBy lets a person's reply wait for the seconds in which it can be called back, unless the
// two are talking directly.
func (b *Bot) toMemberBy(t *Turn, tk *ticket.Ticket, m chat.Message, live bool) {
	if m.Author == chat.Staff {
		m.Quote = t.answers(tk, live)
	}
	o := Outgoing{To: tk.Contact, Ticket: tk.Number, Messages: []chat.Message{m}}
	if m.Author == chat.Staff && b.Recall > 0 && !live {
		o.After = t.Now.Add(b.Recall)
	}
	t.Out = append(append(t.Out, b.byMail(tk, o, live)...), o) // the last one is the reply whose delivery staff follow
}
