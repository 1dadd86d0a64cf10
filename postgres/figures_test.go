package postgres_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/figures"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/reading"
	"madoguchi/ticket"
)

var figuresForm = ticket.Form{ID: "consultation", Kind: ticket.Consultation, Fields: []ticket.Field{
	{ID: "company", Type: ticket.TypeCompany, Role: ticket.RoleCompany},
	{ID: "countries", Type: ticket.TypeCountry, Role: ticket.RoleCountries},
	{ID: "matter", Type: ticket.TypeChoice, Role: ticket.RoleMatter, Choices: []ticket.Option{{Label: "規制・認証", Value: "rules"}, {Label: "物流", Value: "freight"}}},
}}

// An officeYear is an office at work, and at the same time the list of what it did, which is recounted by hand.
type officeYear struct {
	t       *testing.T
	store   *postgres.Store
	clock   *time.Time
	r       *rand.Rand
	tickets []*ticket.Ticket
	asked   []askedOnce
	n       int
}

// An askedOnce is a question as it was asked.
type askedOnce struct {
	at                         time.Time
	who                        chat.Address
	verdict, ref, useful, prog string
}

func newOfficeYear(t *testing.T) (*officeYear, string) {
	url := postgrestest.URL(t)
	clock := time.Date(2026, 3, 28, 14, 0, 0, 0, time.UTC) // 23:00 in Japan: days are Japan's
	y := &officeYear{t: t, clock: &clock, r: rand.New(rand.NewPCG(7, 7))}
	y.store = openURL(t, url, postgres.Options{Now: func() time.Time { return clock }})
	y.store.LearnForms(func(id string) *ticket.Form { return &figuresForm })
	return y, url
}

func (y *officeYear) pick(of ...string) string { return of[y.r.IntN(len(of))] }

// turn lets a member say something, decided by decide.
func (y *officeYear) turn(who chat.Address, decide func(*turn.Turn)) {
	y.n++
	accept(y.t, y.store, chat.Event{ID: fmt.Sprint("e", y.n), Kind: chat.Text, From: who, At: *y.clock, Text: "…", MessageID: fmt.Sprint("m", y.n)})
	runTurn(y.t, y.store, who, decide)
}

// ask lets a member ask the FAQ.
func (y *officeYear) ask(who chat.Address, verdict, ref, useful string) {
	prog := ""
	y.turn(who, func(tn *turn.Turn) {
		prog = tn.Conversation.Programme
		tn.Answered = append(tn.Answered, turn.Answered{Query: "…", Verdict: verdict, Ref: ref, Useful: useful})
	})
	if ref != "" {
		prog, _, _ = strings.Cut(ref, "/")
	}
	y.asked = append(y.asked, askedOnce{*y.clock, who, verdict, ref, useful, prog})
}

// open lets a member's question become a ticket.
func (y *officeYear) open(who chat.Address, change func(*ticket.Ticket)) *ticket.Ticket {
	tk := &ticket.Ticket{Number: fmt.Sprintf("S-%04d", len(y.tickets)+1), Kind: ticket.Consultation, Programme: "port", Status: ticket.Received, FormID: "consultation",
		Contact: who, Team: "事務局", Opened: *y.clock, Due: y.clock.Add(24 * time.Hour), Fields: ticket.Values{}}
	change(tk)
	y.turn(who, func(tn *turn.Turn) { tn.Opened = append(tn.Opened, tk) })
	y.tickets = append(y.tickets, tk)
	return tk
}

// change lets staff change a ticket.
func (y *officeYear) change(tk *ticket.Ticket, change func(*ticket.Ticket)) {
	change(tk)
	y.turn(tk.Contact, func(tn *turn.Turn) {
		now, err := y.store.Ticket(y.t.Context(), tk.Number)
		if err != nil {
			y.t.Fatal(err)
		}
		change(&now)
		tn.Changed = append(tn.Changed, &now)
	})
}

