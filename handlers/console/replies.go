package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// One text can go to several tickets: to each as a reply of its own, with its variables filled in, by the road that any
// reply takes. Before it goes, a page lists who would get what. Those who differ from the rest are not ticked there.

// Bulks keep one reply to several tickets.
type Bulks interface {
	// SendBulk stores the replies, all or none, and gives the number under which they can be looked at. by.Request names
	// the form: one that is pressed twice sends once.
	SendBulk(ctx context.Context, replies []chat.Event, by audit.Record) (int64, error)
	PressedBulk(ctx context.Context, request string) (int64, error) // what a form has sent before, or chat.ErrNotFound
	Bulk(ctx context.Context, id int64) (ticket.Bulk, error)        // or chat.ErrNotFound
	// UndoBulk stores the acts that call the replies back. It reports false where somebody has done so before.
	UndoBulk(ctx context.Context, id int64, recalls []chat.Event, by audit.Record) (bool, error)
	InTalk(ctx context.Context, numbers []string) ([]string, error) // those of them in which a person and the member talk directly
}

// mostReplies is how many tickets one text goes to at a time: what somebody can still look through.
const mostReplies = 200

// A repliesView is the page on which the text is written, and the one on which its receivers are looked at.
type repliesView struct {
	Chosen  []namedTicket // all that were chosen
	Text    string        // as it is written, with its variables
	Canned  []option
	Names   []string // of variables
	Refused string
	Cut     bool   // more ask the same than one text goes to
	Back    string // the filter of the list, as in an address
	Address string // the list's

	Rows   []replyRow
	Ticked int
	Cost   costView

	changed map[string]bool // by number: something has happened there since the page was shown
}

// A namedTicket is a ticket as a form names it, with the version it was seen in.
type namedTicket struct {
	Value, Number, Case, Company string
}

func (s *Service) named(tickets []ticket.Ticket) []namedTicket {
	out := make([]namedTicket, len(tickets))
	for i := range tickets {
		tk := &tickets[i]
		company, about := parts(tk.Title)
		out[i] = namedTicket{Value: tk.Number + ":" + strconv.Itoa(tk.Version), Number: tk.Number, Case: about, Company: company}
	}
	return out
}

// showReplies lets a text be written for the tickets of one row of the queue.
func (s *Service) showReplies(w http.ResponseWriter, r *http.Request) error {
	f := readFilter(r.URL.Query())
	if f.Alike == 0 || s.stores.Bulks == nil {
		return chat.ErrNotFound
	}
	chosen := me(r).Within(f.tickets(s.Now(), who(r)))
	chosen.Offset, chosen.Limit, chosen.Order = 0, mostReplies+1, ticket.Oldest
	tickets, err := s.stores.Tickets.Tickets(r.Context(), chosen)
	if err != nil {
		return fmt.Errorf("list tickets that ask the same: %w", err)
	}
	if len(tickets) == 0 {
		s.redirect(w, r, f.together(true).address(), flash{Text: say("console.replies.nobody")})
		return nil
	}
	v := repliesView{Back: f.query(), Address: f.address(), Cut: len(tickets) > mostReplies}
	v.Chosen = s.named(tickets[:min(len(tickets), mostReplies)])
	return s.renderReplies(w, r, http.StatusOK, v)
}

// writeReplies shows the text again: to be changed after the preview, or with a canned reply behind it.
func (s *Service) writeReplies(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.readReplies(r)
	if err != nil {
		return err
	}
	if form(r, "insert") != "" {
		if v.Text, err = s.insertRaw(r, v.Text, form(r, "canned")); err != nil {
			return err
		}
	}
	return s.renderReplies(w, r, http.StatusOK, v)
}

// insertRaw is a text with a canned reply behind it, its variables as they stand.
func (s *Service) insertRaw(r *http.Request, text, id string) (string, error) {
	if s.stores.Canned == nil {
		return "", chat.ErrNotFound
	}
	all, err := s.stores.Canned.CannedReplies(r.Context(), "*")
	if err != nil {
		return "", err
	}
	for _, c := range all {
		if strconv.FormatInt(c.ID, 10) == id {
			return strings.TrimSpace(strings.TrimSpace(text) + "\n\n" + c.Text), nil
		}
	}
	return text, nil // none was chosen, or it is gone: what was typed stays
}

// readReplies reads what the forms of these pages hold.
func (s *Service) readReplies(r *http.Request) (repliesView, []ticket.Ticket, error) {
	if err := parse(r); err != nil {
		return repliesView{}, nil, err
	}
	if s.stores.Bulks == nil {
		return repliesView{}, nil, chat.ErrNotFound
	}
	all, err := s.chosen(r, "all", mostReplies)
	if err != nil {
		return repliesView{}, nil, err
	}
	back, _ := url.ParseQuery(form(r, "back")) // the first tab where it cannot be read
	list := readFilter(back)
	v := repliesView{Chosen: s.named(all), Text: strings.TrimSpace(chars.Clean(form(r, "text"))), Back: list.query(), Address: list.address()}
	return v, all, nil
}

