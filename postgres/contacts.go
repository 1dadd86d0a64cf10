package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
)

// A conversation of somebody who is no contact is a lane in which acts on nothing were decided.
const sqlListContacts = `
	SELECT   c.id, c.address, c.name, c.programme, c.reachable, c.opened, c.touched
	FROM     conversations c
	WHERE    ($1 = 0 OR c.id = $1)
	AND      ($2 = 0 OR c.id < $2)
	AND      split_part(c.address, ':', 1) = ANY ($3)
	ORDER BY c.id DESC
	LIMIT    $4`

// ListContacts lists contacts of some channels, the newest first: one, where id says which, else those before an ID.
func (s *Store) ListContacts(ctx context.Context, id, before int64, channels []string, limit int) ([]chat.Contact, error) {
	rows, _ := s.workers.Query(ctx, sqlListContacts, id, before, channels, limit) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c chat.Contact, err error) {
		var address string
		if err = row.Scan(&c.ID, &address, &c.Name, &c.Programme, &c.Reachable, &c.Opened, &c.Touched); err != nil {
			return c, err
		}
		c.Opened, c.Touched = c.Opened.UTC(), c.Touched.UTC()
		c.Address, err = chat.ParseAddress(address)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("list contacts: %w", err)
	}
	return found, nil
}
