package words

import (
	"time"

	"madoguchi/catalogue"
)

// A News is what a colleague is told of a ticket by mail.
type News string

// The news.
const (
	NewsOpened   News = "opened"   // a member's request has come
	NewsAssigned News = "assigned" // it was given to them
	NewsRouted   News = "routed"   // it was handed to their team
	NewsWrote    News = "wrote"    // the member has written
	NewsSoon     News = "soon"     // its promise is due before long
	NewsLate     News = "late"     // its promise was not kept
	NewsDeputy   News = "deputy"   // nor has anybody seen to it since: to who stands in
	NewsAdmins   News = "admins"   // nor then: to the administrators
)

// NoticeAnswers says what becomes of an answer to a notice.
func NoticeAnswers(tongue *catalogue.Language) string {
	return "\n\n" + tongue.Say("colleague.notice.answers")
}

// Notice is a mail to a colleague: the number of a ticket and where to open it, nothing of what it says.
// The time is theirs, with the office's own beside it where they are elsewhere.
func Notice(tongue *catalogue.Language, news News, number, link string, at time.Time, where *time.Location) (subject, text string) {
	subject = tongue.Say("colleague.notice.subject", "what", tongue.Say(catalogue.Key("colleague.news."+string(news))), "number", number)
	text = tongue.Say("colleague.notice.text", "what", tongue.Say(catalogue.Key("colleague.news."+string(news))), "number", number, "link", link, "at", clockAt(at, where))
	return subject, text
}
