package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/faq/correction"
	"madoguchi/faq/edition"
)

// What a turn does with corrections.
const (
	// The lock is held until the turn is saved: what is stopped meanwhile waits, and finds it said.
	sqlTurnCorrections = `
		SELECT   n.id, n.ref, n.question, n.fault, n.line, n.push
		FROM     correction_receivers r
		         JOIN corrections n ON n.id = r.correction
		WHERE    r.conversation = (SELECT id FROM conversations WHERE address = $1) AND r.state IN ('due', 'owed')
		ORDER BY n.id
		FOR      UPDATE OF r`

	// The delivery may have taken the place of another, or gone along with one that was held.
	sqlCorrectionOut = `
		UPDATE correction_receivers r
		SET    state = 'out',
		       delivery = coalesce((SELECT id FROM deliveries WHERE id = $3),
		                           (SELECT   d.id
		                            FROM     deliveries d
		                            WHERE    d.lane = $4 AND d.settled IS NULL
		                            AND      d.messages @> jsonb_build_array(jsonb_build_object('corrects', jsonb_build_array(r.correction)))
		                            ORDER BY d.id DESC
		                            LIMIT    1), 0)
		WHERE  r.conversation = $1 AND r.correction = ANY ($2)`

	sqlCorrectionPutOff = `
		UPDATE correction_receivers r
		SET    state = CASE WHEN n.state = 'sending' THEN 'owed' ELSE 'dropped' END
		FROM   corrections n
		WHERE  n.id = r.correction AND r.conversation = $1 AND r.correction = ANY ($2) AND r.state IN ('due', 'owed', 'out')`
)

func collectCorrections(rows pgx.Rows) ([]turn.Correction, error) {
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c turn.Correction, err error) {
		var n correction.Notice
		err = row.Scan(&n.ID, &n.Ref, &n.Question, &n.Fault, &n.Line, &n.Push)
		return turn.Correction{ID: n.ID, Message: words.Correction(&n)}, err
	})
}

// saveCorrections notes which corrections the turn brings the contact, and which wait. It stands behind the
// deliveries' statements, whose rows it looks for.
func (w *work) saveCorrections(b *pgx.Batch, parcels []parcel) {
	conversation := w.turn.Conversation.ID
	if len(w.turn.PutOff) > 0 {
		b.Queue(sqlCorrectionPutOff, conversation, w.turn.PutOff)
	}
	for i := range parcels {
		p := &parcels[i]
		var ids []int64
		for j := range p.messages {
			ids = append(ids, p.messages[j].Corrects...)
		}
		if len(ids) > 0 && !p.staff {
			b.Queue(sqlCorrectionOut, conversation, ids, p.id, p.lane)
		}
	}
}

// How far a notice is.
const (
	correctionFate = `
		CASE r.state
		    WHEN 'due'     THEN 'going'
		    WHEN 'owed'    THEN CASE WHEN c.reachable THEN 'waiting' ELSE 'gone' END
		    WHEN 'out'     THEN CASE WHEN d.state = 'sent' THEN 'told'
		                             WHEN d.state = 'dead' OR d.state = 'held' AND d.fault <> 'over_quota' THEN 'gone'
		                             WHEN d.state IN ('held', 'discarded') THEN 'waiting'
		                             ELSE 'going' END
		    ELSE r.state
		END`

	sqlCorrectionProgress = `
		SELECT   ` + correctionFate + `, count(*), coalesce(sum(d.pushes), 0)::integer
		FROM     correction_receivers r
		         JOIN conversations c   ON c.id = r.conversation
		         LEFT JOIN deliveries d ON d.id = r.delivery
		WHERE    r.correction = $1
		GROUP BY 1`

	sqlCorrected = `
		SELECT   r.conversation, split_part(c.address, ':', 1), c.name, r.answered, r.times, r.version, ` + correctionFate + `, d.settled, coalesce(d.via, '')
		FROM     correction_receivers r
		         JOIN conversations c   ON c.id = r.conversation
		         LEFT JOIN deliveries d ON d.id = r.delivery
		WHERE    r.correction = $1
		ORDER BY r.id
		LIMIT    $2 OFFSET $3`
)

