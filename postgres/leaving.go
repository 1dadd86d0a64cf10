package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// Somebody leaves: what hangs on them is found here, and that their heirs have got it is noted. The
// handing over itself goes the road of every act, so that cards, threads and logs know of it.

const (
	sqlHangingTickets = `
		SELECT   t.number, t.title, t.team, t.status, t.version, coalesce(c.state -> 'live' ->> 'ticket' = t.number, false)
		FROM     tickets t LEFT JOIN conversations c ON c.id = t.conversation
		WHERE    t.open AND t.assignee = $1
		ORDER BY t.id`

	sqlHangingPlanned = `
		SELECT   number, title, team, status, version, false
		FROM     tickets
		WHERE    open AND assignee = '' AND tags @> ARRAY[$1::text]
		ORDER BY id`

	sqlHangingRest = `
		SELECT (SELECT count(*) FROM staff_logins     WHERE account = $1 AND expires > $2),
		       (SELECT count(*) FROM staff_sessions   WHERE account = $1 AND expires > $2),
		       (SELECT count(*) FROM account_subjects WHERE account = $1)`

	// Who has left and still has something: not handed over yet, or a ticket that was opened again since.
	sqlLeavers = `
		SELECT   ` + accountColumns + `
		FROM     accounts a
		WHERE    a.ends <= $1
		AND      (a.handed IS NULL OR EXISTS (SELECT FROM tickets t WHERE t.open AND t.assignee = 'staff:' || a.id))
		ORDER BY a.id`

	sqlHanded = `UPDATE accounts SET handed = $2 WHERE id = $1 AND handed IS NULL AND ends <= $2`

	sqlDropLogins = `DELETE FROM staff_logins WHERE account = $1`
)

// Hanging is all that hangs on an account now.
func (s *Store) Hanging(ctx context.Context, a staff.Account) (h staff.Hanging, err error) {
	scan := func(row pgx.CollectableRow) (t staff.HangingTicket, err error) {
		return t, row.Scan(&t.Number, &t.Title, &t.Team, &t.Status, &t.Version, &t.Live)
	}
	rows, _ := s.workers.Query(ctx, sqlHangingTickets, a.Person().ID) // CollectRows returns the error
	if h.Tickets, err = pgx.CollectRows(rows, scan); err != nil {
		return h, fmt.Errorf("list tickets of account %d: %w", a.ID, err)
	}
	rows, _ = s.workers.Query(ctx, sqlHangingPlanned, ticket.PlannedTag+clean(a.Name)) // likewise
	if h.Planned, err = pgx.CollectRows(rows, scan); err != nil {
		return h, fmt.Errorf("list tickets planned for account %d: %w", a.ID, err)
	}
	if err := s.workers.QueryRow(ctx, sqlHangingRest, a.ID, s.options.Now()).Scan(&h.Links, &h.Sessions, &h.Subjects); err != nil {
		return h, fmt.Errorf("count what else hangs on account %d: %w", a.ID, err)
	}
	return h, nil
}

// Leavers are who has left and on whom something still hangs.
func (s *Store) Leavers(ctx context.Context, now time.Time) ([]staff.Account, error) {
	rows, _ := s.workers.Query(ctx, sqlLeavers, now) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, scanAccount)
	if err != nil {
		return nil, fmt.Errorf("look for who has left: %w", err)
	}
	return found, nil
}

// Handed notes that somebody's heirs have got what hung on them, and ends whatever they were signed in by.
// It reports false where that was noted before.
func (s *Store) Handed(ctx context.Context, a staff.Account, now time.Time) (first bool, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sqlHanded, a.ID, now)
		if first = tag.RowsAffected() > 0; err != nil || !first {
			return err
		}
		for _, sql := range []string{sqlDropLogins, sqlDropSessions} {
			if _, err := tx.Exec(ctx, sql, a.ID); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, sqlDropAway, []string{a.Person().ID}); err != nil {
			return err
		}
		return s.audit(ctx, tx, audit.Record{At: now, Kind: audit.Program, Via: audit.ViaProgram, Act: audit.AccountEnded, Object: a.Person().ID})
	})
	if err != nil {
		return false, fmt.Errorf("note that account %d was handed over: %w", a.ID, err)
	}
	return first, nil
}

