package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/ticket"
)

// A foundIn is where a ticket was found: what stands around the words that were searched for.
type foundIn struct {
	Where  string // 「会員の発言」
	Pieces []piece
}

// A piece is a stretch of an excerpt; a hit is marked.
type piece struct {
	Text string
	Hit  bool
}

// sourceNames are whose words were found.
var sourceNames = map[ticket.Source]catalogue.Key{
	ticket.FromMember: "console.found.member", ticket.FromStaff: "console.found.staff", ticket.FromNote: "console.found.note",
}

// searchQueue lists what holds a text, the newest words first. It is a POST because the text may be somebody's name.
func (s *Service) searchQueue(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	text := strings.TrimSpace(form(r, "text"))
	if text == "" {
		http.Redirect(w, r, "/desk", http.StatusSeeOther)
		return nil
	}
	n, _ := strconv.Atoi(form(r, "page")) // 0 where it is none: the first page
	n = min(max(n, 1), lastPage)
	found, err := s.stores.Queue.Search(r.Context(), me(r).Within(ticket.Filter{Offset: (n - 1) * pageRows, Limit: pageRows + 1}), text)
	if err != nil {
		return err
	}
	v := queueView{Filter: queueFilter{Tab: tabAll, Text: text}, Found: text}
	if len(found) > pageRows {
		found, v.More = found[:pageRows], n+1
	}
	if v.Tabs, err = s.tabs(r, v.Filter); err != nil {
		return err
	}
	if v.Rows, err = s.foundRows(r, found, text); err != nil {
		return err
	}
	s.render(w, r, "queue", page{Title: say("console.queue.results"), Nav: "queue", Body: v})
	return nil
}

// foundRows are the rows of tickets that were found, each with the words that it was found by, under the veil.
func (s *Service) foundRows(r *http.Request, found []ticket.Found, text string) ([]queueRow, error) {
	tickets := make([]ticket.Ticket, len(found))
	for i := range found {
		tickets[i] = found[i].Ticket
	}
	rows, err := s.rows(r, tickets)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		f := &found[i]
		where := f.Label
		if name, ok := sourceNames[f.Source]; ok {
			where = say(name)
		}
		pieces := excerptOf(s.veilOf(&f.Ticket, false).over(f.Text), text)
		if pieces == nil && f.Text != "" {
			pieces = []piece{{Text: say("console.found.personal")}}
		}
		if where != "" && len(pieces) > 0 {
			rows[i].Excerpt = foundIn{where, pieces}
		}
	}
	return rows, nil
}

// How much of a text an excerpt shows, in letters: before the first hit and in all.
const (
	excerptBefore = 20
	excerptLength = 90
)

// excerptOf is what stands around the words of a query in a text, each marked; nil where none is there.
func excerptOf(text, query string) []piece {
	text = strings.Join(strings.Fields(text), " ")
	hits := hitsIn(text, query)
	if len(hits) == 0 {
		return nil
	}
	begin := backFrom(text, hits[0][0], excerptBefore)
	end := max(forthFrom(text, begin, excerptLength), hits[0][1])
	var out []piece
	put := func(t string, hit bool) {
		if t != "" {
			out = append(out, piece{t, hit})
		}
	}
	if begin > 0 {
		put("…", false)
	}
	at := begin
	for _, h := range hits {
		if h[0] < at || h[1] > end {
			continue
		}
		put(text[at:h[0]], false)
		put(text[h[0]:h[1]], true)
		at = h[1]
	}
	put(text[at:end], false)
	if end < len(text) {
		put("…", false)
	}
	return out
}

// hitsIn are where the words of a query stand in a text the first time, in order.
func hitsIn(text, query string) [][2]int {
	folded := chars.Seek(text)
	var hits [][2]int
	for word := range strings.FieldsSeq(query) {
		if from, to, ok := folded.Match(chars.Want(word)); ok {
			hits = append(hits, [2]int{from, to})
		}
	}
	slices.SortFunc(hits, func(a, b [2]int) int { return a[0] - b[0] })
	return hits
}

// backFrom is the byte n letters before another.
func backFrom(text string, at, n int) int {
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return at
}

// forthFrom is the byte n letters behind another.
func forthFrom(text string, at, n int) int {
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}
