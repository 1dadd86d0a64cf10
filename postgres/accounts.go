package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

const accountColumns = `a.id, a.name, a.reading, a.mail, a.slack, a.role, a.teams, a.zone, a.holidays, a.language, a.news, a.created, a.ends, a.heirs, a.handed, a.erased`

const (
	sqlAccounts = `
		SELECT   ` + accountColumns + `
		FROM     accounts a
		ORDER BY a.ends IS NOT NULL, coalesce(nullif(a.reading, ''), a.name), a.id`

	sqlAccount = `
		SELECT ` + accountColumns + `
		FROM   accounts a
		WHERE  a.id = $1`

	sqlAccountOfPerson = `
		SELECT ` + accountColumns + `
		FROM   account_ids i JOIN accounts a ON a.id = i.account
		WHERE  i.id = $1`

	// Of several of the same name, who has left comes last.
	sqlAccountByName = `
		SELECT   ` + accountColumns + `
		FROM     accounts a
		WHERE    a.name = $1 AND (a.ends IS NULL OR a.ends > $2)
		ORDER BY a.id
		LIMIT    1`

	sqlAccountByMail = `
		SELECT   ` + accountColumns + `
		FROM     accounts a
		WHERE    lower(a.mail) = lower($1) AND a.mail <> '' AND (a.ends IS NULL OR a.ends > $2)
		ORDER BY a.id
		LIMIT    1`

	sqlAccountBySlack = `
		SELECT ` + accountColumns + `
		FROM   accounts a
		WHERE  a.slack = $1 AND a.slack <> ''`

	sqlAccountBySubject = `
		SELECT ` + accountColumns + `
		FROM   account_subjects s JOIN accounts a ON a.id = s.account
		WHERE  s.issuer = $1 AND s.subject = $2`

	sqlLinkSubject = `
		INSERT INTO account_subjects (issuer, subject, account)
		VALUES                       ($1,     $2,      $3)
		ON CONFLICT (issuer, subject) DO NOTHING`

	// Who looks whether a name is free, or whether there is an administrator, is alone with the table.
	sqlLockAccounts = `LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE`

	sqlNewAccount = `
		INSERT INTO accounts (name,  reading,  mail,  slack,  role,  teams,  zone,  holidays,         language,  news,  created,  ends,  heirs)
		VALUES               (@name, @reading, @mail, @slack, @role, @teams, @zone, @holidays::jsonb, @language, @news, @created, @ends, @heirs::jsonb)
		RETURNING id`

	sqlChangeAccount = `
		UPDATE accounts
		SET    name = @name, reading = @reading, mail = @mail, slack = @slack, role = @role, teams = @teams, zone = @zone,
		       holidays = @holidays::jsonb, language = @language, news = @news, ends = @ends, heirs = @heirs::jsonb,
		       handed = CASE WHEN ends IS NOT DISTINCT FROM @ends THEN handed END
		WHERE  id = @id`

	sqlNewAccountID = `
		INSERT INTO account_ids (id, account)
		VALUES                  ($1, $2)
		ON CONFLICT (id) DO NOTHING`

	sqlHasAdmin = `SELECT EXISTS (SELECT FROM accounts WHERE role = 'admin' AND (ends IS NULL OR ends > $1))`

	// From the moment on at which an administrator will have left, there must be another.
	sqlAdminStays = `SELECT EXISTS (SELECT FROM accounts WHERE role = 'admin' AND ends IS NULL)`
)

// accountHoliday is a period of an account's own holidays as it is stored.
type accountHoliday struct {
	From  string `json:"from"`
	Until string `json:"until,omitempty"`
	Note  string `json:"note,omitempty"`
}

func scanAccount(row pgx.CollectableRow) (staff.Account, error) {
	var a staff.Account
	var holidays []accountHoliday
	var ends, handed, erased *time.Time
	err := row.Scan(&a.ID, &a.Name, &a.Reading, &a.Mail, &a.Slack, &a.Role, &a.Teams, &a.Zone, &holidays, &a.Language, &a.News, &a.Created, &ends, &a.Heirs, &handed, &erased)
	for _, h := range holidays {
		a.Holidays = append(a.Holidays, ticket.Period{From: h.From, Until: h.Until, Note: h.Note})
	}
	a.Created, a.Ends, a.Handed, a.Erased = a.Created.UTC(), moment(ends), moment(handed), moment(erased)
	if len(a.Heirs) == 0 {
		a.Heirs = nil
	}
	return a, err
}

