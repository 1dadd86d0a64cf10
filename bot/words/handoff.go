package words

// What the bot says about going on on another channel.

func spaced(code string) string { return code[:4] + "-" + code[4:] }

// HandoffForm gives the code by which a form is gone on with elsewhere.
func HandoffForm(code, to, title string) string {
	return say("member.handoff.form", "code", spaced(code), "channel", Channel(to), "title", title)
}

// HandoffTalk gives the code by which the talk is gone on with elsewhere. Who has tickets here hears
// where their answers come.
func HandoffTalk(code, to, here string, tickets bool) string {
	text := say("member.handoff.talk", "code", spaced(code), "channel", Channel(to))
	if tickets {
		text += "\n" + say("member.handoff.answers", "channel", Channel(here))
	}
	return text
}

// AlreadyHere answers who wants to go on on the channel that they write on.
func AlreadyHere(channel string) string {
	return say("member.handoff.here", "channel", Channel(channel))
}

// NotElsewhere is for who wants to go on on a channel that is off, or named none where there is no other.
func NotElsewhere(there, here string) string {
	if there == "" {
		return say("member.handoff.nowhere", "channel", Channel(here))
	}
	return say("member.handoff.off", "there", Channel(there), "here", Channel(here))
}

// TookOver says that a form from another channel goes on here.
func TookOver(from, title string) string {
	return say("member.handoff.took_over", "channel", Channel(from), "title", title)
}

// TookOverTalk says that the talk from another channel goes on here.
func TookOverTalk(from string) string {
	return say("member.handoff.took_over_talk", "channel", Channel(from)) + "\n" + say("member.handoff.answers", "channel", Channel(from))
}

// FormDropped says that the form which was under way here gave place to another.
func FormDropped(title string) string { return say("member.handoff.dropped", "title", title) }

// Moved answers who writes here after a code was given out, and offers to go on here.
func Moved(to string) string { return say("member.handoff.moved", "channel", Channel(to)) }

// GoesOnAt answers who writes here after their form was taken over elsewhere.
func GoesOnAt(channel string) string {
	return say("member.handoff.goes_on", "channel", Channel(channel))
}

// HandoffRanOut says that a form goes on here, since its code was not used.
func HandoffRanOut() string { return say("member.handoff.ran_out") }
