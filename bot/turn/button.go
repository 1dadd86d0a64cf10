package turn

import (
	"strconv"
	"strings"
)

// Data makes the data of a choice: a version, a verb and its argument. What comes back is treated
// as anything a stranger may send.
func Data(verb string, args ...string) string {
	return buttonMark() + ":" + verb + ":" + strings.Join(args, ":")
}

// A Proposal is an answer of the FAQ that was shown to staff in a ticket's thread.
type Proposal struct {
	Ref     string
	Version int   // of the entry as it was shown
	Seq     int64 // of the member's message it answers
}

func (p Proposal) Data() string {
	return Data("answer", p.Ref, strconv.Itoa(p.Version), strconv.FormatInt(p.Seq, 10))
}

// ParseProposal reads what data wrote; what comes back may be anything.
func ParseProposal(value string) (p Proposal, ok bool) {
	verb, arg, known := ParseData(value)
	parts := strings.Split(arg, ":")
	if !known || verb != "answer" || len(parts) != 3 {
		return Proposal{}, false
	}
	version, err1 := strconv.Atoi(parts[1])
	seq, err2 := strconv.ParseInt(parts[2], 10, 64)
	return Proposal{parts[0], version, seq}, err1 == nil && err2 == nil
}
