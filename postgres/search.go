package postgres

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chars"
	"madoguchi/reading"
	"madoguchi/ticket"
)

const (
	// As many candidates are looked at as fill every page that people turn to, and no more: a pair of letters
	// that stands everywhere must not cost more than a rare one.
	probeMost = 2000

	// Where there are more, the search goes week by week, the latest first, as far back as this. The latest weeks go
	// before everything else: what is said every day fills its page there, and to ask how often it was ever said would
	// take longer than all the rest.
	probeWeeks  = 110
	probeLatest = 4

	// Where the latest weeks have a third of the page, this many have it all, for less than everything costs.
	probeNear = 3 * probeLatest

	// Candidates are read with their texts so many at a time, the newest first.
	probeChunk = 120
)

const (
	// What has the pairs is compared with the words here, so that only what holds them counts.
	sqlProbe = `
		SELECT id, at
		FROM   said
		WHERE  grams @> $1::integer[]
		AND    NOT EXISTS (SELECT FROM unnest($2::text[]) AS word WHERE strpos(words, word) = 0)
		LIMIT  $3`

	// The same for words with particles between their nouns. Pairs that must be there say less of these, so that no more
	// of what has them is compared than what is wanted at most. The middle is of each list at least one pair.
	partedProbeHead = `
		WITH these AS MATERIALIZED (
		    SELECT id, at, words
		    FROM   said
		    WHERE  grams @> $1::integer[]`
	partedProbeEnd = `
		    LIMIT  $3)
		SELECT id, at
		FROM   these
		WHERE  NOT EXISTS (SELECT FROM unnest($2::text[]) AS word WHERE words !~ word)`

	// A line of the transcript belongs to the ticket that was open when it was said: the latest opened before,
	// else the first of all.
	sqlFoundTexts = `
		SELECT   s.id, s.source, coalesce(n.id, c.id), coalesce(m.body ->> 'text', e.text, '')
		FROM     said s
		         LEFT JOIN messages m      ON s.line > 0  AND m.conversation = s.conversation AND m.seq = s.line
		         LEFT JOIN ticket_events e ON s.entry > 0 AND e.id = s.entry
		         LEFT JOIN tickets n       ON s.ticket <> '' AND n.number = s.ticket
		         LEFT JOIN LATERAL (
		             SELECT   t.id
		             FROM     tickets t
		             WHERE    s.ticket = '' AND t.conversation = s.conversation
		             ORDER BY t.opened <= s.at DESC, CASE WHEN t.opened <= s.at THEN t.opened END DESC, t.opened
		             LIMIT    1) c ON true
		WHERE    s.id = ANY ($1) AND coalesce(n.id, c.id) IS NOT NULL
		ORDER BY s.at DESC, s.id DESC`

	sqlNumbered = `SELECT id FROM tickets WHERE number = ANY ($1)`
)

// A seeking is one search under way.
type seeking struct {
	store  *Store
	filter ticket.Filter // who may see what
	words  []*chars.Wanted
	want   int
	seen   map[int64]bool
	found  []ticket.Found
}

// Search finds tickets by anything that was said of them: the member's words, replies, notes, the answers of the
// form, the team; f says which of them may be shown, and which page is wanted. The newest words come first. A number
// of a ticket, in whatever writing, finds that ticket before all.
func (s *Store) Search(ctx context.Context, f ticket.Filter, text string) ([]ticket.Found, error) {
	q := &seeking{store: s, filter: f, want: f.Offset + f.Limit, seen: map[int64]bool{}}
	q.filter.Offset, q.filter.Limit, q.filter.Order = 0, queueMost, ticket.Newest
	for word := range strings.FieldsSeq(text) {
		if w := chars.Want(clean(word)); w.Text != "" {
			q.words = append(q.words, w)
		}
	}
	if err := q.numbered(ctx, text); err != nil {
		return nil, fmt.Errorf("search tickets: %w", err)
	}
	if err := q.said(ctx); err != nil {
		return nil, fmt.Errorf("search tickets: %w", err)
	}
	return q.found[min(f.Offset, len(q.found)):min(q.want, len(q.found))], nil
}

var numberWritten = regexp.MustCompile(`^([qhsk])[-ー]?0*([0-9]{1,9})$`)

// numbered finds the tickets whose numbers are among the words, H-0001, h1, Ｈ０００１, or in them: H-0001の件.
func (q *seeking) numbered(ctx context.Context, text string) error {
	var numbers []string
	for word := range strings.FieldsSeq(chars.FoldCase(text)) {
		if m := numberWritten.FindStringSubmatch(word); m != nil {
			n, _ := strconv.Atoi(m[2]) // digits
			numbers = append(numbers, fmt.Sprintf("%s-%04d", strings.ToUpper(m[1]), n))
		}
	}
	for rest := text; ; {
		number, left, ok := reading.TicketNumber(rest)
		if !ok {
			break
		}
		numbers, rest = append(numbers, number), left
	}
	if len(numbers) == 0 {
		return nil
	}
	rows, _ := q.store.workers.Query(ctx, sqlNumbered, numbers) // CollectRows returns the error
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	var hits []hit
	for _, id := range ids {
		hits = append(hits, hit{ticket: id, source: ticket.FromTicket})
	}
	return q.take(ctx, hits)
}

// A candidate holds the words.
type candidate struct {
	id int64
	at time.Time
}

