package ticket

import "strings"

// ComplaintTag marks the ticket of a member who was upset.
const ComplaintTag = "苦情"

// OpinionTag marks the ticket of a member who has something to say about an answer.
const OpinionTag = "意見"

// LoginFailure is why self-service did not work: who cannot log in cannot change anything there.
const LoginFailure = "login_failure"

// NearEnough is the least probability at which the nearest entry is offered beside a hand-off.
const NearEnough = .1

// UnmatchedTag marks a ticket that no rule of the routing table fitted.
const UnmatchedTag = "unmatched"

// PlannedTag begins the tag that names whom the routing table means a ticket for.
const PlannedTag = "for:"

// Planned is whom the routing table means a ticket for, or "".
func (tk *Ticket) Planned() string {
	for _, tag := range tk.Tags {
		if name, is := strings.CutPrefix(tag, PlannedTag); is {
			return name
		}
	}
	return ""
}
