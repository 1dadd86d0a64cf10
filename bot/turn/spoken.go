package turn

import (
	"slices"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// ByVoice is the verdict under which an answer that somebody was given by word of mouth is counted.
const ByVoice = "told"

// Tell notes that the ticket's member has been answered by word of mouth: the promise is kept with it, and the
// entry that was read out is counted.
func (t *Turn) Tell(tk *ticket.Ticket, ref string, version int, question, text string) {
	if tk.Replied.IsZero() {
		tk.Replied = t.Now
	}
	t.Note(tk, ticket.Entry{What: ticket.LogTold, To: ref, Text: text})
	t.Answered = append(t.Answered, Answered{Query: question, Verdict: ByVoice, Ref: ref, Version: version})
}

// Unspeakable drops what would go to a contact by word of mouth: there is nowhere to send it. A ticket that was
// taken by telephone is worked on with the same acts as others, and their messages are for those who can read them.
func (t *Turn) Unspeakable() {
	t.Out = slices.DeleteFunc(t.Out, func(o Outgoing) bool { return !o.Staff && chat.Spoken(o.To.Channel) })
}
