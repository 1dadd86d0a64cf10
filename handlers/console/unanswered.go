package console

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/learn"
	"madoguchi/office/staffwords"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// Unanswered keeps what the FAQ did not answer, in groups of like questions.
type Unanswered interface {
	Groups(ctx context.Context, f learn.Filter) ([]learn.Group, error)
	Group(ctx context.Context, id int64) (learn.Group, error)                   // or chat.ErrNotFound
	InGroup(ctx context.Context, id int64, limit int) ([]learn.Question, error) // the latest first
	Grouping(ctx context.Context) (learn.Progress, error)
	DeclineProposal(ctx context.Context, id int64, ref string, by audit.Record) (bool, error)
}

// A Teacher puts what was learnt into the FAQ, in somebody's name, and writes that down, with what has become of
// the group it was learnt from. Where a programme has its changes approved, it asks for that.
type Teacher interface {
	AddAlias(ctx context.Context, g learn.Group, ref, wording string, by audit.Record) (learn.Done, error)
	AddEntry(ctx context.Context, g learn.Group, e learn.NewEntry, by audit.Record) (learn.Done, error)
	// TryAlias and TryEntry are what either would change for those who ask, and the reference that is meant by it;
	// false where that cannot be told.
	TryAlias(ctx context.Context, ref, wording string) (edition.Effect, bool)
	TryEntry(ctx context.Context, e learn.NewEntry) (effect edition.Effect, ref string, known bool)
	// Decide sets a group off, or opens it again.
	Decide(ctx context.Context, g learn.Group, to learn.State, by audit.Record) error
	// Answer is the value of a chat.Reply that sends an entry's answer as members are given it now, "" where
	// it is not served.
	Answer(ctx context.Context, ref string) string
}

// groupsPage is how many groups a page shows. Of each the nearest entries are looked up for it.
const groupsPage = 15

// wordingsShown is how many of a group's questions are read.
const wordingsShown = 20

// An unansweredView is the page of what was not answered.
type unansweredView struct {
	Tabs       []option // value: a query
	Programmes []option
	Percent    int // how far the grouping is; 100 = nothing is under way
	Proposed   []groupView
	Groups     []groupView
	More       string // the query of the next page; "" = this is the last
	Edits      bool   // who reads the page may act
	Decided    bool   // the groups are those of which something was decided
}

// A groupView is one group with what may be done about it.
type groupView struct {
	ID                              int64
	Wording, Programme, Last, Ended string
	Asked                           int
	Near                            []nearView
	State, RefQuestion, Ref         string // what became of it
	Proposed                        *nearView
	Pickers                         string
}

// A nearView is an entry that a group may be a wording of.
type nearView struct {
	Ref, Question, Title, P string
	Blocks                  []chat.Block
	Effect                  string // what one wording more would change; "" = nobody has tried
}

func (s *Service) showUnanswered(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Unanswered == nil {
		return chat.ErrNotFound
	}
	q := r.URL.Query()
	f := learn.Filter{State: learn.State(q.Get("state")), Programme: q.Get("programme"), Latest: q.Get("order") == "latest", Limit: groupsPage + 1}
	if f.State != learn.IsAlias && f.State != learn.IsEntry && f.State != learn.Off {
		f.State = learn.Open
	}
	if id, err := strconv.ParseInt(q.Get("after"), 10, 64); err == nil {
		last, err := s.stores.Unanswered.Group(r.Context(), id)
		if err != nil {
			return err
		}
		f.After = &last
	}
	v, err := s.unansweredView(r.Context(), f)
	if err != nil {
		return err
	}
	v.Edits = me(r).May(staff.Approve)
	s.render(w, r, "unanswered", page{Title: say("console.unanswered.title"), Nav: "faq", Body: v})
	return nil
}

