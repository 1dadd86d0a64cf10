package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// A Subject says whose data is meant: by exactly one of its fields.
type Subject struct {
	Channel, ID string // on a channel: line and a user id, web and a session's public id; ID may begin with "account:"
	Email       string // as written into a form
	Company     string // likewise
}

// A Contact is one who matches a Subject.
type Contact struct {
	Address chat.Address
	Tickets int
	Touched time.Time // when they last wrote
}

const (
	contactColumns = `
		c.address, (SELECT count(*) FROM tickets t WHERE t.contact = c.address), c.touched`

	sqlContactsByID = `
		SELECT   ` + contactColumns + `
		FROM     conversations c
		WHERE    c.address LIKE $1 || ':%' AND right(c.address, length($2) + 1) = ':' || $2
		ORDER BY c.address`

	// Who has it in a ticket, found by the index of the search, or in what they are being asked just
	// now. What was found is compared with the fields themselves.
	sqlContactsByWord = `
		SELECT   ` + contactColumns + `,
		         ARRAY(SELECT t.fields FROM tickets t WHERE t.contact = c.address AND t.pairs @> $1::integer[] AND strpos(t.words, $2) > 0),
		         c.state
		FROM     conversations c
		WHERE    c.address IN (SELECT contact FROM tickets WHERE pairs @> $1::integer[] AND strpos(words, $2) > 0)
		OR       strpos(lower(normalize(c.state ->> 'form', NFKC)), $2) > 0
		OR       lower(c.address) LIKE 'email:%:' || $3
		ORDER BY c.address`
)

