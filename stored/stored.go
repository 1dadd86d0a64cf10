// Package stored reads what an earlier release of the program has stored as JSON.
//
// A value that is stored as an object carries its version under "version". An object without one is
// of version 1, which is how all of them were stored before there were versions. A type names the
// steps from each version to the next in its UnmarshalJSON, and the version they lead to in its
// MarshalJSON; no other code ever sees an old value:
//
//	var steps = []stored.Step{fromOne} // to 2
//
//	func (s *State) UnmarshalJSON(data []byte) error {
//		type plain State
//		return stored.Read(data, (*plain)(s), steps...)
//	}
//
// A new field that may be empty needs no step. One that is renamed, or means something else, does;
// the release before must then read it already, since two releases run beside each other while one
// is rolled out. An object of a version that this program does not know is read for what it shares
// with the ones it does.
package stored

import (
	"encoding/json"
	"fmt"
)

// A Step brings an object from one version to the next.
type Step func(object map[string]json.RawMessage) error

// Read decodes an object into a pointer, by the steps that lie behind its version. Into must be of a
// type without an UnmarshalJSON of its own.
func Read(data []byte, into any, steps ...Step) error {
	var mark struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &mark); err != nil {
		return err
	}
	from := max(mark.Version, 1) - 1
	if from >= len(steps) {
		return json.Unmarshal(data, into)
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	if object == nil { // null
		return nil
	}
	for i, step := range steps[from:] {
		if err := step(object); err != nil {
			return fmt.Errorf("bring what was stored from version %d to %d: %w", from+i+1, from+i+2, err)
		}
	}
	raised, err := json.Marshal(object)
	if err != nil {
		return err
	}
	return json.Unmarshal(raised, into)
}

// Version is what an object written now is marked with: 0, which is left out, while there is only
// the first.
func Version(steps []Step) int {
	if len(steps) == 0 {
		return 0
	}
	return len(steps) + 1
}
