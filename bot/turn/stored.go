package turn

import (
	"encoding/json"
	"strconv"
	"strings"

	"madoguchi/stored"
)

// What an earlier release of the program has stored, or has put onto a member's screen, is brought
// up to date here and nowhere else. The form that a state holds has steps of its own, since it also
// waits by itself, under a code.
var (
	stateSteps  []stored.Step
	formSteps   []stored.Step
	buttonSteps []func(verb, arg string) (string, string) // what a button of an older version is called now
)

// UnmarshalJSON reads a State of any version.
func (s *State) UnmarshalJSON(data []byte) error {
	type plain State
	return stored.Read(data, (*plain)(s), stateSteps...)
}

// MarshalJSON marks a State with its version.
func (s State) MarshalJSON() ([]byte, error) {
	type plain State
	s.Version = stored.Version(stateSteps)
	return json.Marshal(plain(s))
}

// UnmarshalJSON reads a FormState of any version.
func (f *FormState) UnmarshalJSON(data []byte) error {
	type plain FormState
	return stored.Read(data, (*plain)(f), formSteps...)
}

// MarshalJSON marks a FormState with its version.
func (f FormState) MarshalJSON() ([]byte, error) {
	type plain FormState
	f.Version = stored.Version(formSteps)
	return json.Marshal(plain(f))
}

// buttonMark begins the data of every button that is sent now.
func buttonMark() string { return "v" + strconv.Itoa(len(buttonSteps)+1) }

// longestData is in bytes: of what we make, the longest is a form's answer.
const longestData = 300

// ParseData reads what Data made, now or in an earlier release: "v1:verb:argument". A button may be
// pressed years after it was sent. Anything else reports false, and so does a button of a release
// that this program does not know.
func ParseData(s string) (verb, arg string, ok bool) {
	mark, rest, _ := strings.Cut(s, ":")
	verb, arg, cut := strings.Cut(rest, ":")
	number, v := strings.CutPrefix(mark, "v")
	version, err := strconv.Atoi(number)
	if !cut || !v || err != nil || mark != "v"+strconv.Itoa(version) || version < 1 || version > len(buttonSteps)+1 || len(s) > longestData {
		return verb, arg, false
	}
	for _, step := range buttonSteps[version-1:] {
		verb, arg = step(verb, arg)
	}
	return verb, arg, true
}
