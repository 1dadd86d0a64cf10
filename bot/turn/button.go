package turn

import (
	"fmt"
	"strconv"
	"strings"
)

// Data makes the data of a choice: a version, a verb and its argument. What comes back is treated
// as anything a stranger may send.
func Data(verb string, args ...string) string {
	return fmt.Sprintf("v1:%s:%s", verb, strings.Join(args, ":"))
}

// ParseData reads what Data made. Anything else reports false.
func ParseData(s string) (verb, arg string, ok bool) {
	version, rest, ok1 := strings.Cut(s, ":")
	verb, arg, ok2 := strings.Cut(rest, ":")
	return verb, arg, ok1 && ok2 && version == "v1" && len(s) <= 300
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
	parts := strings.Split(value, ":")
	if len(parts) != 5 || parts[0] != "v1" || parts[1] != "answer" {
		return Proposal{}, false
	}
	version, err1 := strconv.Atoi(parts[3])
	seq, err2 := strconv.ParseInt(parts[4], 10, 64)
	return Proposal{parts[2], version, seq}, err1 == nil && err2 == nil
}