// day lets some members come, and colleagues answer some of what there is.
func (y *officeYear) day() {
	for range 2 + y.r.IntN(4) {
		*y.clock = y.clock.Add(time.Duration(10+y.r.IntN(100)) * time.Minute)
		who := chat.Address{Channel: y.pick(chat.LINE, chat.Web), ID: fmt.Sprint("U", y.r.IntN(25))}
		verdict := y.pick("answer", "answer", "suggest", "choices", "form", "handoff", "feedback", "chosen", turn.ByVoice)
		ref := y.pick("port/1", "port/2", "sea/1", "")
		if verdict == "answer" || verdict == "chosen" || verdict == "feedback" {
			ref = cmp.Or(ref, "port/3")
		}
		useful := ""
		if verdict == "feedback" {
			useful = y.pick("yes", "no")
		}
		y.ask(who, verdict, ref, useful)
		if y.r.IntN(3) == 0 {
			*y.clock = y.clock.Add(time.Duration(y.r.IntN(90)) * time.Minute)
			y.open(who, y.drawn)
		}
	}
	for _, tk := range y.tickets {
		if tk.Status.Open() && y.r.IntN(4) == 0 {
			*y.clock = y.clock.Add(time.Minute)
			now := y.clock.Truncate(time.Microsecond)
			to, moves := ticket.Status(y.pick("resolved", "resolved", "cancelled", "working")), y.r.IntN(5) == 0
			y.change(tk, func(tk *ticket.Ticket) {
				if tk.Replied.IsZero() && to != ticket.Cancelled {
					tk.Replied = now
				}
				if tk.Status = to; !to.Open() {
					tk.Closed = now
				}
				if moves {
					tk.Team = "物流担当"
				}
			})
		}
	}
	*y.clock = reading.Midnight(*y.clock).Add(33 * time.Hour) // 9:00 of the next day
}

func (y *officeYear) drawn(tk *ticket.Ticket) {
	tk.Kind = ticket.Kind(y.pick("inquiry", "consultation", "change"))
	tk.Programme = y.pick("port", "sea", "")
	if name := y.pick("株式会社ミナト", "ミナト（株）", "みどり食品", "山川工業", "", "（有）海野", "海野有限会社"); name != "" {
		tk.Fields["company"] = []string{name}
	}
	tk.Fields["countries"] = []string{y.pick("VN", "TW"), y.pick("VN", "TH"), "ハノイ"}
	tk.Fields["matter"] = []string{y.pick("rules", "freight", "社長の田中に電話してほしい")}
	switch y.r.IntN(9) {
	case 0:
		tk.Tags = []string{ticket.ComplaintTag}
	case 1:
		tk.Tags = []string{ticket.SpamTag}
	case 2, 3, 4:
		tk.SetGrade(ticket.Grades[y.r.IntN(len(ticket.Grades))])
	}
}

// companyOf is which company a ticket names, by hand.
func companyOf(tk *ticket.Ticket) string {
	for _, c := range []string{"ミナト", "みどり食品", "山川工業", "海野"} {
		if strings.Contains(tk.Fields.Get("company"), c) {
			return c
		}
	}
	return ""
}

// recount counts by hand what a report should say.
func (y *officeYear) recount(q figures.Query) (figures.Work, figures.QuestionSums, map[string]int) {
	var w figures.Work
	before, seen, topics := map[string]bool{}, map[string]bool{}, map[string]int{}
	var reply, done []time.Duration
	for _, tk := range y.tickets { // as they came
		if tk.Has(ticket.SpamTag) {
			continue
		}
		company := companyOf(tk)
		isNew := company != "" && !before[company]
		before[company] = true
		if tk.Opened.Before(q.From) || !tk.Opened.Before(q.Until) || q.Programme != "" && tk.Programme != q.Programme || q.Channel != "" && tk.Contact.Channel != q.Channel ||
			q.Kind != "" && string(tk.Kind) != q.Kind || q.Team != "" && tk.Team != q.Team {
			continue
		}
		w.Tickets++
		add(&w.New, isNew)
		add(&w.Named, company != "")
		add(&w.Companies, company != "" && !seen[company])
		seen[company] = true
		add(&w.Complaints, tk.Has(ticket.ComplaintTag))
		add(&w.Graded, tk.Grade() != "")
		add(&w.Content, tk.Grade() == ticket.VeryContent || tk.Grade() == ticket.Content)
		add(&w.Resolved, tk.Status == ticket.Resolved)
		add(&w.Cancelled, tk.Status == ticket.Cancelled)
		add(&w.Open, tk.Status.Open())
		if !tk.Replied.IsZero() {
			reply = append(reply, tk.Replied.Sub(tk.Opened).Round(time.Second))
		}
		add(&w.Promised, !tk.Replied.IsZero() || tk.Closed.IsZero() && tk.Due.Before(*y.clock))
		add(&w.Kept, !tk.Replied.IsZero() && !tk.Replied.After(tk.Due))
		if tk.Status == ticket.Resolved {
			done = append(done, tk.Closed.Sub(tk.Opened).Round(time.Second))
		}
		switch tk.Fields.Get("matter") {
		case "rules":
			topics["規制・認証"]++
		case "freight":
			topics["物流"]++
		}
	}
	w.Replied, w.Reply, w.Done = len(reply), waitsOf(reply), waitsOf(done)
	return w, y.recountAsked(q), topics
}

func add(n *int, is bool) {
	if is {
		*n++
	}
}

// waitsOf are the times in the middle and at nine of ten: nearest rank.
func waitsOf(d []time.Duration) figures.Waits {
	if len(d) == 0 {
		return figures.Waits{}
	}
	slices.Sort(d)
	at := func(p int) time.Duration { return d[(p*len(d)+99)/100-1] }
	return figures.Waits{N: len(d), Median: at(50), P90: at(90)}
}