// Contacts finds who matches a subject. By a word it is who gave exactly that in a form: in any width
// and case, but not as a part of something longer.
func (s *Store) Contacts(ctx context.Context, sub Subject) ([]Contact, error) {
	var found []Contact
	var rows pgx.Rows
	word := fold(strings.TrimSpace(cmp.Or(sub.Email, sub.Company)))
	if sub.ID != "" {
		rows, _ = s.workers.Query(ctx, sqlContactsByID, clean(sub.Channel), clean(sub.ID)) // ForEachRow returns the error
	} else {
		like := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word)
		rows, _ = s.workers.Query(ctx, sqlContactsByWord, append([]int32{}, pairs(word)...), word, like) // likewise
	}
	var c Contact
	var address string
	var fields []ticket.Values
	var state []byte
	into := []any{&address, &c.Tickets, &c.Touched}
	if sub.ID == "" {
		into = append(into, &fields, &state)
	}
	_, err := pgx.ForEachRow(rows, into, func() (err error) {
		if sub.ID == "" && !slices.ContainsFunc(fields, func(v ticket.Values) bool { return gave(v, word) }) &&
			!givesNow(state, word) && !strings.HasSuffix(fold(address), ":"+word) {
			return nil
		}
		c.Touched = c.Touched.UTC()
		c.Address, err = chat.ParseAddress(address)
		found = append(found, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for a person: %w", err)
	}
	return found, nil
}

// gave reports whether one of a form's answers is the word, in whichever field: an office names the
// fields of its forms as it likes.
func gave(v ticket.Values, word string) bool {
	for _, answers := range v {
		if slices.ContainsFunc(answers, func(a string) bool { return fold(strings.TrimSpace(a)) == word }) {
			return true
		}
	}
	return false
}

// givesNow reports whether the form under way has the word as an answer.
func givesNow(state []byte, word string) bool {
	var s struct {
		Form struct {
			Filling struct {
				Answers map[string]struct {
					Values []string `json:"values"`
				} `json:"answers"`
			} `json:"filling"`
		} `json:"form"`
	}
	if json.Unmarshal(state, &s) != nil {
		return false
	}
	now := ticket.Values{}
	for key, a := range s.Form.Filling.Answers {
		now[key] = a.Values
	}
	return gave(now, word)
}

// A Record is all that is kept about a contact: every column of every row, but for secrets and what
// is computed from others.
type Record struct {
	Contact      string          `json:"contact"`
	At           time.Time       `json:"at"`
	Conversation json.RawMessage `json:"conversation"`
	Messages     json.RawMessage `json:"messages"`
	Tickets      json.RawMessage `json:"tickets"`
	TicketEvents json.RawMessage `json:"ticket_events"`
	Deliveries   json.RawMessage `json:"deliveries"`
	Answered     json.RawMessage `json:"answered"`
	Unanswered   json.RawMessage `json:"unanswered"`  // what is learnt from
	ModelCalls   json.RawMessage `json:"model_calls"` // what a language model was asked
	Corrections  json.RawMessage `json:"corrections"` // notices that what they were told was wrong
	Events       json.RawMessage `json:"events"`
	Files        json.RawMessage `json:"files"`
	Sessions     json.RawMessage `json:"web_sessions"`
	Handoffs     json.RawMessage `json:"handoffs"`
	Links        json.RawMessage `json:"links"`
}

const (
	// ownEvents are a contact's events, and what the staff did to the contact's tickets. Only young
	// events have a body, so that there are few to look through.
	ownEvents = `
		e.body <> '{}'
		AND (e.channel = @channel AND (e.body -> 'from' ->> 'id' = @id AND coalesce(e.body -> 'from' ->> 'account', '') = @account
		                               OR e.event_id IN (SELECT event FROM messages WHERE conversation = @conversation AND event <> ''))
		     OR e.body ->> 'ticket' = ANY (@numbers)
		     OR concat_ws(' ', e.body -> 'from' ->> 'id', e.body ->> 'thread') = ANY (@threads))`

	// ownDeliveries are what went to the contact, by whichever channel, and to the staff about their
	// tickets. A mail that belongs to no ticket, such as one with a code, goes to an address they gave.
	ownDeliveries = `
		(d.lane = @lane OR d.ticket = ANY (@numbers) OR d.ticket = '' AND d.address = ANY (@mails))`

	sqlRecord1 = `
		SELECT (SELECT to_jsonb(c) FROM conversations c WHERE c.id = @conversation),
		       (SELECT coalesce(jsonb_agg(to_jsonb(m) - 'conversation' || CASE WHEN m.delivery = ANY (@astray::bigint[])
		                                  THEN jsonb_build_object('body', jsonb_build_object('text', @foreign::text, 'author', m.author)) ELSE '{}' END ORDER BY m.seq), '[]')
		        FROM   messages m WHERE m.conversation = @conversation),
		       (SELECT coalesce(jsonb_agg(to_jsonb(t) - 'words' - 'pairs' ORDER BY t.id), '[]') FROM tickets t WHERE t.contact = @lane),
		       (SELECT coalesce(jsonb_agg(to_jsonb(l) || CASE WHEN l.delivery = ANY (@astray::bigint[]) THEN jsonb_build_object('text', @foreign::text) ELSE '{}' END ORDER BY l.id), '[]')
		        FROM   ticket_events l WHERE l.ticket = ANY (@numbers)),
		       (SELECT coalesce(jsonb_agg(to_jsonb(d) - 'key' - 'reply_token' || CASE WHEN d.id = ANY (@astray::bigint[])
		                                  THEN jsonb_build_object('messages', jsonb_build_array(jsonb_build_object('text', @foreign::text))) ELSE '{}' END ORDER BY d.id), '[]')
		        FROM   deliveries d WHERE ` + ownDeliveries + `)`

	sqlRecord2 = `
		SELECT (SELECT coalesce(jsonb_agg(to_jsonb(a) - 'counted' ORDER BY a.id), '[]') FROM answered a WHERE a.conversation = @conversation),
		       (SELECT coalesce(jsonb_agg(to_jsonb(e) || jsonb_build_object('body', CASE WHEN e.body ->> 'kind' = 'staff' AND EXISTS (
		                                      SELECT FROM unnest(@astray_texts::text[]) AS a (text) WHERE e.body ->> 'text' <> '' AND strpos(a.text, e.body ->> 'text') > 0)
		                                  THEN e.body - 'reply_token' - 'files' || jsonb_build_object('text', @foreign::text) ELSE e.body - 'reply_token' END) ORDER BY e.seq), '[]')
		        FROM   events e WHERE ` + ownEvents + `),
		       (SELECT coalesce(jsonb_agg(to_jsonb(f) - 'content' ORDER BY f.id), '[]') FROM files f
		        WHERE  f.conversation = @conversation AND f.file_id <> ALL (@astray_files::text[])
		        AND    (f.shared_until IS NULL OR f.shared_until <> ALL (@astray_made::timestamptz[]))),
		       (SELECT coalesce(jsonb_agg(to_jsonb(w) - 'hash' - 'subject'), '[]') FROM web_sessions w WHERE @channel = 'web' AND w.id = @id),
		       (SELECT coalesce(jsonb_agg(to_jsonb(h) - 'hash' ORDER BY h.id), '[]') FROM handoffs h WHERE @lane IN (h.origin, h.taken)),
		       (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.linked), '[]') FROM links l WHERE l.contact = @lane),
		       (SELECT coalesce(jsonb_agg(to_jsonb(u) - 'question' ORDER BY u.id), '[]') FROM unanswered u WHERE u.conversation = @conversation),
		       (SELECT coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('ref', n.ref, 'fault', n.fault, 'line', n.line) ORDER BY r.id), '[]')
		        FROM   correction_receivers r JOIN corrections n ON n.id = r.correction WHERE r.conversation = @conversation),
		       (SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.id), '[]') FROM model_calls x WHERE x.conversation = @conversation)`
)

// Export reads all that is kept about a contact, as of one moment, but for replies that went astray to them. It fails
// with chat.ErrNotFound where nothing is.
func (s *Store) Export(ctx context.Context, addr chat.Address) (Record, error) {
	r := Record{Contact: addr.String(), At: s.options.Now().UTC()}
	read := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.workers, read, func(tx pgx.Tx) error {
		p, err := findPerson(ctx, tx, addr, sqlPerson, sqlPersonTickets)
		if err != nil {
			return err
		}
		args := p.args()
		texts, err := readAstray(ctx, tx, args)
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, sqlRecord1, args).Scan(&r.Conversation, &r.Messages, &r.Tickets, &r.TicketEvents, &r.Deliveries)
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, sqlRecord2, args).Scan(&r.Answered, &r.Events, &r.Files, &r.Sessions, &r.Handoffs, &r.Links, &r.Unanswered, &r.Corrections, &r.ModelCalls)
		if err != nil {
			return err
		}
		for _, part := range []*json.RawMessage{&r.Conversation, &r.Messages, &r.Tickets, &r.TicketEvents, &r.Deliveries, &r.Events, &r.Handoffs} {
			if *part, err = strike(*part, texts, foreign()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Record{}, fmt.Errorf("export what is kept about %s: %w", addr, err)
	}
	return r, nil
}
