package words

import "madoguchi/catalogue"

// say is a sentence of the catalogue for the member or the staff.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

// fixed is a sentence without values. The names below are read when the program starts, so that a
// choice or a message is built of them as of any text; all together they cost about a millisecond, most
// of it the reading of the catalogue. They are Japanese, for they are filled once.
func fixed(key catalogue.Key) string { return say(key) }

// To members.
var (
	Welcome           = fixed("member.welcome")             // answers thanks
	Glad              = fixed("member.glad")                // answers that something is solved
	AskAway           = fixed("member.ask_away")            // invites the next question
	SayAgain          = fixed("member.say_again")           // asks for words, where what came holds none
	Stale             = fixed("member.stale")               // answers a button of an earlier exchange
	StaleInForm       = fixed("member.stale_in_form")       // answers a button of an earlier question, before the form's is asked again
	NothingToQuit     = fixed("member.nothing_to_quit")     // answers who wants to leave a form and is in none
	EntryGone         = fixed("member.entry_gone")          // answers the button of an entry that is no longer published
	Suggest           = fixed("member.suggest")             // leads the entries that may be meant
	WhichProgramme    = fixed("member.which_programme")     // asks which programme is meant
	EitherProgramme   = fixed("member.either_programme")    // leads the answers of several programmes
	NoAnswer          = fixed("member.no_answer")           // says that there is no official answer, and offers the office
	NotHelped         = fixed("member.not_helped")          // leads what can be done where an answer did not help
	Opinion           = fixed("member.opinion")             // takes an opinion
	Stuck             = fixed("member.stuck")               // says that the office does for a member what they could not do themselves
	GoAhead           = fixed("member.go_ahead")            // lets a member go on without a choice
	ThanksInForm      = fixed("member.thanks_in_form")      // answers thanks within a form, before its question is asked again
	NotAdded          = fixed("member.not_added")           // says that nothing was added to a ticket
	OwnData           = fixed("member.own_data")            // takes a claim to one's own data
	NoForm            = fixed("member.no_form")             // says that the office does not offer a form
	Quit              = fixed("member.quit")                // says that a form was left and nothing sent
	FirstQuestion     = fixed("member.first_question")      // says that there is no question before this one
	CannotSkip        = fixed("member.cannot_skip")         // says that a field must be answered
	WhichLine         = fixed("member.which_line")          // asks which answer is to be mended
	GoingOn           = fixed("member.going_on")            // leads back to the form's question
	NoTickets         = fixed("member.no_tickets")          // says that the member has no open tickets
	NotYourTicket     = fixed("member.not_your_ticket")     // says that the member has no ticket of that number
	TooLateToReopen   = fixed("member.too_late_to_reopen")  // says why a new ticket is made in place of an old one
	GoOnThen          = fixed("member.go_on_then")          // lets the member write on to their ticket's staff
	FileWithoutTicket = fixed("member.file_without_ticket") // takes a file that belongs to no ticket yet
	Sticker           = fixed("member.sticker")             // answers a sticker
	FileIsOver        = fixed("member.file_is_over")        // stands with a reply whose file can no longer be opened
)

// To members: the code that shows who they are.
var (
	CodeSent    = fixed("member.code.sent")     // says that a code was mailed
	CodeAsk     = fixed("member.code.ask")      // asks for the code again
	CodeUnread  = fixed("member.code.unread")   // says that no code was found in an answer
	CodeRight   = fixed("member.code.right")    // says that the code was right
	CodeExpired = fixed("member.code.expired")  // says that the code's time is over
	CodeNoTries = fixed("member.code.no_tries") // says that the code was wrong too often
	CodeEnough  = fixed("member.code.enough")   // refuses a further code while one can still be entered
	CodeTooMany = fixed("member.code.too_many") // refuses a further code and goes on without
	CodeSkipped = fixed("member.code.skipped")  // goes on without a code
	CodeHidden  = fixed("member.code.hidden")   // is kept in place of a code
)

