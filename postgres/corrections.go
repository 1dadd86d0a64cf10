package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/faq/correction"
	"madoguchi/faq/edition"
)

// A correction is sent by events, one a contact, which are stored in the transaction that freezes whom it goes
// to: whoever presses twice, and whichever process dies, each of them is told once. Turns say it, under the lock
// of their conversation and of the row that says that it has not been said.

const (
	correctionColumns = `id, ref, versions, since, until, question, fault, line, push, state, version, author, who, made, reviewer, deadline, reason, decided, sent, told, authors, reviewer_id, asked`

	sqlNewCorrection = `
		INSERT INTO corrections (ref,  versions,  since,  until,  question,  fault,  line,  push,  state,     author,  authors,  who,  made, request)
		VALUES                  (@ref, @versions, @since, @until, @question, @fault, @line, @push, 'writing', @author, @authors, @who, @now, nullif(@request, ''))
		ON CONFLICT (request) DO NOTHING
		RETURNING ` + correctionColumns

	sqlPressedCorrection = `SELECT ` + correctionColumns + ` FROM corrections WHERE request = $1`

	sqlSaveCorrection = `
		UPDATE corrections
		SET    versions = @versions, since = @since, until = @until, question = @question, fault = @fault, line = @line, push = @push, state = @state,
		       version = version + 1, author = @author, who = @who, reviewer = @reviewer, deadline = @deadline, reason = @reason,
		       decided = @decided, sent = @sent, told = @told, authors = @authors, reviewer_id = @reviewer_id, asked = @asked
		WHERE  id = @id
		RETURNING ` + correctionColumns

	sqlCorrection       = `SELECT ` + correctionColumns + ` FROM corrections WHERE id = $1`
	sqlCorrectionLocked = sqlCorrection + ` FOR UPDATE`

	sqlCorrections = `
		SELECT   ` + correctionColumns + `
		FROM     corrections
		WHERE    $1 = '' OR ref = $1
		ORDER BY id DESC
		LIMIT    $2`

	sqlDropCorrection = `DELETE FROM corrections WHERE id = $1`

	// given are the answers of a query; readable is whether a contact c can read what is sent to them. A web
	// visitor can for as long as their session lasts.
	given = `
		a.ref = @ref AND a.version = ANY (@versions::integer[]) AND a.verdict IN ('answer', 'chosen', 'feedback', 'sent')
		AND (@since::timestamptz IS NULL OR a.at >= @since) AND (@until::timestamptz IS NULL OR a.at < @until)`

	readable = `
		(c.reachable AND (c.address NOT LIKE 'web:%' OR EXISTS (
		    SELECT FROM web_sessions w WHERE w.id = split_part(c.address, ':', 3) AND w.retired IS NULL AND w.expires > @now)))`

	askers = `
		SELECT   a.conversation, max(a.at) AS at, count(*) FILTER (WHERE a.verdict <> 'feedback') AS times, max(a.version) AS version
		FROM     answered a
		WHERE    ` + given + ` AND a.conversation <> 0
		GROUP BY a.conversation`

	sqlGivenReach = `
		SELECT   split_part(c.address, ':', 1), count(*), count(*) FILTER (WHERE NOT ` + readable + `)
		FROM     (` + askers + `) g
		         JOIN conversations c ON c.id = g.conversation
		WHERE    c.address NOT LIKE '%:erased-%'
		GROUP BY 1
		ORDER BY 1`

	sqlGivenAnswers = `
		SELECT count(*), count(*) FILTER (WHERE a.conversation = 0)
		FROM   answered a
		WHERE  ` + given + ` AND a.verdict <> 'feedback'`

	sqlGivenTo = `
		SELECT   c.id, split_part(c.address, ':', 1), c.name, g.at, g.times, g.version, NOT ` + readable + `
		FROM     (` + askers + `) g
		         JOIN conversations c ON c.id = g.conversation
		WHERE    c.address NOT LIKE '%:erased-%'
		ORDER BY g.at DESC, c.id
		LIMIT    @limit OFFSET @offset`

	// Nobody is sent an event who could not read what comes of it: who has blocked us hears of it when they come
	// back.
	sqlFreezeReceivers = `
		INSERT INTO correction_receivers (correction, conversation, answered, times, version, state)
		SELECT   @id, g.conversation, g.at, g.times, g.version,
		         CASE WHEN ` + readable + ` THEN 'due' WHEN c.reachable THEN 'gone' ELSE 'owed' END
		FROM     (` + askers + `) g
		         JOIN conversations c ON c.id = g.conversation
		WHERE    c.address NOT LIKE '%:erased-%'
		ORDER BY g.at, c.id`

	sqlReceivers = `
		SELECT   r.conversation, c.address, r.state = 'due'
		FROM     correction_receivers r
		         JOIN conversations c ON c.id = r.conversation
		WHERE    r.correction = $1
		ORDER BY r.id`
)

