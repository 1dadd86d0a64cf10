package postgres

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/ticket"
)

const sqlAudit = `
	INSERT INTO audit (at, kind, actor, actor_name, via, act, object, before, after, note, request)
	SELECT r.*
	FROM   unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[]) AS r`

// auditArgs are records for the statement above.
func auditArgs(records []audit.Record) []any {
	n := len(records)
	at := make([]time.Time, n)
	columns := make([][]string, 10)
	for i := range columns {
		columns[i] = make([]string, n)
	}
	for i, r := range records {
		at[i] = r.At
		for c, v := range []string{
			string(r.Kind), r.Actor.ID, r.Actor.Name, string(r.Via), string(r.Act), r.Object, r.Before, r.After, r.Note, r.Request,
		} {
			columns[c][i] = clean(v)
		}
	}
	args := []any{at}
	for _, c := range columns {
		args = append(args, c)
	}
	return args
}

// executor is a pool or a transaction.
type executor interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

func (s *Store) audit(ctx context.Context, to executor, records ...audit.Record) error {
	for i := range records {
		records[i].At = sinceOrNow(records[i].At, s.options.Now())
	}
	if _, err := to.Exec(ctx, sqlAudit, auditArgs(records)...); err != nil {
		return fmt.Errorf("write down %s: %w", records[0].Act, err)
	}
	return nil
}

// Audit writes records down. One without a time is of now.
func (s *Store) Audit(ctx context.Context, records ...audit.Record) error {
	if len(records) == 0 {
		return nil
	}
	return s.audit(ctx, s.workers, records...)
}

// handover is from where acts come that give to heirs what hung on somebody who has left.
const handover = "handover"

// saveAudit writes down what staff did in the turn, and that tickets were opened. It is saved with the
// turn or not at all.
func (w *work) saveAudit(b *pgx.Batch) {
	t := w.turn
	via, staffKind := audit.ViaOf(t.Event.From.Channel), audit.Staff
	if t.Event.From.ID == chat.Terminal { // a command that goes the road of the desk's buttons
		via, staffKind = audit.ViaTerminal, audit.Operator
	}
	if t.Event.From.ID == handover {
		via, staffKind = audit.ViaProgram, audit.Program
	}
	if t.Event.From.Channel == chat.API {
		staffKind = audit.Application
	}
	var records []audit.Record
	for _, e := range t.Log {
		act, kind, who := audit.OfEntry(e), staffKind, e.Who
		switch {
		case act == "":
			continue
		case t.Event.Kind == chat.Filed && e.What == ticket.LogOpened:
			kind, who = audit.Application, t.Event.Person
		case e.Who.ID == memberID && e.What == ticket.LogOpened:
			kind, who = audit.Member, chat.Person{}
		case e.Who.ID == memberID || e.Who.ID == "":
			continue
		}
		records = append(records, audit.Record{
			At: t.Now, Kind: kind, Actor: who, Via: via, Act: act, Object: e.Ticket, Before: e.From, After: e.To, Request: t.Event.ID,
		})
	}
	if e := t.Event; len(records) == 0 && e.Kind == chat.StaffAct && e.Person.ID != "" && t.Outcome.OK { // a delivery of no ticket
		if act := map[chat.Act]audit.Act{chat.Resend: audit.DeliveryResent, chat.Recall: audit.DeliveryDiscarded}[e.Act]; act != "" {
			records = []audit.Record{{At: t.Now, Kind: staffKind, Actor: e.Person, Via: via, Act: act, Object: e.Value, Request: e.ID}}
		}
	}
	records = append(records, w.unansweredRecords()...)
	if len(records) > 0 {
		b.Queue(sqlAudit, auditArgs(records)...)
	}
}

// Audited lists records, newest first.
func (s *Store) Audited(ctx context.Context, f audit.Filter) ([]audit.Record, error) {
	sql, args := auditQuery(f)
	rows, _ := s.workers.Query(ctx, sql, args) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (audit.Record, error) {
		var r audit.Record
		err := row.Scan(&r.ID, &r.At, &r.Kind, &r.Actor.ID, &r.Actor.Name, &r.Via, &r.Act, &r.Object, &r.Before, &r.After, &r.Note, &r.Request)
		r.At = r.At.UTC()
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was done: %w", err)
	}
	return found, nil
}

// auditPage is the length of a page where the filter names none; auditMost the most, for a file.
const (
	auditPage = 100
	auditMost = 50_000
)

// auditQuery writes only the conditions that a filter has, so that the planner can choose their index.
func auditQuery(f audit.Filter) (string, pgx.NamedArgs) {
	var where []string
	args := pgx.NamedArgs{"limit": min(cmp.Or(max(f.Limit, 0), auditPage), auditMost)}
	add := func(condition, name string, value any) {
		where = append(where, condition)
		args[name] = value
	}
	if f.Actor != "" {
		add("actor = @actor", "actor", clean(f.Actor))
	}
	if f.Act != "" {
		add("act = @act", "act", string(f.Act))
	}
	if f.Object != "" {
		add("object = @object", "object", clean(f.Object))
	}
	if f.Text != "" {
		add("strpos(lower(concat_ws(' ', actor_name, act, object, before, after, note)), lower(@text)) > 0", "text", clean(f.Text))
	}
	if !f.From.IsZero() {
		add("at >= @from", "from", f.From)
	}
	if !f.Till.IsZero() {
		add("at < @till", "till", f.Till)
	}
	if f.Before > 0 {
		add("id < @before", "before", f.Before)
	}
	sql := "SELECT id, at, kind, actor, actor_name, via, act, object, before, after, note, request\nFROM audit\n"
	if len(where) > 0 {
		sql += "WHERE " + strings.Join(where, "\nAND ") + "\n"
	}
	return sql + "ORDER BY id DESC\nLIMIT @limit", args
}
