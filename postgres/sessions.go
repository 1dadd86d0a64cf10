package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/staff"
)

// Sessions are known by the hash of their secret; the secret itself never comes here.

// SessionIdle is how long a web visitor's session lives without use.
const SessionIdle = 30 * 24 * time.Hour

// A colleague's session at the desk lives StaffIdle from its last use, and StaffLife from the sign-in
// however much it is used: a computer that is given away does not stay signed in for ever.
const (
	StaffIdle = 30 * 24 * time.Hour
	StaffLife = 90 * 24 * time.Hour
)

const (
	sqlOpenSession = `
		INSERT INTO web_sessions (hash, id, expires)
		VALUES                   ($1,   $2, $3)`

	// The term begins anew with use, written down at most once an hour: a widget asks every few
	// seconds.
	sqlSession = `
		WITH used AS (
		    UPDATE web_sessions
		    SET    expires = $3
		    WHERE  hash = $1 AND retired IS NULL AND expires > $2 AND expires < $3::timestamptz - interval '1 hour'
		)
		SELECT id
		FROM   web_sessions
		WHERE  hash = $1 AND retired IS NULL AND expires > $2`

	// The old token speaks for nobody from now on. For a little while it can be exchanged once more, by
	// a browser that never got the answer.
	sqlRenewSession = `
		WITH old AS (
		    UPDATE web_sessions
		    SET    retired = coalesce(retired, $4)
		    WHERE  hash = $1 AND expires > $4 AND NOT replaced AND (retired IS NULL OR retired > $4::timestamptz - interval '2 minutes')
		    RETURNING id, subject
		)
		INSERT INTO web_sessions (hash, id, expires, subject)
		SELECT $2, id, $3, subject
		FROM   old
		RETURNING id`

	sqlEndSession = `DELETE FROM web_sessions WHERE id = $1`

	sqlSessionLasts = `SELECT EXISTS (SELECT FROM web_sessions WHERE id = $1 AND retired IS NULL AND expires > $2)`

	// Of two who make a link at once, the later one finds the other's: an empty table has no row to lock.
	sqlLockLogins = `LOCK TABLE staff_logins IN SHARE ROW EXCLUSIVE MODE`

	sqlSupersedeLogins = `DELETE FROM staff_logins WHERE name = $1`

	sqlNewLogin = `
		INSERT INTO staff_logins (hash, name, expires, account,        via, go)
		VALUES                   ($1,   $2,   $3,      nullif($4::bigint, 0), $5,  $6)`

	sqlLogin = `
		SELECT name, coalesce(account, 0), via, go
		FROM   staff_logins
		WHERE  hash = $1 AND expires > $2`

	// Taken and gone in one statement: two who hold the same link cannot both enter.
	sqlUseLogin = `
		DELETE FROM staff_logins
		WHERE  hash = $1
		RETURNING name, coalesce(account, 0), via, go, expires > $2`

	sqlNewStaffSession = `
		WITH noted AS (
		    INSERT INTO desk_opened (at) VALUES (@now)
		    ON CONFLICT DO NOTHING
		)
		INSERT INTO staff_sessions (hash,  person,  name,  opened, used, expires,  account,  via,  agent)
		VALUES                     (@hash, @person, @name, @now,   @now, @expires, @account, @via, @agent)`

	// A process of an earlier version, at work beside this one, notes its sign-ins in staff_sessions alone.
	sqlSignedIn = `SELECT EXISTS (SELECT FROM desk_opened) OR EXISTS (SELECT FROM staff_sessions)`

	// As with the web's, the term begins anew with use, and is written down at most every five minutes.
	// A page that brings itself up to date is no use (@use is false). A program of before names no
	// account in a session: it is its person's. An administrator's ends sooner.
	sqlStaffSession = `
		WITH session AS (
		    SELECT s.hash, s.used, ` + accountColumns + `
		    FROM   staff_sessions s
		           JOIN accounts a ON a.id = coalesce(s.account, (SELECT i.account FROM account_ids i WHERE i.id = s.person))
		    WHERE  s.hash = @hash AND s.expires > @now AND s.opened + @life::interval > @now AND (a.ends IS NULL OR a.ends > @now)
		    AND    (a.role <> 'admin' OR s.used + @admin::interval > @now)
		), used AS (
		    UPDATE staff_sessions s
		    SET    used = @now, expires = LEAST(@now::timestamptz + @idle::interval, s.opened + @life::interval), account = n.id
		    FROM   session n
		    WHERE  s.hash = n.hash AND @use AND (n.used < @now::timestamptz - interval '5 minutes' OR s.account IS NULL)
		)
		SELECT ` + accountColumns + `
		FROM   session a`

	sqlEndStaffSession = `DELETE FROM staff_sessions WHERE hash = $1`

	sqlForgetWeb    = `DELETE FROM web_sessions   WHERE expires < $1`
	sqlForgetLogins = `DELETE FROM staff_logins   WHERE expires < $1`
	sqlForgetStaff  = `DELETE FROM staff_sessions WHERE expires < $1`
)

