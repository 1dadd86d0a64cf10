package console

import (
	"net/url"
	"strconv"
)

// A changeRows is one of the parts of a page on what a file would change, so many rows at a time.
type changeRows struct {
	ID             string
	N              int // rows in all
	Rows           any
	Shown          string // which of them are shown; "" = all
	Previous, Next string // addresses of the rows beside these; "" where there are none
	Turned         bool   // a person turns its pages
}

// rowsShown is how many rows of a part are on one page. A file of 2,000 entries that all change would be a megabyte.
const rowsShown = 50

// A rowsPage says of which part which rows are shown; of all others it is the first.
type rowsPage struct {
	of     string
	from   int
	base   string     // the page
	chosen url.Values // what a person has said of the file
}

// readRowsPage reads a page's address. What it cannot mean is the beginning.
func readRowsPage(q url.Values) rowsPage {
	from, _ := strconv.Atoi(q.Get("from"))
	return rowsPage{of: q.Get("of"), from: max(from, 0)}
}

// address is a page of the part on which a person is, with what is said of the file.
func (p rowsPage) address(base string, said url.Values) string {
	if p.of == "" {
		return base + "?" + said.Encode()
	}
	said.Set("of", p.of)
	said.Set("from", strconv.Itoa(p.from))
	return base + "?" + said.Encode() + "#" + p.of
}

// at is the address of the rows of a part from a place on.
func (p rowsPage) at(part string, from int) string {
	said := url.Values{}
	for name, values := range p.chosen {
		said[name] = values
	}
	p.of, p.from = part, from
	return p.address(p.base, said)
}

// cutPart cuts rows to those that are shown.
func cutPart[T, V any](id string, all []T, p rowsPage, show func(T) V) changeRows {
	part := changeRows{ID: id, N: len(all), Turned: p.of == id}
	from := 0
	if part.Turned && p.from < len(all) {
		from = p.from
	}
	to := min(len(all), from+rowsShown)
	if from > 0 {
		part.Previous = p.at(id, max(0, from-rowsShown))
	}
	if to < len(all) {
		part.Next = p.at(id, to)
	}
	if part.Previous+part.Next != "" {
		part.Shown = say("console.import.shown", "from", from+1, "to", to, "n", len(all))
	}
	rows := make([]V, 0, to-from)
	for _, row := range all[from:to] {
		rows = append(rows, show(row))
	}
	part.Rows = rows
	return part
}
