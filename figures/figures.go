// Package figures says what an office reports of its year: over which span, how many asked and were answered, how
// long they waited, and how that is shown in tables and charts.
//
// It holds values and pure functions. The store counts ([Report] comes from it), the desk and the command line show
// what [Tables] makes of it: one source for the page, for CSV and for the printed report. Nothing in it is of one
// person: counts, times and labels.
//
//	q := figures.Query{Span: figures.FiscalYear(2026)}
//	report, err := store.Report(ctx, q)
//	for _, table := range figures.Tables(report, last, names) { … }
//
// Each figure has a definition in words, which stands under it wherever it is shown.
package figures

import "time"

// A Query chooses what a report is of. Empty fields choose all.
type Query struct {
	Span
	Programme string
	Kind      string // ticket.Kind
	Channel   string // by which members came
	Team      string
}

// Narrow reports whether only tickets can be chosen so: a question to the FAQ has no kind and no team.
func (q Query) Narrow() bool { return q.Kind != "" || q.Team != "" }

// A Report is what was counted over a span.
type Report struct {
	Query      Query
	Total      Work
	Months     []Work // one a month of the span, the first first, those without anything among them
	Programmes []Work // most first, and so below
	Kinds      []Work
	Channels   []Work
	Teams      []Work
	Countries  []Count
	Topics     []Count

	Questions QuestionSums
	Asked     []QuestionSums // by month
	ByChannel []QuestionSums
	Entries   []Count // members were answered with them most; Key is an entry's reference
	Gaps      []Gap   // what was not answered

	Pushes  int // units of LINE's paid quota, of the whole months that the span touches
	Waiting int // tickets and questions that are not in the figures yet
}

// Work are the tickets of a month, a programme, a kind, a channel or a team; Key says which.
type Work struct {
	Key        string
	Tickets    int // opened in the span, without spam
	Companies  int // different ones that they name
	New        int // of those, such as had never come before
	Named      int // tickets that name a company
	Complaints int
	Graded     int // their member has said how content they are
	Content    int // of those, content or very much so
	Replied    int // first reply given
	Promised   int // tickets with a promise that was kept or is over
	Kept       int // of those, replied to in time
	Resolved   int
	Cancelled  int
	Open       int
	Reply      Waits // to the first reply
	Done       Waits // to the resolution
}

// Again are the tickets of companies that had come before.
func (w Work) Again() int { return w.Named - w.New }

// Waits are times by the clock, nights and holidays among them: as many as there are, the one in the middle, and the
// one that nine of ten stay below.
type Waits struct {
	N           int
	Median, P90 time.Duration
}

// QuestionSums are questions to the FAQ and what became of them.
type QuestionSums struct {
	Key                            string
	Answer, Suggest, Form, Handoff int // by what they were answered with: together all questions
	Chosen                         int // an entry was chosen of those that were offered
	Told                           int // staff answered by word of mouth; no question of theirs to the FAQ
	Helped, Unhelped               int
	Handed, WentOn, Left           int // how those not answered at once went on
}

// Asked are all questions.
func (s QuestionSums) Asked() int { return s.Answer + s.Suggest + s.Form + s.Handoff }

// A Count is how often something is.
type Count struct {
	Key string
	N   int
}

// A Gap is a group of questions that the FAQ did not answer, and what has become of it.
type Gap struct {
	Wording, Programme string
	N                  int    // asked in the span
	State              string // learn.State
	Ref                string // the entry that was made or widened
}

// Share is a part of a whole in percent, rounded; false where there is no whole.
func Share(part, whole int) (percent int, ok bool) {
	if whole == 0 {
		return 0, false
	}
	return (200*part + whole) / (2 * whole), true
}
