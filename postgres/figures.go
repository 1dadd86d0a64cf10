package postgres

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What reports count is kept apart from what is counted, so that it stays when words are forgotten or erased. Any
// number of processes may count: each takes what nobody else has taken, in one transaction with what becomes of it.
// What comes late, or changes late, is due again.

// figuresLock is the second half of the advisory lock of who reads tickets for the figures.
const figuresLock = -2

// figuresBatch is how much is counted in one transaction.
const figuresBatch = 500

const (
	sqlFiguresDue = `
		DELETE FROM figures_due
		WHERE  ctid = ANY (ARRAY(SELECT ctid FROM figures_due LIMIT $1 FOR UPDATE SKIP LOCKED))
		RETURNING ticket`

	sqlFiguresTickets = `
		SELECT   t.id, t.version, t.opened, t.kind, t.programme, t.contact, t.team, t.status, t.tags, t.fields, t.form, t.due, t.replied, t.closed, t.erased IS NOT NULL AS erased
		FROM     tickets t
		WHERE    t.id = ANY ($1)
		ORDER BY t.id`

	// Of what was erased the rest stays as it was read before.
	sqlFigures = `
		INSERT INTO ticket_figures AS f (ticket, version, day, opened, kind, programme, channel, team, status, complaint, spam, countries, topics, company, first, due, replied, closed, grade)
		VALUES (@ticket, @version, (@opened::timestamptz AT TIME ZONE 'Asia/Tokyo')::date, @opened, @kind, @programme, @channel, @team, @status, @complaint, @spam, @countries, @topics, @company, false, @due, @replied, @closed, @grade)
		ON CONFLICT (ticket) DO UPDATE
		SET    version = excluded.version, kind = excluded.kind, programme = excluded.programme, team = excluded.team, status = excluded.status, spam = excluded.spam,
		       first = false, complaint = excluded.complaint OR @erased AND f.complaint,
		       countries = CASE WHEN @erased THEN f.countries ELSE excluded.countries END,
		       topics    = CASE WHEN @erased THEN f.topics    ELSE excluded.topics    END,
		       company   = CASE WHEN @erased THEN f.company   ELSE excluded.company   END,
		       due = excluded.due, replied = excluded.replied, closed = excluded.closed, grade = excluded.grade
		WHERE  f.version <= excluded.version`

	sqlFiguresCompanies = `SELECT DISTINCT company FROM ticket_figures WHERE ticket = ANY ($1) AND company IS NOT NULL`

	// Which ticket is a company's first may have changed.
	sqlFiguresFirst = `
		UPDATE ticket_figures f
		SET    first = o.first
		FROM   (SELECT ticket, row_number() OVER (PARTITION BY company ORDER BY opened, ticket) = 1 AS first
		        FROM   ticket_figures
		        WHERE  company = ANY ($1) AND NOT spam) o
		WHERE  f.ticket = o.ticket AND f.first <> o.first`

	// One process at a time reads tickets: two would each take a ticket of theirs for its company's first.
	sqlFiguresLock = `SELECT pg_try_advisory_xact_lock($1, $2)`

	// Who is about to wipe what is counted does not leave it to the other, who may not have read it yet.
	sqlFiguresWait = `SELECT pg_advisory_xact_lock($1, $2) IS NOT NULL`

	// Once no ticket is kept that names a company, nothing leads from its name to what was counted of it any more.
	sqlFiguresRelease = `
		WITH gone AS (
		    SELECT DISTINCT f.company AS old
		    FROM   ticket_figures f
		    WHERE  f.ticket = ANY (@erased::bigint[]) AND f.company IS NOT NULL
		    AND    NOT EXISTS (SELECT FROM ticket_figures g JOIN tickets t ON t.id = g.ticket WHERE g.company = f.company AND t.erased IS NULL)
		), drawn AS (
		    SELECT old, fresh FROM (SELECT old, row_number() OVER () AS n FROM gone) g JOIN unnest(@drawn::bigint[]) WITH ORDINALITY AS d (fresh, n) USING (n)
		)
		UPDATE ticket_figures f
		SET    company = d.fresh
		FROM   drawn d
		WHERE  f.company = d.old`

	sqlFiguresKey = `
		INSERT INTO figures_key (key)
		VALUES ($1)
		ON CONFLICT (one) DO UPDATE SET one = figures_key.one
		RETURNING key`
)

