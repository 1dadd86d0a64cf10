package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// bulkActs are what can be done with several tickets at once, in the order in which they are offered.
// A reply has pages of its own: each receiver is looked at before it goes.
var bulkActs = []struct {
	name  string
	act   chat.Act
	label catalogue.Key
}{
	{"claim", chat.Claim, "console.bulk.claim"}, {"assign", chat.Assign, "console.bulk.assign"}, {"route", chat.Route, "console.bulk.route"},
	{"snooze", chat.Snooze, "console.bulk.snooze"}, {bulkReply, chat.Reply, "console.bulk.reply"}, {"resolve", chat.Resolve, "console.bulk.resolve"},
	{"spam", chat.Spam, "console.bulk.spam"},
}

const bulkReply = "reply"

// mostAtOnce is how many tickets one bulk act takes: a page of them.
const mostAtOnce = pageRows

// bulkOptions are the acts that an account may do.
func bulkOptions(a staff.Account) []option {
	var out []option
	for _, b := range bulkActs {
		if a.May(staff.ActRight(b.act)) {
			out = append(out, option{Value: b.name, Label: say(b.label)})
		}
	}
	return out
}

// A bulkView asks once more before something is done with several tickets.
type bulkView struct {
	Act, Label, About string
	Rows              []queueRow
	People, Teams     []option
	Tomorrow, Latest  string
	Back              string // the filter of the list, as in an address
	Address           string // the list's
	Refused           string
}

// bulk asks what exactly is to be done with the chosen tickets, and then does it.
func (s *Service) bulk(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	name := form(r, "act")
	i := slices.IndexFunc(bulkOptions(me(r)), func(o option) bool { return o.Value == name })
	back, _ := url.ParseQuery(form(r, "back")) // the first tab where it cannot be read
	list := readFilter(back)
	chosen, err := s.chosen(r, "t", mostAtOnce)
	switch {
	case err != nil:
		return err
	case len(chosen) == 0 || i < 0:
		s.redirect(w, r, list.address(), flash{Text: say("console.bulk.none")})
		return nil
	}
	if name == bulkReply {
		return s.renderReplies(w, r, http.StatusOK, repliesView{Chosen: s.named(chosen), Back: list.query(), Address: list.address()})
	}
	v := bulkView{Act: name, Label: bulkOptions(me(r))[i].Label, Back: list.query(), Address: list.address()}
	if name == "resolve" {
		v.About = say("console.bulk.resolve_about")
	}
	if form(r, "go") == "1" {
		if v.Refused = s.missing(r, name); v.Refused == "" {
			s.redirect(w, r, list.address(), s.doAll(r, name, chosen))
			return nil
		}
	}
	if v.Rows, err = s.rows(r, chosen); err != nil {
		return err
	}
	choices, err := s.choices(r, queueFilter{})
	if err != nil {
		return err
	}
	v.People, v.Teams = choices.People[1:], choices.Teams
	v.Tomorrow, v.Latest = holdDays(s.Now())
	s.render(w, r, "bulk", page{Title: say("console.bulk.title"), Nav: "queue", Body: v})
	return nil
}

// holdDays are the first and the last day until which a ticket may be put on hold.
func holdDays(now time.Time) (tomorrow, latest string) {
	return reading.FormatDay(now.AddDate(0, 0, 1)), reading.FormatDay(ticket.LatestHold(now.Add(-24 * time.Hour)))
}

// chosen are the tickets that a form's field names as "Q-1204:3", with the version each was seen in, each once and at most
// so many. What is not there, or not for this person's eyes, is left out.
func (s *Service) chosen(r *http.Request, field string, most int) ([]ticket.Ticket, error) {
	out, _, err := s.chosenSince(r, field, most)
	return out, err
}

// chosenSince are the same, with the versions that they have by now.
func (s *Service) chosenSince(r *http.Request, field string, most int) (out []ticket.Ticket, now map[string]int, err error) {
	now = map[string]int{}
	seen := map[string]bool{}
	for _, value := range r.PostForm[field] {
		number, version, _ := strings.Cut(value, ":")
		if !isNumber(number) || len(out) == most || seen[number] {
			continue
		}
		seen[number] = true
		tk, err := s.seen(r, number)
		if isAbsent(err) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		now[number] = tk.Version
		if n, err := strconv.Atoi(version); err == nil && n > 0 {
			tk.Version = n // as it was seen: who has changed it since wins
		}
		out = append(out, tk)
	}
	return out, now, nil
}

// missing says what an act still needs to be told.
func (s *Service) missing(r *http.Request, name string) string {
	e := chat.Event{Act: deskActs[name], Person: who(r)}
	return s.fill(&e, r)
}

// doAll does an act to each ticket by itself, and says what came of it.
func (s *Service) doAll(r *http.Request, name string, chosen []ticket.Ticket) flash {
	done := 0
	var refused []string
	for i := range chosen {
		text, ok := s.doOne(r, deskActs[name], &chosen[i])
		if ok {
			done++
		} else {
			refused = append(refused, say("console.bulk.refused", "number", chosen[i].Number, "why", text))
		}
	}
	f := flash{OK: len(refused) == 0, Text: say("console.bulk.done", "done", done, "all", len(chosen))}
	if len(refused) > mostRefusals {
		refused = append(refused[:mostRefusals], say("console.bulk.more", "n", len(refused)-mostRefusals))
	}
	f.Text = strings.Join(append([]string{f.Text}, refused...), "\n")
	return f
}

// mostRefusals is how many refusals are said one by one: the message travels in a cookie.
const mostRefusals = 5

// doOne does an act to one of several. Its event has an ID of its own, made of the form's and the number.
func (s *Service) doOne(r *http.Request, what chat.Act, tk *ticket.Ticket) (text string, ok bool) {
	e := s.event(r, what, tk.Number)
	e.ID, e.Version = e.ID+":"+tk.Number, tk.Version
	if problem := s.fill(&e, r); problem != "" {
		return problem, false
	}
	outcome, err := s.act1(r.Context(), e)
	if err != nil {
		return say("console.act.failed"), false
	}
	return outcome.Text, outcome.OK
}

// act1 brings one act to the sink, and to the log of the program.
func (s *Service) act1(ctx context.Context, e chat.Event) (chat.Outcome, error) {
	outcome, err := s.sink.Act(ctx, e)
	switch {
	case err != nil:
		s.Log.Error("staff act", "act", e.Act, "ticket", e.Ticket, "err", err)
	case outcome.OK:
		s.Log.Info("staff act", "act", e.Act, "ticket", e.Ticket, "person", e.Person.ID)
	}
	return outcome, err
}