// renderReplies writes the page on which the text is written.
func (s *Service) renderReplies(w http.ResponseWriter, r *http.Request, status int, v repliesView) error {
	if s.stores.Bulks == nil {
		return chat.ErrNotFound
	}
	if len(v.Chosen) == 0 {
		s.redirect(w, r, v.Address, flash{Text: say("console.replies.nobody")})
		return nil
	}
	v.Names = ticket.Variables()
	if s.stores.Canned != nil {
		all, err := s.stores.Canned.CannedReplies(r.Context(), "*")
		if err != nil {
			return err
		}
		for _, c := range all {
			v.Canned = append(v.Canned, option{Value: strconv.FormatInt(c.ID, 10), Label: c.Name})
		}
	}
	s.renderStatus(w, r, status, "replies", page{Title: say("console.replies.title"), Nav: "queue", Body: v})
	return nil
}

// previewReplies lists who would get what, and what it costs.
func (s *Service) previewReplies(w http.ResponseWriter, r *http.Request) error {
	v, all, err := s.readReplies(r)
	if err != nil {
		return err
	}
	return s.renderReceivers(w, r, http.StatusOK, v, all, form(r, "again") == "1")
}

// renderReceivers writes the preview. again keeps the ticks as the form has them.
func (s *Service) renderReceivers(w http.ResponseWriter, r *http.Request, status int, v repliesView, all []ticket.Ticket, again bool) error {
	if why := unsendable(ticket.Filled(v.Text)); why != "" {
		v.Refused = why
		return s.renderReplies(w, r, http.StatusUnprocessableEntity, v)
	}
	if len(all) == 0 {
		return s.renderReplies(w, r, status, v)
	}
	var err error
	if v.Rows, err = s.receivers(r, all, v.Text); err != nil {
		return err
	}
	for i := range v.Rows {
		if row := &v.Rows[i]; v.changed[row.Number] {
			row.Why, row.Ticked = append([]string{say("console.replies.why.changed")}, row.Why...), false
		}
	}
	if again {
		v.tick(r.PostForm["t"])
	}
	v.count()
	s.renderStatus(w, r, status, "receivers", page{Title: say("console.replies.title"), Nav: "queue", Script: "receivers", Body: v})
	return nil
}

// sendReplies sends the text to those who are ticked.
func (s *Service) sendReplies(w http.ResponseWriter, r *http.Request) error {
	v, all, err := s.readReplies(r)
	if err != nil {
		return err
	}
	ticked, current, err := s.chosenSince(r, "t", mostReplies)
	if err != nil {
		return err
	}
	if len(ticked) == 0 {
		v.Refused = say("console.replies.nobody")
		return s.renderReceivers(w, r, http.StatusUnprocessableEntity, v, all, true)
	}
	by := s.pressed(r)
	if by.Request == "" { // a form without its mark is pressed once
		by.Request = token()
	}
	by.Request = me(r).Person().ID + ":" + by.Request
	switch id, err := s.stores.Bulks.PressedBulk(r.Context(), by.Request); {
	case err == nil: // pressed twice: what it has done is no change that anybody else has made
		s.redirect(w, r, bulkPage(id), flash{})
		return nil
	case !isAbsent(err):
		return err
	}
	if v.sinceShown(all, ticked, current) {
		v.Refused, v.Chosen = say("console.replies.changed", "n", len(v.changed)), s.named(all)
		return s.renderReceivers(w, r, http.StatusConflict, v, all, true)
	}
	var events []chat.Event
	for i := range ticked {
		tk := &ticked[i]
		text := s.letter(r, tk).Fit(v.Text)
		if refused := unsendable(text); refused != "" {
			v.Refused = say("console.bulk.refused", "number", tk.Number, "why", refused)
			return s.renderReceivers(w, r, http.StatusUnprocessableEntity, v, all, true)
		}
		e := s.event(r, chat.Reply, tk.Number)
		e.ID, e.Version, e.Text = ticket.BulkPrefix+by.Request+":"+tk.Number, tk.Version, text
		events = append(events, e)
	}
	id, err := s.stores.Bulks.SendBulk(r.Context(), events, by)
	if err != nil {
		return err
	}
	s.Log.Info("staff act", "act", "bulk reply", "bulk", id, "tickets", len(events), "person", who(r).ID)
	s.redirect(w, r, bulkPage(id), flash{OK: true, Text: say("console.replies.sent", "n", len(events))})
	return nil
}

// sinceShown reports whether something has happened to any of those who are ticked since the page was shown: their member
// has written, or a colleague has answered. What is shown next is of now.
func (v *repliesView) sinceShown(all, ticked []ticket.Ticket, current map[string]int) bool {
	v.changed = map[string]bool{}
	for i := range ticked {
		if number := ticked[i].Number; ticked[i].Version != current[number] {
			v.changed[number] = true
		}
	}
	for i := range all {
		if v.changed[all[i].Number] {
			all[i].Version = current[all[i].Number]
		}
	}
	return len(v.changed) > 0
}

func bulkPage(id int64) string { return "/desk/replies/" + strconv.FormatInt(id, 10) }
