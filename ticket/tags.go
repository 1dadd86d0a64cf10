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

// TeachesTag marks a ticket whose member was told, before they gave anything of themselves, that the office
// also makes its FAQ better with it. Others are not learnt from.
const TeachesTag = "teaches"

// Teaches reports whether the FAQ may be made better with a ticket.
func (tk *Ticket) Teaches() bool { return tk.Has(TeachesTag) }

// GroupTag marks a ticket that was begun in a group: what is sent to its contact everybody there reads.
const GroupTag = "グループに届きます"

// LapsedTag marks a ticket that the clock has resolved, for its member had not answered. It goes when the ticket is
// opened again.
const LapsedTag = "lapsed"

// SpamTag marks a ticket that was no member's matter.
const SpamTag = "spam"

// Has reports whether a ticket has a tag.
func (tk *Ticket) Has(tag string) bool { return slices.Contains(tk.Tags, tag) }

// SilencedReason is why a question that has an answer became a ticket: the office has turned answering off.
const SilencedReason = "silenced"

// LoginFailure is why self-service did not work: who cannot log in cannot change anything there.
const LoginFailure = "login_failure"

// NearEnough is the least probability at which the nearest entry is offered beside a hand-off.
const NearEnough = .1

// UnmatchedTag marks a ticket that no rule of the routing table fitted.
const UnmatchedTag = "unmatched"

// LikelyTag begins the tag that names the ticket which a mail seems to go on from, though nothing proves it.
const LikelyTag = "likely:"

// VouchedTag begins the tag that says as whom the site that carries the chat knows the ticket's member.
const VouchedTag = "vouched:"

// Vouched is the id by which a site has vouched for the ticket's member, or "".
func (tk *Ticket) Vouched() string {
	for _, tag := range tk.Tags {
		if id, is := strings.CutPrefix(tag, VouchedTag); is {
			return id
		}
	}
	return ""
}

// VouchedLabel is what staff read of such an id.
func VouchedLabel(id string) string { return say("ticket.vouched", "id", id) }

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

// ConsentTag begins the tag that says what a member has decided on their words going abroad; askedTag the one of a
// ticket that a team abroad is to have once its member agrees.
const (
	ConsentTag = "consent:"
	askedTag   = "abroad?:"
)

// What a member decides where their words would go abroad.
const (
	ConsentAbroad = "abroad"
	ConsentHome   = "home"
)

// Consent is what the member has decided on their words going abroad, or "".
func (tk *Ticket) Consent() string {
	for _, tag := range slices.Backward(tk.Tags) {
		if decided, is := strings.CutPrefix(tag, ConsentTag); is {
			return decided
		}
	}
	return ""
}

// AskConsent notes that the team is to have the ticket once its member agrees.
func (tk *Ticket) AskConsent(team string) {
	tk.Tags = append(tk.withoutAsked(), askedTag+team)
}

// ConsentAsked is the team that waits for the member's consent to have the ticket, or "".
func (tk *Ticket) ConsentAsked() string {
	for _, tag := range tk.Tags {
		if team, is := strings.CutPrefix(tag, askedTag); is {
			return team
		}
	}
	return ""
}

// Decide notes what the member has decided, and gives the team that waited for it.
func (tk *Ticket) Decide(consent string) (team string) {
	team = tk.ConsentAsked()
	tk.Tags = append(tk.withoutAsked(), ConsentTag+consent)
	return team
}

func (tk *Ticket) withoutAsked() []string {
	return slices.DeleteFunc(slices.Clone(tk.Tags), func(tag string) bool { return strings.HasPrefix(tag, askedTag) })
}

// Hand gives the ticket to another team, without anybody there having it yet.
func (tk *Ticket) Hand(team, reason string) {
	tk.Tags = slices.DeleteFunc(slices.Clone(tk.Tags), func(tag string) bool { return strings.HasPrefix(tag, PlannedTag) })
	tk.Team, tk.RouteReason, tk.Assignee.ID, tk.Assignee.Name = team, reason, "", ""
}