// CorrectionProgress says how far a notice has come.
func (s *Store) CorrectionProgress(ctx context.Context, id int64) (correction.Progress, error) {
	p := correction.Progress{Count: map[correction.Fate]int{}}
	rows, _ := s.workers.Query(ctx, sqlCorrectionProgress, id) // ForEachRow returns the error
	var fate correction.Fate
	var n, pushes int
	_, err := pgx.ForEachRow(rows, []any{&fate, &n, &pushes}, func() error {
		p.Count[fate] += n
		p.Pushes += pushes
		return nil
	})
	if err != nil {
		return p, fmt.Errorf("read how far correction %d is: %w", id, err)
	}
	return p, nil
}

// Corrected lists whom a notice goes to, and what became of it.
func (s *Store) Corrected(ctx context.Context, id int64, offset, limit int) ([]correction.Given, error) {
	rows, _ := s.workers.Query(ctx, sqlCorrected, id, limit, offset) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (g correction.Given, err error) {
		var settled *time.Time
		err = row.Scan(&g.Contact, &g.Channel, &g.Name, &g.At, &g.Times, &g.Version, &g.Fate, &settled, &g.Via)
		if g.Fate == correction.Told {
			g.Told = moment(settled)
		}
		g.Gone = g.Fate == correction.Gone
		return g, err
	})
	if err != nil {
		return nil, fmt.Errorf("list who is told of correction %d: %w", id, err)
	}
	return all, nil
}

// Stopping a notice.
const (
	sqlDropReceivers = `
		WITH open AS (
		    SELECT   id
		    FROM     correction_receivers
		    WHERE    correction = $1 AND state IN ('due', 'owed', 'gone')
		    ORDER BY id
		    FOR      UPDATE
		)
		UPDATE correction_receivers r
		SET    state = 'dropped'
		FROM   open
		WHERE  r.id = open.id`

	// What has not gone out and says nothing else is called back.
	sqlCorrectionWaits = `
		SELECT d.id
		FROM   correction_receivers r
		       JOIN deliveries d ON d.id = r.delivery
		WHERE  r.correction = $1 AND r.state = 'out' AND d.state IN ('pending', 'held', 'dead') AND jsonb_array_length(d.messages) = 1`

	sqlDropCalledBack = `
		UPDATE correction_receivers r
		SET    state = 'dropped'
		FROM   deliveries d
		WHERE  r.correction = $1 AND r.state = 'out' AND d.id = r.delivery AND d.id = ANY ($2) AND d.state = 'discarded'`
)

// StopCorrection stops a notice that is on its way: whoever has not been told by now is not. What is being sent
// at this moment arrives.
func (s *Store) StopCorrection(ctx context.Context, id int64) (n correction.Notice, err error) {
	err = s.lockedCorrection(ctx, id, func(tx pgx.Tx, now correction.Notice) (err error) {
		if n = now; n.State != correction.Sending {
			return edition.ErrState
		}
		if _, err := tx.Exec(ctx, sqlDropReceivers, id); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, sqlCorrectionWaits, id) // CollectRows returns the error
		waiting, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(sqlLockLanes, []string{}, waiting)
		b.Queue(sqlRecall, waiting, s.options.Now())
		b.Queue(sqlAdvance, []string{}, waiting)
		b.Queue(sqlDropCalledBack, id, waiting)
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
		n.State = correction.Stopped
		n, err = saveCorrection(ctx, tx, &n, s.options.Now())
		return err
	})
	if err == nil {
		s.wake()
	}
	return n, err
}

// Who was told of a correction is kept as long as who asked.
const (
	sqlOldCorrected = `
		SELECT   r.id
		FROM     correction_receivers r
		         JOIN corrections n ON n.id = r.correction
		WHERE    r.id > @after::bigint AND n.sent < @cutoff
		ORDER BY r.id
		LIMIT    @limit`

	sqlForgetCorrected = `DELETE FROM correction_receivers WHERE id = ANY (@ids)`
)