const (
	sqlDropSessions = `DELETE FROM staff_sessions WHERE account = $1`

	sqlEraseAccount = `
		UPDATE accounts
		SET    name = $2, reading = '', mail = '', slack = '', zone = '', holidays = '[]', erased = $3
		WHERE  id = $1 AND ends <= $3 AND erased IS NULL`

	sqlDropSubjects = `DELETE FROM account_subjects WHERE account = $1`

	// Ids that hold a name or a user of another company go; the account's own stays in the records.
	sqlEraseAccountIDs = `DELETE FROM account_ids WHERE account = $1 AND id NOT LIKE 'staff:%' RETURNING id`

	sqlEraseColleagueLog = `
		UPDATE ticket_events
		SET    who_name = CASE WHEN who = ANY ($1) THEN $2 ELSE who_name END, who = CASE WHEN who = ANY ($1) THEN $3 ELSE who END,
		       before = CASE WHEN before = $4 THEN $2 ELSE before END, after = CASE WHEN after = $4 THEN $2 ELSE after END
		WHERE  who = ANY ($1) OR what IN ('claimed', 'assigned') AND $4 IN (before, after)`

	sqlEraseColleagueTickets = `
		UPDATE tickets
		SET    assignee_name = $2, assignee = $3, version = version + 1
		WHERE  assignee = ANY ($1)`

	sqlEraseColleagueAudit = `
		UPDATE audit
		SET    actor_name = CASE WHEN actor = ANY ($1) THEN $2 ELSE actor_name END, actor = CASE WHEN actor = ANY ($1) THEN $3 ELSE actor END,
		       before = CASE WHEN object = $3 OR before = $4 THEN '' ELSE before END, after = CASE WHEN object = $3 OR after = $4 THEN '' ELSE after END,
		       note = CASE WHEN object = $3 THEN '' ELSE note END
		WHERE  actor = ANY ($1) OR object = $3 OR $4 IN (before, after)`
)

// The FAQ knows who decided by their name alone, in what was published, too: no text of an entry can look like
// such a field, since its quotation marks are escaped.
const (
	sqlEraseColleagueEntries = `
		UPDATE entries
		SET    kind_by = CASE WHEN kind_by = $1 THEN $2 ELSE kind_by END, kept_by = CASE WHEN kept_by = $1 THEN $2 ELSE kept_by END,
		       term_by = CASE WHEN term_by = $1 THEN $2 ELSE term_by END,
		       body = CASE WHEN body->>'owner' = $1 THEN jsonb_set(body, '{owner}', to_jsonb($2::text)) ELSE body END,
		       printed = CASE WHEN printed->>'owner' = $1 THEN jsonb_set(printed, '{owner}', to_jsonb($2::text)) ELSE printed END
		WHERE  $1 IN (kind_by, kept_by, term_by, body->>'owner', printed->>'owner')`

	sqlEraseColleagueVersions = `
		UPDATE entry_versions
		SET    who = CASE WHEN who = $1 THEN $2 ELSE who END,
		       body = CASE WHEN body->>'owner' = $1 THEN jsonb_set(body, '{owner}', to_jsonb($2::text)) ELSE body END
		WHERE  $1 IN (who, body->>'owner')`

	sqlEraseColleagueDrafts = `
		UPDATE drafts
		SET    who = CASE WHEN who = $1 THEN $2 ELSE who END, reviewer = CASE WHEN reviewer = $1 THEN $2 ELSE reviewer END,
		       decided = CASE WHEN decided = $1 THEN $2 ELSE decided END,
		       body = CASE WHEN body->>'owner' = $1 THEN jsonb_set(body, '{owner}', to_jsonb($2::text)) ELSE body END
		WHERE  $1 IN (who, reviewer, decided, body->>'owner')`

	sqlEraseColleaguePublications = `
		UPDATE publications
		SET    who = CASE WHEN who = $1 THEN $2 ELSE who END, undone_by = CASE WHEN undone_by = $1 THEN $2 ELSE undone_by END,
		       before = replace(replace(replace(replace(before::text,
		           '"owner": ' || to_jsonb($1::text)::text, '"owner": ' || to_jsonb($2::text)::text),
		           '"kind_by": ' || to_jsonb($1::text)::text, '"kind_by": ' || to_jsonb($2::text)::text),
		           '"kept_by": ' || to_jsonb($1::text)::text, '"kept_by": ' || to_jsonb($2::text)::text),
		           '"term_by": ' || to_jsonb($1::text)::text, '"term_by": ' || to_jsonb($2::text)::text)::jsonb
		WHERE  $1 IN (who, undone_by) OR position('_by": ' || to_jsonb($1::text)::text IN before::text) > 0
		OR     position('"owner": ' || to_jsonb($1::text)::text IN before::text) > 0`

	sqlEraseColleagueContrasts = `UPDATE draft_links SET who = $2 WHERE who = $1`

	sqlEraseColleagueTicks = `UPDATE finding_ticks SET who = $2 WHERE who = $1`

	sqlEraseColleagueUploads = `
		UPDATE uploads
		SET    who = CASE WHEN who = $1 THEN $2 ELSE who END, reviewer = CASE WHEN reviewer = $1 THEN $2 ELSE reviewer END,
		       decided = CASE WHEN decided = $1 THEN $2 ELSE decided END
		WHERE  $1 IN (who, reviewer, decided)`
)