// OpenSession notes a new web visitor: the hash of their secret and their public id.
func (s *Store) OpenSession(ctx context.Context, hash []byte, id string, expires time.Time) error {
	if _, err := s.workers.Exec(ctx, sqlOpenSession, hash, id, expires); err != nil {
		return fmt.Errorf("open web session: %w", err)
	}
	return nil
}

// RenewSession exchanges a visitor's token for a fresh one and says for which session it speaks. The old one
// is no longer good for anything else. It reports false for one that is unknown, expired, or was exchanged
// more than two minutes ago.
func (s *Store) RenewSession(ctx context.Context, old, fresh []byte, expires, now time.Time) (id string, ok bool, err error) {
	return s.one(ctx, "renew web session", sqlRenewSession, old, fresh, expires, now)
}

// EndSession takes from all who could speak for a session the means to.
func (s *Store) EndSession(ctx context.Context, id string) error {
	if _, err := s.workers.Exec(ctx, sqlEndSession, clean(id)); err != nil {
		return fmt.Errorf("end web session: %w", err)
	}
	return nil
}

// SessionLasts reports whether anybody can still open the session of a public id.
func (s *Store) SessionLasts(ctx context.Context, id string, now time.Time) (lasts bool, err error) {
	if err := s.workers.QueryRow(ctx, sqlSessionLasts, clean(id), now).Scan(&lasts); err != nil {
		return false, fmt.Errorf("look for web session: %w", err)
	}
	return lasts, nil
}

// Session finds a web visitor's public id, and keeps the session for another SessionIdle.
func (s *Store) Session(ctx context.Context, hash []byte, now time.Time) (id string, ok bool, err error) {
	return s.one(ctx, "find web session", sqlSession, hash, now, now.Add(SessionIdle))
}

// NewLogin notes a link by which a colleague can sign in once. An older one for the same name, used
// or not, is no longer good.
func (s *Store) NewLogin(ctx context.Context, hash []byte, l staff.Login) error {
	l.Name = clean(l.Name)
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlLockLogins); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqlSupersedeLogins, l.Name); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sqlNewLogin, hash, l.Name, l.Expires, l.Account, cmp.Or(l.Via, staff.ByLink), clean(l.Go))
		return err
	})
	if err != nil {
		return fmt.Errorf("note staff login: %w", err)
	}
	return nil
}

// Login says for whom a link is, and leaves it as it is. It reports false where UseLogin would.
func (s *Store) Login(ctx context.Context, hash []byte, now time.Time) (l staff.Login, ok bool, err error) {
	err = s.workers.QueryRow(ctx, sqlLogin, hash, now).Scan(&l.Name, &l.Account, &l.Via, &l.Go)
	if errors.Is(err, pgx.ErrNoRows) {
		return staff.Login{}, false, nil
	}
	if err != nil {
		return staff.Login{}, false, fmt.Errorf("look at a staff login: %w", err)
	}
	return l, true, nil
}

