package postgres

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// Somebody who has left is erased: wherever the database names them a pseudonym stands, and their account's own ID for
// whatever ID they acted under. Where that is stands in one table, namings, and, for what has a form of its own, in the
// statements below it. TestColleaguesAreFoundEverywhere holds both against the schema: a column in which people of the
// office might be named and of which neither says anything fails it.
//
// What was said to members, and what came in, says their names until its words go by the terms of retention. The
// register of disposals keeps for good who approved: it is what an office shows for having deleted.

// A naming is where a table names people of the office.
type naming struct {
	table  string
	pairs  [][2]string // columns of an ID, and of the name beside it
	ids    []string    // of an ID alone
	lists  []string    // of several
	names  []string    // of a name alone
	owners []string    // of a text of the FAQ as JSON, whose owner is a name
}

var namings = []naming{
	{table: "applications", names: []string{"made_by"}},
	{table: "bulk_replies", pairs: [][2]string{{"who", "who_name"}}, names: []string{"undone_by"}},
	{table: "canned_replies", names: []string{"changed_by"}},
	{table: "corrections", ids: []string{"author", "reviewer_id"}, lists: []string{"authors"}, names: []string{"who", "reviewer", "decided"}},
	{table: "disposal_orders", pairs: [][2]string{{"who", "who_name"}}},
	{table: "draft_links", names: []string{"who"}, owners: []string{"was", "body"}},
	{table: "drafts", ids: []string{"reviewer_id"}, lists: []string{"authors"}, names: []string{"who", "reviewer", "decided"}, owners: []string{"body"}},
	{table: "entries", names: []string{"kind_by", "kept_by", "term_by"}, owners: []string{"body", "printed"}},
	{table: "entry_versions", names: []string{"who"}, owners: []string{"body"}},
	{table: "erasures", names: []string{"who"}},
	{table: "finding_ticks", names: []string{"who"}},
	{table: "holds", names: []string{"who", "lifted_by"}},
	{table: "incidents", pairs: [][2]string{{"made_by", "made_name"}, {"apology_by", "apology_name"}, {"approved_by", "approved_name"}}},
	{table: "office_edits", pairs: [][2]string{{"made_by", "made_name"}}},
	{table: "publications", names: []string{"who", "undone_by"}},
	{table: "questions", names: []string{"decided_by"}},
	{table: "report_comments", names: []string{"who"}},
	{table: "switches", pairs: [][2]string{{"made_by", "made_name"}, {"off_by", "off_name"}}},
	{table: "uploads", ids: []string{"reviewer_id"}, lists: []string{"authors"}, names: []string{"who", "reviewer", "decided"}},
	{table: "webhooks", names: []string{"made_by"}},
}

// sql is the statement by which a table names somebody no more.
func (n naming) sql() string {
	var set, where []string
	put := func(column, condition, value string) {
		set = append(set, fmt.Sprintf("%s = CASE WHEN %s THEN %s ELSE %s END", column, condition, value, column))
	}
	theirs := func(column, condition, value string) {
		put(column, condition, value)
		where = append(where, condition)
	}
	for _, pair := range n.pairs {
		id := pair[0] + " = ANY (@ids)"
		put(pair[1], id, "@pseudonym")
		theirs(pair[0], id, "@own")
	}
	for _, id := range n.ids {
		theirs(id, id+" = ANY (@ids)", "@own")
	}
	for _, list := range n.lists {
		theirs(list, list+" && @ids", "ARRAY(SELECT CASE WHEN id = ANY (@ids) THEN @own ELSE id END FROM unnest("+list+") WITH ORDINALITY AS l (id, place) ORDER BY place)")
	}
	for _, name := range n.names {
		theirs(name, name+" = @name", "@pseudonym")
	}
	for _, owner := range n.owners {
		theirs(owner, owner+" ->> 'owner' = @name", "jsonb_set("+owner+", '{owner}', to_jsonb(@pseudonym::text))")
	}
	return "UPDATE " + n.table + "\nSET    " + strings.Join(set, ",\n       ") + "\nWHERE  " + strings.Join(where, "\nOR     ")
}

