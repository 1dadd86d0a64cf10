package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
)

// One person may have acted under several ids: a name said at the desk, a user of Slack, another
// account. Joined, all is one account's. What the logs say of the past stays as it was.

const (
	sqlIDsOf = `SELECT id FROM account_ids WHERE account = $1`

	sqlMoveIDs = `
		INSERT INTO account_ids (id, account)
		SELECT unnest($1::text[]), $2
		ON CONFLICT (id) DO UPDATE SET account = excluded.account`

	sqlJoinLive = `
		UPDATE conversations
		SET    state = jsonb_set(state, '{live,person}', to_jsonb($2::text))
		WHERE  state -> 'live' ->> 'person' = ANY ($1)`

	// The version counts on, so that a turn under way that has read the other id is decided anew.
	sqlJoinTickets = `
		UPDATE tickets
		SET    assignee = $2, assignee_name = $3, version = version + 1
		WHERE  assignee = ANY ($1)`

	sqlJoinAway = `
		INSERT INTO absences (person, name, until)
		SELECT $2, $3, max(until)
		FROM   absences
		WHERE  person = ANY ($1)
		HAVING count(*) > 0
		ON CONFLICT (person) DO UPDATE SET until = greatest(absences.until, excluded.until)`

	sqlDropAway = `DELETE FROM absences WHERE person = ANY ($1)`

	sqlJoinSessions = `
		UPDATE staff_sessions
		SET    account = $2, person = $3, name = $4
		WHERE  person = ANY ($1)`

	sqlJoinSubjects = `UPDATE account_subjects SET account = $2 WHERE account = $1`

	// The other account is out from now on; what it was known by is the one's.
	sqlJoinAccount = `
		UPDATE accounts
		SET    ends = $2, slack = '', mail = ''
		WHERE  id = $1`

	sqlAdoptAccount = `
		UPDATE accounts
		SET    slack = CASE WHEN slack = '' THEN $2 ELSE slack END, mail = CASE WHEN mail = '' THEN $3 ELSE mail END
		WHERE  id = $1`

	sqlStragglers = `
		SELECT DISTINCT i.id, i.account
		FROM   account_ids i JOIN tickets t ON t.assignee = i.id
		WHERE  t.open AND i.id NOT LIKE 'staff:%'`

	// Who stands in tickets and absences and is nobody's account.
	sqlUnknownPeople = `
		SELECT   p.id, max(p.name), sum(p.n)::integer
		FROM     (SELECT assignee AS id, max(assignee_name) AS name, count(*) AS n FROM tickets WHERE assignee <> '' GROUP BY assignee
		          UNION ALL
		          SELECT person, name, 0 FROM absences) AS p
		WHERE    NOT EXISTS (SELECT FROM account_ids i WHERE i.id = p.id)
		GROUP BY p.id
		ORDER BY p.id`
)

// Unknown lists who stands in tickets and absences without being an account's: people who said a name
// at the desk, and users of Slack who have not been there since.
func (s *Store) Unknown(ctx context.Context) ([]staff.Unknown, error) {
	rows, _ := s.workers.Query(ctx, sqlUnknownPeople) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (u staff.Unknown, err error) {
		return u, row.Scan(&u.Person.ID, &u.Person.Name, &u.Tickets)
	})
	if err != nil {
		return nil, fmt.Errorf("list people without an account: %w", err)
	}
	return found, nil
}

// Join makes what a person had done under another id an account's: desk:佐々木, slack:U123, or another
// account's staff:9, which ends with it.
func (s *Store) Join(ctx context.Context, person string, into int64, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlLockAccounts); err != nil {
			return err
		}
		a, ok, err := account(ctx, tx, "number", sqlAccount, into)
		if err != nil || !ok {
			return fmt.Errorf("account %d: %w", into, firstOf(err, chat.ErrNotFound))
		}
		other, known, err := account(ctx, tx, "person", sqlAccountOfPerson, clean(person))
		if err != nil || known && other.ID == into {
			return err
		}
		by.Act, by.Object, by.Before, by.After = audit.AccountJoined, staff.PersonID(into), person, a.Name
		if known {
			if err := s.joinAccount(ctx, tx, other, a); err != nil {
				return err
			}
			if err := adminStays(ctx, tx, other, staff.Account{}); err != nil {
				return err
			}
		} else if err := s.join(ctx, tx, person, a); err != nil {
			return err
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("join %s: %w", person, err)
	}
	return nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// joinAccount makes all that is one account's another's.
