package console

import (
	"slices"
	"strings"

	"madoguchi/ticket"
)

// hidden stands where personal data is not shown yet.
const hidden = ticket.Hidden

// A field is one line of a ticket's card.
type field struct {
	Label, Value string
	Personal     bool // shown only once somebody asked for it
}

// fields are the form's answers in the form's order. Unless revealed, personal ones are hidden.
// Those in elsewhere are shown in another place.
func (s *Service) fields(tk *ticket.Ticket, revealed bool, elsewhere ...string) (out []field, personal bool) {
	seen := map[string]bool{}
	for _, id := range elsewhere {
		seen[id] = true
	}
	if fm := s.formOf(tk); fm != nil {
		for i := range fm.Fields {
			f := &fm.Fields[i]
			switch {
			case seen[f.ID]:
			case f.Each != "":
				out = append(out, repeated(fm, f.Each, tk.Fields, seen)...)
			case len(tk.Fields[f.ID]) > 0:
				out = append(out, field{Label: f.Label, Value: f.Show(tk.Fields[f.ID]).Shown, Personal: f.Personal})
			}
			seen[f.ID] = true
		}
	}
	for _, id := range unlisted(tk, seen) { // of a form that has changed since: shown as they are, as if personal
		out = append(out, field{Label: besides(id), Value: strings.Join(tk.Fields[id], "\n"), Personal: id != ticket.CallWhenField})
	}
	for i := range out {
		personal = personal || out[i].Personal
		if out[i].Personal && !revealed {
			out[i].Value = hidden
		}
	}
	return out, personal
}

// besides names a value that no form asks for.
func besides(id string) string {
	switch id {
	case ticket.CallBackField:
		return say("console.voice.call_back")
	case ticket.CallWhenField:
		return say("console.voice.call_when")
	}
	return id
}

// repeated are the fields asked once for each item chosen in another, one line an item: what it was
// and what it is to be.
func repeated(fm *ticket.Form, chooser string, values ticket.Values, seen map[string]bool) []field {
	items := fm.Field(chooser)
	if items == nil {
		return nil // the form's own check refuses this
	}
	out := make([]field, len(values[chooser]))
	for n, item := range values[chooser] {
		out[n].Label = items.Show([]string{item}).Shown
	}
	for i := range fm.Fields {
		f := fm.Fields[i]
		if f.Each != chooser {
			continue
		}
		seen[f.ID] = true
		for n, v := range values[f.ID] {
			if n >= len(out) || v == "" {
				continue
			}
			line := strings.TrimSpace(strings.ReplaceAll(f.Label, "{item}", "")) + "：" + f.Show([]string{v}).Shown
			out[n].Value = strings.TrimPrefix(out[n].Value+"\n"+line, "\n")
			out[n].Personal = out[n].Personal || f.Personal
		}
	}
	return out
}

func (s *Service) formOf(tk *ticket.Ticket) *ticket.Form {
	forms := s.Facts().Forms
	for i := range forms {
		if forms[i].ID == tk.FormID {
			return &forms[i]
		}
	}
	return nil
}

// unlisted are the keys of a ticket's values that are in none of its form's fields.
func unlisted(tk *ticket.Ticket, seen map[string]bool) []string {
	var ids []string
	for id, values := range tk.Fields {
		if !seen[id] && len(values) > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// A veil hides a ticket's personal data in free text, until somebody has asked to see it.
type veil struct {
	off bool
	ticket.Veil
}

// veilOf is the veil for a ticket. Revealed, it hides nothing.
func (s *Service) veilOf(tk *ticket.Ticket, revealed bool) veil {
	if revealed {
		return veil{off: true}
	}
	return veil{Veil: ticket.VeilOf(s.formOf(tk), tk.Fields)}
}

// over is text as it is shown under the veil.
func (v veil) over(text string) string { return v.Show(text, v.off) }
