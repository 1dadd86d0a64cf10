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
// word of Japanese as for a sentence, and the texts stay where they are. A text that has all pairs of a word need
// not have the word: what the index proposes is compared with the text itself.

// gramsOf are a text's pairs of letters, as Postgres reads an array, with the number of its week. What has no
// pair cannot be found.
func gramsOf(text string, at time.Time) (grams string, ok bool) {
	numbers := pairs(chars.Seek(text).Text)
	if len(numbers) == 0 {
		return "", false
	}
	b := append(make([]byte, 0, 11*len(numbers)+12), '{')
	for _, n := range numbers {
		b = append(strconv.AppendInt(b, int64(n), 10), ',')
	}
	return string(append(strconv.AppendInt(b, int64(weekGram(at)), 10), '}')), true
}

// weekGram is the number of a week among the pairs, by which what is said often is found newest first. Should a
// pair of letters share it, the comparison with the text sees to that.
func weekGram(at time.Time) int32 { return weekBase + int32(at.Unix()/(7*24*60*60)) }

const weekBase = -2_000_000_000

// pairs are the pairs of neighbouring letters within the words of a folded text, each as a number.
// Two pairs may share a number: what is found by them is compared with the text itself.
func pairs(words string) []int32 {
	seen := map[int32]bool{}
	out := make([]int32, 0, len(words)/2)
	last := rune(0)
	for _, r := range words {
		if unicode.IsSpace(r) {
			last = 0
			continue
		}
		if n := int32(uint32(last)<<16 ^ uint32(r)*0x9E37); last != 0 && !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
		last = r
	}
	slices.Sort(out)
	return out
}

const (
	sqlSaidLines = `
		INSERT INTO said (conversation, line, at, source, grams)
		SELECT $1, s.line, $2, s.source, s.grams::integer[]
		FROM   unnest($3::bigint[], $4::text[], $5::text[]) AS s (line, source, grams)
		ON CONFLICT DO NOTHING`

	// Entries of a log are found again by what they say: their ids are the database's.
	sqlSaidEntries = `
		INSERT INTO said (conversation, ticket, entry, at, source, grams)
		SELECT $1, e.ticket, e.id, e.at, 'note', s.grams::integer[]
		FROM   unnest($3::text[], $4::text[], $5::text[]) AS s (ticket, text, grams)
		       CROSS JOIN LATERAL (SELECT e.id, e.ticket, e.at FROM ticket_events e
		                           WHERE e.ticket = s.ticket AND e.at = $2 AND e.text = s.text ORDER BY e.id DESC LIMIT 1) e
		ON CONFLICT DO NOTHING`

	sqlSaidTicket = `
		INSERT INTO said (conversation, ticket, at, source, grams)
		VALUES           ($1, $2, $3, 'ticket', $4::integer[])
		ON CONFLICT (ticket) WHERE source = 'ticket' DO UPDATE SET grams = excluded.grams`
)

// saySaid brings what a turn says to the search: lines of the transcript by a person, notes, and the tickets that
// it opens or changes.
func (w *work) saySaid(b *pgx.Batch, lines []line) {
	var seqs []int64
	var sources, grams []string
	for _, l := range lines {
		source, ok := sourceOf(l.message.Author)
		if g, found := gramsOf(clean(l.message.Text), w.turn.Now); ok && found {
			seqs, sources, grams = append(seqs, l.seq), append(sources, string(source)), append(grams, g)
		}
	}
	if len(seqs) > 0 {
		b.Queue(sqlSaidLines, w.turn.Conversation.ID, w.turn.Now, seqs, sources, grams)
	}
	w.sayNotes(b)
	for _, tk := range slices.Concat(w.turn.Opened, w.turn.Changed) {
		if g, ok := gramsOf(ticketText(w.store.labels(tk)), tk.Opened); ok {
			b.Queue(sqlSaidTicket, tk.Conversation, tk.Number, tk.Opened, g)
		}
	}
}

func (w *work) sayNotes(b *pgx.Batch) {
	var numbers, texts, grams []string
	for _, e := range w.turn.Log {
		if g, ok := gramsOf(clean(e.Text), w.turn.Now); ok && isNote(e.What) {
			numbers, texts, grams = append(numbers, e.Ticket), append(texts, clean(e.Text)), append(grams, g)
		}
	}
	if len(numbers) > 0 {
		b.Queue(sqlSaidEntries, w.turn.Conversation.ID, w.turn.Now, numbers, texts, grams)
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
