package faq

// A Scope is what the conversation already knows when a question comes in.
type Scope struct {
	Programme string // collection ID to answer from first; "" is all alike
	Last      string // reference of the entry last answered, for follow-ups; "" is none
}

// A Hit is one entry found for a query.
type Hit struct {
	Entry *Entry
	Score float64 // orders the hits of one query; not comparable between queries
	P     float64 // calibrated probability that this entry answers the query
	Said  float64 // how much of the query, by weight of its words, the entry speaks of: 0 to 1
}

// A Verdict is what to do with a member's message.
type Verdict string

// The verdicts.
const (
	Answer  Verdict = "answer"  // the first hit answers it
	Suggest Verdict = "suggest" // one of the first five hits may
	Choices Verdict = "choices" // the programmes answer differently: ask which
	Form    Verdict = "form"    // something is to be done: open Decision.Form
	Handoff Verdict = "handoff" // a person should answer
)

// The forms that a decision may open.
const (
	FormInquiry      = "inquiry"
	FormChange       = "change"
	FormConsultation = "consultation"
)

// A Decision is what Decide makes of one message.
type Decision struct {
	Query      string
	Verdict    Verdict
	Form       string     // "inquiry", "change", "consultation" or ""
	Human      bool       // the member asked for a person
	Act        bool       // something is to be done, which Form is for: shown below the answer, or after the choice
	Programmes []string   // for Choices: the collection IDs to choose from
	Hits       []Hit      // the first five by rank, whatever the verdict
	P          float64    // probability that the first hit answers the query
	From       float64    // from which probability on the first hit is given as the answer
	Parts      []Decision // when one message holds several questions: one each, else nil
	Left       []string   // questions of the message that its answers leave open
	Reason     string     // a short word for the trace: below_threshold, human_word, …
}
