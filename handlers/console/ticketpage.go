package console

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/office/staffwords"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A ticketView is one ticket with its conversation, its log and what can be done now.
type ticketView struct {
	queueRow
	id                  int64
	Open                bool
	Owner               string // somebody else who has it
	DueLong, Closed     string
	DueTold             bool // to the member
	ReplyBy             string
	Snoozed             string
	RouteReason, Grade  string
	Tags                []string
	Fields              []field
	Personal, Revealed  bool
	Trace               *trace
	Bubbles             []bubble
	Earlier             bool
	Log                 []logLine
	Acts                acts
	Teams               []option
	Refused             string // why the last act was not done
	Draft, Note, Reason string // words kept from an act that was not done
	Preview             *bubble
	To                  receiver // of the reply that is previewed
	Doubts              []string // what in it may be about somebody else
	Parts, Units        int
	Tomorrow, Latest    string       // days until when it may be put on hold
	Prospect            string       // what becomes of a reply that is sent now
	Undelivered         bool         // and it does not arrive
	Subject             *subjectView // of a member's claim to their own data
	Here                *hereView    // where who is signed in is, if that is abroad
	Beside              beside
	Changes             []changed // of a change: what is to become of each item
	Folded              []bubble  // the talk that led to the ticket
	Related             related
	Merge               []option // the member's tickets that it can be joined into
	People              []option // colleagues who can be given it
	Edit                settingsView
	Voice               voiceView
	Present             []string // who else is at the page
	Canned              []option // replies to begin with
	Printed             string   // when its record was made
	Attaches            int      // how many files can go along with the reply in the preview; 0 = none are sent
}

// A hereView is the time and the holidays where somebody is, beside the office's own.
type hereView struct{ Zone, Now, Opened, Due, Holiday string }

// here is what of a ticket is another time where the account is; nil where it is not.
func here(a staff.Account, tk *ticket.Ticket, now time.Time) *hereView {
	if !a.Abroad(now) && len(a.Holidays) == 0 {
		return nil
	}
	loc := a.Location()
	clock := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(loc).Format("2006/01/02 15:04")
	}
	v := &hereView{Zone: loc.String(), Now: clock(now), Opened: clock(tk.Opened), Due: clock(tk.Due)}
	for at := now; !at.After(now.AddDate(0, 0, 14)); at = at.AddDate(0, 0, 1) { // the next two weeks
		if until, on := a.OnHoliday(at); on {
			v.Holiday = at.In(loc).Format("1/2") + "〜" + until.AddDate(0, 0, -1).Format("1/2")
			break
		}
	}
	return v
}

// acts are what can be done with a ticket.
type acts struct{ Claim, TakeOver, Reply, Done, Close, Reopen, Note, Identify, Live bool }

// A trace is what the bot had found.
type trace struct {
	Query, Reason string
	Hits          []tracedHit
}

type tracedHit struct{ Ref, Question string }

// A logLine is one line of the log.
type logLine struct {
	At, Who, What, Text, Change string
	Class                       string // note, replied, member, look, or "" for the rest
	HandOn                      string // of a colleague's answer by mail, which can become a reply: the entry's ID
	Folded                      string // of a mail: what it quotes, and its signature
}

func (s *Service) showTicket(w http.ResponseWriter, r *http.Request) error {
	v, err := s.ticketView(r, false)
	if err != nil {
		return err
	}
	if !refreshes(r) { // somebody is there
		if err := s.stores.Queue.MarkRead(r.Context(), me(r).ID, v.id, s.Now()); err != nil {
			return err
		}
	}
	s.renderTicket(w, r, http.StatusOK, v)
	return nil
}

// renderTicket writes a ticket's page. One that shows personal data or unsent words is not brought
// up to date by itself.
func (s *Service) renderTicket(w http.ResponseWriter, r *http.Request, status int, v *ticketView) {
	p := page{Title: v.Number + " " + v.Title, Nav: "queue", Body: v}
	if status == http.StatusOK && r.Method != http.MethodPost {
		p.Live = r.URL.RequestURI()
	}
	s.renderStatus(w, r, status, "ticket", p)
}

