package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/figures"
	"madoguchi/reading"
)

const (
	// chosenFigures are the tickets that a report is of.
	chosenFigures = `
		FROM   ticket_figures f
		WHERE  f.day >= @from::date AND f.day < @until::date AND NOT f.spam
		AND    (@programme = '' OR f.programme = @programme) AND (@kind = '' OR f.kind = @kind)
		AND    (@channel = '' OR f.channel = @channel) AND (@team = '' OR f.team = @team)`

	sqlReportCountries = `
		SELECT   c, count(*)
		FROM     (SELECT unnest(f.countries) AS c ` + chosenFigures + `) AS named
		GROUP BY c
		ORDER BY 2 DESC, 1`

	sqlReportTopics = `
		SELECT   c, count(*)
		FROM     (SELECT unnest(f.topics) AS c ` + chosenFigures + `) AS named
		GROUP BY c
		ORDER BY 2 DESC, 1`

	sqlReportQuestions = `
		SELECT   grouping(month, channel) AS grouped, coalesce(month, channel, '') AS key,
		         sum(n) FILTER (WHERE what = 'answer') AS answer, sum(n) FILTER (WHERE what IN ('suggest', 'choices')) AS suggest,
		         sum(n) FILTER (WHERE what = 'form') AS form, sum(n) FILTER (WHERE what = 'handoff') AS handoff,
		         sum(n) FILTER (WHERE what = 'chosen') AS chosen, sum(n) FILTER (WHERE what = 'told') AS told, sum(n) FILTER (WHERE what = 'helped') AS helped, sum(n) FILTER (WHERE what = 'unhelped') AS unhelped,
		         sum(n) FILTER (WHERE what = 'handed') AS handed, sum(n) FILTER (WHERE what = 'went_on') AS went_on, sum(n) FILTER (WHERE what = 'left') AS left_off
		FROM     (SELECT to_char(day, 'YYYY-MM') AS month, channel, what, n
		          FROM   question_days
		          WHERE  day >= @from::date AND day < @until::date AND (@programme = '' OR programme = @programme) AND (@channel = '' OR channel = @channel)) AS days
		GROUP BY GROUPING SETS ((), (month), (channel))`

	sqlReportEntries = `
		SELECT   ref, sum(n)
		FROM     question_days
		WHERE    day >= @from::date AND day < @until::date AND ref <> '' AND (@programme = '' OR programme = @programme) AND (@channel = '' OR channel = @channel)
		GROUP BY ref
		ORDER BY 2 DESC, 1
		LIMIT    @most`

	sqlReportGaps = `
		SELECT   q.wording, q.programme, count(*)::integer AS n, q.state, q.ref
		FROM     unanswered u
		         JOIN questions q ON q.id = u.question
		WHERE    u.at >= @from::timestamptz AND u.at < @until::timestamptz AND u.how IN ('handoff', 'none', 'unsolved')
		AND      (@programme = '' OR u.programme = @programme)
		GROUP BY q.id
		ORDER BY 3 DESC, q.id
		LIMIT    @most`

	sqlReportPushes = `SELECT coalesce(sum(used), 0)::bigint FROM quotas WHERE month = ANY ($1)`

	sqlFiguresWaiting = `SELECT (SELECT count(DISTINCT ticket) FROM figures_due) + (SELECT count(*) FROM answered WHERE counted = 0)`
)

// reportMost is how many entries and gaps a report names.
const reportMost = 20

// Report counts what q chooses. It brings nothing up to date: see CountFigures.
func (s *Store) Report(ctx context.Context, q figures.Query) (figures.Report, error) {
	r := figures.Report{Query: q}
	args := pgx.NamedArgs{
		"from": q.From.In(reading.JST).Format(time.DateOnly), "until": q.Until.In(reading.JST).Format(time.DateOnly), "now": s.options.Now(),
		"programme": clean(q.Programme), "kind": clean(q.Kind), "channel": clean(q.Channel), "team": clean(q.Team),
	}
	err := pgx.BeginTxFunc(ctx, s.workers, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		// An estimate that is too high makes the planner sort on disk, and compile what runs for a blink.
		if _, err := tx.Exec(ctx, `SET LOCAL work_mem = '64MB'; SET LOCAL jit = off`); err != nil {
			return err
		}
		return readReport(ctx, tx, &r, args)
	})
	if err != nil {
		return r, fmt.Errorf("count for a report on %s: %w", q.Span, err)
	}
	return r, nil
}

