package postgres_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/figures"
	"madoguchi/postgres"
	"madoguchi/ticket"
)

// The desk at the size of many years. Measured on two busy cores, see docs/data-model.md:
//
//	go test ./postgres -run '^$' -bench Crowd -crowd 200000 -benchtime 20x -timeout 60m
//	go test ./postgres -run '^$' -bench 'Crowd/(queue|report)' -crowd 1000000 -crowd-queue -benchtime 10x -timeout 60m
//
// With -crowd-url the crowd is kept from run to run, in a database of your own that is empty at first.

// BenchmarkCrowd reads the queue's pages and searches, as the desk does.
func BenchmarkCrowd(b *testing.B) {
	c := &crowd{}
	s := openURL(b, c.url(b), postgres.Options{})
	b.Run("queue", c.queue)
	c.report(b, s)
	if !*crowdQueueOnly {
		c.search(b, s)
	}
}

var openStatuses = []ticket.Status{ticket.Received, ticket.Working, ticket.Waiting, ticket.OnHold}

// crowdTabs are the tabs of the desk's queue, as its page asks for them.
func crowdTabs(now time.Time) map[string]ticket.Filter {
	return map[string]ticket.Filter{
		"new":     {Status: ticket.RunningStatuses, Assignee: "-", Order: ticket.LastHeard},
		"mine":    {Status: openStatuses, Assignee: "staff:1", Order: ticket.LastHeard},
		"working": {Status: []ticket.Status{ticket.Working}, Order: ticket.LastHeard},
		"waiting": {Status: []ticket.Status{ticket.Waiting}, Order: ticket.LastHeard},
		"held":    {Status: []ticket.Status{ticket.OnHold}, Order: ticket.LastHeard},
		"due":     {Overdue: now.Add(24 * time.Hour), Order: ticket.DueFirst},
		"done":    {Status: []ticket.Status{ticket.Resolved, ticket.Cancelled}, Order: ticket.LastEnded},
		"all":     {Order: ticket.LastMoved},
	}
}

// narrowings are by what a page is narrowed: each list by itself, some together, and two that no ticket has both of.
func (c *crowd) narrowings() map[string]func(*ticket.Filter) {
	at := func(n int) time.Time { return c.at(n * c.tickets / 100) }
	return map[string]func(*ticket.Filter){
		"all of it":      func(*ticket.Filter) {},
		"kind":           func(f *ticket.Filter) { f.Kind = ticket.Inquiry },
		"rare kind":      func(f *ticket.Filter) { f.Kind = ticket.Disclosure },
		"programme":      func(f *ticket.Filter) { f.Programme = "port" },
		"old programme":  func(f *ticket.Filter) { f.Programme = "year1" },
		"no programme":   func(f *ticket.Filter) { f.Programme = "nothing" },
		"team":           func(f *ticket.Filter) { f.Team = "経理" },
		"person":         func(f *ticket.Filter) { f.Assignee = "staff:2" },
		"old person":     func(f *ticket.Filter) { f.Assignee = "staff:5" },
		"channel":        func(f *ticket.Filter) { f.Channel = chat.Web },
		"a week":         func(f *ticket.Filter) { f.From = at(40); f.Until = f.From.AddDate(0, 0, 7) },
		"a month":        func(f *ticket.Filter) { f.From = at(40); f.Until = f.From.AddDate(0, 1, 0) },
		"a year":         func(f *ticket.Filter) { f.From = at(40); f.Until = f.From.AddDate(1, 0, 0) },
		"until long ago": func(f *ticket.Filter) { f.Until = at(10) },
		"nobody's":       func(f *ticket.Filter) { f.Programme, f.Team = "sea", "経理" },
		"all lists": func(f *ticket.Filter) {
			f.Kind, f.Programme, f.Team, f.Assignee, f.Channel = ticket.Change, "port", "経理", "staff:2", chat.Email
		},
		"old person's month": func(f *ticket.Filter) {
			f.Assignee, f.Programme, f.From = "staff:5", "port", at(10)
			f.Until = f.From.AddDate(0, 1, 0)
		},
		"coordinator": func(f *ticket.Filter) {
			f.Within = &ticket.Within{Person: chat.Person{ID: "staff:7", Name: "渡辺"}, Teams: []string{"ベトナム担当"}}
		},
		"page 40": func(f *ticket.Filter) { f.Offset = 39 * 30 },
	}
}

// crowdOrders are the orders in which a tab is read, its own first.
func crowdOrders(own ticket.Order) []ticket.Order {
	orders := []ticket.Order{own}
	for _, o := range []ticket.Order{ticket.LastHeard, ticket.DueFirst, ticket.LastOpen, ticket.FirstOpen, ticket.LastMoved} {
		if o != own {
			orders = append(orders, o)
		}
	}
	return orders
}

// A measured is what a statement cost.
type measured struct {
	name           string
	blocks         int
	ms, planningMs float64
}

