package postgres

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// What is said is found by pairs of neighbouring letters, each as a number: a GIN index over them is as fast for one
// word of Japanese as for a sentence. A text that has all pairs of a word need not have the word: what the index
// proposes is compared with the folded text.

// A sought is a text as the search keeps it.
type sought struct{ words, grams string }

// seek folds a text and takes its pairs, as Postgres reads an array, with the number of its week. What has no pair
// cannot be found.
func seek(text string, at time.Time) (sought, bool) {
	words := chars.Seek(text).Text
	numbers := pairs(words)
	if len(numbers) == 0 {
		return sought{}, false
	}
	b := append(make([]byte, 0, 11*len(numbers)+12), '{')
	for _, n := range numbers {
		b = append(strconv.AppendInt(b, int64(n), 10), ',')
	}
	return sought{words, string(append(strconv.AppendInt(b, int64(weekGram(at)), 10), '}'))}, true
}

// weekGram is the number of a week among the pairs, by which what is said often is found newest first. Should a
// pair of letters share it, the comparison with the text sees to that.
func weekGram(at time.Time) int32 { return weekBase + int32(at.Unix()/(7*24*60*60)) }

const weekBase = -2_000_000_000

// pairs are the pairs of neighbouring letters within the words of a folded text, each as a number, and, of figures and
// Latin letters, which are few, the threes as well: of eleven figures nearly every text has each pair. Several may share
// a number: what is found by them is compared with the text itself.
func pairs(words string) []int32 {
	seen := map[int32]bool{}
	out := make([]int32, 0, len(words)/2)
	put := func(n int32) {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	var last, before rune
	for _, r := range words {
		if unicode.IsSpace(r) {
			last, before = 0, 0
			continue
		}
		if last != 0 {
			put(int32(uint32(last)<<16 ^ uint32(r)*0x9E37))
		}
		if narrow(r) && narrow(last) && narrow(before) {
			put(int32(0x4D000000 | uint32(before)<<14 | uint32(last)<<7 | uint32(r)))
		}
		last, before = r, last
	}
	slices.Sort(out)
	return out
}

// narrow reports whether a letter is a figure or a Latin letter.
func narrow(r rune) bool { return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' }

const (
	sqlSaidLines = `
		INSERT INTO said (conversation, line, at, source, words, grams)
		SELECT s.conversation, s.line, s.at, s.source, s.words, s.grams::integer[]
		FROM   unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::text[], $5::text[], $6::text[])
		       AS s (conversation, at, line, source, words, grams)
		ON CONFLICT DO NOTHING`

	// Entries of a log are found again by what they say: their ids are the database's.
	sqlSaidEntries = `
		INSERT INTO said (conversation, ticket, entry, at, source, words, grams)
		SELECT $1, e.ticket, e.id, e.at, 'note', s.words, s.grams::integer[]
		FROM   unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS s (ticket, text, words, grams)
		       CROSS JOIN LATERAL (SELECT e.id, e.ticket, e.at FROM ticket_events e
		                           WHERE e.ticket = s.ticket AND e.at = $2 AND e.text = s.text ORDER BY e.id DESC LIMIT 1) e
		ON CONFLICT DO NOTHING`

	sqlSaidTicket = `
		INSERT INTO said (conversation, ticket, at, source, words, grams)
		VALUES           ($1, $2, $3, 'ticket', $4, $5::integer[])
		ON CONFLICT (ticket) WHERE source = 'ticket' DO UPDATE SET words = excluded.words, grams = excluded.grams`
)

// queueSaid brings the lines of persons to the search.
func queueSaid(b *pgx.Batch, works ...*work) {
	var conversations, seqs []int64
	var times []time.Time
	var sources, folded, grams []string
	for _, w := range works {
		for _, l := range w.lines {
			source, ok := sourceOf(l.message.Author)
			if !ok {
				continue
			}
			if s, ok := seek(clean(l.message.Text), w.turn.Now); ok {
				conversations, times, seqs = append(conversations, w.turn.Conversation.ID), append(times, w.turn.Now), append(seqs, l.seq)
				sources, folded, grams = append(sources, string(source)), append(folded, s.words), append(grams, s.grams)
			}
		}
	}
	if len(seqs) > 0 {
		b.Queue(sqlSaidLines, conversations, times, seqs, sources, folded, grams)
	}
}

// saySaid brings what a turn says to the search: lines of the transcript by a person, notes, and the tickets that
// it opens or changes.
func (w *work) saySaid(b *pgx.Batch) {
	queueSaid(b, w)
	w.sayNotes(b)
	for _, tk := range slices.Concat(w.turn.Opened, w.turn.Changed) {
		if s, ok := seek(clean(ticketText(w.store.labels(tk))), tk.Opened); ok {
			b.Queue(sqlSaidTicket, tk.Conversation, tk.Number, tk.Opened, s.words, s.grams)
		}
	}
}

func (w *work) sayNotes(b *pgx.Batch) {
	var numbers, texts, folded, grams []string
	for _, e := range w.turn.Log {
		if !isNote(e.What) {
			continue
		}
		if s, ok := seek(clean(e.Text), w.turn.Now); ok {
			numbers, texts, folded, grams = append(numbers, e.Ticket), append(texts, clean(e.Text)), append(folded, s.words), append(grams, s.grams)
		}
	}
	if len(numbers) > 0 {
		b.Queue(sqlSaidEntries, w.turn.Conversation.ID, w.turn.Now, numbers, texts, folded, grams)
	}
}

// isNote reports whether an entry of a log has words of staff for one another.
func isNote(what ticket.What) bool { return what == ticket.LogNoted || what == ticket.LogRouted }

// sourceOf is whose words a line is; the program's own are not searched.
func sourceOf(a chat.Author) (ticket.Source, bool) {
	switch a {
	case chat.Member:
		return ticket.FromMember, true
	case chat.Staff:
		return ticket.FromStaff, true
	}
	return "", false
}

// LearnForms says where the office's forms are found by their ids, so that tickets are searched by what their answers
// are called. Before, they are by the answers as they are kept.
func (s *Store) LearnForms(form func(id string) *ticket.Form) { s.forms.Store(&form) }

// labels are what a ticket says, each with its name.
func (s *Store) labels(tk *ticket.Ticket) []ticket.Said {
	if form := s.forms.Load(); form != nil {
		return ticket.SaidOf((*form)(tk.FormID), tk)
	}
	return ticket.SaidOf(nil, tk)
}

// ticketText is all that a ticket says, one thing a line.
func ticketText(parts []ticket.Said) string {
	var lines []string
	for _, p := range parts {
		lines = append(lines, p.Text)
	}
	return strings.Join(lines, "\n")
}
