package console

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// Canned keep the replies that the office has written once.
type Canned interface {
	// CannedReplies are those for a programme and for all; with "*", every one.
	CannedReplies(ctx context.Context, programme string) ([]ticket.Canned, error)
	// SaveCanned keeps one, a new one where it has no ID. It reports false where the programme has another of that name.
	SaveCanned(ctx context.Context, c ticket.Canned, by audit.Record) (bool, error)
	DropCanned(ctx context.Context, id int64, by audit.Record) error
}

// A cannedView is the page on which canned replies are kept.
type cannedView struct {
	Replies   []cannedRow
	New       cannedRow
	Variables []string
}

// A cannedRow is one of them, as a form.
type cannedRow struct {
	ID                 int64
	Name, Text, Where  string
	Programmes         []option
	Changed, By, Wrong string
	Most, MostName     int
}

func (s *Service) cannedRow(c ticket.Canned) cannedRow {
	row := cannedRow{
		ID: c.ID, Name: c.Name, Text: c.Text, Where: nameOr(s.programmes(), c.Programme), Changed: moment(s.Now(), c.Changed), By: c.By,
		Most: ticket.LongestCanned, MostName: ticket.LongestCannedName,
	}
	names := s.programmes()
	for _, p := range s.collections() {
		row.Programmes = append(row.Programmes, option{p.ID, names[p.ID], p.ID == c.Programme})
	}
	return row
}

func (s *Service) showCanned(w http.ResponseWriter, r *http.Request) error {
	return s.renderCanned(w, r, http.StatusOK, cannedRow{})
}

// renderCanned shows all of them, with one as it was typed where it could not be kept.
func (s *Service) renderCanned(w http.ResponseWriter, r *http.Request, status int, typed cannedRow) error {
	all, err := s.stores.Canned.CannedReplies(r.Context(), "*")
	if err != nil {
		return err
	}
	v := cannedView{New: s.cannedRow(ticket.Canned{}), Variables: ticket.Variables()}
	for _, c := range all {
		row := s.cannedRow(c)
		if c.ID == typed.ID {
			row = typed
		}
		v.Replies = append(v.Replies, row)
	}
	if typed.Wrong != "" && typed.ID == 0 {
		v.New = typed
	}
	s.renderStatus(w, r, status, "canned", page{Title: say("console.canned.title"), Nav: "queue", Body: v})
	return nil
}

// saveCanned keeps a canned reply, or says why it cannot be kept.
func (s *Service) saveCanned(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	id, _ := strconv.ParseInt(form(r, "id"), 10, 64) // 0 where there is none: a new one
	c := ticket.Canned{ID: id, Programme: form(r, "programme"), Name: chars.Line(form(r, "name")), Text: strings.TrimSpace(form(r, "text")), Changed: s.Now(), By: who(r).Name}
	wrong := s.wrongCanned(c)
	if wrong == "" {
		saved, err := s.stores.Canned.SaveCanned(r.Context(), c, s.record(r, audit.CannedSaved, c.Name))
		if err != nil {
			return err
		}
		if saved {
			s.redirect(w, r, "/desk/canned", flash{OK: true, Text: say("console.canned.saved", "name", c.Name)})
			return nil
		}
		wrong = say("console.canned.twice", "name", c.Name)
	}
	row := s.cannedRow(c)
	row.Wrong = wrong
	return s.renderCanned(w, r, http.StatusUnprocessableEntity, row)
}

// wrongCanned says why a canned reply cannot be kept, or "".
func (s *Service) wrongCanned(c ticket.Canned) string {
	known := c.Programme == ""
	for _, p := range s.collections() {
		known = known || p.ID == c.Programme
	}
	unknown := ticket.UnknownVariables(c.Text)
	switch {
	case c.Name == "" || c.Text == "":
		return say("console.canned.empty")
	case len([]rune(c.Name)) > ticket.LongestCannedName || len([]rune(c.Text)) > ticket.LongestCanned:
		return say("console.canned.too_long", "name", ticket.LongestCannedName, "text", ticket.LongestCanned)
	case !known:
		return say("console.canned.no_programme")
	case len(unknown) > 0:
		return say("console.canned.unknown", "names", strings.Join(unknown, "、"))
	}
	return ""
}

func (s *Service) dropCanned(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errBadForm
	}
	if err := parse(r); err != nil {
		return err
	}
	if err := s.stores.Canned.DropCanned(r.Context(), id, s.record(r, audit.CannedDropped, "")); err != nil {
		return err
	}
	s.redirect(w, r, "/desk/canned", flash{OK: true, Text: say("console.canned.dropped")})
	return nil
}

// letter is what a reply's variables stand for, from who is signed in.
func (s *Service) letter(r *http.Request, tk *ticket.Ticket) ticket.Letter {
	facts := s.Facts()
	l := ticket.Letter{Ticket: tk, Form: s.formOf(tk), Programme: nameOr(s.programmes(), tk.Programme), Office: facts.Office, Now: s.Now()}
	if facts.Shown != nil {
		l.Me = facts.Shown(who(r).Name)
	}
	return l
}

// cannedFor are the canned replies that a ticket's reply can begin with.
func (s *Service) cannedFor(ctx context.Context, tk *ticket.Ticket) ([]option, error) {
	if s.stores.Canned == nil {
		return nil, nil
	}
	all, err := s.stores.Canned.CannedReplies(ctx, tk.Programme)
	if err != nil {
		return nil, err
	}
	var out []option
	for _, c := range all {
		out = append(out, option{Value: strconv.FormatInt(c.ID, 10), Label: c.Name})
	}
	return out, nil
}

// insert is a reply's text with the canned reply behind it whose ID the form names, its variables filled in.
func (s *Service) insert(r *http.Request, tk *ticket.Ticket, text, id string) (string, error) {
	if s.stores.Canned == nil {
		return "", chat.ErrNotFound
	}
	all, err := s.stores.Canned.CannedReplies(r.Context(), tk.Programme)
	if err != nil {
		return "", fmt.Errorf("insert a canned reply: %w", err)
	}
	for _, c := range all {
		if strconv.FormatInt(c.ID, 10) == id {
			return strings.TrimSpace(strings.TrimSpace(text) + "\n\n" + s.letter(r, tk).Fit(c.Text)), nil
		}
	}
	return text, nil // none was chosen, or it is gone: what was typed stays
}