// A countedTicket is what is read of a ticket for the figures.
type countedTicket struct {
	ID                   int64
	Version              int
	Opened               time.Time
	Kind, Programme      string
	Contact, Team        string
	Status               string
	Tags                 []string
	Fields               ticket.Values
	Form                 string
	Due, Replied, Closed *time.Time
	Erased               bool
}

// CountFigures brings the figures of reports up to date, as far as most batches go (0 = all), and says how many
// tickets and questions it has counted. Tickets are left to another process that reads them just now.
func (s *Store) CountFigures(ctx context.Context, most int) (int, error) {
	return s.countFigures(ctx, most, sqlFiguresLock)
}

// CountAllFigures brings them up to date for certain: it waits for who reads tickets just now.
func (s *Store) CountAllFigures(ctx context.Context) (int, error) {
	return s.countFigures(ctx, 0, sqlFiguresWait)
}

// countFigures takes the lock of who reads tickets by the statement lock.
func (s *Store) countFigures(ctx context.Context, most int, lock string) (int, error) {
	key, err := s.figuresKey(ctx)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, count := range []func(context.Context, pgx.Tx) (int, error){
		func(ctx context.Context, tx pgx.Tx) (int, error) { return s.countTickets(ctx, tx, key, lock) }, sumQuestions, s.sumEnds,
	} {
		for n := 0; most == 0 || n < most; n++ {
			done := 0
			err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) (err error) { done, err = count(ctx, tx); return err })
			total += done
			if err != nil {
				return total, fmt.Errorf("count for reports: %w", err)
			}
			if done == 0 {
				break
			}
		}
	}
	return total, nil
}

// figuresKey is by what companies' numbers are drawn; the first process that asks makes it.
func (s *Store) figuresKey(ctx context.Context) ([]byte, error) {
	fresh := make([]byte, 32)
	rand.Read(fresh)
	var key []byte
	if err := s.workers.QueryRow(ctx, sqlFiguresKey, fresh).Scan(&key); err != nil {
		return nil, fmt.Errorf("read the key of the figures: %w", err)
	}
	return key, nil
}

// countTickets reads a batch of tickets that have changed.
func (s *Store) countTickets(ctx context.Context, tx pgx.Tx, key []byte, lock string) (int, error) {
	var alone bool
	if err := tx.QueryRow(ctx, lock, advisoryClass, figuresLock).Scan(&alone); err != nil || !alone {
		return 0, err
	}
	rows, _ := tx.Query(ctx, sqlFiguresDue, figuresBatch) // CollectRows returns the error
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	rows, _ = tx.Query(ctx, sqlFiguresCompanies, ids) // CollectRows returns the error
	companies, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, err
	}
	rows, _ = tx.Query(ctx, sqlFiguresTickets, ids) // CollectRows returns the error
	tickets, err := pgx.CollectRows(rows, pgx.RowToStructByName[countedTicket])
	if err != nil {
		return 0, err
	}
	b := &pgx.Batch{}
	var erased, drawn []int64
	for i := range tickets {
		args := s.figuresOf(&tickets[i], key)
		if company, _ := args["company"].(*int64); company != nil {
			companies = append(companies, *company)
		}
		b.Queue(sqlFigures, args)
		if tickets[i].Erased {
			erased, drawn = append(erased, tickets[i].ID), append(drawn, randomNumber())
		}
	}
	b.Queue(sqlFiguresFirst, companies)
	if len(erased) > 0 {
		b.Queue(sqlFiguresRelease, pgx.NamedArgs{"erased": erased, "drawn": drawn})
	}
	return len(ids), tx.SendBatch(ctx, b).Close()
}

