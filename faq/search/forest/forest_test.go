package forest

import (
	"encoding/json"
	"testing"
)

// TestForestIsRead reads one tree, and refuses those that are no whole tree or ask for a feature that
// there is not.
func TestForestIsRead(t *testing.T) {
	const over, add = `"over":[1,2,3,4,5,6,7]`, `"add":[1,2,3,4,5,6,7,8]`
	for name, c := range map[string]struct {
		tree       string
		read, fits bool
	}{
		"whole":                         {`{"if":[0,1,0,1,0,1,1],` + over + `,` + add + `}`, true, true},
		"a leaf is missing":             {`{"if":[0,1,0,1,0,1,1],` + over + `,"add":[1,2,3,4,5,6,7]}`, false, false},
		"a node too many":               {`{"if":[0,1,0,1,0,1,1,1],` + over + `,` + add + `}`, false, false},
		"a feature below zero":          {`{"if":[0,1,0,1,0,1,-1],` + over + `,` + add + `}`, false, false},
		"a feature that there is not":   {`{"if":[0,1,0,1,0,1,2],` + over + `,` + add + `}`, true, false},
		"a feature that no byte counts": {`{"if":[0,1,0,1,0,1,256],` + over + `,` + add + `}`, false, false},
	} {
		var f Forest
		err := json.Unmarshal([]byte(`{"bias":1,"trees":[`+c.tree+`]}`), &f)
		if (err == nil) != c.read {
			t.Errorf("%s: read with %v", name, err)
		}
		if err == nil && (f.Check(2) == nil) != c.fits {
			t.Errorf("%s: checked with %v", name, f.Check(2))
		}
	}
}
