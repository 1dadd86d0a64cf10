package words

import (
	"strings"

	"madoguchi/ticket"
)

// TagNote is what a tag tells staff on the card, "" where it tells them nothing.
func TagNote(tag string) string {
	if number, is := strings.CutPrefix(tag, ticket.LikelyTag); is {
		return MailLikely(number)
	}
	if id, is := strings.CutPrefix(tag, ticket.VouchedTag); is {
		return ticket.VouchedLabel(id)
	}
	switch tag {
	case ticket.ComplaintTag:
		return Complaint
	case ticket.LoginFailure:
		return LoginFailed
	case ticket.DistressTag:
		return DistressOnCard
	case ticket.EnglishTag:
		return EnglishOnCard
	case ticket.GroupTag:
		return GroupOnCard
	case ticket.LapsedTag:
		return LapsedOnCard
	case ticket.PlainTag:
		return PlainOnCard
	}
	return ""
}