func randomNumber() int64 {
	var b [8]byte
	rand.Read(b[:])
	return int64(binary.BigEndian.Uint64(b[:]))
}

// figuresOf are a ticket's values for sqlFigures.
func (s *Store) figuresOf(t *countedTicket, key []byte) pgx.NamedArgs {
	var form *ticket.Form
	if find := s.forms.Load(); find != nil {
		form = (*find)(t.Form)
	}
	channel, _, _ := strings.Cut(t.Contact, ":")
	args := pgx.NamedArgs{
		"ticket": t.ID, "version": t.Version, "opened": t.Opened, "kind": t.Kind, "programme": t.Programme, "channel": channel, "team": t.Team, "status": t.Status,
		"complaint": slices.Contains(t.Tags, ticket.ComplaintTag), "spam": slices.Contains(t.Tags, ticket.SpamTag),
		"countries": noNil(form.Countries(t.Fields)), "topics": noNil(form.Topics(t.Fields)), "company": companyNumber(key, form.Get(ticket.RoleCompany, t.Fields)),
		"due": t.Due, "replied": t.Replied, "closed": t.Closed, "erased": t.Erased, "grade": gradeOf(t.Tags),
	}
	return args
}

// gradeOf is the grade among a ticket's tags as a number, 0 where there is none.
func gradeOf(tags []string) int {
	n, _ := strconv.Atoi(string((&ticket.Ticket{Tags: tags}).Grade())) // a known one is a figure
	return n
}

// noNil is the list, each once.
func noNil(list []string) []string {
	out := append([]string{}, list...)
	slices.Sort(out)
	return slices.Compact(out)
}

// companyNumber is a number for a company, the same however its name is written; nil where it has none.
func companyNumber(key []byte, name string) *int64 {
	folded := reading.CompanyKey(name)
	if folded == "" {
		return nil
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(folded))
	n := int64(binary.BigEndian.Uint64(mac.Sum(nil)))
	return &n
}

