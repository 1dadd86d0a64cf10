package ticket

import (
	"encoding/json"

	"madoguchi/stored"
)

// fillingSteps bring a form under way that an earlier release has stored to what a Filling is now.
var fillingSteps []stored.Step

// UnmarshalJSON reads a Filling of any version.
func (fl *Filling) UnmarshalJSON(data []byte) error {
	type plain Filling
	return stored.Read(data, (*plain)(fl), fillingSteps...)
}

// MarshalJSON marks a Filling with its version.
func (fl Filling) MarshalJSON() ([]byte, error) {
	type plain Filling
	fl.Version = stored.Version(fillingSteps)
	return json.Marshal(plain(fl))
}
