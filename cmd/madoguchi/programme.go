package main

import (
	"strings"

	"madoguchi/faq"
	"madoguchi/lazyregexp"
	"madoguchi/office"
)

// programmeID is what a programme's short name looks like: it stands in references, addresses and flags.
var programmeID = lazyregexp.New(`^[a-z0-9][a-z0-9_-]*$`)

// strangerWarning says that the office file does not name a programme: members could not choose it.
func strangerWarning(off *office.Office, id string) *faq.Warning {
	return &faq.Warning{Code: "unknown_programme", Text: say("terminal.import.unknown_programme", "id", id, "known", known(off))}
}

// known are the programmes that the office file names.
func known(off *office.Office) string {
	var ids []string
	for i := range off.Programmes {
		ids = append(ids, off.Programmes[i].ID)
	}
	return strings.Join(ids, ", ")
}
