package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

const (
	sqlSaveConversation = `
		UPDATE conversations
		SET    name = $2, programme = $3, reachable = $4, state = $5::jsonb, last_seq = $6, touched = $7
		WHERE  id = $1`

	sqlDecide = `DELETE FROM inbox WHERE seq = $1`

	// What must not be kept goes out of the inbox, too.
	sqlRecord = `
		UPDATE events
		SET    body = jsonb_set(body, '{text}', to_jsonb($2::text))
		WHERE  seq = $1`

	sqlAnswered = `
		INSERT INTO answered (at, conversation, event, query, verdict, ref, version, p, useful)
		SELECT $1, $2, $3, a.*
		FROM   unnest($4::text[], $5::text[], $6::text[], $7::integer[], $8::float8[], $9::text[]) AS a`
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
	lines := w.lines(parcels)
	b := &pgx.Batch{}
	if err := w.saveConversation(b, lines); err != nil {
		return err
	}
	if err := queueMessages(b, t.Conversation.ID, t.Now, lines); err != nil {
		return err
	}
	if err := queueForeign(b, w.lane, t.Now, parcels); err != nil {
		return err
	}
	if err := w.saveTickets(b); err != nil {
		return err
	}
	w.saveLog(b)
	w.saySaid(b, lines)
	w.saveAudit(b)
	w.saveHookNews(b)
	w.saveFiles(b)
	w.saveAnswered(b)
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
	b.Queue(sqlDecide, t.Seq)
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

func (w *work) saveConversation(b *pgx.Batch, lines []line) error {
	c := w.turn.Conversation
	state, err := marshal(c.State)
	if err != nil {
		return err
	}
	lastSeq := w.lastSeq + int64(len(lines))
	b.Queue(sqlSaveConversation, c.ID, clean(c.Name), clean(c.Programme), c.Reachable, state, lastSeq, w.turn.Now)
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

// lines are the turn's additions to the transcript: the member's own line, then what goes to them.
func (w *work) lines(parcels []parcel) []line {
	t := w.turn
	var lines []line
	if m, ok := memberMessage(t); ok {
		lines = append(lines, line{message: m, event: t.Event.ID, messageID: t.Event.MessageID, sent: t.Event.SentAt()})
	}
	for _, p := range parcels {
		if p.staff || p.lane != w.lane {
			continue
		}
		for _, m := range p.messages {
			lines = append(lines, line{message: m, delivery: p.id})
		}
	}
	for i := range lines {
		lines[i].seq = w.lastSeq + int64(i) + 1
	}
	return lines
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

func (w *work) saveAnswered(b *pgx.Batch) {
	t := w.turn
	if len(t.Answered) == 0 {
		return
	}
	n := len(t.Answered)
	queries, verdicts, refs, useful := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	versions, ps := make([]int, n), make([]float64, n)
	for i, a := range t.Answered {
		queries[i], verdicts[i], refs[i], useful[i] = clean(a.Query), a.Verdict, a.Ref, a.Useful
		versions[i], ps[i] = a.Version, a.P
	}
	b.Queue(sqlAnswered, t.Now, t.Conversation.ID, t.Seq, queries, verdicts, refs, versions, ps, useful)
}