// ticketView reads all that a ticket's page shows.
func (s *Service) ticketView(r *http.Request, revealed bool) (*ticketView, error) {
	tk, err := s.ticketOf(r)
	if err != nil {
		return nil, err
	}
	now, mine, under := s.Now(), me(r), s.veilOf(&tk, revealed)
	me := mine.Person()
	v := &ticketView{
		queueRow: s.row(&tk, now, me, s.programmes()), id: tk.ID, Open: tk.Status.Open(),
		DueLong: promised(now, &tk), Snoozed: moment(now, tk.Snoozed),
		RouteReason: tk.RouteReason, Tags: tk.ReadableTags(), Grade: tk.Grade().Label(), Revealed: revealed,
		Trace: traceOf(&tk, under), Acts: actsOf(&tk, me),
	}
	at := s.readAt(r.Context())
	v.Opened, v.Closed = moment(at, tk.Opened), moment(at, tk.Closed)
	v.Tomorrow, v.Latest = holdDays(now)
	if tk.Status != ticket.OnHold {
		v.Snoozed = ""
	}
	if v.Subject, err = s.subjectOf(r, &tk); err != nil {
		return nil, err
	}
	v.Here = here(mine, &tk, now)
	looking, writing, err := s.others(r, &tk)
	if err != nil {
		return nil, err
	}
	v.Present = presentLines(looking, writing)
	if tk.Assignee.ID != "" && !v.Mine {
		v.Owner = tk.Assignee.Name
	}
	for _, team := range s.Facts().Teams {
		v.Teams = append(v.Teams, option{Value: team, Label: team, Selected: team == tk.Team})
	}
	var sides []string
	v.Changes, sides = s.changes(&tk, revealed)
	v.Fields, v.Personal = s.fields(&tk, revealed, sides...)
	v.Personal = v.Personal || len(v.Changes) > 0
	v.Fields = append(identityFields(&tk, s.formOf(&tk), at), v.Fields...)
	if v.Bubbles, v.Earlier, err = s.conversation(r.Context(), &tk, under, r.URL.Query().Get("all") == "1"); err != nil {
		return nil, err
	}
	entries, err := s.stores.Tickets.Log(r.Context(), tk.Number)
	if err != nil {
		return nil, fmt.Errorf("read log of %s: %w", tk.Number, err)
	}
	v.DueTold, v.ReplyBy = tk.Told(entries), s.replyWay(&tk)
	v.Log = logLines(entries, under, at)
	nameReplies(v.Bubbles, entries)
	if n := fold(v.Bubbles, tk.Opened); n > 0 {
		v.Folded, v.Bubbles = v.Bubbles[:n], v.Bubbles[n:]
	}
	if v.Related, err = s.relatedTo(r.Context(), &tk, mine.Within); err != nil {
		return nil, err
	}
	v.Merge, v.Edit, v.Voice = v.Related.mergeable(), s.editOf(&tk), s.voiceOf(&tk)
	v.Acts.Reply = v.Acts.Reply && !v.Voice.Only
	if !refreshes(r) { // the reply's form stays as it is
		s.lookAhead(r.Context(), v, tk.Contact)
		if v.Canned, err = s.cannedFor(r.Context(), &tk); err != nil {
			return nil, err
		}
	}
	choices, err := s.choices(r, queueFilter{Person: tk.Assignee.ID})
	if err != nil {
		return nil, err
	}
	v.People = choices.People[1:]
	v.Beside, err = s.besideOf(r, tk.Number)
	return v, err
}

// lookAhead tells who is about to reply what becomes of it.
func (s *Service) lookAhead(ctx context.Context, v *ticketView, to chat.Address) {
	if s.Prospect == nil || !v.Open {
		return
	}
	if p, known := s.Prospect(ctx, to); known {
		v.Prospect, v.Undelivered = staffwords.Prospect(p), !p.Arrives()
	}
}

