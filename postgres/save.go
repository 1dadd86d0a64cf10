package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

const (
	sqlSaveConversation = `
		UPDATE conversations c
		SET    name = n.name, programme = n.programme, reachable = n.reachable, state = n.state::jsonb, last_seq = n.last_seq, touched = n.touched
		FROM   unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::bigint[], $7::timestamptz[])
		       AS n (id, name, programme, reachable, state, last_seq, touched)
		WHERE  c.id = n.id`

	sqlDecide = `DELETE FROM inbox WHERE seq = ANY ($1)`

	// What must not be kept goes out of the inbox, too.
	sqlRecord = `
		UPDATE events
		SET    body = jsonb_set(body, '{text}', to_jsonb($2::text))
		WHERE  seq = $1`

	sqlAnswered = `
		INSERT INTO answered (at, conversation, event, query, verdict, ref, version, p, useful)
		SELECT a.*
		FROM   unnest($1::timestamptz[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::float8[], $9::text[]) AS a`
)

// save writes the turn's effects and commits, in one round trip. The order of the statements is
// the order of locks that the schema names.
func (w *work) save(ctx context.Context) error {
	t := w.turn
	if err := w.recallCopies(ctx); err != nil {
		return err
	}
	if err := w.bringKept(ctx); err != nil {
		return err
	}
	if err := w.nameWithdrawn(ctx); err != nil {
		return err
	}
	parcels, err := w.parcels(ctx)
	if err != nil {
		return err
	}
	w.addLines(parcels)
	b := &pgx.Batch{}
	if err := queueConversations(b, w); err != nil {
		return err
	}
	if err := queueMessages(b, w); err != nil {
		return err
	}
	if err := queueForeign(b, w.lane, t.Now, parcels); err != nil {
		return err
	}
	if err := w.saveTickets(b); err != nil {
		return err
	}
	w.saveLog(b)
	w.saySaid(b)
	w.saveAudit(b)
	w.saveHookNews(b)
	w.saveFiles(b)
	queueAnswered(b, w)
	w.saveUse(b)
	w.saveUnanswered(b)
	if err := w.saveOut(b, parcels); err != nil {
		return err
	}
	w.saveCorrections(b, parcels)
	if err := w.saveErasure(ctx, b); err != nil {
		return err
	}
	if err := w.saveHandoff(b); err != nil {
		return err
	}
	w.saveLinks(b)
	w.saveMoves(b)
	w.saveMisdirected(b)
	w.saveBulk(b, parcels)
	if err := w.saveRequestOutcome(b); err != nil {
		return err
	}
	if t.Record != "" {
		b.Queue(sqlRecord, t.Seq, clean(t.Record))
	}
	b.Queue(sqlDecide, []int64{t.Seq})
	b.Queue(`COMMIT`)
	if err := w.conn.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("save turn: %w", err)
	}
	for _, tk := range t.Changed {
		tk.Version++
	}
	w.store.hints.line(w.lane)
	for _, p := range parcels {
		w.store.wakeAfter(p.delay)
	}
	if len(parcels) > 0 || len(t.Resend) > 0 || w.laneBusy {
		w.store.wake()
	}
	return nil
}

// queueConversations saves what is remembered of the turns' contacts.
func queueConversations(b *pgx.Batch, works ...*work) error {
	n := len(works)
	ids, seqs, reachable, touched := make([]int64, n), make([]int64, n), make([]bool, n), make([]time.Time, n)
	names, programmes, states := make([]string, n), make([]string, n), make([]string, n)
	for i, w := range works {
		c := w.turn.Conversation
		state, err := marshal(c.State)
		if err != nil {
			return err
		}
		ids[i], names[i], programmes[i], reachable[i] = c.ID, clean(c.Name), clean(c.Programme), c.Reachable
		states[i], seqs[i], touched[i] = state, w.lastSeq+int64(len(w.lines)), w.turn.Now
	}
	b.Queue(sqlSaveConversation, ids, names, programmes, reachable, states, seqs, touched)
	return nil
}

