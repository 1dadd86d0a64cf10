package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// A license is why what members are answered with may change now. nextRevision, by which every such change becomes
// known, asks for one: a new way of changing the FAQ cannot forget the approval that a programme wants.
type license struct{ granted bool }

// firstFAQ is the license of a database that has none yet: whoever writes the office file names its documents.
func firstFAQ() license { return license{true} }

// withdrawal is the license to take something out of service, which waits for nobody.
func withdrawal() license { return license{true} }

// asBefore is the license of what changes nothing that members are told.
func asBefore() license { return license{true} }

// unreviewed is the license of a change that nobody has looked at: there is none in a programme that has its changes
// approved, edition.ErrNotApproved.
func (s *Store) unreviewed(programme string) (license, error) {
	return s.reviewed(programme, edition.Writing)
}

// reviewed is the license of what has come to a state.
func (s *Store) reviewed(programme string, state edition.DraftState) (license, error) {
	if state != edition.Approved && s.Approves(programme) {
		return license{}, edition.ErrNotApproved
	}
	return license{true}, nil
}

// spend is the license of a request, which is done with then. One that is for something else, or for something that
// has changed since it was seen, is edition.ErrChanged.
func (s *Store) spend(ctx context.Context, tx pgx.Tx, request string, fits func(*edition.Request) bool) (license, error) {
	r, err := lockedRequest(ctx, tx, request)
	if err != nil {
		return license{}, err
	}
	if !fits(&r) {
		return license{}, edition.ErrChanged
	}
	if _, err := tx.Exec(ctx, sqlDropUpload, request); err != nil {
		return license{}, err
	}
	return s.reviewed(r.Collection, r.State)
}

// toServe is the license to put entries into a state.
func (s *Store) toServe(programme string, state faq.State) (license, error) {
	if state == faq.Withdrawn {
		return withdrawal(), nil
	}
	return s.unreviewed(programme)
}

// Approves says whether a programme has the changes of its FAQ approved by a second person.
func (s *Store) Approves(programme string) bool {
	return s.options.Approves != nil && s.options.Approves(programme)
}

// sqlPersonOf is the account's own ID of who acts under another: a user of Slack, a name said at the desk, an account
// that was joined with another. Who is nobody's account stays who they are.
const sqlPersonOf = `
	SELECT   coalesce((SELECT 'staff:' || i.account FROM account_ids i WHERE i.id = p.id),
	                  (SELECT 'staff:' || a.id FROM accounts a WHERE a.slack <> '' AND p.id = 'slack:' || a.slack), p.id)
	FROM     unnest($1::text[]) WITH ORDINALITY AS p (id, n)
	ORDER BY p.n`

// persons are people's IDs as those of their accounts.
func persons(ctx context.Context, q querier, ids ...string) ([]string, error) {
	if len(ids) == 0 {
		return ids, nil
	}
	rows, _ := q.Query(ctx, sqlPersonOf, ids) // CollectRows returns the error
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// PersonID is the ID of the account of somebody who acts, under whichever of their IDs.
func (s *Store) PersonID(ctx context.Context, id string) (string, error) {
	all, err := persons(ctx, s.workers, id)
	if err != nil {
		return "", err
	}
	return all[0], nil
}
