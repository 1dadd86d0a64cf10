package staffwords

import (
	"strings"

	"madoguchi/catalogue"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// Review says how far a draft is, or a change of a document, that a second person is to approve; "" while it is written.
func Review(state edition.DraftState, r *edition.Review) string {
	switch state {
	case edition.Asked:
		if r.Reviewer == "" {
			return catalogue.JA.Say("console.review.asked_anybody", "until", Until(r.Deadline))
		}
		return catalogue.JA.Say("console.review.asked", "name", r.Reviewer, "until", Until(r.Deadline))
	case edition.Returned:
		return catalogue.JA.Say("console.review.returned", "name", r.Decided)
	case edition.Approved:
		return catalogue.JA.Say("console.review.approved", "name", r.Decided)
	}
	return ""
}

// Until is the day by which something is to be approved.
func Until(deadline faq.Date) string {
	if deadline == "" {
		return catalogue.JA.Say("console.review.no_deadline")
	}
	return strings.ReplaceAll(string(deadline), "-", "/")
}