func accountArgs(a staff.Account) (pgx.NamedArgs, error) {
	holidays := []accountHoliday{}
	for _, p := range a.Holidays {
		holidays = append(holidays, accountHoliday{clean(p.From), clean(p.Until), clean(p.Note)})
	}
	body, err := json.Marshal(holidays)
	if err != nil {
		return nil, fmt.Errorf("write holidays: %w", err)
	}
	teams := []string{}
	for _, team := range a.Teams {
		teams = append(teams, clean(team))
	}
	heirs, err := json.Marshal(a.Heirs)
	if err != nil {
		return nil, fmt.Errorf("write heirs: %w", err)
	}
	if a.Heirs == nil {
		heirs = []byte("{}")
	}
	language := a.Language
	if language == "" {
		language = staff.Japanese
	}
	return pgx.NamedArgs{
		"id": a.ID, "name": clean(a.Name), "reading": clean(a.Reading), "mail": clean(a.Mail), "slack": clean(a.Slack), "role": a.Role,
		"teams": teams, "zone": clean(a.Zone), "holidays": string(body), "language": language, "news": a.News, "created": a.Created, "ends": instant(a.Ends), "heirs": string(heirs),
	}, nil
}

// account runs a statement that finds at most one.
func account(ctx context.Context, q querier, what, sql string, args ...any) (staff.Account, bool, error) {
	rows, _ := q.Query(ctx, sql, args...) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, scanAccount)
	if err != nil {
		return staff.Account{}, false, fmt.Errorf("find account by %s: %w", what, err)
	}
	if len(found) == 0 {
		return staff.Account{}, false, nil
	}
	return found[0], true, nil
}

// Accounts lists all there are, those who have left or will leave last.
func (s *Store) Accounts(ctx context.Context) ([]staff.Account, error) {
	rows, _ := s.workers.Query(ctx, sqlAccounts) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, scanAccount)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	return found, nil
}

// Account reads one account. It fails with chat.ErrNotFound where there is none.
func (s *Store) Account(ctx context.Context, id int64) (staff.Account, error) {
	a, ok, err := account(ctx, s.workers, "number", sqlAccount, id)
	if err == nil && !ok {
		err = chat.ErrNotFound
	}
	return a, err
}

// AccountOf finds the account under whose id somebody acts or has acted.
func (s *Store) AccountOf(ctx context.Context, person string) (staff.Account, bool, error) {
	return account(ctx, s.workers, "person", sqlAccountOfPerson, clean(person))
}

// AccountByName finds who of that name works here at a moment.
func (s *Store) AccountByName(ctx context.Context, name string, now time.Time) (staff.Account, bool, error) {
	return account(ctx, s.workers, "name", sqlAccountByName, clean(name), now)
}

// AccountByMail finds whose address it is, of those who work here at a moment.
func (s *Store) AccountByMail(ctx context.Context, mail string, now time.Time) (staff.Account, bool, error) {
	return account(ctx, s.workers, "mail address", sqlAccountByMail, clean(mail), now)
}

// AccountBySubject finds whom another company knows as its subject.
func (s *Store) AccountBySubject(ctx context.Context, issuer, subject string) (staff.Account, bool, error) {
	return account(ctx, s.workers, "subject", sqlAccountBySubject, clean(issuer), clean(subject))
}

// LinkSubject notes by which subject another company knows an account.
func (s *Store) LinkSubject(ctx context.Context, issuer, subject string, id int64) error {
	if _, err := s.workers.Exec(ctx, sqlLinkSubject, clean(issuer), clean(subject), id); err != nil {
		return fmt.Errorf("link subject with account %d: %w", id, err)
	}
	return nil
}

// HasAdmin reports whether anybody may change accounts.
func (s *Store) HasAdmin(ctx context.Context) (has bool, err error) {
	if err := s.workers.QueryRow(ctx, sqlHasAdmin, s.options.Now()).Scan(&has); err != nil {
		return false, fmt.Errorf("look for an administrator: %w", err)
	}
	return has, nil
}

// SaveAccount makes an account, where its ID is 0, or changes one, and writes down who did so. It fails
// with staff.ErrTaken where another has its name, address or Slack id, and with staff.ErrLastAdmin
// where nobody would be left to change accounts.
func (s *Store) SaveAccount(ctx context.Context, a staff.Account, by audit.Record) (staff.Account, error) {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) (err error) {
		if _, err := tx.Exec(ctx, sqlLockAccounts); err != nil {
			return err
		}
		a, err = s.saveAccount(ctx, tx, a, by)
		return err
	})
	if err != nil {
		return staff.Account{}, fmt.Errorf("save account: %w", err)
	}
	return a, nil
}