func correctionRow(row pgx.CollectableRow) (n correction.Notice, err error) {
	var since, until, sent, asked *time.Time
	var author string
	err = row.Scan(&n.ID, &n.Ref, &n.Versions, &since, &until, &n.Question, &n.Fault, &n.Line, &n.Push, &n.State, &n.Version,
		&author, &n.By, &n.Made, &n.Reviewer, &n.Deadline, &n.Reason, &n.Decided, &sent, &n.All, &n.Authors, &n.ReviewerID, &asked)
	n.Since, n.Until, n.Sent, n.Asked, n.Made = moment(since), moment(until), moment(sent), moment(asked), n.Made.UTC()
	if !slices.Contains(n.Authors, author) { // of a program that knows one alone
		n.Authors = append(n.Authors, author)
	}
	return n, err
}

func queryArgs(q *correction.Query, now time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{"ref": q.Ref, "versions": q.Versions, "since": instant(q.Since), "until": instant(q.Until), "now": now}
}

func noticeArgs(n *correction.Notice, now time.Time) pgx.NamedArgs {
	args := queryArgs(&n.Query, now)
	for name, v := range map[string]any{
		"id": n.ID, "question": clean(n.Question), "fault": string(n.Fault), "line": clean(n.Line), "push": n.Push, "state": string(n.State),
		"author": last(n.Authors), "authors": append([]string{}, n.Authors...), "who": clean(n.By), "reviewer": clean(n.Reviewer), "reviewer_id": n.ReviewerID,
		"deadline": string(n.Deadline), "asked": instant(n.Asked), "reason": clean(n.Reason), "decided": clean(n.Decided), "sent": instant(n.Sent), "told": n.All,
	} {
		args[name] = v
	}
	return args
}

// last is who has written a notice last, of those that are not sorted.
func last(authors []string) string {
	if len(authors) == 0 {
		return ""
	}
	return authors[len(authors)-1]
}

// Given says whom a query finds.
func (s *Store) Given(ctx context.Context, q correction.Query) (f correction.Found, err error) {
	args := queryArgs(&q, s.options.Now())
	rows, _ := s.workers.Query(ctx, sqlGivenReach, args) // CollectRows returns the error
	if f.Reach, err = pgx.CollectRows(rows, pgx.RowToStructByPos[correction.Reach]); err == nil {
		err = s.workers.QueryRow(ctx, sqlGivenAnswers, args).Scan(&f.Answers, &f.Unknown)
	}
	if err != nil {
		return f, fmt.Errorf("count who was told %s: %w", q.Ref, err)
	}
	return f, nil
}

// GivenTo lists whom a query finds, the latest first.
func (s *Store) GivenTo(ctx context.Context, q correction.Query, offset, limit int) ([]correction.Given, error) {
	args := queryArgs(&q, s.options.Now())
	args["offset"], args["limit"] = offset, limit
	rows, _ := s.workers.Query(ctx, sqlGivenTo, args) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (g correction.Given, err error) {
		err = row.Scan(&g.Contact, &g.Channel, &g.Name, &g.At, &g.Times, &g.Version, &g.Gone)
		return g, err
	})
	if err != nil {
		return nil, fmt.Errorf("list who was told %s: %w", q.Ref, err)
	}
	return found, nil
}

// Correction is a notice, or chat.ErrNotFound.
func (s *Store) Correction(ctx context.Context, id int64) (correction.Notice, error) {
	rows, _ := s.workers.Query(ctx, sqlCorrection, id) // CollectExactlyOneRow returns the error
	n, err := pgx.CollectExactlyOneRow(rows, correctionRow)
	if err = orNotFound(err); err != nil {
		return n, fmt.Errorf("read correction %d: %w", id, err)
	}
	return n, nil
}

// Corrections are the notices of an entry, or of all, the newest first.
func (s *Store) Corrections(ctx context.Context, ref string, limit int) ([]correction.Notice, error) {
	rows, _ := s.workers.Query(ctx, sqlCorrections, ref, limit) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, correctionRow)
	if err != nil {
		return nil, fmt.Errorf("list corrections: %w", err)
	}
	return all, nil
}

