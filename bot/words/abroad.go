package words

import "madoguchi/ticket"

// What the bot says where staff want to hand a ticket to somebody outside Japan.
var (
	LabelAgreeHand  = fixed("member.label.agree_hand") // lets a ticket go abroad
	LabelHomeOnly   = fixed("member.label.home_only")  // keeps it with the office
	HandedByConsent = fixed("desk.abroad.by_consent")  // is the reason of a route that the member agreed to
)

// HandAbroad asks the member whether a ticket may go to the office's people in a country.
func HandAbroad(tk *ticket.Ticket, country string) string {
	return say("member.abroad.ask", "number", tk.Number, "country", country)
}

// HandedAbroad tells the member that it has gone there, as they agreed.
func HandedAbroad(tk *ticket.Ticket) string {
	return say("member.abroad.handed", "number", tk.Number, "team", tk.Team)
}

// KeptAtHome tells the member that it has not, as they wish.
func KeptAtHome(tk *ticket.Ticket) string { return say("member.abroad.kept", "number", tk.Number) }

// ConsentAskedFor tells staff that the member is being asked.
func ConsentAskedFor(tk *ticket.Ticket, team, country string) string {
	return say("desk.abroad.asked", "number", tk.Number, "team", team, "country", country)
}

// ConsentAwaited tells staff that the member has been asked and has not answered.
func ConsentAwaited(tk *ticket.Ticket) string { return say("desk.abroad.awaited", "number", tk.Number) }

// StaysAtHome tells staff that the member does not want it.
func StaysAtHome(tk *ticket.Ticket) string { return say("desk.abroad.home", "number", tk.Number) }

// ConsentGiven tells the thread that the member has agreed.
func ConsentGiven(team string) string { return say("desk.abroad.given", "team", team) }

// ConsentDenied tells the thread that the member has not.
func ConsentDenied(team string) string { return say("desk.abroad.denied", "team", team) }
