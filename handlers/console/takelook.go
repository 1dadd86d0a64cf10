package console

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office/staffwords"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// markFaults shows beside each question why its answer cannot be taken.
func (v *takeView) markFaults(fm *ticket.Form, in ticket.Taken, now time.Time) {
	_, faults := ticket.Fill(fm, in.Answers, in.Loose, now)
	for i := range v.Fields {
		v.Fields[i].Fault = faults[v.Fields[i].Key]
	}
	v.Faults = len(faults) > 0
}

// How many callers and entries a page names.
const (
	mostCallers   = 8
	mostSuggested = 3
)

// lookUp finds who may be calling, and what the FAQ says to what they ask.
func (s *Service) lookUp(r *http.Request, v *takeView, fm *ticket.Form, in ticket.Taken) error {
	var err error
	if v.Caller != "" {
		v.Searched = true
		if v.Callers, err = s.callers(r, v.Caller); err != nil {
			return err
		}
	}
	ix := s.index()
	if fm == nil || ix == nil {
		return nil
	}
	fl, _ := ticket.Fill(fm, in.Answers, true, s.Now())
	rs := []rune(strings.TrimSpace(fm.About(fl.Values())))
	if len(rs) == 0 {
		return nil
	}
	v.Suggested, err = s.suggest(r, ix, string(rs[:min(len(rs), longestQuery)]), fm.Get(ticket.RoleProgramme, fl.Values()), v.Told)
	return err
}

// callers are the members whose tickets hold a text, each once: a company, a name, a number, a reading.
func (s *Service) callers(r *http.Request, text string) ([]callerRow, error) {
	found, err := s.stores.Queue.Search(r.Context(), me(r).Within(ticket.Filter{Limit: 5 * mostCallers}), text)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var out []callerRow
	for i := range found {
		tk := &found[i].Ticket
		company := s.formOf(tk).Get(ticket.RoleCompany, tk.Fields)
		who := tk.Contact.String()
		if chat.Spoken(tk.Contact.Channel) && company != "" { // each call is a contact of its own
			who = company + "\n" + s.formOf(tk).Get(ticket.RolePerson, tk.Fields)
		}
		if seen[who] || len(out) == mostCallers {
			continue
		}
		seen[who] = true
		row := s.row(tk, s.Now(), me(r).Person(), nil)
		out = append(out, callerRow{tk.Number, orElse(row.Company, company), row.Case, staffwords.Channel(tk.Contact.Channel), ticket.LongDay(s.Now(), tk.Opened)})
	}
	return out, nil
}

// suggest is what the search decides on a question, with the words of the entries.
func (s *Service) suggest(r *http.Request, ix faq.Index, question, programme, told string) (*suggestion, error) {
	x, err := ix.Explain(r.Context(), question, mostSuggested, faq.Scope{Programme: programme})
	if err != nil {
		return nil, fmt.Errorf("look a caller's question up: %w", err)
	}
	out := &suggestion{Verdict: verdictName(x.Decision)}
	titles := s.programmes()
	put := func(ref, p string) {
		e, ok := ix.Entry(ref)
		if !ok || slices.ContainsFunc(out.Hits, func(h suggestedHit) bool { return h.Ref == ref }) {
			return
		}
		out.Hits = append(out.Hits, suggestedHit{Ref: ref, Question: e.Question, Title: strings.TrimSpace(nameOr(titles, e.Collection) + " " + e.Label), P: p, Blocks: blocks(e.Answer), Chosen: ref == told})
	}
	for _, h := range x.Hits {
		put(h.Ref, percent(h.P))
	}
	put(told, "")
	return out, nil
}

// fillCaller puts what is known of a caller into the questions that ask who they are, and are not answered yet.
// Personal data is opened for it as on the ticket's page: by whom may, and the ticket's log has it.
func (s *Service) fillCaller(r *http.Request, number string) error {
	tk, err := s.seen(r, number)
	if err != nil {
		return err
	}
	personal := me(r).May(staff.Personal)
	if personal {
		e := s.event(r, chat.Look, tk.Number)
		e.ID, e.Version = e.ID+":"+tk.Number, 0
		outcome, err := s.sink.Act(r.Context(), e)
		if err != nil {
			return fmt.Errorf("log a look at %s: %w", number, err)
		}
		personal = outcome.OK // what the log does not have is not opened
	}
	theirs := s.formOf(&tk)
	for _, fm := range s.Facts().Forms {
		if fm.ID != form(r, "form") {
			continue
		}
		for _, role := range ticket.WhoRoles {
			f := fm.Role(role)
			value := theirs.Get(role, tk.Fields)
			if f == nil || value == "" || role != ticket.RoleCompany && !personal || form(r, "q."+f.ID) != "" {
				continue
			}
			r.PostForm.Set("q."+f.ID, value)
		}
	}
	if phone := theirs.Get(ticket.RolePhone, tk.Fields); personal && form(r, "call_back") == "" {
		r.PostForm.Set("call_back", orElse(phone, tk.Fields.Get(ticket.CallBackField)))
	}
	r.PostForm.Set("like", tk.Number)
	return nil
}