func (y *officeYear) recountAsked(q figures.Query) (s figures.QuestionSums) {
	if q.Narrow() {
		return s
	}
	for i, a := range y.asked {
		if a.at.Before(q.From) || !a.at.Before(q.Until) || q.Programme != "" && a.prog != q.Programme || q.Channel != "" && a.who.Channel != q.Channel {
			continue
		}
		switch a.verdict {
		case "answer":
			s.Answer++
			continue
		case "chosen":
			s.Chosen++
			continue
		case turn.ByVoice:
			s.Told++
			continue
		case "feedback":
			add(&s.Helped, a.useful == "yes")
			add(&s.Unhelped, a.useful == "no")
			continue
		case "suggest", "choices":
			s.Suggest++
		case "form":
			s.Form++
		case "handoff":
			s.Handoff++
		}
		day := a.at.Add(24 * time.Hour)
		if !a.at.Before(y.clock.Add(-24 * time.Hour)) {
			continue
		}
		next := day
		for _, b := range y.asked[i+1:] {
			if b.who == a.who && b.verdict != turn.ByVoice {
				next = b.at
				break
			}
		}
		handed := slices.ContainsFunc(y.tickets, func(tk *ticket.Ticket) bool {
			return tk.Contact == a.who && !tk.Opened.Before(a.at) && tk.Opened.Before(day) && (tk.Opened.Before(next) || !next.Before(day))
		})
		add(&s.Handed, handed)
		add(&s.WentOn, !handed && next.Before(day))
		add(&s.Left, !handed && !next.Before(day))
	}
	return s
}

func (y *officeYear) check(what string) {
	y.t.Helper()
	for _, q := range []figures.Query{
		{Span: figures.FiscalYear(2025)}, {Span: figures.FiscalYear(2026)}, {Span: figures.Month(*y.clock)}, {Span: figures.Days(*y.clock, *y.clock)},
		{Span: figures.FiscalYear(2026), Programme: "sea"}, {Span: figures.FiscalYear(2026), Channel: chat.LINE}, {Span: figures.FiscalYear(2026), Kind: "change"},
		{Span: figures.FiscalYear(2026), Team: "物流担当", Programme: "port"},
	} {
		r, err := y.store.Report(y.t.Context(), q)
		if err != nil {
			y.t.Fatal(err)
		}
		work, asked, topics := y.recount(q)
		if diff := gocmp.Diff(work, r.Total); diff != "" {
			y.t.Errorf("%s, %+v: tickets (-by hand +report):\n%s", what, q, diff)
		}
		if diff := gocmp.Diff(asked, r.Questions); diff != "" {
			y.t.Errorf("%s, %+v: questions (-by hand +report):\n%s", what, q, diff)
		}
		got := map[string]int{}
		for _, c := range r.Topics {
			got[c.Key] = c.N
		}
		if diff := gocmp.Diff(topics, got); diff != "" {
			y.t.Errorf("%s, %+v: topics:\n%s", what, q, diff)
		}
		addUp(y.t, &r)
		if r.Waiting != 0 {
			y.t.Errorf("%s: %d wait to be counted", what, r.Waiting)
		}
	}
}

// addUp holds that the parts of a report are its whole.
func addUp(t *testing.T, r *figures.Report) {
	t.Helper()
	for name, list := range map[string][]figures.Work{"months": r.Months, "programmes": r.Programmes, "kinds": r.Kinds, "channels": r.Channels, "teams": r.Teams} {
		sum := 0
		for _, w := range list {
			sum += w.Tickets
		}
		if sum != r.Total.Tickets {
			t.Errorf("%s of %+v are %d tickets of %d", name, r.Query, sum, r.Total.Tickets)
		}
	}
	sum := 0
	for _, m := range r.Asked {
		sum += m.Asked()
	}
	if sum != r.Questions.Asked() {
		t.Errorf("months of %+v are %d questions of %d", r.Query, sum, r.Questions.Asked())
	}
}

func (y *officeYear) count() {
	y.t.Helper()
	if _, err := y.store.CountFigures(y.t.Context(), 0); err != nil {
		y.t.Fatal(err)
	}
}