func (s *Service) unansweredView(ctx context.Context, f learn.Filter) (*unansweredView, error) {
	store := s.stores.Unanswered
	progress, err := store.Grouping(ctx)
	if err != nil {
		return nil, err
	}
	groups, err := store.Groups(ctx, f)
	if err != nil {
		return nil, err
	}
	v := &unansweredView{Percent: progress.Percent(), Decided: f.State != learn.Open}
	if len(groups) > groupsPage {
		groups = groups[:groupsPage]
		v.More = unansweredQuery(f, groups[groupsPage-1].ID)
	}
	if f.State == learn.Open && f.After == nil {
		proposed, err := store.Groups(ctx, learn.Filter{Proposed: true, Programme: f.Programme})
		if err != nil {
			return nil, err
		}
		v.Proposed = s.groupViews(ctx, proposed)
	}
	v.Groups = s.groupViews(ctx, groups)
	v.choices(s, f)
	return v, nil
}

// unansweredQuery is a filter as an address has it.
func unansweredQuery(f learn.Filter, after int64) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.State != learn.Open {
		set("state", string(f.State))
	}
	if f.Latest {
		set("order", "latest")
	}
	set("programme", f.Programme)
	if after != 0 {
		set("after", strconv.FormatInt(after, 10))
	}
	return q.Encode()
}

func (v *unansweredView) choices(s *Service, f learn.Filter) {
	for _, tab := range []struct {
		label string
		f     learn.Filter
	}{
		{say("console.unanswered.most"), learn.Filter{State: learn.Open}},
		{say("console.unanswered.latest"), learn.Filter{State: learn.Open, Latest: true}},
		{say("console.unanswered.is_alias"), learn.Filter{State: learn.IsAlias, Latest: true}},
		{say("console.unanswered.is_entry"), learn.Filter{State: learn.IsEntry, Latest: true}},
		{say("console.unanswered.is_off"), learn.Filter{State: learn.Off, Latest: true}},
	} {
		tab.f.Programme = f.Programme
		v.Tabs = append(v.Tabs, option{unansweredQuery(tab.f, 0), tab.label, tab.f.State == f.State && tab.f.Latest == f.Latest})
	}
	for _, p := range s.editionProgrammes() {
		v.Programmes = append(v.Programmes, option{p.ID, p.Name, p.ID == f.Programme})
	}
}

// groupViews are groups with the entries nearest to each, two looked up at a time.
func (s *Service) groupViews(ctx context.Context, groups []learn.Group) []groupView {
	views := make([]groupView, len(groups))
	var wg sync.WaitGroup
	turns := make(chan struct{}, 2)
	for i := range groups {
		wg.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			views[i] = s.groupView(ctx, &groups[i])
		})
	}
	wg.Wait()
	return views
}

func (s *Service) groupView(ctx context.Context, g *learn.Group) groupView {
	titles, now := s.programmes(), s.Now()
	v := groupView{
		ID: g.ID, Wording: g.Wording, Programme: nameOr(titles, g.Programme), Last: moment(now, g.Last), Asked: g.Counts.Asked(), Ended: endedName(g.Counts), Ref: g.Ref,
	}
	if g.State != learn.Open {
		v.State = say("console.unanswered.decided", "what", g.State.Name(), "name", g.By, "when", moment(now, g.Decided))
	} else if g.Ref != "" {
		v.State = say("console.unanswered.again")
	}
	ix := s.index()
	if ix == nil {
		return v
	}
	if e, ok := ix.Entry(g.Ref); ok {
		v.RefQuestion = e.Question
	}
	if e, ok := ix.Entry(g.Proposed); ok {
		near := newNearView(e, titles, "")
		v.Proposed, v.Pickers = &near, say("console.unanswered.pickers", "n", g.Pickers)
		if g.Pickers < learn.Enough {
			v.Pickers = say("console.unanswered.drafted")
		}
	}
	v.Near = nearest(ctx, ix, g, titles)
	return v
}

// nearest are the entries that a group may be a wording of, of its own programme first.
func nearest(ctx context.Context, ix faq.Index, g *learn.Group, titles map[string]string) []nearView {
	hits, err := ix.Search(ctx, g.Wording, learn.NearShown, faq.Scope{Programme: g.Programme})
	if err != nil {
		return nil // the page is of use without
	}
	var near []nearView
	for _, h := range hits {
		near = append(near, newNearView(h.Entry, titles, percent(h.P)))
	}
	return near
}