// To members: what their buttons say.
var (
	LabelNoCode    = fixed("member.label.no_code")      // goes on without a code
	LabelNewCode   = fixed("member.label.new_code")     // asks for a new code
	LabelSolved    = fixed("member.label.solved")       // says that an answer helped
	LabelUnsolved  = fixed("member.label.unsolved")     // says that an answer did not help
	LabelOther     = fixed("member.label.other")        // leads to another question
	LabelAskOffice = fixed("member.label.ask_office")   // hands over to the office
	LabelContact   = fixed("member.label.contact")      // begins an inquiry
	LabelDone      = fixed("member.label.done")         // says that self-service worked
	LabelStuck     = fixed("member.label.stuck")        // says that self-service did not work
	LabelNone      = fixed("member.label.none")         // takes none of what is offered
	LabelDontKnow  = fixed("member.label.dont_know")    // does not know which programme is meant
	LabelMyself    = fixed("member.label.myself")       // chooses self-service
	LabelAsk       = fixed("member.label.ask")          // asks the office what the FAQ does not say
	LabelRephrase  = fixed("member.label.rephrase")     // asks in other words
	LabelStatus    = fixed("member.label.status")       // lists the member's tickets
	LabelYes       = fixed("member.label.yes")          // says yes
	LabelNo        = fixed("member.label.no")           // says no
	LabelNotYet    = fixed("member.label.not_yet")      // says that something is not solved yet
	LabelSkip      = fixed("member.label.skip")         // leaves a field empty
	LabelSend      = fixed("member.label.send")         // sends a form
	LabelEdit      = fixed("member.label.edit")         // mends a form's answers
	LabelQuit      = fixed("member.label.quit")         // leaves a form
	LabelHandOn    = fixed("desk.mail.hand_on")         // of staff: puts a colleague's answer into a reply
	LabelThanks    = fixed("member.label.thanks")       // confirms that a ticket is resolved
	LabelStill     = fixed("member.label.still")        // reopens a ticket
	LabelWhy       = fixed("member.label.why")          // writes a line about how content the member is
	LabelAdd       = fixed("member.label.add")          // adds to a ticket; its number stands before
	LabelCancel    = fixed("member.label.cancel")       // cancels a ticket; its number stands before
	LabelAddMore   = fixed("member.label.add_more")     // adds more to a ticket
	LabelReopen    = fixed("member.label.reopen")       // reopens a closed ticket
	LabelNoNeed    = fixed("member.label.no_need")      // declines to ask the office
	LabelNoLogin   = fixed("member.label.no_login")     // says that the member cannot log in
	LabelDoItForMe = fixed("member.label.do_it_for_me") // asks the office for a change that self-service could make
	LabelOpinion   = fixed("member.label.opinion")      // sends an opinion
	LabelLink      = fixed("member.label.link")         // links two channels
	LabelStay      = fixed("member.label.stay")         // takes a form back from another channel
	LabelAlone     = fixed("member.label.alone")        // leads from a group to a talk alone
)

// To members: linking two channels, and going on on another.
var (
	LinkPage      = fixed("member.link.page")        // leads the link that a browser is linked with
	LinkAlone     = fixed("member.link.alone")       // refuses linking in a group
	CodeAlone     = fixed("member.group.code_alone") // refuses a form's code in a group
	LinkFailed    = fixed("member.link.failed")      // says that linking failed
	Unlinked      = fixed("member.link.unlinked")    // says that the channels are linked no more
	NotLinked     = fixed("member.link.not_linked")  // says that there is nothing to unlink
	NoLinking     = fixed("member.link.off")         // says that linking is off
	HandoffHidden = fixed("member.handoff.hidden")   // is kept in place of a code
)

