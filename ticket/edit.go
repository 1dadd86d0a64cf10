package ticket

import (
	"maps"
	"slices"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/chat"
)

// An Edit is what staff may set on a ticket, each as it is to be from now on.
type Edit struct {
	Company   string    `json:"company"`
	Programme string    `json:"programme"` // a collection's ID; "" = not known
	Urgent    bool      `json:"urgent"`
	Tags      []string  `json:"tags"` // those that people read; the program's own stay
	Due       time.Time `json:"due,omitzero"`
}

// An Edited is one thing that an edit has changed, by its name.
type Edited struct{ What, From, To string }

// The bounds of tags: they stand in one line above a ticket.
const (
	mostTags   = 8
	longestTag = 20
)

// OwnTag reports whether a tag is one of the program's own marks, which nobody reads.
func OwnTag(tag string) bool {
	return strings.Contains(tag, ":") || tag == UnmatchedTag || tag == LapsedTag || tag == TeachesTag
}

// ReadTags reads tags as they are typed: with blanks or commas between them.
func ReadTags(text string) []string {
	var out []string
	for _, tag := range strings.FieldsFunc(text, func(r rune) bool {
		return r == ',' || r == '、' || r == '，' || r == ' ' || r == '　' || r == '\n' || r == '\r' || r == '\t'
	}) {
		if tag = chars.Clip(chars.Line(tag), longestTag); tag != "" && !OwnTag(tag) && !slices.Contains(out, tag) && len(out) < mostTags {
			out = append(out, tag)
		}
	}
	return out
}

// ReadableTags are the tags that people read.
func (t *Ticket) ReadableTags() []string {
	return slices.DeleteFunc(slices.Clone(t.Tags), OwnTag)
}

// Apply sets what an edit says, and returns what that has changed.
func (t *Ticket) Apply(fm *Form, e Edit) []Edited {
	var out []Edited
	put := func(what catalogue.Key, from, to string) {
		if from != to {
			out = append(out, Edited{say(what), from, to})
		}
	}
	old := fm.Get(RoleCompany, t.Fields)
	if put("ticket.edit.company", old, e.Company); old != e.Company {
		t.setCompany(fm, e.Company)
	}
	put("ticket.edit.programme", t.Programme, e.Programme)
	put("ticket.edit.urgent", yesNo(t.Urgent), yesNo(e.Urgent))
	put("ticket.edit.tags", strings.Join(t.ReadableTags(), "、"), strings.Join(e.Tags, "、"))
	put("ticket.edit.due", dueText(t.Due), dueText(e.Due))
	own := slices.DeleteFunc(slices.Clone(t.Tags), func(tag string) bool { return !OwnTag(tag) })
	t.Programme, t.Urgent, t.Tags, t.Due = e.Programme, e.Urgent, append(own, e.Tags...), e.Due
	return out
}

// setCompany writes the company into the form's answer and into the title.
func (t *Ticket) setCompany(fm *Form, company string) {
	id := string(RoleCompany)
	if f := fm.Role(RoleCompany); f != nil {
		id = f.ID
	}
	fields := maps.Clone(t.Fields)
	if fields == nil {
		fields = Values{}
	}
	fields[id] = []string{company}
	if company == "" {
		delete(fields, id)
	}
	t.Fields = fields
	_, about, found := strings.Cut(t.Title, TitleMark)
	if !found {
		about = t.Title
	}
	if t.Title = about; company != "" {
		t.Title = chars.Clip(company, 30) + TitleMark + about
	}
}

func yesNo(yes bool) string {
	if yes {
		return say("ticket.edit.yes")
	}
	return say("ticket.edit.no")
}

func dueText(t time.Time) string {
	if t.IsZero() {
		return say("ticket.edit.none")
	}
	return Day(t) + " " + Clock(t)
}

// Told reports whether the member has been told of the promise as it is now: not where the ticket came by word of mouth
// or by another system, which the program tells nothing, nor where the log says that somebody has set it, or that a hold
// has pushed it on. (Of what a closure moves they are told; where not, that stands in the log.)
func (t *Ticket) Told(log []Entry) bool {
	if chat.Spoken(t.Contact.Channel) || t.Contact.Channel == chat.API {
		return false
	}
	return !slices.ContainsFunc(log, func(e Entry) bool {
		return e.What == LogEdited && strings.HasSuffix(e.Text, " → "+dueText(t.Due))
	})
}
