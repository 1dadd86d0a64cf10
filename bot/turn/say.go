package turn

import (
	"slices"
	"strings"

	"madoguchi/chat"
)

// Say adds messages for the member. All that one turn says goes out as one delivery, so that on
// LINE it fits the one free reply.
func (t *Turn) Say(messages ...chat.Message) {
	for _, m := range messages {
		if m.Author == "" {
			m.Author = chat.Bot
		}
		t.Said = append(t.Said, m)
	}
}

// SayText says a sentence, with what can be pressed next.
func (t *Turn) SayText(text string, choices ...chat.Choice) {
	t.Say(chat.Message{Text: text, Choices: choices})
}

// Acknowledge says that something was done as the member wished, which is not worth a message of its own.
func (t *Turn) Acknowledge(text string, choices ...chat.Choice) {
	t.Say(chat.Message{Text: text, Choices: choices, Later: true})
}

// Greet says a courtesy, which is not worth paying for.
func (t *Turn) Greet(text string, choices ...chat.Choice) {
	t.Say(chat.Message{Text: text, Choices: choices, Courtesy: true})
}

// maxMessages is how many messages one delivery may hold: LINE's limit for a reply.
const maxMessages = 5

// Flush turns what was said into one delivery and remembers what was offered. Where a platform
// asked for silence (LINE's standby mode), nothing goes out.
func (t *Turn) Flush() {
	if t.TooLate() && !t.Event.Quiet { // it waits for the next free reply
		t.owe()
		return
	}
	t.payOwed()
	if len(t.Said) == 0 || t.Event.Quiet {
		return
	}
	worth := t.worthUntil()
	for i := range t.Said {
		t.Said[i].Worth = worth
	}
	if len(t.Said) > maxMessages { // the last ones hold the question to answer
		t.Said = append([]chat.Message{joined(t.Said[:len(t.Said)-maxMessages+1])}, t.Said[len(t.Said)-maxMessages+1:]...)
	}
	t.Conversation.State.Offer = t.Said[len(t.Said)-1].Choices
	for _, m := range t.Said {
		t.Conversation.State.remember(m.Choices)
	}
	if t.quotes() { // above the answer, not above a courtesy that goes first
		answer := slices.IndexFunc(t.Said, func(m chat.Message) bool { return !m.Courtesy })
		t.Said[max(answer, 0)].Quote = t.Event.Quote
	}
	out := Outgoing{To: t.Conversation.Address, Messages: t.Said, Supersede: t.Replace}
	if t.Event.Kind == chat.Mailed { // an answer to it has to find the ticket
		if out.Ticket = t.Event.Ticket; len(t.Opened) > 0 {
			out.Ticket = t.Opened[0].Number
		}
	}
	if t.Pause > 0 {
		out.After = t.Now.Add(t.Pause)
	}
	t.Out = append(t.Out, out)
}

func joined(ms []chat.Message) chat.Message {
	texts := make([]string, len(ms))
	var corrects []int64
	for i, m := range ms {
		texts[i] = m.Text
		corrects = append(corrects, m.Corrects...)
	}
	return chat.Message{Author: chat.Bot, Text: strings.Join(texts, "\n\n"), Corrects: corrects}
}