// NewCorrection keeps a notice that is being written. Under one request it is one; made is false where the press
// before has kept it.
func (s *Store) NewCorrection(ctx context.Context, n correction.Notice, request string) (kept correction.Notice, made bool, err error) {
	args := noticeArgs(&n, s.options.Now())
	args["request"] = clean(request)
	rows, _ := s.workers.Query(ctx, sqlNewCorrection, args) // CollectExactlyOneRow returns the error
	if kept, err = pgx.CollectExactlyOneRow(rows, correctionRow); errors.Is(err, pgx.ErrNoRows) {
		rows, _ = s.workers.Query(ctx, sqlPressedCorrection, clean(request))
		kept, err = pgx.CollectExactlyOneRow(rows, correctionRow)
	} else {
		made = err == nil
	}
	if err != nil {
		return kept, false, fmt.Errorf("keep a correction of %s: %w", n.Ref, err)
	}
	return kept, made, nil
}

// ChangeCorrection changes a notice under its lock: change is given it as it is, with its authors as the accounts
// they have by now, and says no by an error. Where it is another version it is correction.ErrChanged, with the notice
// as it is. One that change begins to send is sent: whom it goes to is frozen, and each of them is told once.
func (s *Store) ChangeCorrection(ctx context.Context, id int64, version int, change func(*correction.Notice) error) (n correction.Notice, err error) {
	err = s.lockedCorrection(ctx, id, func(tx pgx.Tx, now correction.Notice) (err error) {
		if n = now; n.Version != version {
			return correction.ErrChanged
		}
		before := n.State
		if n.Authors, err = persons(ctx, tx, n.Authors...); err != nil {
			return err
		}
		if err := change(&n); err != nil {
			return err
		}
		if n.State == correction.Sending && before != correction.Sending {
			if n.All, err = s.sendCorrection(ctx, tx, &n); err != nil {
				return err
			}
		}
		n, err = saveCorrection(ctx, tx, &n, s.options.Now())
		return err
	})
	return n, err
}

func (s *Store) lockedCorrection(ctx context.Context, id int64, do func(pgx.Tx, correction.Notice) error) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, sqlCorrectionLocked, id) // CollectExactlyOneRow returns the error
		n, err := pgx.CollectExactlyOneRow(rows, correctionRow)
		if err != nil {
			return err
		}
		return do(tx, n)
	})
	if err = orNotFound(err); err != nil {
		return fmt.Errorf("change correction %d: %w", id, err)
	}
	return nil
}

func saveCorrection(ctx context.Context, tx pgx.Tx, n *correction.Notice, now time.Time) (correction.Notice, error) {
	rows, _ := tx.Query(ctx, sqlSaveCorrection, noticeArgs(n, now)) // CollectExactlyOneRow returns the error
	return pgx.CollectExactlyOneRow(rows, correctionRow)
}

// DropCorrection gives up a notice that was not sent. Where it is another version it is correction.ErrChanged.
func (s *Store) DropCorrection(ctx context.Context, id int64, version int) error {
	return s.lockedCorrection(ctx, id, func(tx pgx.Tx, n correction.Notice) error {
		switch {
		case n.Version != version:
			return correction.ErrChanged
		case n.State == correction.Sending || n.State == correction.Stopped:
			return edition.ErrState
		}
		_, err := tx.Exec(ctx, sqlDropCorrection, id)
		return err
	})
}

// sendCorrection freezes whom a notice goes to and lets each of them hear of it; it says how many they are.
func (s *Store) sendCorrection(ctx context.Context, tx pgx.Tx, n *correction.Notice) (int, error) {
	now := s.options.Now()
	args := noticeArgs(n, now)
	tag, err := tx.Exec(ctx, sqlFreezeReceivers, args)
	if err != nil {
		return 0, err
	}
	if tag.RowsAffected() == 0 {
		return 0, correction.ErrNobody
	}
	rows, _ := tx.Query(ctx, sqlReceivers, n.ID) // ForEachRow returns the error
	var events []chat.Event
	var conversation int64
	var address string
	var due bool
	if _, err := pgx.ForEachRow(rows, []any{&conversation, &address, &due}, func() error {
		if !due {
			return nil
		}
		to, err := chat.ParseAddress(address)
		events = append(events, chat.Event{
			ID: fmt.Sprintf("correct:%d:%d", n.ID, conversation), Kind: chat.Correct, From: to, At: now, Data: strconv.FormatInt(n.ID, 10),
		})
		return err
	}); err != nil {
		return 0, err
	}
	for batch := range slices.Chunk(events, acceptBatch) {
		if err := s.storeEvents(ctx, tx, batch, now); err != nil {
			return 0, err
		}
	}
	return int(tag.RowsAffected()), nil
}

// storeEvents stores events of our own within a transaction. The sweep has them decided.
func (s *Store) storeEvents(ctx context.Context, tx pgx.Tx, events []chat.Event, now time.Time) error {
	a := &acceptance{}
	for _, e := range events {
		row, err := newEventRow(e, now)
		if err != nil {
			return err
		}
		a.rows = append(a.rows, row)
	}
	return s.insertInto(ctx, tx, []*acceptance{a})
}