// EraseAccount lets a pseudonym stand for somebody who has left, in their account, in what was done, in
// the tickets' logs and in the FAQ: what happened, when, and that it was one and the same person stays. It fails with
// staff.ErrActive while they still work here, and does nothing the second time.
func (s *Store) EraseAccount(ctx context.Context, id int64, pseudonym string, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		a, ok, err := account(ctx, tx, "number", sqlAccount, id)
		switch now := s.options.Now(); {
		case err != nil || !ok:
			return firstOf(err, notFound(ok))
		case !a.Erased.IsZero():
			return nil
		case a.Active(now):
			return staff.ErrActive
		default:
			return s.eraseAccount(ctx, tx, a, clean(pseudonym), now, by)
		}
	})
	if err != nil {
		return fmt.Errorf("erase account %d: %w", id, err)
	}
	return nil
}

func (s *Store) eraseAccount(ctx context.Context, tx pgx.Tx, a staff.Account, pseudonym string, now time.Time, by audit.Record) error {
	own := a.Person().ID
	rows, _ := tx.Query(ctx, sqlEraseAccountIDs, a.ID) // CollectRows returns the error
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	ids = append(ids, own)
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{sqlEraseAccount, []any{a.ID, pseudonym, now}},
		{sqlDropSubjects, []any{a.ID}},
		{sqlEraseColleagueTickets, []any{ids, pseudonym, own}},
		{sqlEraseColleagueEntries, []any{a.Name, pseudonym}},
		{sqlEraseColleaguePublications, []any{a.Name, pseudonym}},
		{sqlEraseColleagueVersions, []any{a.Name, pseudonym}},
		{sqlEraseColleagueDrafts, []any{a.Name, pseudonym}},
		{sqlEraseColleagueUploads, []any{a.Name, pseudonym}},
		{sqlEraseColleagueTicks, []any{a.Name, pseudonym}},
		{sqlEraseColleagueContrasts, []any{a.Name, pseudonym}},
		{sqlAllowErasing, []any{"on"}},
		{sqlEraseColleagueLog, []any{ids, pseudonym, own, a.Name}},
		{sqlEraseColleagueAudit, []any{ids, pseudonym, own, a.Name}},
		{sqlAllowErasing, []any{"off"}},
	} {
		if _, err := tx.Exec(ctx, step.sql, step.args...); err != nil {
			return err
		}
	}
	by.Act, by.Object = audit.AccountErased, own
	return s.audit(ctx, tx, by)
}
