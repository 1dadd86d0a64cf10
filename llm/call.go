package llm

import "time"

// A Use says what became of an answer. The database keeps the word.
type Use string

// The uses.
const (
	Unknown  Use = ""         // nobody knows: there was no answer, or whoever waited for it has died
	Nothing  Use = "nothing"  // it changed nothing
	Chosen   Use = "chosen"   // the entry became the answer
	First    Use = "first"    // the entry stands first among the suggestions
	NoneOf   Use = "none"     // a weak suggestion became a hand-over
	Split    Use = "split"    // the message was answered part by part
	Filled   Use = "filled"   // a form was filled, for the member to confirm
	Proposed Use = "proposed" // wordings wait for a person
)

// Tokens are how much went out and came back, as the server counts it. Zero: it has not said.
type Tokens struct{ In, Out int }

// A Call is one question to a server as it was written down, with what came of it.
type Call struct {
	ID      int64
	Asked   time.Time
	Purpose Purpose
	Server  string
	Model   string
	Text    string   // as it went out
	Given   []string // what could be named
	Outcome Outcome
	Answer  Answer // with its Tokens
	Used    Use
	Took    int // ms
}

// A CallFilter chooses calls, the latest first.
type CallFilter struct {
	Before  int64     // page: only those before this ID; 0 = from the latest
	From    time.Time // zero = whenever
	Till    time.Time // only those before it; zero = until now
	Purpose Purpose   // "" = all
	Limit   int
}

// A CallDay is what a day's questions came to.
type CallDay struct {
	Day      time.Time // its beginning, in UTC: only its date says anything
	Purpose  Purpose
	Asked    int // that went out
	Answered int
	Used     int // of the answered, those that changed something
	Failed   int // that brought nothing of use: none in time, none of those asked for, or no word at all
	Spared   int // that did not go out: the server was busy or left alone
	Took     int // ms on average, of those that went out
	In, Out  int // tokens
}