// explain runs a statement and says what it cost: of three runs the least, since the machine is shared.
func explain(b *testing.B, conn *pgx.Conn, name, sql string, args pgx.NamedArgs) measured {
	best := measured{name: name, ms: math.MaxFloat64}
	for range 3 {
		var text []byte
		if err := conn.QueryRow(b.Context(), "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "+sql, args).Scan(&text); err != nil {
			b.Fatalf("%s: %v\n%s", name, err, sql)
		}
		var out []struct {
			Plan struct {
				Hit  int `json:"Shared Hit Blocks"`
				Read int `json:"Shared Read Blocks"`
			}
			Planning  float64 `json:"Planning Time"`
			Execution float64 `json:"Execution Time"`
		}
		if err := json.Unmarshal(text, &out); err != nil {
			b.Fatal(err)
		}
		if ms := out[0].Execution; ms < best.ms {
			best.ms, best.planningMs, best.blocks = ms, out[0].Planning, out[0].Plan.Hit+out[0].Plan.Read
		}
	}
	return best
}

// queue measures each tab of the queue under each narrowing, in each order, by what the database touches and how long
// it is at it, and the counts that stand at the tabs.
func (c *crowd) queue(b *testing.B) {
	conn := connect(b, c.url(b))
	var lists, counts []measured
	for range b.N {
		lists, counts = nil, nil
		for tab, f := range crowdTabs(time.Now()) {
			for how, narrow := range c.narrowings() {
				f := f
				narrow(&f)
				f.Limit = 31
				sql, args := postgres.CountQuery(f, 1000)
				counts = append(counts, explain(b, conn, tab+", "+how, sql, args))
				for _, o := range crowdOrders(f.Order) {
					f.Order = o
					sql, args := postgres.TicketsQuery(f)
					lists = append(lists, explain(b, conn, fmt.Sprintf("%s, %s, by %s", tab, how, o), sql, args))
				}
			}
		}
	}
	tell(b, "page", lists)
	tell(b, "count", counts)
}

// tell reports the middle and the worst of what was measured, and writes down those that cost most.
func tell(b *testing.B, what string, all []measured) {
	slices.SortFunc(all, func(x, y measured) int { return int(1000 * (y.ms - x.ms)) })
	over, most := 0, ""
	for i, p := range all {
		if p.ms > 5 {
			over++
		}
		if p.ms > 5 || i < 12 {
			most += fmt.Sprintf("\n%s: %d blocks, %.2f ms, planned in %.2f ms", p.name, p.blocks, p.ms, p.planningMs)
		}
	}
	fmt.Printf("%ss that take most, of %d:%s\n", what, len(all), most)
	b.ReportMetric(all[len(all)/2].ms, what+"-p50-ms")
	b.ReportMetric(all[0].ms, what+"-max-ms")
	b.ReportMetric(float64(over), what+"s-over-5ms")
	b.ReportMetric(float64(slices.MaxFunc(all, func(x, y measured) int { return x.blocks - y.blocks }).blocks), what+"-max-blocks")
}

// report measures reports on spans of several lengths.
func (c *crowd) report(b *testing.B, s *postgres.Store) {
	year := figures.FiscalYear(figures.YearOf(c.begin) + 2)
	for name, q := range map[string]figures.Query{
		"year": {Span: year}, "month": {Span: figures.Month(c.begin.AddDate(2, 0, 0))}, "team": {Span: year, Team: "経理"},
		"six years": {Span: figures.Days(c.begin, c.begin.AddDate(6, 0, 0))},
	} {
		b.Run("report="+name, func(b *testing.B) {
			tickets := 0
			for b.Loop() {
				r, err := s.Report(b.Context(), q)
				if err != nil {
					b.Fatal(err)
				}
				tickets = r.Total.Tickets
			}
			b.ReportMetric(float64(tickets), "tickets")
		})
	}
}

// search measures words that are common, rare, together and nowhere, each with its slowest run.
func (c *crowd) search(b *testing.B, s *postgres.Store) {
	for name, text := range map[string]string{
		"common": "領収書", "everywhere": "について", "sentence": "ベトナムの領収書について", "two": "補助金 沖縄", "run together": "沖縄補助金", "run together everywhere": "ベトナム領収書",
		"run together nowhere": "展示会搬入時刻変更", "phone": "090-0042", "name": fmt.Sprintf("商店%d", c.tickets/2),
		"nowhere": "存在しない語句", "mixed": "てくだ教え", "number": fmt.Sprintf("q%d", c.tickets/2),
	} {
		b.Run("search="+name, func(b *testing.B) {
			var took []time.Duration
			n := 0
			for b.Loop() {
				began := time.Now()
				found, err := s.Search(b.Context(), ticket.Filter{Limit: 31}, text)
				if err != nil {
					b.Fatal(err)
				}
				n, took = len(found), append(took, time.Since(began))
			}
			b.ReportMetric(float64(slices.Max(took).Microseconds())/1000, "max-ms")
			b.ReportMetric(float64(slices.Min(took).Microseconds())/1000, "min-ms") // what it takes where nothing else runs
			b.ReportMetric(float64(n), "found")
		})
	}
}
