package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// deskActs are the acts that have a button, by their word in the address. A reply is none of them: it goes out by the
// preview alone, which is where its files are chosen and its doubts are shown.
var deskActs = map[string]chat.Act{
	"claim": chat.Claim, "take": chat.Assign, "assign": chat.Assign, "note": chat.NoteDown, "done": chat.Done,
	"resolve": chat.Resolve, "reopen": chat.Reopen, "snooze": chat.Snooze, "route": chat.Route,
	"cancel": chat.Cancel, "spam": chat.Spam, "merge": chat.Merge, "identify": chat.Identify,
	"resend": chat.Resend, "recall": chat.Recall, "misdirect": chat.Misdirect,
	"edit": chat.Edit, "live": chat.Live, "told": chat.Told, "call": chat.Call,
}

// act does what a button on a ticket's page asks for. What was done is said on the page that
// follows; what was refused is said above the present state, with the words typed kept.
func (s *Service) act(w http.ResponseWriter, r *http.Request) error {
	name, number := r.PathValue("act"), r.PathValue("number")
	what, ok := deskActs[name]
	if !ok || !isNumber(number) {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	if err := s.need(r, staff.ActRight(what)); err != nil {
		return err
	}
	if _, err := s.ticketOf(r); err != nil {
		return err
	}
	e := s.event(r, what, number)
	if _, given := r.PostForm["person"]; name == "assign" && !given {
		r.PostForm.Set("person", "") // to nobody yet, rather than to oneself
	}
	problem := s.fill(&e, r)
	if problem == "" {
		outcome, err := s.sink.Act(r.Context(), e)
		if err == nil && outcome.OK {
			s.Log.Info("staff act", "act", what, "ticket", number, "person", e.Person.ID)
			s.redirect(w, r, s.after(r, what, &e), flash{OK: true, Text: orElse(outcome.Text, say("console.act.finished"))})
			return nil
		}
		problem = outcome.Text
		if err != nil {
			s.Log.Error("staff act", "act", what, "ticket", number, "err", err)
			problem = say("console.act.failed")
		}
	}
	v, err := s.ticketView(r, false)
	if err != nil {
		return err
	}
	v.Refused = problem
	switch what {
	case chat.NoteDown:
		v.Note = e.Text
	case chat.Told:
		v.Voice.Said = e.Text
	case chat.Call:
		v.Voice.Heard = e.Text
	case chat.Route:
		v.Reason = e.Text
	}
	s.renderTicket(w, r, http.StatusConflict, v)
	return nil
}

// event is a staff act as the sink takes it. Its ID is the form's, so that a second press, or a
// press repeated after a lost answer, is the same event.
func (s *Service) event(r *http.Request, what chat.Act, number string) chat.Event {
	me := who(r)
	once := form(r, "once")
	if len(once) != tokenLength {
		once = token()
	}
	version, _ := strconv.Atoi(form(r, "version")) // 0 where there is none: whatever it is now
	return chat.Event{
		ID: me.ID + ":" + once, Kind: chat.StaffAct, Act: what, Ticket: number, Version: version, Person: me,
		From: chat.Address{Channel: chat.Desk, ID: me.ID}, At: s.Now(),
	}
}

// fill completes an event with what its form says, or says what is missing there.
func (s *Service) fill(e *chat.Event, r *http.Request) (problem string) {
	switch e.Act {
	case chat.Misdirect:
		e.Version, e.Value, e.Text = 0, form(r, "delivery"), strings.TrimSpace(form(r, "text"))
		if s.stores.Incidents == nil || !s.ofTicket(r, e.Ticket, e.Value) {
			return say("console.astray.none")
		}
	case chat.Identify:
		e.Text = strings.TrimSpace(form(r, "text"))
	case chat.Reply, chat.NoteDown:
		if e.Text = strings.TrimSpace(form(r, "text")); e.Text == "" {
			return say("console.act.no_text")
		}
		if e.Act == chat.NoteDown { // a note is kept whatever has happened since
			e.Version = 0
		}
	case chat.Assign:
		to := e.Person
		if chosen, given := r.PostForm["person"]; given {
			var found bool
			if to, found = s.colleague(r, strings.Join(chosen, "")); !found {
				return say("console.act.no_person")
			}
		}
		e.Value = to.ID + " " + to.Name
	case chat.Route:
		if e.Value = strings.TrimSpace(form(r, "team")); !slices.Contains(s.Facts().Teams, e.Value) {
			return say("console.act.no_team")
		}
		e.Text = strings.TrimSpace(form(r, "text"))
	case chat.Edit:
		return s.fillEdit(e, r)
	case chat.Told, chat.Call:
		return fillVoice(e, r)
	case chat.Live:
		if e.Value = "on"; form(r, "value") == "off" {
			e.Value = "off"
		}
	case chat.Merge:
		if e.Value = strings.ToUpper(strings.TrimSpace(form(r, "into"))); !isNumber(e.Value) {
			return say("console.act.no_number")
		}
	case chat.Snooze:
		until, err := holdUntil(form(r, "hold"), form(r, "date"), s.Now())
		if err != nil {
			return say("console.act.no_day")
		}
		e.Value = until.Format(time.RFC3339)
	case chat.Resend, chat.Recall:
		e.Value, e.Version = strings.TrimSpace(form(r, "delivery")), 0
		if _, err := strconv.ParseInt(e.Value, 10, 64); err != nil {
			return say("console.act.no_delivery")
		}
	}
	return ""
}

// colleague is somebody who works here and can have tickets, by the ID that a form names.
func (s *Service) colleague(r *http.Request, person string) (chat.Person, bool) {
	id, ok := staff.ParsePersonID(person)
	if !ok {
		return chat.Person{}, false
	}
	a, err := s.stores.People.Account(r.Context(), id)
	if err != nil || !a.Active(s.Now()) || !a.May(staff.Work) {
		return chat.Person{}, false
	}
	return a.Person(), true
}

// morning is when a ticket on hold comes back: before the office opens.
const morning = 9 * time.Hour

// holdUntil reads how long a ticket is put on hold: so many days, or until a date, which wins.
func holdUntil(days, date string, now time.Time) (time.Time, error) {
	today := reading.Midnight(now)
	day := today
	if date != "" {
		d, err := reading.ParseDay(date)
		if err != nil {
			return time.Time{}, fmt.Errorf("read date %q: %w", date, err)
		}
		day = d
	} else {
		n, err := strconv.Atoi(days)
		if err != nil {
			return time.Time{}, fmt.Errorf("read days %q", days)
		}
		day = today.AddDate(0, 0, min(n, 1000)) // the limit is below
	}
	until := day.Add(morning)
	if !day.After(today) || until.After(ticket.LatestHold(now)) {
		return time.Time{}, fmt.Errorf("hold until %s: not after today, or too far off", day.Format(time.DateOnly))
	}
	return until, nil
}

// look shows a ticket's personal data once, after its log has it that somebody asked.
func (s *Service) look(w http.ResponseWriter, r *http.Request) error {
	v, err := s.looked(r)
	if err != nil {
		return err
	}
	s.renderTicket(w, r, http.StatusOK, v)
	return nil
}

// draft shows a ticket's page with words in the reply's field: ones to be changed after a preview,
// or those of an FAQ entry.
func (s *Service) draft(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	v, err := s.ticketView(r, false)
	if err != nil {
		return err
	}
	v.Draft = form(r, "text")
	if form(r, "insert") != "" {
		tk, err := s.ticketOf(r)
		if err != nil {
			return err
		}
		if v.Draft, err = s.insert(r, &tk, v.Draft, form(r, "canned")); err != nil {
			return err
		}
	}
	if ref := form(r, "ref"); ref != "" {
		v.Draft = s.quote(ref)
	}
	if note := form(r, "note"); note != "" {
		if v.Draft, err = s.answered(r.Context(), v.Number, note); err != nil {
			return err
		}
	}
	s.renderTicket(w, r, http.StatusOK, v)
	return nil
}

// answered is what a colleague has answered by mail, by the ID of its entry in the ticket's log, as the beginning of
// a reply.
func (s *Service) answered(ctx context.Context, number, id string) (string, error) {
	entries, err := s.stores.Tickets.Log(ctx, number)
	if err != nil {
		return "", fmt.Errorf("read log of %s: %w", number, err)
	}
	for _, e := range entries {
		if (e.What == ticket.LogAnswered || e.What == ticket.LogDrafted) && strconv.FormatInt(e.ID, 10) == id {
			return e.Text, nil
		}
	}
	return "", chat.ErrNotFound
}

// quote is an FAQ entry as the beginning of a reply.
func (s *Service) quote(ref string) string {
	ix := s.index()
	if ix == nil {
		return ""
	}
	e, ok := ix.Entry(ref)
	if !ok {
		return ""
	}
	title := ""
	for _, c := range s.collections() {
		if c.ID == e.Collection {
			title = c.Title
		}
	}
	return e.AnswerText() + "\n" + say("console.draft_source", "source", strings.TrimSpace(title+" "+e.Label))
}

// lineObject is how much one of the messages holds that LINE shows a long reply as, in UTF-16 units.
const lineObject = 5000

// unsendable says why a reply cannot be sent as it is, or "".
func unsendable(text string) string {
	switch n := chars.Units(text); {
	case text == "":
		return say("console.act.no_reply")
	case n > chat.MaxReply:
		return say("console.act.too_long", "most", chat.MaxReply, "n", n)
	case chat.HasAside(text):
		return say("desk.aside_in_reply")
	}
	return ticket.UnfilledRefusal(text)
}

// preview shows a reply exactly as the member will see it, before it is sent.
func (s *Service) preview(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	v, err := s.ticketView(r, false)
	if err != nil {
		return err
	}
	tk, err := s.ticketOf(r)
	if err != nil {
		return err
	}
	text := s.letter(r, &tk).Fit(strings.TrimSpace(form(r, "text")))
	v.Draft = text
	v.Units = chars.Units(text)
	if v.Refused = unsendable(text); v.Refused != "" {
		s.renderTicket(w, r, http.StatusUnprocessableEntity, v)
		return nil
	}
	if version, err := strconv.Atoi(form(r, "version")); err == nil && version != v.Version {
		v.Refused = say("console.act.changed")
		s.renderTicket(w, r, http.StatusConflict, v)
		return nil
	}
	if v.Doubts, err = s.doubts(r, &tk, text); err != nil {
		return err
	}
	v.To = s.receiverOf(&tk)
	if s.shares() != nil {
		v.Attaches = maxAttached
	}
	v.Preview = &bubble{Side: string(chat.Staff), Who: s.speaker(), Text: text}
	if v.Channel == staffwords.Channel(chat.LINE) {
		v.Parts = (v.Units + lineObject - 1) / lineObject
	}
	s.renderStatus(w, r, http.StatusOK, "preview", page{Title: say("console.preview.title", "number", v.Number), Nav: "queue", Body: v})
	return nil
}

func (s *Service) index() faq.Index {
	if s.stores.FAQ == nil {
		return nil
	}
	return s.stores.FAQ.Current()
}

func (s *Service) collections() []faq.Collection {
	ix := s.index()
	if ix == nil {
		return nil
	}
	return ix.Collections()
}

// actOnDelivery sends a failed delivery again, or gives it up for good.
func (s *Service) actOnDelivery(w http.ResponseWriter, r *http.Request) error {
	what, ok := map[string]chat.Act{"resend": chat.Resend, "discard": chat.Recall}[r.PathValue("act")]
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if !ok || err != nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	if err := s.need(r, staff.ActRight(what)); err != nil {
		return err
	}
	e := s.event(r, what, "")
	if number := form(r, "ticket"); isNumber(number) {
		e.Ticket = number
	}
	e.Value, e.Version = strconv.FormatInt(id, 10), 0
	outcome, err := s.sink.Act(r.Context(), e)
	if err != nil {
		return fmt.Errorf("%s delivery %d: %w", what, id, err)
	}
	to := "/desk/deliveries"
	if tab := form(r, "tab"); tab != "" {
		to += "?" + url.Values{"tab": {tab}}.Encode()
	}
	s.redirect(w, r, to, flash{OK: outcome.OK, Text: orElse(outcome.Text, say("console.act.finished"))})
	return nil
}