// TestReportsAgreeWithTheRows: what a report says is what is counted by hand, while the office works, with several
// processes that count at once, and when the words have been forgotten and people erased.
func TestReportsAgreeWithTheRows(t *testing.T) {
	t.Parallel()
	y, url := newOfficeYear(t)
	other := openURL(t, url, postgres.Options{Now: func() time.Time { return *y.clock }})
	other.LearnForms(func(id string) *ticket.Form { return &figuresForm })
	for d := range 40 {
		y.day()
		if d%9 == 1 {
			var wg sync.WaitGroup
			for _, s := range []*postgres.Store{y.store, other, y.store} {
				wg.Go(func() {
					if _, err := s.CountFigures(t.Context(), 0); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			y.count()
			y.check(fmt.Sprint("day ", d))
		}
	}
	y.count()
	y.check("at work")

	if _, err := y.store.Erase(t.Context(), y.tickets[0].Contact, "佐々木"); err != nil {
		t.Fatal(err)
	}
	for _, tk := range y.tickets { // who is erased is not written to any more
		if tk.Contact == y.tickets[0].Contact && tk.Status.Open() {
			tk.Status, tk.Closed = ticket.Cancelled, *y.clock
		}
	}
	y.count()
	y.check("after an erasure")

	*y.clock = y.clock.Add(2 * 365 * day)
	if n := dispose(t, y.store, *y.clock); n < 10 {
		t.Errorf("only %d tickets were disposed of", n)
	}
	if _, err := y.store.Forget(t.Context(), terms); err != nil {
		t.Fatal(err)
	}
	y.count()
	y.check("two years later")
	conn := connect(t, url)
	var kept int
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM answered`).Scan(&kept); err != nil || kept != 0 {
		t.Errorf("%d questions are kept, %v: nothing was shown", kept, err)
	}
}

// TestFiguresCannotBeLedBackToACompany: once no ticket of a company is kept, its name finds nothing any more; as
// long as one is, the company stays one.
func TestFiguresCannotBeLedBackToACompany(t *testing.T) {
	t.Parallel()
	y, url := newOfficeYear(t)
	named := func(tk *ticket.Ticket) { tk.Fields["company"] = []string{"株式会社ミナト"} }
	first, second := chat.Address{Channel: chat.LINE, ID: "Ufirst"}, chat.Address{Channel: chat.LINE, ID: "Usecond"}
	y.open(first, named)
	y.open(second, named)
	y.open(second, named)
	y.count()
	conn := connect(t, url)
	companies := func() []int64 {
		rows, _ := conn.Query(t.Context(), `SELECT company FROM ticket_figures ORDER BY ticket`)
		out, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	before := companies()
	erase := func(who chat.Address) []int64 {
		if _, err := y.store.Erase(t.Context(), who, "佐々木"); err != nil {
			t.Fatal(err)
		}
		y.count()
		return companies()
	}
	if after := erase(first); !slices.Equal(after, before) {
		t.Errorf("a company of which tickets are kept is another: %v, was %v", after, before)
	}
	if after := erase(second); after[0] == before[0] || after[0] != after[1] || after[1] != after[2] {
		t.Errorf("after the last: %v, was %v", after, before)
	}
	y.open(chat.Address{Channel: chat.LINE, ID: "Uthird"}, named)
	y.count()
	if r, err := y.store.Report(t.Context(), figures.Query{Span: figures.Month(*y.clock)}); err != nil || r.Total.Companies != 2 || r.Total.New != 2 {
		t.Errorf("the report: %+v, %v", r.Total, err)
	}
}

// TestWhatIsErasedIsCountedFirst: while another process reads tickets for the figures an erasure waits, and then
// counts what that one has left.
func TestWhatIsErasedIsCountedFirst(t *testing.T) {
	t.Parallel()
	y, url := newOfficeYear(t)
	who := chat.Address{Channel: chat.LINE, ID: "Uwaits"}
	tk := y.open(who, func(tk *ticket.Ticket) { tk.Fields["company"] = []string{"株式会社ミナト"} })
	conn := connect(t, url)
	other, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec(t.Context(), `SELECT pg_advisory_xact_lock($1, -2)`, 0x4D414447); err != nil {
		t.Fatal(err)
	}
	if n, err := y.store.CountFigures(t.Context(), 0); n != 0 || err != nil {
		t.Errorf("who need not wait has counted %d, %v", n, err)
	}
	erased := make(chan error, 1)
	go func() {
		_, err := y.store.Erase(t.Context(), who, "佐々木")
		erased <- err
	}()
	waits := connect(t, url)
	for waiting := false; !waiting; time.Sleep(10 * time.Millisecond) {
		select {
		case err := <-erased:
			t.Fatalf("erased while another process reads tickets: %v", err)
		default:
		}
		if err := waits.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	if err := other.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-erased; err != nil {
		t.Fatal(err)
	}
	y.count() // the erasure itself is counted late, and leaves the company
	var company *int64
	if err := waits.QueryRow(t.Context(), `SELECT f.company FROM ticket_figures f JOIN tickets t ON t.id = f.ticket WHERE t.number = $1`, tk.Number).Scan(&company); err != nil || company == nil {
		t.Errorf("the ticket's company is %v, %v", company, err)
	}
}
