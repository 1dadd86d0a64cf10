package ticket

import (
	"slices"
	"strings"
)

// ComplaintTag marks the ticket of a member who was upset.
const ComplaintTag = "苦情"

// OpinionTag marks the ticket of a member who has something to say about an answer.
const OpinionTag = "意見"

// DistressTag marks the ticket of a member who may do themselves harm.
const DistressTag = "緊急"

// EnglishTag marks a ticket written in English, PlainTag that of a member who asked for simple words.
const (
	EnglishTag = "英語"
	PlainTag   = "やさしい日本語"
)

// SpamTag marks a ticket that was no member's matter.
const SpamTag = "spam"

// Has reports whether a ticket has a tag.
func (tk *Ticket) Has(tag string) bool { return slices.Contains(tk.Tags, tag) }

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
