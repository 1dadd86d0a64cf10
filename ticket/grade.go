package ticket

import (
	"slices"
	"strings"
)

// A Grade is how content a member is with what the office did for them.
type Grade string

// The grades, the best first.
const (
	VeryContent Grade = "4"
	Content     Grade = "3"
	Discontent  Grade = "2"
	Unhappy     Grade = "1"
)

// Grades are all of them, the best first.
var Grades = []Grade{VeryContent, Content, Discontent, Unhappy}

// Known reports whether it is one of the grades.
func (g Grade) Known() bool { return slices.Contains(Grades, g) }

// Label is the grade as members press it and staff read it.
func (g Grade) Label() string {
	switch g {
	case VeryContent:
		return say("ticket.grade.very_content")
	case Content:
		return say("ticket.grade.content")
	case Discontent:
		return say("ticket.grade.discontent")
	case Unhappy:
		return say("ticket.grade.unhappy")
	}
	return ""
}

// gradeTag begins the tag that says how content the ticket's member is.
const gradeTag = "grade:"

// Grade is how content the ticket's member says that they are, "" where they have not said.
func (t *Ticket) Grade() Grade {
	for _, tag := range t.Tags {
		if g, is := strings.CutPrefix(tag, gradeTag); is && Grade(g).Known() {
			return Grade(g)
		}
	}
	return ""
}

// SetGrade notes how content the ticket's member is, in the place of what they said before.
func (t *Ticket) SetGrade(g Grade) {
	tags := slices.DeleteFunc(slices.Clone(t.Tags), func(tag string) bool { return strings.HasPrefix(tag, gradeTag) })
	t.Tags = append(tags, gradeTag+string(g))
}
