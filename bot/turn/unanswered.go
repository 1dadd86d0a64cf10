package turn

// An Unanswered is a question that the FAQ did not answer by itself, or what a member did about one: what
// the office learns from. It says nothing of who asked: see reading.Anonymous.
type Unanswered struct {
	Wording   string // without what names a person
	How       How
	Ref       string // the entry that was shown or chosen, or the nearest; "" where there is none
	Version   int
	Programme string // that the talk was about, or ""
	Ticket    string // that came of it, whose member was told that it may be learnt from; else ""
}

// A How says how a question ended. The database keeps the word.
type How string

// How a question ends.
const (
	EndedHandoff  How = "handoff"  // nothing was found, or a person was asked for
	EndedNone     How = "none"     // 「どれでもない」, or the suggestions were passed over
	EndedUnsolved How = "unsolved" // an entry was shown and did not help
	EndedChosen   How = "chosen"   // the member chose Ref among suggestions
	EndedSolved   How = "solved"   // and said that it helped
)

// Gap reports whether the FAQ owes an answer.
func (h How) Gap() bool { return h == EndedHandoff || h == EndedNone || h == EndedUnsolved }

// longestWording is in characters: what is longer is a story, whose question is in it somewhere.
const longestWording = 300

// Learn notes a question that was not answered, unless nothing of it is left without the writer's names. In
// one turn a question is noted once, as it ended.
func (t *Turn) Learn(u Unanswered) {
	if rs := []rune(u.Wording); len(rs) < 2 {
		return
	} else if len(rs) > longestWording {
		u.Wording = string(rs[:longestWording]) + "…"
	}
	for i, before := range t.Unanswered {
		if before.Wording == u.Wording && before.How.Gap() == u.How.Gap() {
			if u.Ticket == "" {
				u.Ticket = before.Ticket
			}
			if u.Ref == "" {
				u.Ref, u.Version = before.Ref, before.Version
			}
			t.Unanswered[i] = u
			return
		}
	}
	t.Unanswered = append(t.Unanswered, u)
}