// UseLogin uses a link up and says for whom it was. It reports false where there is none, it was
// used already, or its time is over.
func (s *Store) UseLogin(ctx context.Context, hash []byte, now time.Time) (l staff.Login, ok bool, err error) {
	err = s.workers.QueryRow(ctx, sqlUseLogin, hash, now).Scan(&l.Name, &l.Account, &l.Via, &l.Go, &ok)
	if errors.Is(err, pgx.ErrNoRows) {
		return staff.Login{}, false, nil
	}
	if err != nil {
		return staff.Login{}, false, fmt.Errorf("use staff login: %w", err)
	}
	if !ok {
		return staff.Login{}, false, nil
	}
	return l, true, nil
}

// NewStaffSession notes that somebody has signed in, now.
func (s *Store) NewStaffSession(ctx context.Context, hash []byte, a staff.Account, now time.Time, v staff.Session, by audit.Record) error {
	person := a.Person()
	by.Act, by.Object, by.After = audit.SessionOpened, person.ID, string(v.Via)
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, sqlNewStaffSession, pgx.NamedArgs{
			"hash": hash, "person": person.ID, "name": clean(person.Name), "now": now, "expires": now.Add(StaffIdle),
			"account": a.ID, "via": v.Via, "agent": clean(v.Agent),
		})
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("open staff session: %w", err)
	}
	return nil
}

// SignedIn reports whether anybody has ever signed in at the desk.
func (s *Store) SignedIn(ctx context.Context) (ever bool, err error) {
	if err := s.workers.QueryRow(ctx, sqlSignedIn).Scan(&ever); err != nil {
		return false, fmt.Errorf("look for sign-ins: %w", err)
	}
	return ever, nil
}

// StaffSession says who has signed in with a session, and, where it is being used, keeps it for another
// StaffIdle within its StaffLife. An administrator's that was not used for adminIdle is over.
func (s *Store) StaffSession(ctx context.Context, hash []byte, now time.Time, adminIdle time.Duration, use bool) (staff.Account, bool, error) {
	rows, _ := s.workers.Query(ctx, sqlStaffSession, pgx.NamedArgs{ // CollectRows returns the error
		"hash": hash, "now": now, "idle": StaffIdle, "life": StaffLife, "admin": adminIdle, "use": use,
	})
	found, err := pgx.CollectRows(rows, scanAccount)
	if err != nil {
		return staff.Account{}, false, fmt.Errorf("find staff session: %w", err)
	}
	if len(found) == 0 {
		return staff.Account{}, false, nil
	}
	return found[0], true, nil
}

// EndStaffSession signs a colleague out.
func (s *Store) EndStaffSession(ctx context.Context, hash []byte) error {
	if _, err := s.workers.Exec(ctx, sqlEndStaffSession, hash); err != nil {
		return fmt.Errorf("end staff session: %w", err)
	}
	return nil
}

// ForgetSessions removes sessions and links whose time was over before then.
func (s *Store) ForgetSessions(ctx context.Context, before time.Time) error {
	for _, sql := range []string{sqlForgetWeb, sqlForgetWords, sqlForgetLogins, sqlForgetStaff} {
		if _, err := s.workers.Exec(ctx, sql, before); err != nil {
			return fmt.Errorf("forget old sessions: %w", err)
		}
	}
	return nil
}

// one runs a query for at most one word.
func (s *Store) one(ctx context.Context, what, sql string, args ...any) (string, bool, error) {
	rows, _ := s.workers.Query(ctx, sql, args...) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", what, err)
	}
	if len(found) == 0 {
		return "", false, nil
	}
	return found[0], true, nil
}