// To staff.
var (
	IdentityLabel     = fixed("desk.identity")            // labels who the member has shown to be
	Member            = fixed("desk.member")              // names a member whose name is not known
	Hidden            = fixed("desk.hidden")              // stands for personal data on a card
	AlreadyDone       = fixed("desk.already_done")        // answers an act that has been done before
	NoSuchTicket      = fixed("desk.no_such_ticket")      // answers an act on a ticket that is not there
	NoSuchDelivery    = fixed("desk.no_such_delivery")    // answers an act on a delivery that is not there
	UnknownAct        = fixed("desk.unknown_act")         // answers an act that this program does not know
	ReplyTooLong      = fixed("desk.reply_too_long")      // refuses a reply that no channel could carry
	GroupOnCard       = fixed("desk.group")               // says on the card that all of a group read the reply
	AsideInReply      = fixed("desk.aside_in_reply")      // refuses a reply with a line for colleagues
	AsideStays        = fixed("desk.aside_stays")         // says that talk with such a line has not gone to the member
	EmptyReply        = fixed("desk.empty_reply")         // refuses a reply or a note without words
	Noted             = fixed("desk.noted")               // says that a note was kept
	BadSnooze         = fixed("desk.bad_snooze")          // refuses to hold a ticket until a time that is over
	ResendAsked       = fixed("desk.resend_asked")        // says that a delivery is sent again
	RecallAsked       = fixed("desk.recall_asked")        // says that a delivery is called back if it can be
	TooLate           = fixed("desk.too_late")            // says that a delivery can be neither resent nor called back
	LabelSendThis     = fixed("desk.label_send_this")     // sends the member a proposed answer
	EntryIsGone       = fixed("desk.entry_is_gone")       // refuses to send an entry that is not published
	EntryChanged      = fixed("desk.entry_changed")       // refuses to send an entry that has changed since it was shown
	EntrySent         = fixed("desk.entry_sent")          // refuses to send an entry twice
	Complaint         = fixed("desk.complaint")           // marks the ticket of a member who was upset
	LoginFailed       = fixed("desk.login_failed")        // marks the ticket of a member who could not log in
	MergeSameContact  = fixed("desk.merge_same_contact")  // refuses to merge tickets of two members
	CannotUnsend      = fixed("desk.cannot_unsend")       // says that what staff changed in Slack has gone to the member
	Blocked           = fixed("desk.blocked")             // says that the member has blocked the account
	BackAgain         = fixed("desk.back_again")          // says that the member can be reached again
	Blank             = fixed("desk.blank")               // stands for a message without characters
	Unsent            = fixed("desk.unsent")              // says that the member took a message back
	Reworded          = fixed("desk.reworded")            // leads a message that the member has changed
	ReopenedByMember  = fixed("desk.reopened_by_member")  // says that the member reopened the ticket
	ResolvedByMember  = fixed("desk.resolved_by_member")  // says that the member confirmed that the ticket is resolved
	CancelledByMember = fixed("desk.cancelled_by_member") // says that the member cancelled the ticket
	StaffFileIsOver   = fixed("desk.file_is_over")        // says that a reply arrived after its file's time
)

// To staff: direct relay.
var (
	LiveIdled        = fixed("desk.live.idled")         // says that direct relay ended by itself
	LiveOn           = fixed("desk.live.on")            // says that direct relay began
	LiveOff          = fixed("desk.live.off")           // says that direct relay was ended
	LiveBanner       = fixed("desk.live.banner")        // stands on the card during direct relay
	LiveOnlyAssignee = fixed("desk.live.only_assignee") // refuses direct relay to who has not taken the ticket on
)

// To staff: why a reply has not arrived.
var (
	Retrying        = fixed("desk.fail.retrying")     // is the reason while a failed delivery is tried again
	FailPointless   = fixed("desk.fail.pointless")    // is the reason of a courtesy that came too late to be free
	FailRejected    = fixed("desk.fail.rejected")     // is the reason where the platform refused
	FailQuota       = fixed("desk.fail.quota")        // is the reason where the month's messages are used up
	FailUnreachable = fixed("desk.fail.unreachable")  // is the reason where the member cannot be reached
	FailSessionOver = fixed("desk.fail.session_over") // is the reason where the member has closed the chat
	FailTooOld      = fixed("desk.fail.too_old")      // is the reason where a reply could not be sent in a day
)

// Of mails that come in.
var (
	FoldedBelow   = fixed("desk.mail.folded")          // stands above what was folded away
	MailNoSubject = fixed("desk.mail.no_subject")      // is the title of a mail without one
	MailProven    = fixed("desk.mail.proven")          // the member has sent their code back
	MailReopened  = fixed("desk.mail.reopened")        // says that a mail has opened the ticket again
	NothingToShow = fixed("desk.mail.nothing_to_show") // refuses to note who a member is where that is not asked, or known
	SayHow        = fixed("desk.mail.say_how")         // asks how it was seen who the member is
	IdentityNoted = fixed("desk.mail.identity_noted")  // says that it was noted
	MailLostShort = fixed("desk.mail.lost_short")      // is the state of a reply that did not arrive
)
