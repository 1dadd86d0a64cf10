package console

import (
	"fmt"
	"net/http"
	"strconv"

	"madoguchi/chat"
	"madoguchi/office/staffwords"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A bulkReplyView is one reply to several tickets with what has become of each.
type bulkReplyView struct {
	ID           int64
	Sent, Undone string
	Undo         bool // it can be called back
	Rows         []bulkReplyRow
	Counts       []count
	Waiting      int // that can still be called back
}

// A bulkReplyRow is the reply to one of them.
type bulkReplyRow struct {
	Number, Case, Company string
	State, Class, Reason  string
}

// bulkOf is the reply that the address names, where who is signed in has sent it or may see everybody's tickets.
func (s *Service) bulkOf(r *http.Request) (ticket.Bulk, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || s.stores.Bulks == nil {
		return ticket.Bulk{}, chat.ErrNotFound
	}
	b, err := s.stores.Bulks.Bulk(r.Context(), id)
	if err == nil && b.By.ID != who(r).ID && !me(r).May(staff.Everyone) {
		return ticket.Bulk{}, chat.ErrNotFound
	}
	return b, err
}

func (s *Service) showBulk(w http.ResponseWriter, r *http.Request) error {
	b, err := s.bulkOf(r)
	if err != nil {
		return err
	}
	v := bulkReplyView{ID: b.ID, Sent: say("console.replies.sent_by", "name", b.By.Name, "when", moment(s.Now(), b.At))}
	if !b.Undone.IsZero() {
		v.Undone = say("console.replies.undone_by", "name", b.UndoneBy, "when", moment(s.Now(), b.Undone))
	}
	counts := map[string]int{}
	var order []string
	for i := range b.Replies {
		row, err := s.bulkRow(r, &b.Replies[i])
		if err != nil {
			return err
		}
		if counts[row.State]++; counts[row.State] == 1 {
			order = append(order, row.State)
		}
		if b.Replies[i].Recallable() {
			v.Waiting++
		}
		v.Rows = append(v.Rows, row)
	}
	for _, state := range order {
		v.Counts = append(v.Counts, count{Label: state, N: strconv.Itoa(counts[state])})
	}
	v.Undo = v.Waiting > 0 && b.Undone.IsZero()
	s.render(w, r, "bulkreply", page{Title: say("console.replies.title"), Nav: "queue", Live: r.URL.RequestURI(), Body: v})
	return nil
}

// bulkRow says what has become of one of the replies. Of a ticket that is not for this person's eyes any more, the number
// alone is shown.
func (s *Service) bulkRow(r *http.Request, reply *ticket.BulkReply) (bulkReplyRow, error) {
	row := bulkReplyRow{Number: reply.Number, Reason: reply.Reason}
	tk, err := s.seen(r, reply.Number)
	switch {
	case err == nil:
		row.Company, row.Case = parts(tk.Title)
	case !isAbsent(err):
		return row, err
	}
	switch {
	case !reply.Decided:
		row.State, row.Class = say("console.replies.undecided"), string(chat.Pending)
	case !reply.Done:
		row.State, row.Class = say("console.replies.refused"), string(chat.Dead)
	case reply.State == chat.Discarded:
		row.State, row.Class = say("console.replies.recalled"), string(chat.Discarded)
	default:
		row.State, row.Class = staffwords.Delivery(reply.State), string(reply.State)
	}
	return row, nil
}

// undoBulk calls all of the replies back that have not gone out.
func (s *Service) undoBulk(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	b, err := s.bulkOf(r)
	if err != nil {
		return err
	}
	var recalls []chat.Event
	for i := range b.Replies {
		reply := &b.Replies[i]
		if !reply.Recallable() {
			continue
		}
		e := s.event(r, chat.Recall, reply.Number)
		e.ID, e.Version, e.Value = reply.Event+":undo", 0, chat.OfEvent+reply.Event
		recalls = append(recalls, e)
	}
	if len(recalls) == 0 {
		s.redirect(w, r, bulkPage(b.ID), flash{Text: say("console.replies.too_late")})
		return nil
	}
	undone, err := s.stores.Bulks.UndoBulk(r.Context(), b.ID, recalls, s.record(r, "", ""))
	if err != nil {
		return fmt.Errorf("call back bulk reply %d: %w", b.ID, err)
	}
	f := flash{OK: true, Text: say("console.replies.undoing", "n", len(recalls))}
	if !undone {
		f.Text = say("console.replies.undone_before")
	}
	s.redirect(w, r, bulkPage(b.ID), f)
	return nil
}