const (
	// triesTime bounds what is tried for a page that somebody waits for.
	triesTime = time.Second

	// triesMost is up to how many entries of the FAQ anything is tried for a page: to try one change takes an index of
	// all of them, which is a second of two processors for 6,000. What is then done is tried all the same before it is.
	triesMost = 2000
)

// tryNear adds what the wording would change with each of the entries, as far as there is time.
func (s *Service) tryNear(ctx context.Context, near []nearView, wording string) {
	began, entries := time.Now(), 0
	for _, c := range s.collections() {
		entries += len(c.Entries)
	}
	for i := range near {
		if s.stores.Teacher == nil || entries > triesMost || time.Since(began) > triesTime {
			return
		}
		if effect, known := s.stores.Teacher.TryAlias(ctx, near[i].Ref, wording); known {
			near[i].Effect = staffwords.EffectNow(&effect, near[i].Ref)
		}
	}
}

func newNearView(e *faq.Entry, titles map[string]string, p string) nearView {
	return nearView{Ref: e.Ref(), Question: e.Question, Title: nameOr(titles, e.Collection), P: p, Blocks: blocks(e.Answer)}
}

// endedName says how a group's questions ended.
func endedName(c learn.Counts) string {
	out := ""
	for _, part := range []struct {
		name string
		n    int
	}{
		{say("console.ended.handoff"), c.Handoff}, {say("console.ended.none"), c.None},
		{say("console.ended.unsolved"), c.Unsolved}, {say("console.ended.chosen"), c.Chosen},
	} {
		if part.n > 0 {
			out += "・" + say("console.unanswered.ended", "how", part.name, "n", part.n)
		}
	}
	return out
}

// A questionView is the page of one group.
type questionView struct {
	groupView
	Wordings []wordingView
	Tickets  []askedTicket // open ones whose question it is
	Answers  bool          // there is an entry whose answer can be sent to them
	Edits    bool
}

type wordingView struct{ Wording, When, How, Ticket string }

// An askedTicket is an open ticket that waits for the answer.
type askedTicket struct{ Number, Title, Status string }

// group is the group that the address names.
func (s *Service) group(r *http.Request) (learn.Group, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || s.stores.Unanswered == nil {
		return learn.Group{}, chat.ErrNotFound
	}
	return s.stores.Unanswered.Group(r.Context(), id)
}

func (s *Service) showQuestion(w http.ResponseWriter, r *http.Request) error {
	g, err := s.group(r)
	if err != nil {
		return err
	}
	questions, err := s.stores.Unanswered.InGroup(r.Context(), g.ID, wordingsShown)
	if err != nil {
		return err
	}
	v := questionView{groupView: s.groupView(r.Context(), &g), Edits: me(r).May(staff.Approve)}
	if v.Edits {
		s.tryNear(r.Context(), v.Near, g.Wording)
	}
	seen := map[string]bool{}
	for _, q := range questions {
		line := wordingView{Wording: q.Wording, When: moment(s.Now(), q.At), How: wordOr(catalogue.Key("console.ended."+q.How), q.How)}
		tk, sees := s.askedOf(r, q.Ticket)
		if sees {
			line.Ticket = q.Ticket
		}
		v.Wordings = append(v.Wordings, line)
		if sees && tk.Status.Open() && !seen[tk.Number] {
			seen[tk.Number] = true
			v.Tickets = append(v.Tickets, askedTicket{tk.Number, tk.Title, tk.Status.Label()})
		}
	}
	v.Answers = g.Ref != "" && g.State != learn.Open && me(r).May(staff.Send)
	v.RefQuestion = cmp.Or(v.RefQuestion, g.Wording) // an entry that was published a moment ago is not served yet
	s.render(w, r, "question", page{Title: g.Wording, Nav: "faq", Body: v})
	return nil
}

// askedOf is the ticket that came of a question, where who reads may see it.
func (s *Service) askedOf(r *http.Request, number string) (ticket.Ticket, bool) {
	if number == "" || s.stores.Tickets == nil {
		return ticket.Ticket{}, false
	}
	tk, err := s.stores.Tickets.Ticket(r.Context(), number)
	if err != nil {
		return tk, false
	}
	a := me(r)
	return tk, a.Sees(&tk)
}