// parcels gives the turn's deliveries their ids and lets the log and the messages of the same turn
// know them: an entry "replied", how the last reply stands, and a message that tells staff how a reply fares, name the
// delivery of the same ticket to the member.
func (w *work) parcels(ctx context.Context) ([]parcel, error) {
	t := w.turn
	parcels, err := newParcels(t.Out, t.Now, w.cardChannel)
	if err != nil {
		return nil, err
	}
	if err := numberParcels(ctx, w.conn, parcels, w.ids); err != nil {
		return nil, err
	}
	replies := map[string]int64{}
	for _, p := range parcels {
		if !p.staff && p.ticket != "" && p.messages[0].Author == chat.Staff {
			replies[p.ticket] = p.id
		}
	}
	t.NameReplies(replies)
	for i := range t.Log {
		if e := &t.Log[i]; e.What == ticket.LogReplied && e.Delivery == 0 {
			e.Delivery = replies[e.Ticket]
		}
	}
	for _, p := range parcels {
		for i := range p.messages {
			if st := p.messages[i].Status; st != nil && st.Delivery == 0 {
				named := *st
				named.Delivery = replies[p.ticket]
				p.messages[i].Status = &named
			}
		}
	}
	return parcels, nil
}

// cardChannel is where a ticket's card is, as this turn leaves it.
func (w *work) cardChannel(number string) (string, bool) {
	t := w.turn
	for _, tk := range slices.Concat(t.Changed, t.Opened) {
		if tk.Number == number {
			return tk.Channel, true
		}
	}
	if t.Ticket != nil && t.Ticket.Number == number {
		return t.Ticket.Channel, true
	}
	for i := range t.Tickets {
		if t.Tickets[i].Number == number {
			return t.Tickets[i].Channel, true
		}
	}
	return "", false
}

// addLines notes the turn's additions to the transcript: the member's own line, then what goes to them.
func (w *work) addLines(parcels []parcel) {
	t := w.turn
	if m, ok := memberMessage(t); ok {
		w.lines = append(w.lines, line{message: m, event: t.Event.ID, messageID: t.Event.MessageID, sent: t.Event.SentAt()})
	}
	for _, p := range parcels {
		if p.staff || p.lane != w.lane {
			continue
		}
		for _, m := range p.messages {
			w.lines = append(w.lines, line{message: m, delivery: p.id})
		}
	}
	for i := range w.lines {
		w.lines[i].seq = w.lastSeq + int64(i) + 1
	}
}

// memberMessage is the member's line, where the event says anything.
func memberMessage(t *turn.Turn) (chat.Message, bool) {
	e := t.Event
	if !slices.Contains([]chat.Kind{chat.Text, chat.Choose, chat.Media, chat.Mailed, chat.Filed}, e.Kind) {
		return chat.Message{}, false
	}
	m := chat.Message{Text: e.Text, Author: chat.Member, Name: t.Conversation.Name, Files: e.Files}
	if t.Record != "" {
		m.Text = t.Record
	}
	return m, strings.TrimSpace(m.Text) != "" || len(m.Files) > 0
}

// queueAnswered keeps what the FAQ answered in the turns, or failed to.
func queueAnswered(b *pgx.Batch, works ...*work) {
	var times []time.Time
	var conversations, events []int64
	var queries, verdicts, refs, useful []string
	var versions []int
	var ps []float64
	for _, w := range works {
		for _, a := range w.turn.Answered {
			times, conversations, events = append(times, w.turn.Now), append(conversations, w.turn.Conversation.ID), append(events, w.turn.Seq)
			queries, verdicts, refs, useful = append(queries, clean(a.Query)), append(verdicts, a.Verdict), append(refs, a.Ref), append(useful, a.Useful)
			versions, ps = append(versions, a.Version), append(ps, a.P)
		}
	}
	if len(queries) > 0 {
		b.Queue(sqlAnswered, times, conversations, events, queries, verdicts, refs, versions, ps, useful)
	}
}
