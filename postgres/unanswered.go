package postgres

import (
	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
)

// A member goes on about one question: shown suggestions they say that it is none of them, and ask the
// office; the ticket comes last. That is one question asked in vain, so that what ended otherwise within a
// day is one row, as it ended last. What they chose is no end of it, and has a row of its own.
const (
	sqlUnanswered = `
		WITH told AS (
		    SELECT DISTINCT ON (u.wording, gap) u.*, u.how IN ('handoff', 'none', 'unsolved') AS gap
		    FROM   unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::text[]) WITH ORDINALITY
		           AS u (programme, wording, how, ref, version, ticket, place)
		    ORDER  BY u.wording, gap, u.place DESC
		), before AS (
		    SELECT t.place, (SELECT   max(x.id)
		                     FROM     unanswered x
		                     WHERE    x.conversation = $2 AND x.conversation <> 0 AND x.wording = t.wording AND x.at > $1::timestamptz - interval '1 day'
		                     AND      (x.how IN ('handoff', 'none', 'unsolved')) = t.gap AND (t.gap OR x.ref = t.ref)) AS id
		    FROM   told t
		), again AS (
		    UPDATE unanswered u
		    SET    how = CASE WHEN u.question IS NULL THEN t.how ELSE u.how END,
		           ticket = CASE WHEN t.ticket <> '' THEN t.ticket ELSE u.ticket END,
		           programme = CASE WHEN u.question IS NULL AND t.programme <> '' THEN t.programme ELSE u.programme END
		    FROM   told t
		           JOIN before b USING (place)
		    WHERE  u.id = b.id
		)
		INSERT INTO unanswered (at, conversation, event, programme, wording, how, ref, version, ticket)
		SELECT   $1, $2, $3, t.programme, t.wording, t.how, t.ref, t.version, t.ticket
		FROM     told t
		         JOIN before b USING (place)
		WHERE    b.id IS NULL
		ORDER BY t.place`

	// What was taken back is learnt from no more.
	sqlEraseUnanswered = `
		DELETE FROM unanswered
		WHERE  conversation = $2 AND EXISTS (SELECT FROM unnest($4::text[]) AS said WHERE said <> '' AND strpos(wording, said) > 0)
		OR     event = ANY (ARRAY(
		           SELECT seq
		           FROM   events
		           WHERE  channel = $1
		           AND    event_id IN (SELECT event FROM messages WHERE conversation = $2 AND message_id = ANY ($3))))`
)

func (w *work) saveUnanswered(b *pgx.Batch) {
	t := w.turn
	n := len(t.Unanswered)
	if n == 0 {
		return
	}
	columns := make([][]string, 5)
	for i := range columns {
		columns[i] = make([]string, n)
	}
	versions := make([]int, n)
	for i, u := range t.Unanswered {
		for c, v := range []string{u.Programme, u.Wording, string(u.How), u.Ref, u.Ticket} {
			columns[c][i] = clean(v)
		}
		versions[i] = u.Version
	}
	b.Queue(sqlUnanswered, t.Now, t.Conversation.ID, t.Seq, columns[0], columns[1], columns[2], columns[3], versions, columns[4])
}

// unansweredRecords are the lines on what the FAQ owed in a turn: of what programme and how it ended, and
// nothing of what was asked.
func (w *work) unansweredRecords() []audit.Record {
	t := w.turn
	var records []audit.Record
	for _, u := range t.Unanswered {
		if !u.How.Gap() || u.Ticket != "" { // a ticket's question was one before
			continue
		}
		records = append(records, audit.Record{
			At: t.Now, Kind: audit.Member, Via: audit.ViaOf(t.Event.From.Channel), Act: audit.QuestionUnanswered, Object: u.Programme, After: string(u.How), Request: t.Event.ID,
		})
	}
	return records
}
