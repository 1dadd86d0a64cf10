package words

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What the bot says around a form's questions.
var (
	TakeYourTime    = fixed("member.fill.take_your_time")    // answers who asks to wait
	LikewisePlease  = fixed("member.fill.likewise")          // answers 「よろしくお願いします」
	AnswerThis      = fixed("member.fill.answer_this")       // leads back to the question after a courtesy
	Anonymous       = fixed("member.fill.anonymous")         // stands for the name of who gives none
	HandOverAgain   = fixed("member.hand_over.again")        // says so once more to who presses, while the form asks
	NotSentYet      = fixed("member.fill.not_sent_yet")      // says at the summary that nothing has been sent
	OfficeCancels   = fixed("member.fill.office_cancels")    // offers to pass on what is to be cancelled
	Nameless        = fixed("member.fill.nameless")          // says that somebody's name is not passed on
	EitherName      = fixed("member.fill.either_name")       // asks once more which programme, after a bare yes
	QuestionNoted   = fixed("member.fill.question_noted")    // says that a question goes along with the form
	QuestionLater   = fixed("member.fill.question_later")    // puts a question off where the form has no room for it
	AddedNote       = fixed("member.fill.added_note")        // says that what was written goes along
	AddedUrgent     = fixed("member.fill.added_urgent")      // says so to who is in a hurry
	NothingToMend   = fixed("member.fill.nothing_to_mend")   // leads back to the question where nothing is to be mended
	SayNumberAgain  = fixed("member.fill.say_number_again")  // asks again for a number that was struck out by mistake
	NumberTakenBack = fixed("member.fill.number_taken_back") // says that such a number is taken as it is
	MatterTaken     = fixed("member.fill.matter_taken")      // says that what was told is the matter
	ItemAdded       = fixed("member.fill.item_added")        // says that one more item is to be changed
	AgreeOrNot      = fixed("member.fill.agree_or_not")      // asks to decide whether the answers may go abroad

	LabelAgree  = fixed("member.label.agree")   // sends a form abroad
	LabelAtHome = fixed("member.label.at_home") // sends it to the office alone
	LabelGoOn   = fixed("member.label.go_on")   // goes on without mending anything
)

// NotOne tells how to send again what was struck out by mistake, or is "" where that cannot be.
func NotOne(what string) string {
	switch what {
	case reading.BankAccount:
		return "\n" + say("member.masked.no_account")
	case reading.MyNumber:
		return "\n" + say("member.masked.no_my_number")
	}
	return ""
}

// MendLatest offers to mend the answer given last.
func MendLatest(l *ticket.Line) string {
	return say("member.fill.mend_latest", "label", l.Label, "shown", chars.Clip(l.Shown, 60))
}

// LabelMend is the button that mends one answer.
func LabelMend(l *ticket.Line) string { return fmt.Sprintf("%d %s", l.No, l.Label) }

// Mended says that an answer was changed.
func Mended(l *ticket.Line) string {
	return say("member.fill.mended", "label", l.Label, "shown", chars.Clip(l.Shown, 60))
}

// TakenAhead says that answers to questions still to come were heard, as the summary shows them.
func TakenAhead(shown []string) string {
	return say("member.fill.taken_ahead", "list", chars.Clip(strings.Join(shown, "、"), 60))
}

// Matter is what Abroad calls all that a form holds but who the member is.
func Matter(kind ticket.Kind) string {
	if kind == ticket.Consultation {
		return say("member.fill.matter_consultation")
	}
	return say("member.fill.matter")
}

// Abroad says to whom outside Japan a form's answers would go, and which.
func Abroad(country string, labels []string) string {
	return say("member.fill.abroad", "country", country, "labels", strings.Join(labels, "・"))
}

// MailChanging tells the address registered so far that another one was asked for. The new one is not in
// it: whoever reads this may be somebody else.
func MailChanging(office, number string) string {
	return say("member.fill.mail_changing", "office", office, "number", number)
}

// ChangeApplied tells the member what was changed, and from when it holds.
func ChangeApplied(tk *ticket.Ticket, items string, day time.Time) string {
	if day.IsZero() {
		return ChangeDone(tk, items)
	}
	if items == "" {
		items = say("member.ticket.requested")
	}
	return say("member.ticket.change_applied", "number", tk.Number, "items", items, "day", ticket.Day(day))
}