const (
	// What an older program has deleted before it was counted is not in the sums: terms are of a week at least.
	sqlSumQuestions = `
		WITH due AS (
		    SELECT id FROM answered WHERE counted = 0 ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
		), taken AS (
		    UPDATE answered a SET counted = 1 FROM due WHERE a.id = due.id
		    RETURNING a.at, a.conversation, a.verdict, a.ref, a.useful
		), sums AS (
		    SELECT   (t.at AT TIME ZONE 'Asia/Tokyo')::date AS day,
		             CASE WHEN t.ref <> '' THEN split_part(t.ref, '/', 1) ELSE coalesce(c.programme, '') END AS programme,
		             split_part(coalesce(c.address, ''), ':', 1) AS channel,
		             CASE WHEN t.verdict <> 'feedback' THEN t.verdict WHEN t.useful = 'yes' THEN 'helped' WHEN t.useful = 'no' THEN 'unhelped' END AS what,
		             CASE WHEN t.verdict IN ('answer', 'chosen', 'told') THEN t.ref ELSE '' END AS ref, count(*) AS n
		    FROM     taken t LEFT JOIN conversations c ON c.id = t.conversation
		    GROUP BY 1, 2, 3, 4, 5
		), put AS (
		    INSERT INTO question_days AS q (day, programme, channel, what, ref, n)
		    SELECT   day, programme, channel, what, ref, n FROM sums WHERE what IS NOT NULL ORDER BY 1, 2, 3, 4, 5
		    ON CONFLICT (day, programme, channel, what, ref) DO UPDATE SET n = q.n + excluded.n
		)
		SELECT count(*) FROM taken`

	// How a question that was not answered at once went on is known a day later: by a ticket, by what the member said
	// next, or not at all. Several questions before a ticket are one that led to it, the last.
	sqlSumEnds = `
		WITH due AS (
		    SELECT id FROM answered WHERE counted = 1 AND at < @until ORDER BY id LIMIT @limit FOR UPDATE SKIP LOCKED
		), taken AS (
		    UPDATE answered a SET counted = 2 FROM due WHERE a.id = due.id
		    RETURNING a.id, a.at, a.conversation, a.verdict, a.ref
		), around AS (
		    SELECT a.id, lead(a.at) OVER (PARTITION BY a.conversation ORDER BY a.id) AS next
		    FROM   answered a
		    WHERE  a.at >= (SELECT min(at) FROM taken) AND a.at < (SELECT max(at) FROM taken) + interval '1 day' AND a.conversation <> 0 AND a.verdict <> 'told' -- which is nothing that the member said
		), ends AS (
		    SELECT t.at, t.ref, c.programme, c.address,
		           CASE WHEN k.opened IS NOT NULL AND (n.next IS NULL OR n.next >= t.at + interval '1 day' OR k.opened < n.next) THEN 'handed'
		                WHEN n.next < t.at + interval '1 day' THEN 'went_on' ELSE 'left' END AS what
		    FROM   taken t
		           JOIN conversations c ON c.id = t.conversation
		           JOIN around n ON n.id = t.id
		           LEFT JOIN LATERAL (SELECT min(k.opened) AS opened FROM tickets k
		                              WHERE  k.conversation = t.conversation AND k.opened >= t.at AND k.opened < t.at + interval '1 day') k ON true
		    WHERE  t.verdict IN ('suggest', 'choices', 'form', 'handoff')
		), put AS (
		    INSERT INTO question_days AS q (day, programme, channel, what, ref, n)
		    SELECT   (at AT TIME ZONE 'Asia/Tokyo')::date, CASE WHEN ref <> '' THEN split_part(ref, '/', 1) ELSE coalesce(programme, '') END,
		             split_part(address, ':', 1), what, '', count(*)
		    FROM     ends
		    GROUP BY 1, 2, 3, 4
		    ORDER BY 1, 2, 3, 4
		    ON CONFLICT (day, programme, channel, what, ref) DO UPDATE SET n = q.n + excluded.n
		)
		SELECT count(*) FROM taken`
)

// endsAfter is when it is known how a question went on.
const endsAfter = 24 * time.Hour

func sumQuestions(ctx context.Context, tx pgx.Tx) (n int, err error) {
	err = tx.QueryRow(ctx, sqlSumQuestions, 4*figuresBatch).Scan(&n)
	return n, err
}

func (s *Store) sumEnds(ctx context.Context, tx pgx.Tx) (n int, err error) {
	args := pgx.NamedArgs{"until": s.options.Now().Add(-endsAfter), "limit": 4 * figuresBatch}
	err = tx.QueryRow(ctx, sqlSumEnds, args).Scan(&n)
	return n, err
}

const (
	sqlComment = `SELECT comment FROM report_comments WHERE year = $1 AND programme = $2`

	sqlSaveComment = `
		INSERT INTO report_comments (year, programme, comment, who, saved)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (year, programme) DO UPDATE SET comment = excluded.comment, who = excluded.who, saved = excluded.saved`
)

// ReportComment is what the office has written for a year's report, of one programme or, with "", of all; "" where
// nothing was.
func (s *Store) ReportComment(ctx context.Context, year int, programme string) (comment string, err error) {
	err = s.workers.QueryRow(ctx, sqlComment, year, clean(programme)).Scan(&comment)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the comment on %d: %w", year, err)
	}
	return comment, nil
}

// SaveReportComment keeps it.
func (s *Store) SaveReportComment(ctx context.Context, year int, programme, comment string, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlSaveComment, year, clean(programme), clean(comment), clean(by.Actor.Name), by.At); err != nil {
			return err
		}
		by.Act, by.Object = audit.ReportCommented, fmt.Sprintf("report/%d", year)
		if programme != "" {
			by.Object += "/" + programme
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("save the comment on %d: %w", year, err)
	}
	return nil
}