// promised is until when a member waits for the first reply.
func promised(now time.Time, tk *ticket.Ticket) string {
	if tk.Due.IsZero() || !tk.Replied.IsZero() {
		return ""
	}
	return ticket.Promise(now, tk.Due)
}

// actsOf are what can be done with a ticket now. The bot decides again; this only spares people
// buttons that would be refused.
func actsOf(tk *ticket.Ticket, me chat.Person) acts {
	if !tk.Status.Open() {
		return acts{Reopen: true, Note: true}
	}
	free := tk.Assignee.ID == ""
	identity, _ := tk.Identity()
	return acts{
		Claim: free, TakeOver: !free && tk.Assignee.ID != me.ID,
		Reply: true, Done: tk.Kind == ticket.Change, Close: true, Note: true, Live: tk.Assignee.ID == me.ID,
		Identify: tk.Kind == ticket.Change && identity == ticket.Unshown,
	}
}

func traceOf(tk *ticket.Ticket, under veil) *trace {
	if tk.Trace.Query == "" && len(tk.Trace.Hits) == 0 {
		return nil
	}
	t := &trace{Query: under.over(tk.Trace.Query), Reason: reasonName(tk.Trace.Reason)}
	for _, h := range tk.Trace.Hits {
		t.Hits = append(t.Hits, tracedHit{Ref: h.Ref, Question: h.Question})
	}
	return t
}

// reasonName says why the bot handed over.
func reasonName(reason string) string {
	switch reason {
	case "confident", "":
		return ""
	case "consultation_word", "inquiry_word":
		reason = "change_word" // the member asked for a form, whichever
	}
	return wordOr(catalogue.Key("console.reason."+reason), reason)
}

// logLines are the log, newest first: what happened last is what somebody opens the page for.
func logLines(entries []ticket.Entry, under veil, now time.Time) []logLine {
	var out []logLine
	for _, e := range slices.Backward(entries) {
		line := logLine{At: moment(now, e.At), Who: e.Who.Name, What: staffwords.Log(e.What), Text: under.over(e.Text), Class: logClass(e.What)}
		if text, folded, is := strings.Cut(e.Text, "\n\n"+say("desk.mail.folded")+"\n"); is {
			line.Text, line.Folded = under.over(text), under.over(folded)
		}
		if e.What == ticket.LogAnswered || e.What == ticket.LogDrafted {
			line.HandOn = strconv.FormatInt(e.ID, 10)
		}
		switch {
		case e.Who.ID == "member":
			line.Who = orElse(under.over(line.Who), say("console.who.member"))
		case line.Who == "":
			line.Who = say("console.who.program")
		}
		if e.From != "" || e.To != "" {
			line.Change = change(e)
		}
		out = append(out, line)
	}
	return out
}

// liveNames are what a direct relay did, by how the log keeps it.
var liveNames = map[string]catalogue.Key{"on": "console.log.live_on", "off": "console.log.live_off", "idle": "console.log.live_idle"}

// change is what an entry changed: 「受付 → 対応中」.
func change(e ticket.Entry) string {
	from, to := e.From, e.To
	switch e.What {
	case ticket.LogCalled:
		return ticket.CallResult(to).Label()
	case ticket.LogTold: // its words name the entry; what it is kept by is the program's
		return ""
	case ticket.LogLive:
		if name, ok := liveNames[to]; ok {
			return say(name)
		}
	case ticket.LogMoved:
		from, to = ticket.Status(from).Label(), ticket.Status(to).Label()
	}
	switch {
	case from == "":
		return "→ " + to
	case to == "":
		return from
	}
	return from + " → " + to
}

func logClass(what ticket.What) string {
	switch what {
	case ticket.LogNoted:
		return "note"
	case ticket.LogAnswered, ticket.LogDrafted:
		return "note answered"
	case ticket.LogReplied:
		return "replied"
	case ticket.LogMemberWrote:
		return "member"
	case ticket.LogLooked:
		return "look"
	}
	return ""
}
