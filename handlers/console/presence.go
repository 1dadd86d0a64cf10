package console

import (
	"context"
	"net/http"
	"strings"
	"time"

	"madoguchi/ticket"
)

// Presences know who is at a ticket's page.
type Presences interface {
	// Attend notes what an account does at a ticket's page, and says who else is there.
	Attend(ctx context.Context, ticket, account int64, does ticket.Presence, now time.Time) ([]ticket.Present, error)
}

// hereHeader is by which a page that brings itself up to date says that somebody has it before them: "looking", or
// "writing" while there are words of theirs in the reply.
const hereHeader = "Desk-Here"

// doesOf is what who has sent a request does at a ticket's page. A page that was opened is looked at; whoever works on a
// reply is writing.
func doesOf(r *http.Request) ticket.Presence {
	switch {
	case r.Header.Get(hereHeader) == "writing", strings.HasSuffix(r.URL.Path, "/draft"), strings.HasSuffix(r.URL.Path, "/preview"):
		return ticket.Writing
	case !refreshes(r), r.Header.Get(hereHeader) != "":
		return ticket.Looking
	}
	return ticket.Absent
}

// others says who else is at a ticket's page now.
func (s *Service) others(r *http.Request, tk *ticket.Ticket) (looking, writing []string, err error) {
	if s.stores.Presences == nil {
		return nil, nil, nil
	}
	there, err := s.stores.Presences.Attend(r.Context(), tk.ID, me(r).ID, doesOf(r), s.Now())
	for _, p := range there {
		if p.Writing {
			writing = append(writing, say("console.present.name", "name", p.Name))
		} else {
			looking = append(looking, say("console.present.name", "name", p.Name))
		}
	}
	return looking, writing, err
}

// presentLines are who else is there, in words.
func presentLines(looking, writing []string) (out []string) {
	if len(writing) > 0 {
		out = append(out, say("console.present.writing", "names", strings.Join(writing, "、")))
	}
	if len(looking) > 0 {
		out = append(out, say("console.present.looking", "names", strings.Join(looking, "、")))
	}
	return out
}