const (
	sqlEraseAccount = `
		UPDATE accounts
		SET    name = @pseudonym, reading = '', mail = '', slack = '', zone = '', holidays = '[]', erased = @now
		WHERE  id = @account AND ends <= @now AND erased IS NULL`

	// Ids that hold a name or a user of another company go; the account's own stays in the records.
	sqlEraseAccountIDs = `DELETE FROM account_ids WHERE account = @account AND id NOT LIKE 'staff:%' RETURNING id`

	sqlDropSubjects = `DELETE FROM account_subjects WHERE account = @account`

	sqlDropTheirSessions = `DELETE FROM staff_sessions WHERE account = @account OR person = ANY (@ids)`
	sqlDropTheirLogins   = `DELETE FROM staff_logins WHERE account = @account OR account IS NULL AND name = @name`
	sqlDropTheirAbsences = `DELETE FROM absences WHERE person = ANY (@ids)`
	sqlDropTheirViews    = `DELETE FROM desk_views WHERE account = @account AND NOT shared`

	sqlEraseColleagueTickets = `
		UPDATE tickets
		SET    assignee_name = CASE WHEN assignee = ANY (@ids) THEN @pseudonym ELSE assignee_name END,
		       assignee      = CASE WHEN assignee = ANY (@ids) THEN @own ELSE assignee END,
		       tags          = array_replace(tags, @planned, @replanned), version = version + 1
		WHERE  assignee = ANY (@ids) OR tags @> ARRAY[@planned::text]`

	sqlEraseColleagueLive = `
		UPDATE conversations
		SET    state = jsonb_set(state, '{live,person}', to_jsonb(@own::text))
		WHERE  state -> 'live' ->> 'person' = ANY (@ids)`

	// The steps of an incident say who took each.
	sqlEraseColleagueSteps = `
		UPDATE incidents
		SET    steps = (SELECT jsonb_object_agg(key, CASE WHEN value ->> 'Who' = @name THEN jsonb_set(value, '{Who}', to_jsonb(@pseudonym::text)) ELSE value END)
		                FROM   jsonb_each(steps))
		WHERE  jsonb_path_query_array(steps, '$.*.Who') ? @name`

	// What was changed of the office file is kept as the file would say it: a name is a value of its own, at a line's end.
	sqlEraseColleagueEdits = `
		UPDATE office_edits
		SET    body = regexp_replace(body, @named, @renamed, 'gn'), basis = regexp_replace(basis, @named, @renamed, 'gn')
		WHERE  body ~ ('(?n)' || @named) OR basis ~ ('(?n)' || @named)`

	// What was published is kept as JSON that names who decided, by their name alone: no text of an entry can look
	// like such a field, since its quotation marks are escaped.
	sqlEraseColleaguePublications = `
		UPDATE publications
		SET    before = replace(replace(replace(replace(before::text,
		           '"owner": ' || to_jsonb(@name::text)::text, '"owner": ' || to_jsonb(@pseudonym::text)::text),
		           '"kind_by": ' || to_jsonb(@name::text)::text, '"kind_by": ' || to_jsonb(@pseudonym::text)::text),
		           '"kept_by": ' || to_jsonb(@name::text)::text, '"kept_by": ' || to_jsonb(@pseudonym::text)::text),
		           '"term_by": ' || to_jsonb(@name::text)::text, '"term_by": ' || to_jsonb(@pseudonym::text)::text)::jsonb
		WHERE  position('_by": ' || to_jsonb(@name::text)::text IN before::text) > 0
		OR     position('"owner": ' || to_jsonb(@name::text)::text IN before::text) > 0`

	sqlEraseColleagueLog = `
		UPDATE ticket_events
		SET    who_name = CASE WHEN who = ANY (@ids) THEN @pseudonym ELSE who_name END, who = CASE WHEN who = ANY (@ids) THEN @own ELSE who END,
		       before = CASE WHEN before = @name THEN @pseudonym ELSE before END, after = CASE WHEN after = @name THEN @pseudonym ELSE after END
		WHERE  who = ANY (@ids) OR what IN ('claimed', 'assigned') AND @name IN (before, after)`

	sqlEraseColleagueAudit = `
		UPDATE audit
		SET    actor_name = CASE WHEN actor = ANY (@ids) THEN @pseudonym ELSE actor_name END, actor = CASE WHEN actor = ANY (@ids) THEN @own ELSE actor END,
		       before = CASE WHEN object = @own OR before = @name THEN '' ELSE before END, after = CASE WHEN object = @own OR after = @name THEN '' ELSE after END,
		       note = CASE WHEN object = @own THEN '' ELSE note END
		WHERE  actor = ANY (@ids) OR object = @own OR @name IN (before, after)`
)

// EraseAccount lets a pseudonym stand for somebody who has left, in their account, in what was done, in
// the tickets' logs and in the FAQ: what happened, when, and that it was one and the same person stays. It fails with
// staff.ErrActive while they still work here, and does nothing the second time.
func (s *Store) EraseAccount(ctx context.Context, id int64, pseudonym string, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		a, ok, err := account(ctx, tx, "number", sqlAccount, id)
		switch now := s.options.Now(); {
		case err != nil || !ok:
			return firstOf(err, notFound(ok))
		case !a.Erased.IsZero():
			return nil
		case a.Active(now):
			return staff.ErrActive
		default:
			return s.eraseAccount(ctx, tx, a, clean(pseudonym), now, by)
		}
	})
	if err != nil {
		return fmt.Errorf("erase account %d: %w", id, err)
	}
	return nil
}

func (s *Store) eraseAccount(ctx context.Context, tx pgx.Tx, a staff.Account, pseudonym string, now time.Time, by audit.Record) error {
	args := pgx.NamedArgs{
		"account": a.ID, "own": a.Person().ID, "name": clean(a.Name), "pseudonym": pseudonym, "now": now,
		"planned": ticket.PlannedTag + clean(a.Name), "replanned": ticket.PlannedTag + pseudonym,
		"named": `([:-] ["']?)` + regexp.QuoteMeta(clean(a.Name)) + `(["']?)$`, "renamed": `\1` + strings.ReplaceAll(pseudonym, `\`, `\\`) + `\2`,
	}
	rows, _ := tx.Query(ctx, sqlEraseAccountIDs, args) // CollectRows returns the error
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	args["ids"] = append(ids, a.Person().ID)
	steps := []string{
		sqlEraseAccount, sqlDropSubjects, sqlDropTheirSessions, sqlDropTheirLogins, sqlDropTheirAbsences, sqlDropTheirViews,
		sqlEraseColleagueLive, sqlEraseColleagueTickets, sqlEraseColleagueSteps, sqlEraseColleaguePublications, sqlEraseColleagueEdits,
	}
	for _, n := range namings {
		steps = append(steps, n.sql())
	}
	for _, sql := range steps {
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return err
		}
	}
	for _, step := range []struct {
		sql  string
		args any
	}{{sqlAllowErasing, "on"}, {sqlEraseColleagueLog, args}, {sqlEraseColleagueAudit, args}, {sqlAllowErasing, "off"}} {
		if _, err := tx.Exec(ctx, step.sql, step.args); err != nil {
			return err
		}
	}
	by.Act, by.Object = audit.AccountErased, a.Person().ID
	return s.audit(ctx, tx, by)
}
