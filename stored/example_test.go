package stored_test

import (
	"encoding/json"
	"fmt"

	"madoguchi/stored"
)

// A contact was stored with one name by version 1, and has a list of them since version 2.
type contact struct {
	Version int      `json:"version,omitempty"`
	Names   []string `json:"names"`
}

var contactSteps = []stored.Step{
	func(object map[string]json.RawMessage) error { // to 2
		var name string
		if err := json.Unmarshal(object["name"], &name); err != nil {
			return err
		}
		delete(object, "name")
		var err error
		object["names"], err = json.Marshal([]string{name})
		return err
	},
}

func (c *contact) UnmarshalJSON(data []byte) error {
	type plain contact
	return stored.Read(data, (*plain)(c), contactSteps...)
}

func (c contact) MarshalJSON() ([]byte, error) {
	type plain contact
	c.Version = stored.Version(contactSteps)
	return json.Marshal(plain(c))
}

func Example() {
	var c contact
	if err := json.Unmarshal([]byte(`{"name": "髙橋"}`), &c); err != nil {
		fmt.Println(err)
		return
	}
	written, err := json.Marshal(c)
	fmt.Println(string(written), err)
	// Output: {"version":2,"names":["髙橋"]} <nil>
}
