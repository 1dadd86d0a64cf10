package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// A reply that also goes out by mail is two deliveries of one turn with the same words.
const sqlCopies = `
	SELECT c.id
	FROM   deliveries o
	       JOIN deliveries c ON c.ticket = o.ticket AND c.id <> o.id
	WHERE  o.id = ANY ($1) AND o.ticket <> '' AND NOT o.staff
	AND    NOT c.staff AND c.settled IS NULL AND c.address <> o.address
	AND    c.created = o.created AND c.messages -> 0 ->> 'text' = o.messages -> 0 ->> 'text'`

// recallCopies lets what is called back take its copies with it: staff take back what they said,
// not one way of saying it.
func (w *work) recallCopies(ctx context.Context) error {
	t := w.turn
	if len(t.Recall) == 0 {
		return nil
	}
	rows, _ := w.conn.Query(ctx, sqlCopies, t.Recall) // CollectRows returns the error
	copies, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("find copies of deliveries %v: %w", t.Recall, err)
	}
	t.Recall = append(t.Recall, copies...)
	return nil
}
