package console

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A settingsView is the form by which a ticket is edited, filled with what it says now.
type settingsView struct {
	Company         string
	Programmes      []option
	Urgent          bool
	Tags            string
	DueDay, DueHour string
}

func (s *Service) editOf(tk *ticket.Ticket) settingsView {
	v := settingsView{Company: s.formOf(tk).Get(ticket.RoleCompany, tk.Fields), Urgent: tk.Urgent, Tags: strings.Join(tk.ReadableTags(), " ")}
	names := s.programmes()
	for _, c := range s.collections() {
		v.Programmes = append(v.Programmes, option{c.ID, names[c.ID], c.ID == tk.Programme})
	}
	if !tk.Due.IsZero() {
		due := tk.Due.In(reading.JST)
		v.DueDay, v.DueHour = due.Format(time.DateOnly), due.Format("15:04")
	}
	return v
}

// longestCompany is in characters, as forms take it.
const longestCompany = 200

// fillEdit completes an edit with what its form says.
func (s *Service) fillEdit(e *chat.Event, r *http.Request) (problem string) {
	edit := ticket.Edit{
		Company: chars.Clip(chars.Line(form(r, "company")), longestCompany), Programme: form(r, "programme"),
		Urgent: form(r, "urgent") == "on", Tags: ticket.ReadTags(form(r, "tags")),
	}
	if edit.Programme != "" && !slices.ContainsFunc(s.collections(), func(c faq.Collection) bool { return c.ID == edit.Programme }) {
		return say("console.act.failed")
	}
	if day := form(r, "due_day"); day != "" {
		due, err := time.ParseInLocation("2006-01-02 15:04", day+" "+form(r, "due_clock"), reading.JST)
		if err != nil {
			return say("console.act.no_due")
		}
		edit.Due = due
	}
	b, err := json.Marshal(edit)
	if err != nil {
		return say("console.act.failed")
	}
	e.Value = string(b)
	return ""
}
