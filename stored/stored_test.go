package stored_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"madoguchi/stored"
)

// A thing was stored with a single name first, then with names, then with them in a list called all.
type thing struct {
	Version int      `json:"version,omitempty"`
	All     []string `json:"all,omitempty"`
}

var steps = []stored.Step{
	func(o map[string]json.RawMessage) error {
		if name, ok := o["name"]; ok {
			o["names"] = json.RawMessage("[" + string(name) + "]")
		}
		return nil
	},
	func(o map[string]json.RawMessage) error {
		if string(o["names"]) == `["bad"]` {
			return errors.New("no good")
		}
		o["all"] = o["names"]
		if o["all"] == nil {
			o["all"] = json.RawMessage("null")
		}
		return nil
	},
}

func (t *thing) UnmarshalJSON(data []byte) error {
	type plain thing
	return stored.Read(data, (*plain)(t), steps...)
}

func (t thing) MarshalJSON() ([]byte, error) {
	type plain thing
	t.Version = stored.Version(steps)
	return json.Marshal(plain(t))
}

func TestRead(t *testing.T) {
	for in, want := range map[string]string{
		`{"name":"a"}`:                        `{"version":3,"all":["a"]}`,
		`{"version":1,"name":"a"}`:            `{"version":3,"all":["a"]}`,
		`{"version":2,"names":["a","b"]}`:     `{"version":3,"all":["a","b"]}`,
		`{"version":3,"all":["a"]}`:           `{"version":3,"all":["a"]}`,
		`{"version":9,"all":["a"],"more":{}}`: `{"version":3,"all":["a"]}`,
		`{}`:                                  `{"version":3}`,
		`{"version":-4}`:                      `{"version":3}`,
		`null`:                                `{"version":3}`,
	} {
		var got thing
		if err := json.Unmarshal([]byte(in), &got); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if out, err := json.Marshal(got); err != nil || string(out) != want {
			t.Errorf("%s became %s (%v), want %s", in, out, err, want)
		}
	}
	for in, want := range map[string]string{`{"name":"bad"}`: "from version 2 to 3: no good", `{"version":"x"}`: "version", `[]`: "array"} {
		var got thing
		if err := json.Unmarshal([]byte(in), &got); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", in, err, want)
		}
	}
}

func TestVersion(t *testing.T) {
	if stored.Version(nil) != 0 || stored.Version(steps) != 3 {
		t.Errorf("%d, %d", stored.Version(nil), stored.Version(steps))
	}
}

// FuzzRead: whatever a row holds, it is read or it is an error.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"version":2,"names":["a"]}`))
	f.Add([]byte(`{"version":1e400}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var got thing
		if err := json.Unmarshal(data, &got); err == nil {
			if _, err := json.Marshal(got); err != nil {
				t.Errorf("%q was read and cannot be written: %v", data, err)
			}
		}
	})
}
