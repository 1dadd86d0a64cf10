package console

import (
	"net/http"
	"net/url"
	"strconv"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/staff"
)

// A viewLink is a saved view as it stands above the list.
type viewLink struct {
	ID         int64
	Name, URL  string
	Owner      string // of one that somebody else shares; "" = one's own
	Current    bool
	OwnAndOpen bool // shown now, and one's own: it can be dropped
}

// views are the links to saved views.
func (s *Service) views(r *http.Request, f queueFilter) ([]viewLink, error) {
	saved, err := s.stores.Queue.Views(r.Context(), me(r).ID)
	if err != nil {
		return nil, err
	}
	var out []viewLink
	for _, v := range saved {
		q, _ := url.ParseQuery(v.Query) // what cannot be read chooses the first tab
		g := readFilter(q)
		link := viewLink{ID: v.ID, Name: v.Name, URL: g.address(), Current: f.Text == "" && f.at(1) == g.at(1)}
		if v.Account != me(r).ID {
			link.Owner = v.Owner
		}
		link.OwnAndOpen = link.Current && link.Owner == ""
		out = append(out, link)
	}
	return out, nil
}

// longestView is the longest name of a view, in characters: it stands in a row of links.
const longestView = 20

// saveView keeps the filters of a page under a name.
func (s *Service) saveView(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	q, err := url.ParseQuery(form(r, "query"))
	if err != nil {
		return errBadForm
	}
	f := readFilter(q).at(1)
	name := chars.Clip(chars.Line(form(r, "name")), longestView)
	if name == "" {
		s.redirect(w, r, f.address(), flash{Text: say("console.view.no_name")})
		return nil
	}
	v := staff.View{Account: me(r).ID, Name: name, Query: f.query(), Shared: form(r, "shared") == "on"}
	if err := s.stores.Queue.SaveView(r.Context(), v, s.record(r, audit.ViewSaved, name)); err != nil {
		return err
	}
	s.redirect(w, r, f.address(), flash{OK: true, Text: say("console.view.saved", "name", name)})
	return nil
}

// dropView forgets one of the person's own views.
func (s *Service) dropView(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errBadForm
	}
	if err := parse(r); err != nil {
		return err
	}
	if err := s.stores.Queue.DropView(r.Context(), me(r).ID, id, s.record(r, audit.ViewDropped, "")); err != nil {
		return err
	}
	s.redirect(w, r, "/desk", flash{OK: true, Text: say("console.view.dropped")})
	return nil
}
