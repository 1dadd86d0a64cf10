package ticket

import (
	"slices"
	"strconv"
	"strings"
)

// filesTag marks a ticket that was opened with files beside its form: "files:3".
const filesTag = "files:"

// CountFiles notes how many files the ticket was opened with beside its form.
func (t *Ticket) CountFiles(n int) {
	if n > 0 {
		t.Tags = append(t.Tags, filesTag+strconv.Itoa(n))
	}
}

// Files is how many files the ticket was opened with beside its form, in words; "" for none.
func (t *Ticket) Files() string {
	for _, tag := range t.Tags {
		if n, ok := strings.CutPrefix(tag, filesTag); ok {
			return say("ticket.files", "n", n)
		}
	}
	return ""
}

// AddFiles takes files into the form: as the answer to the question that asks for them, or to the answer
// given already, for pictures come one by one. It reports false where the form has no place for them now.
func (fl *Filling) AddFiles(values []string) bool {
	if f, _, _ := fl.Next(); f != nil && f.Type == TypeFiles {
		fl.Put(f, f.Show(values))
		return true
	}
	for _, f := range fl.fields() {
		a, answered := fl.Answers[f.Key()]
		if f.Type == TypeFiles && answered && len(a.Values) > 0 && fl.applies(f) {
			a.Reading = f.Show(append(slices.Clone(a.Values), values...))
			fl.Answers[f.Key()] = a
			return true
		}
	}
	return false
}