// saveAccount does it where the table is locked.
func (s *Store) saveAccount(ctx context.Context, tx pgx.Tx, a staff.Account, by audit.Record) (staff.Account, error) {
	args, err := accountArgs(a)
	if err != nil {
		return a, err
	}
	by.Act = audit.AccountMade
	if a.ID == 0 {
		a.Created = s.options.Now().UTC()
		args["created"] = a.Created
		if err := tx.QueryRow(ctx, sqlNewAccount, args).Scan(&a.ID); err != nil {
			return a, taken(err)
		}
		if _, err := tx.Exec(ctx, sqlNewAccountID, staff.PersonID(a.ID), a.ID); err != nil {
			return a, err
		}
	} else {
		was, ok, err := account(ctx, tx, "number", sqlAccount, a.ID)
		if err != nil || !ok {
			return a, errors.Join(err, notFound(ok))
		}
		if _, err := tx.Exec(ctx, sqlChangeAccount, args); err != nil {
			return a, taken(err)
		}
		by.Act = audit.AccountChanged
		if by.Before = was.Summary(); by.Before == a.Summary() {
			return a, nil
		}
		if err := adminStays(ctx, tx, was, a); err != nil {
			return a, err
		}
	}
	if a.Slack != "" { // what they have done there is theirs
		if err := s.join(ctx, tx, chat.Slack+":"+a.Slack, a); err != nil {
			return a, err
		}
	}
	by.Object, by.After = staff.PersonID(a.ID), a.Summary()
	return a, s.audit(ctx, tx, by)
}

func adminStays(ctx context.Context, tx pgx.Tx, was, is staff.Account) error {
	if was.Role != staff.Admin || !was.Ends.IsZero() || is.Role == staff.Admin && is.Ends.IsZero() {
		return nil
	}
	var stays bool
	if err := tx.QueryRow(ctx, sqlAdminStays).Scan(&stays); err != nil {
		return err
	}
	if !stays {
		return staff.ErrLastAdmin
	}
	return nil
}

func notFound(ok bool) error {
	if ok {
		return nil
	}
	return chat.ErrNotFound
}

// taken is staff.ErrTaken for a value that another account has, else the error itself.
func taken(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		return staff.ErrTaken
	}
	return err
}

// EnterByName is the account of who says their name behind a link that was made where the program runs.
// Where nobody of that name works here one is made: an administrator where there is none yet, of the
// given role else.
func (s *Store) EnterByName(ctx context.Context, name string, role staff.Role, by audit.Record) (staff.Account, error) {
	var a staff.Account
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) (err error) {
		if _, err := tx.Exec(ctx, sqlLockAccounts); err != nil {
			return err
		}
		now := s.options.Now()
		var known, admin bool
		if a, known, err = account(ctx, tx, "name", sqlAccountByName, clean(name), now); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, sqlHasAdmin, now).Scan(&admin); err != nil {
			return err
		}
		if !known {
			a = staff.Account{Name: name, Role: role}
		}
		if !admin {
			a.Role = staff.Admin
		}
		if known && admin {
			return nil
		}
		a, err = s.saveAccount(ctx, tx, a, by)
		return err
	})
	if err != nil {
		return staff.Account{}, fmt.Errorf("enter as %s: %w", name, err)
	}
	return a, nil
}

// SlackAccount is the account of a user of Slack, who is a member of the office's channel there. Where
// there is none yet one of the given role is made; with an empty role it is only looked for.
func (s *Store) SlackAccount(ctx context.Context, user, name string, role staff.Role) (staff.Account, bool, error) {
	a, ok, err := account(ctx, s.workers, "Slack id", sqlAccountBySlack, clean(user))
	if err != nil || ok || role == "" || user == "" {
		return a, ok, err
	}
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlLockAccounts); err != nil {
			return err
		}
		if a, ok, err = account(ctx, tx, "Slack id", sqlAccountBySlack, clean(user)); err != nil || ok {
			return err
		}
		free, err := freeName(ctx, tx, name, user)
		if err != nil {
			return err
		}
		a, err = s.saveAccount(ctx, tx, staff.Account{Name: free, Slack: user, Role: role}, audit.Record{Kind: audit.Program, Via: audit.ViaSlack})
		return err
	})
	if err != nil {
		return staff.Account{}, false, fmt.Errorf("make an account for a member of the Slack channel: %w", err)
	}
	return a, true, nil
}

// freeName is a name as it is, or, where somebody else has it, with what tells the two apart until an
// administrator joins them or says otherwise.
func freeName(ctx context.Context, tx pgx.Tx, name, user string) (string, error) {
	if name == "" {
		return user, nil
	}
	if _, used, err := account(ctx, tx, "name", sqlAccountByName, clean(name), time.Time{}); err != nil || !used {
		return name, err
	}
	return name + " (Slack)", nil
}