func (s *Store) joinAccount(ctx context.Context, tx pgx.Tx, from, into staff.Account) error {
	now := s.options.Now()
	if _, err := tx.Exec(ctx, sqlJoinAccount, from.ID, now); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqlAdoptAccount, into.ID, from.Slack, from.Mail); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqlJoinSubjects, from.ID, into.ID); err != nil {
		return err
	}
	rows, _ := tx.Query(ctx, sqlIDsOf, from.ID) // CollectRows returns the error
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	return s.moveIDs(ctx, tx, ids, into)
}

// join makes what stands under an id an account's.
func (s *Store) join(ctx context.Context, tx pgx.Tx, person string, into staff.Account) error {
	return s.moveIDs(ctx, tx, []string{clean(person)}, into)
}

// moveIDs keeps to the order of locks: conversations, then tickets.
func (s *Store) moveIDs(ctx context.Context, tx pgx.Tx, ids []string, into staff.Account) error {
	own := staff.PersonID(into.ID)
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == own })
	name := clean(into.Name)
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{sqlMoveIDs, []any{ids, into.ID}},
		{sqlJoinLive, []any{ids, own}},
		{sqlJoinTickets, []any{ids, own, name}},
		{sqlJoinAway, []any{ids, own, name}},
		{sqlDropAway, []any{ids}},
		{sqlJoinSessions, []any{ids, into.ID, own, name}},
	} {
		if _, err := tx.Exec(ctx, step.sql, step.args...); err != nil {
			return fmt.Errorf("move what is %q to account %d: %w", ids, into.ID, err)
		}
	}
	return nil
}

// JoinStragglers gives to accounts what a program of before, at work beside this one, has noted since
// under an id that was joined.
func (s *Store) JoinStragglers(ctx context.Context) error {
	rows, _ := s.workers.Query(ctx, sqlStragglers) // ForEachRow returns the error
	late := map[string]int64{}
	var id string
	var owner int64
	if _, err := pgx.ForEachRow(rows, []any{&id, &owner}, func() error { late[id] = owner; return nil }); err != nil {
		return fmt.Errorf("look for what is noted under earlier ids: %w", err)
	}
	for id, owner := range late {
		err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
			a, ok, err := account(ctx, tx, "number", sqlAccount, owner)
			if err != nil || !ok {
				return err
			}
			return s.join(ctx, tx, id, a)
		})
		if err != nil {
			return fmt.Errorf("join what is noted under %s: %w", id, err)
		}
	}
	return nil
}

// Sessions lists where an account is signed in, the one used last first.
func (s *Store) Sessions(ctx context.Context, id int64) ([]staff.Session, error) {
	rows, _ := s.workers.Query(ctx, sqlSessionsOf, id, s.options.Now()) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (staff.Session, error) {
		var v staff.Session
		err := row.Scan(&v.ID, &v.Opened, &v.Used, &v.Expires, &v.Via, &v.Agent)
		v.Opened, v.Used, v.Expires = v.Opened.UTC(), v.Used.UTC(), v.Expires.UTC()
		return v, err
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions of account %d: %w", id, err)
	}
	return found, nil
}

const (
	sqlSessionsOf = `
		SELECT   id, opened, used, expires, via, agent
		FROM     staff_sessions
		WHERE    account = $1 AND expires > $2
		ORDER BY used DESC`

	sqlEndSessions = `
		DELETE FROM staff_sessions
		WHERE  account = $1 AND ($2 = 0 OR id = $2)`
)

// EndSessions signs an account out: of one session, or, with 0, of all.
func (s *Store) EndSessions(ctx context.Context, id, session int64, by audit.Record) (n int64, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sqlEndSessions, id, session)
		if n = tag.RowsAffected(); err != nil || n == 0 {
			return err
		}
		by.Act, by.Object, by.Before = audit.SessionEnded, staff.PersonID(id), fmt.Sprint(n)
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return 0, fmt.Errorf("end sessions of account %d: %w", id, err)
	}
	return n, nil
}

// sinceOrNow is a time, or now where it is zero.
func sinceOrNow(at, now time.Time) time.Time {
	if at.IsZero() {
		return now
	}
	return at
}
