package main

import (
	"strings"

	"madoguchi/faq"
	"madoguchi/office"
)

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
