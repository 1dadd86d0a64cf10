package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
)

// Applications keep the other systems that work at the counter through the API.
type Applications interface {
	Applications(ctx context.Context) ([]staff.Application, error) // those whose token is good first
	// NewApplication keeps one under the hash of its token; the one that is there already, where it is not revoked.
	NewApplication(ctx context.Context, a staff.Application, hash []byte, by audit.Record) (staff.Application, error)
	// RevokeApplication makes a token good for nothing, or fails with chat.ErrNotFound where it is so already.
	RevokeApplication(ctx context.Context, id int64, by audit.Record) error
}

// An applicationsView is which other systems have a token, and the form for another.
type applicationsView struct {
	Rows, Revoked []applicationRow
	Name          string
	Scopes        []option
	Error         string
	Seed          string // of the token that the form makes, however often it is pressed
	Token         string // shown once
	Made          string // whose it is
}

type applicationRow struct {
	ID                                  int64
	Name, Hint, By, Created, Used, Gone string
	Scopes                              []string
}

func (s *Service) showApplications(w http.ResponseWriter, r *http.Request) error {
	return s.renderApplications(w, r, http.StatusOK, applicationsView{})
}

// renderApplications shows the page with what a form has brought.
func (s *Service) renderApplications(w http.ResponseWriter, r *http.Request, status int, v applicationsView) error {
	if s.stores.Applications == nil {
		return chat.ErrNotFound
	}
	all, err := s.stores.Applications.Applications(r.Context())
	if err != nil {
		return err
	}
	now := s.Now()
	for _, a := range all {
		row := applicationRow{ID: a.ID, Name: a.Name, Hint: a.Hint, By: a.By, Created: moment(now, a.Created), Used: moment(now, a.Used), Gone: moment(now, a.Revoked)}
		for _, scope := range a.Scopes {
			row.Scopes = append(row.Scopes, scope.Label())
		}
		if a.Active() {
			v.Rows = append(v.Rows, row)
		} else {
			v.Revoked = append(v.Revoked, row)
		}
	}
	v.Seed = token()
	if v.Scopes == nil {
		v.Scopes = scopeOptions(nil)
	}
	s.renderStatus(w, r, status, "applications", page{Title: say("console.applications.title"), Nav: "applications", Body: v})
	return nil
}

// scopeOptions are all scopes, those that were chosen marked.
func scopeOptions(chosen []staff.Scope) []option {
	var out []option
	for _, scope := range staff.Scopes() {
		out = append(out, option{Value: string(scope), Label: scope.Label(), Selected: slices.Contains(chosen, scope)})
	}
	return out
}

// addApplication makes a token, and shows it: it is kept nowhere, so this page is the only one that ever has it. Of two
// presses a browser shows the second's answer, which has the first's token for that reason.
func (s *Service) addApplication(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Applications == nil || s.TokenOf == nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	a := staff.Application{Name: cleanName(form(r, "name"))}
	for _, scope := range r.PostForm["scope"] {
		a.Scopes = append(a.Scopes, staff.Scope(strings.TrimSpace(scope)))
	}
	token, hash, hint := s.TokenOf(seedOf(r))
	a.Hint = hint
	var fault *staff.Fault
	if errors.As(a.Check(), &fault) {
		wrong := say("console.applications.no_name")
		if fault.What == "scopes" {
			wrong = say("console.applications.no_scopes")
		}
		return s.renderApplications(w, r, http.StatusUnprocessableEntity, applicationsView{Name: a.Name, Scopes: scopeOptions(a.Scopes), Error: wrong})
	}
	made, err := s.stores.Applications.NewApplication(r.Context(), a, hash, s.record(r, audit.ApplicationMade, ""))
	if err != nil {
		return err
	}
	return s.renderApplications(w, r, http.StatusOK, applicationsView{Token: token, Made: made.Name})
}

func (s *Service) revokeApplication(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || s.stores.Applications == nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	if err := s.stores.Applications.RevokeApplication(r.Context(), id, s.record(r, audit.ApplicationRevoked, "")); err != nil {
		return err
	}
	s.redirect(w, r, "/desk/applications", flash{OK: true, Text: say("console.applications.revoked")})
	return nil
}

// seedOf is what the secret that a form makes comes of: what was drawn for the form, whose page alone has it, with what
// is filled in.
func seedOf(r *http.Request) string {
	if seed := form(r, "seed"); len(seed) == tokenLength {
		return filledIn(r)
	}
	return token()
}
