package console

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// A beside are the tickets before and after one in the list that it was opened from.
type beside struct{ List, Previous, Next string }

// besideOf finds a ticket's neighbours in the list that the page's address names. One that has left the list
// since, because it was just dealt with, goes on with the first that is still there.
func (s *Service) besideOf(r *http.Request, number string) (beside, error) {
	f := listOf(r)
	out := beside{List: f.address()}
	q := f.tickets(s.Now(), who(r))
	if q.Offset > 0 { // one before the page, for its first row
		q.Offset, q.Limit = q.Offset-1, q.Limit+1
	}
	list, err := s.stores.Tickets.Tickets(r.Context(), me(r).Within(q))
	if err != nil {
		return out, fmt.Errorf("list tickets beside %s: %w", number, err)
	}
	page := func(i int) string {
		if i < 0 || i >= len(list) {
			return ""
		}
		return ticketPage(list[i].Number, f)
	}
	for i := range list {
		if list[i].Number == number {
			out.Previous, out.Next = page(i-1), page(i+1)
			return out, nil
		}
	}
	out.Next = page(0)
	return out, nil
}

// ticketPage is a ticket's page, which remembers the list that it was opened from.
func ticketPage(number string, f queueFilter) string {
	if q := f.query(); q != "" {
		return "/desk/t/" + number + "?" + q
	}
	return "/desk/t/" + number
}

// listOf is the list that a ticket was opened from: its page's address has it, and an act's comes from that page.
func listOf(r *http.Request) queueFilter {
	if r.Method != http.MethodPost {
		return readFilter(r.URL.Query())
	}
	u, err := url.Parse(r.Referer())
	if err != nil || !strings.HasPrefix(u.Path, "/desk/t/") {
		return readFilter(nil)
	}
	return readFilter(u.Query())
}