// said finds tickets by what was said: with the words as they were typed, then, where that does not fill the page, with
// something small between the nouns of a word.
func (q *seeking) said(ctx context.Context) error {
	exact := probe{}
	for _, w := range q.words {
		exact.grams, exact.words = append(exact.grams, probing(w.Text)...), append(exact.words, w.Text)
	}
	if len(exact.grams) > 0 { // single letters: nothing to probe with
		if err := q.lately(ctx, exact); err != nil || len(q.found) >= q.want {
			return err
		}
		if err := q.everywhere(ctx, exact); err != nil || len(q.found) >= q.want {
			return err
		}
	}
	if parted := partedProbe(q.words); len(parted.grams)+len(parted.some) > 0 {
		if err := q.lately(ctx, parted); err != nil || len(q.found) >= q.want {
			return err
		}
		all, err := q.probe(ctx, parted)
		if err != nil {
			return err
		}
		return q.read(ctx, all)
	}
	return nil
}

// lately looks through the latest weeks, and through more of them where that will do.
func (q *seeking) lately(ctx context.Context, p probe) error {
	before := len(q.found)
	if err := q.weeks(ctx, p, 0, probeLatest); err != nil {
		return err
	}
	if n := len(q.found) - before; n*probeNear/probeLatest < q.want-before {
		return nil
	}
	return q.weeks(ctx, p, probeLatest, probeNear)
}

// everywhere looks through everything, and where there is too much of it, week by week.
func (q *seeking) everywhere(ctx context.Context, p probe) error {
	all, err := q.probe(ctx, p)
	if err != nil {
		return err
	}
	if len(all) == probeMost {
		if err := q.weeks(ctx, p, probeLatest, probeWeeks); err != nil || len(q.found) >= q.want {
			return err
		}
	}
	return q.read(ctx, all)
}

// probing are pairs of a word that have all its letters among them, and of letters and digits of one byte threes: what
// has the word has all its pairs, and each further list that the index walks along costs time.
func probing(word string) []int32 {
	r := []rune(word)
	var out []int32
	for i := 0; i+1 < len(r); {
		size := 2
		if i+2 < len(r) && narrow(r[i]) && narrow(r[i+1]) && narrow(r[i+2]) {
			size = 3
		}
		all := pairs(string(r[i : i+size]))
		if size == 3 { // the three itself, without the pairs in it
			all = slices.DeleteFunc(all, func(n int32) bool { return uint32(n)>>24 != 0x4D })
		}
		out = append(out, all...)
		if i += size; i == len(r)-1 {
			i-- // the last letter with the one before it
		}
	}
	return out
}

// weeks looks through the weeks from one to before another, counted back from the next one: clocks differ.
func (q *seeking) weeks(ctx context.Context, p probe, from, until int) error {
	now := q.store.options.Now()
	for week := from; week < until && len(q.found) < q.want; week++ {
		some, err := q.probe(ctx, p.with(weekGram(now.AddDate(0, 0, 7-7*week))))
		if err == nil {
			err = q.read(ctx, some)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// probe lists what a probe proposes, the newest first; at most probeMost, whichever.
func (q *seeking) probe(ctx context.Context, p probe) ([]candidate, error) {
	sql, args := p.query()
	rows, _ := q.store.workers.Query(ctx, sql, args...) // CollectRows returns the error
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c candidate, err error) {
		return c, row.Scan(&c.id, &c.at)
	})
	slices.SortFunc(out, func(a, b candidate) int {
		if c := b.at.Compare(a.at); c != 0 {
			return c
		}
		return int(b.id - a.id)
	})
	return out, err
}

// A hit is a candidate with its text and its ticket.
type hit struct {
	id     int64
	source ticket.Source
	ticket int64
	text   string
}

// read reads the candidates' texts and tickets, as many as are needed.
func (q *seeking) read(ctx context.Context, all []candidate) error {
	for chunk := range slices.Chunk(all, probeChunk) {
		if len(q.found) >= q.want {
			return nil
		}
		ids := make([]int64, len(chunk))
		for i, c := range chunk {
			ids[i] = c.id
		}
		rows, _ := q.store.workers.Query(ctx, sqlFoundTexts, ids) // CollectRows returns the error
		hits, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h hit, err error) {
			return h, row.Scan(&h.id, &h.source, &h.ticket, &h.text)
		})
		if err != nil {
			return err
		}
		hits = slices.DeleteFunc(hits, func(h hit) bool { return q.seen[h.ticket] })
		if err := q.take(ctx, hits); err != nil {
			return err
		}
	}
	return nil
}

// take reads the tickets of hits, drops what may not be seen, and keeps each ticket once.
func (q *seeking) take(ctx context.Context, hits []hit) error {
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = h.ticket
	}
	tickets, err := q.tickets(ctx, ids)
	if err != nil {
		return err
	}
	for _, h := range hits {
		tk, ok := tickets[h.ticket]
		if !ok || q.seen[h.ticket] {
			continue
		}
		found := ticket.Found{Ticket: tk, Source: h.source, Text: h.text}
		if h.source == ticket.FromTicket {
			q.inTicket(&found)
		}
		q.seen[h.ticket] = true
		q.found = append(q.found, found)
	}
	return nil
}

// inTicket finds which part of what a ticket says has one of the words.
func (q *seeking) inTicket(f *ticket.Found) {
	for _, p := range q.store.labels(&f.Ticket) {
		folded := chars.Seek(p.Text)
		if slices.ContainsFunc(q.words, func(w *chars.Wanted) bool { _, _, found := folded.Match(w); return found }) {
			f.Label, f.Text = p.Label, p.Text
			return
		}
	}
}

func (q *seeking) tickets(ctx context.Context, ids []int64) (map[int64]ticket.Ticket, error) {
	out := map[int64]ticket.Ticket{}
	if len(ids) == 0 {
		return out, nil
	}
	f := q.filter
	f.IDs = ids
	found, err := q.store.Tickets(ctx, f)
	for _, tk := range found {
		out[tk.ID] = tk
	}
	return out, err
}
