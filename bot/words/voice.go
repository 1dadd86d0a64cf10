package words

import (
	"strings"

	"madoguchi/ticket"
)

// What staff are told of what comes and goes by word of mouth.
var (
	TakenIncomplete = fixed("desk.voice.incomplete") // refuses what was written down, where something is missing
	NowhereToTell   = fixed("desk.voice.nowhere")    // refuses a receipt where there is nowhere to send it
	ConsentByVoice  = fixed("desk.voice.consent")    // notes that somebody agreed on the telephone
	ToldWhat        = fixed("desk.voice.what")       // refuses an answer by word of mouth without words
	CallNoted       = fixed("desk.voice.called")     // says that a call was noted
)

// CameBy says by which way a ticket came, and whose it is where that is known by another one of theirs.
func CameBy(channel, like string) string {
	if like != "" {
		return say("desk.voice.taken_like", "channel", Channel(channel), "like", like)
	}
	return say("desk.voice.taken_by", "channel", Channel(channel))
}

// Taken answers who has written down what somebody came with.
func Taken(tk *ticket.Ticket) string {
	if !tk.Status.Open() {
		return say("desk.voice.taken_answered", "number", tk.Number)
	}
	return say("desk.voice.taken", "number", tk.Number)
}

// TakenStaysHome is why a ticket that was taken by word of mouth is not with the team abroad.
func TakenStaysHome(abroad string) string { return say("desk.voice.stays_home", "abroad", abroad) }

// TakenReceipt is for the member who called or came by.
func TakenReceipt(channel, text string) string {
	return say("desk.voice.receipt", "channel", Channel(channel), "text", text)
}

// OnlyByVoice refuses a reply to somebody who can only be called.
func OnlyByVoice(tk *ticket.Ticket) string {
	return say("desk.voice.only", "number", tk.Number, "channel", Channel(tk.Contact.Channel))
}

// AskByVoice refuses to hand a ticket abroad until its member has agreed on the telephone.
func AskByVoice(tk *ticket.Ticket, to, country string) string {
	return say("desk.voice.ask", "number", tk.Number, "to", to, "country", country)
}

// ToldNoted answers who has noted an answer by word of mouth, ToldBy shows it to colleagues.
func ToldNoted(tk *ticket.Ticket) string { return say("desk.voice.told", "number", tk.Number) }
func ToldBy(name, text string) string    { return say("desk.voice.told_by", "name", name, "text", text) }

// CalledBy shows colleagues what came of a call.
func CalledBy(name string, result ticket.CallResult, text string) string {
	if text = strings.TrimSpace(text); text != "" {
		text = "\n" + text
	}
	return say("desk.voice.called_by", "name", name, "result", result.Label(), "text", text)
}