func readReport(ctx context.Context, tx pgx.Tx, r *figures.Report, args pgx.NamedArgs) (err error) {
	if err := readWork(ctx, tx, r, args); err != nil {
		return err
	}
	if r.Countries, err = counts(ctx, tx, sqlReportCountries, args); err != nil {
		return err
	}
	if r.Topics, err = counts(ctx, tx, sqlReportTopics, args); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, sqlFiguresWaiting).Scan(&r.Waiting); err != nil {
		return err
	}
	if r.Query.Narrow() {
		return nil
	}
	return readAsked(ctx, tx, r, args)
}

func counts(ctx context.Context, tx pgx.Tx, sql string, args pgx.NamedArgs) ([]figures.Count, error) {
	rows, _ := tx.Query(ctx, sql, args) // CollectRows returns the error
	return pgx.CollectRows(rows, pgx.RowToStructByPos[figures.Count])
}

// An askedRow is a row of sqlReportQuestions.
type askedRow struct {
	Grouped                                                                                 int
	Key                                                                                     string
	Answer, Suggest, Form, Handoff, Chosen, Told, Helped, Unhelped, Handed, WentOn, LeftOff *int
}

func (r askedRow) sums() figures.QuestionSums {
	n := func(v *int) int {
		if v == nil {
			return 0
		}
		return *v
	}
	return figures.QuestionSums{Key: r.Key, Answer: n(r.Answer), Suggest: n(r.Suggest), Form: n(r.Form), Handoff: n(r.Handoff), Chosen: n(r.Chosen),
		Told: n(r.Told), Helped: n(r.Helped), Unhelped: n(r.Unhelped), Handed: n(r.Handed), WentOn: n(r.WentOn), Left: n(r.LeftOff)}
}

// readAsked reads what is counted of questions, which have neither kind nor team.
func readAsked(ctx context.Context, tx pgx.Tx, r *figures.Report, args pgx.NamedArgs) error {
	rows, _ := tx.Query(ctx, sqlReportQuestions, args) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[askedRow])
	if err != nil {
		return err
	}
	months := map[string]figures.QuestionSums{}
	for _, row := range found {
		switch sums := row.sums(); row.Grouped {
		case 0b11:
			r.Questions = sums
		case 0b01:
			months[row.Key] = sums
		default:
			if sums.Asked() > 0 { // what was told by word of mouth was not asked there
				r.ByChannel = append(r.ByChannel, sums)
			}
		}
	}
	slices.SortFunc(r.ByChannel, func(a, b figures.QuestionSums) int {
		return cmp.Or(cmp.Compare(b.Asked(), a.Asked()), cmp.Compare(a.Key, b.Key))
	})
	var names []string
	for _, m := range r.Query.Months() {
		sums := months[m.Format("2006-01")]
		sums.Key = m.Format("2006-01")
		r.Asked, names = append(r.Asked, sums), append(names, sums.Key)
	}
	args["most"] = reportMost
	if r.Entries, err = counts(ctx, tx, sqlReportEntries, args); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, sqlReportPushes, names).Scan(&r.Pushes); err != nil {
		return err
	}
	if r.Query.Channel != "" { // a gap has no channel
		return nil
	}
	args["from"], args["until"] = r.Query.From, r.Query.Until
	rows, _ = tx.Query(ctx, sqlReportGaps, args) // CollectRows returns the error
	r.Gaps, err = pgx.CollectRows(rows, pgx.RowToStructByPos[figures.Gap])
	return err
}
