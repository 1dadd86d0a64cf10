package postgres

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/figures"
)

// The tickets of a report are read once, in groups that have all in common by which it divides them: a month, a
// programme, a kind, a channel and a team. Each group is then added to the whole and to its five lists. What cannot be
// added, the times in the middle and the number of different companies, comes with the group as the values themselves;
// to let the database sort them once for each list took ten times as long.

// A promise that was neither kept nor is over is none yet. The functions of numeric (extract) take most of the time
// where they are asked for each ticket; date_part and half a second do the same.
const sqlReportWork = `
	WITH chosen AS (
	    SELECT f.day - date_part('day', f.day)::integer + 1 AS month, f.programme, f.kind, f.channel, f.team, f.company, f.first, f.complaint, f.status, f.grade,
	           f.replied IS NOT NULL AS answered, f.due IS NOT NULL AND (f.replied IS NOT NULL OR f.closed IS NULL AND f.due < @now) AS promised, f.replied <= f.due AS kept,
	           floor(date_part('epoch', f.replied - f.opened) + 0.5)::bigint AS reply,
	           CASE WHEN f.status = 'resolved' THEN floor(date_part('epoch', f.closed - f.opened) + 0.5)::bigint END AS done
	    ` + chosenFigures + `
	)
	SELECT   month, programme, kind, channel, team,
	         count(*) AS tickets, count(*) FILTER (WHERE first) AS new, count(company) AS named, count(*) FILTER (WHERE complaint) AS complaints,
	         count(*) FILTER (WHERE grade > 0) AS graded, count(*) FILTER (WHERE grade >= 3) AS content, count(*) FILTER (WHERE answered) AS replied,
	         count(*) FILTER (WHERE promised) AS promised, count(*) FILTER (WHERE promised AND kept) AS kept, count(*) FILTER (WHERE status = 'resolved') AS resolved,
	         count(*) FILTER (WHERE status = 'cancelled') AS cancelled, count(*) FILTER (WHERE status NOT IN ('resolved', 'cancelled')) AS open,
	         array_agg(company) FILTER (WHERE company IS NOT NULL) AS companies, array_agg(reply) FILTER (WHERE reply IS NOT NULL) AS replies, array_agg(done) FILTER (WHERE done IS NOT NULL) AS dones
	FROM     chosen
	GROUP BY month, programme, kind, channel, team`

// A workRow is a row of sqlReportWork.
type workRow struct {
	Month                                                                                                time.Time
	Programme, Kind, Channel, Team                                                                       string
	Tickets, New, Named, Complaints, Graded, Content, Replied, Promised, Kept, Resolved, Cancelled, Open int
	Companies, Replies, Dones                                                                            []int64
}

// A workSum is a group of tickets under way: what is added, and what is counted in the end.
type workSum struct {
	figures.Work
	companies      companySet
	replies, dones []int64
}

func (s *workSum) add(r *workRow, companies []int) {
	w := &s.Work
	w.Tickets, w.New, w.Named, w.Complaints, w.Graded, w.Content = w.Tickets+r.Tickets, w.New+r.New, w.Named+r.Named, w.Complaints+r.Complaints, w.Graded+r.Graded, w.Content+r.Content
	w.Replied, w.Promised, w.Kept = w.Replied+r.Replied, w.Promised+r.Promised, w.Kept+r.Kept
	w.Resolved, w.Cancelled, w.Open = w.Resolved+r.Resolved, w.Cancelled+r.Cancelled, w.Open+r.Open
	s.companies.add(companies)
	s.replies, s.dones = append(s.replies, r.Replies...), append(s.dones, r.Dones...)
}

func (s *workSum) work() figures.Work {
	w := s.Work
	w.Companies, w.Reply, w.Done = s.companies.size(), waits(s.replies), waits(s.dones)
	return w
}

// A companySet is a set of companies by their place in the report: a bit each.
type companySet []uint64

func (c *companySet) add(places []int) {
	for _, n := range places {
		for len(*c) <= n/64 {
			*c = append(*c, 0)
		}
		(*c)[n/64] |= 1 << (n % 64)
	}
}

func (c companySet) size() (n int) {
	for _, word := range c {
		n += bits.OnesCount64(word)
	}
	return n
}

// waits are the seconds in the middle and at nine of ten, nearest rank. It puts them in another order.
func waits(seconds []int64) figures.Waits {
	w := figures.Waits{N: len(seconds)}
	if w.N > 0 {
		at := func(percent int) time.Duration {
			return time.Duration(nth(seconds, (w.N*percent+99)/100-1)) * time.Second
		}
		w.Median, w.P90 = at(50), at(90)
	}
	return w
}

// nth is the value that stands at place k once values are sorted. It sorts no more of them than it needs.
func nth(values []int64, k int) int64 {
	for len(values) > 1 {
		pivot := values[len(values)/2]
		i, j := 0, len(values)-1
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			values = values[:j+1]
		case k >= i:
			values, k = values[i:], k-i
		default: // between them all are the pivot
			return pivot
		}
	}
	return values[0]
}

// A workList is one of a report's lists of groups, by their key.
type workList map[string]*workSum

func (l workList) add(key string, r *workRow, companies []int) {
	if l[key] == nil {
		l[key] = &workSum{Work: figures.Work{Key: key}}
	}
	l[key].add(r, companies)
}

// sorted are the groups of a list, that with most tickets first.
func (l workList) sorted() []figures.Work {
	var out []figures.Work
	for _, s := range l {
		out = append(out, s.work())
	}
	slices.SortFunc(out, func(a, b figures.Work) int {
		return cmp.Or(cmp.Compare(b.Tickets, a.Tickets), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// readGroupsOfWork reads the groups of tickets. The planner expects far more of them than there are, and would sort all
// tickets first, which takes half as long again.
func readGroupsOfWork(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) ([]*workRow, error) {
	if _, err := tx.Exec(ctx, `SET LOCAL enable_sort = off`); err != nil {
		return nil, err
	}
	rows, _ := tx.Query(ctx, sqlReportWork, args) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[workRow])
	if err == nil {
		_, err = tx.Exec(ctx, `SET LOCAL enable_sort = on`)
	}
	return found, err
}

func readWork(ctx context.Context, tx pgx.Tx, r *figures.Report, args pgx.NamedArgs) error {
	total, months, programmes, kinds, channels, teams := workSum{}, workList{}, workList{}, workList{}, workList{}, workList{}
	places := map[int64]int{} // of companies, in the order in which they come
	found, err := readGroupsOfWork(ctx, tx, args)
	if err != nil {
		return err
	}
	for _, row := range found {
		companies := make([]int, len(row.Companies))
		for i, c := range row.Companies {
			at, known := places[c]
			if !known {
				at = len(places)
				places[c] = at
			}
			companies[i] = at
		}
		total.add(row, companies)
		months.add(row.Month.Format("2006-01"), row, companies)
		programmes.add(row.Programme, row, companies)
		kinds.add(row.Kind, row, companies)
		channels.add(row.Channel, row, companies)
		teams.add(row.Team, row, companies)
	}
	r.Total, r.Programmes, r.Kinds, r.Channels, r.Teams = total.work(), programmes.sorted(), kinds.sorted(), channels.sorted(), teams.sorted()
	for _, m := range r.Query.Months() {
		s := months[m.Format("2006-01")]
		if s == nil {
			s = &workSum{Work: figures.Work{Key: m.Format("2006-01")}}
		}
		r.Months = append(r.Months, s.work())
	}
	return nil
}
