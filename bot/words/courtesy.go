package words

// What the bot says back to a courtesy, and what it says where it would repeat itself.
var (
	EnoughSaid  = fixed("member.courtesy.enough")      // answers who has heard enough
	LabourBack  = fixed("member.courtesy.labour")      // answers 「お疲れさまです」
	HeardBack   = fixed("member.courtesy.heard")       // answers who has understood
	LeaveTaken  = fixed("member.courtesy.leave")       // answers who takes their leave
	NoHarmDone  = fixed("member.courtesy.no_harm")     // answers an apology
	RegardsBack = fixed("member.courtesy.regards")     // answers 「よろしくお願いします」
	SmileBack   = fixed("member.courtesy.smile")       // answers a smile that is all there is
	SadBack     = fixed("member.courtesy.sad")         // answers a sad face that is all there is
	CrossBack   = fixed("member.courtesy.cross")       // answers a cross face that is all there is
	SameAgain   = fixed("member.courtesy.same")        // offers the office where only what was just shown is found
	SalesRefuse = fixed("member.courtesy.sales")       // refuses a sales pitch
	SalesAgain  = fixed("member.courtesy.sales_again") // refuses another
)

// GreetAgain is for who greets again, n times in a row.
func GreetAgain(office string, n int) string {
	if n%2 == 0 {
		return say("member.courtesy.greet_once_more")
	}
	return say("member.courtesy.greet_again", "office", office)
}

// variants are sentences that say the same again in other words, for who would read one twice in a row.
// The first of each is what is said at first.
var variants = [][]string{
	{Welcome, fixed("member.again.welcome_1"), fixed("member.again.welcome_2")},
	{Glad, fixed("member.again.glad_1"), fixed("member.again.glad_2")},
	{GoAhead, fixed("member.again.go_ahead_1"), fixed("member.again.go_ahead_2")},
	{AskAway, fixed("member.again.ask_away_1")},
	{SayAgain, fixed("member.again.say_again_1")},
	{NoAnswer, fixed("member.again.no_answer_1"), fixed("member.again.no_answer_2")},
	{NotHelped, fixed("member.again.not_helped_1"), fixed("member.again.not_helped_2")},
	{Suggest, fixed("member.again.suggest_1"), fixed("member.again.suggest_2")},
	{NothingToQuit, fixed("member.again.nothing_to_quit_1")},
	{Stale, fixed("member.again.stale_1")},
	{EntryGone, fixed("member.again.entry_gone_1")},
	{NoCases, fixed("member.again.no_cases_1")},
	{EnoughSaid, fixed("member.again.enough_1"), fixed("member.again.enough_2")},
	{LabourBack, fixed("member.again.labour_1")},
	{HeardBack, fixed("member.again.heard_1"), fixed("member.again.heard_2")},
	{LeaveTaken, fixed("member.again.leave_1")},
	{NoHarmDone, fixed("member.again.no_harm_1")},
	{RegardsBack, fixed("member.again.regards_1")},
	{SmileBack, fixed("member.again.smile_1"), fixed("member.again.smile_2")},
	{SadBack, fixed("member.again.sad_1")},
	{CrossBack, fixed("member.again.cross_1")},
	{SalesRefuse, SalesAgain},
	{Sticker, fixed("member.again.sticker_1"), fixed("member.again.sticker_2")},
}

// Variants finds the sentences that say the same as a text; nil where it may be repeated.
func Variants(text string) []string {
	for _, v := range variants {
		if v[0] == text {
			return v
		}
	}
	return nil
}
