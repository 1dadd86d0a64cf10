package console

import (
	"net/http"
	"slices"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// A replyRow is one who would get the text.
type replyRow struct {
	namedTicket
	To       receiver
	Assignee string
	Text     string   // as it would go to them
	Why      []string // why they are not ticked by themselves
	Barred   bool     // nothing can be sent to them
	Ticked   bool
	Cost     string

	prospect chat.Prospect
	account  string // of the office's, that pays
	line     bool
	known    bool // what it costs
}

// receivers are the rows of a preview.
func (s *Service) receivers(r *http.Request, all []ticket.Ticket, text string) ([]replyRow, error) {
	doubter, err := s.doubter(r.Context())
	if err != nil {
		return nil, err
	}
	numbers := make([]string, len(all))
	for i := range all {
		numbers[i] = all[i].Number
	}
	talks, err := s.stores.Bulks.InTalk(r.Context(), numbers)
	if err != nil {
		return nil, err
	}
	rows, first := make([]replyRow, len(all)), map[chat.Address]string{}
	named := s.named(all)
	for i := range all {
		tk := &all[i]
		row := replyRow{namedTicket: named[i], To: s.receiverOf(tk), Assignee: tk.Assignee.Name, Text: s.letter(r, tk).Fit(text)}
		s.lookAtCost(r, &row, tk)
		row.Why, row.Barred = s.differs(tk, &row)
		if other, twice := first[tk.Contact]; twice {
			row.Why = append(row.Why, say("console.replies.why.twice", "number", other))
		} else {
			first[tk.Contact] = tk.Number
		}
		if !row.Barred && slices.Contains(talks, tk.Number) {
			row.Why = append(row.Why, say("console.replies.why.talk"))
		}
		doubts, err := doubter.of(tk, row.Text)
		if err != nil {
			return nil, err
		}
		row.Why = append(row.Why, doubts...)
		row.Ticked = len(row.Why) == 0
		rows[i] = row
	}
	return rows, nil
}

// lookAtCost says what a row costs.
func (s *Service) lookAtCost(r *http.Request, row *replyRow, tk *ticket.Ticket) {
	row.line, row.account = tk.Contact.Channel == chat.LINE, tk.Contact.Account
	if s.Prospect == nil {
		return
	}
	row.prospect, row.known = s.Prospect(r.Context(), tk.Contact)
	switch p := row.prospect; {
	case !row.known || p.Gone:
	case p.Free:
		row.Cost = say("console.replies.free")
	default:
		row.Cost = say("console.replies.units", "n", p.Cost)
	}
}

// differs says why a ticket is not like the rest, and whether nothing can be sent to its member at all.
func (s *Service) differs(tk *ticket.Ticket, row *replyRow) (why []string, barred bool) {
	refused := ""
	switch {
	case !tk.Status.Open():
		refused = say("console.replies.why.closed", "status", tk.Status.Label())
	case s.voiceOf(tk).Only:
		refused = say("console.replies.why.voice")
	default:
		refused = unsendable(row.Text)
	}
	if refused != "" {
		return []string{refused}, true
	}
	for _, c := range []struct {
		is   bool
		text string
	}{
		{tk.Status == ticket.OnHold, say("console.replies.why.held")},
		{tk.Status != ticket.OnHold && (!tk.Replied.IsZero() || tk.Status == ticket.Waiting), say("console.replies.why.answered")},
		{tk.Has(ticket.ComplaintTag), say("console.replies.why.complaint")},
		{tk.Has(ticket.DistressTag), say("console.replies.why.distress")},
		{tk.Kind == ticket.Disclosure, say("console.replies.why.claim")},
		{row.To.Group != "" || row.prospect.Group, say("console.replies.why.group")},
		{row.prospect.Gone, say("console.replies.why.gone")},
		{row.known && !row.prospect.Gone && !row.prospect.Arrives(), say("console.replies.why.over")},
		{tk.Has(ticket.EnglishTag), say("console.replies.why.english")},
	} {
		if c.is {
			why = append(why, c.text)
		}
	}
	return why, false
}

// tick keeps the ticks as a form has them.
func (v *repliesView) tick(values []string) {
	for i := range v.Rows {
		v.Rows[i].Ticked = !v.Rows[i].Barred && slices.Contains(values, v.Rows[i].Value)
	}
}

// A costView is what the text costs those who pay for it.
type costView struct {
	Free, Paid, Unknown, Other int  // replies on LINE that cost nothing, units of the others, those of which nobody knows, and replies elsewhere
	Limited                    bool // there is a quota
	Left, After                int  // of it, now and when all is sent
	Over                       bool // it is not enough
}

// count sums what the ticked rows cost. Where the office has several accounts, each has a quota of its own.
func (v *repliesView) count() {
	left, paid := map[string]int{}, map[string]int{}
	for i := range v.Rows {
		row := &v.Rows[i]
		if row.known && row.prospect.Limited {
			left[row.account] = row.prospect.Left
		}
		if !row.Ticked {
			continue
		}
		v.Ticked++
		switch {
		case !row.line:
			v.Cost.Other++
		case !row.known:
			v.Cost.Unknown++
		case row.prospect.Gone: // it waits until they are back
		case row.prospect.Free:
			v.Cost.Free++
		default:
			v.Cost.Paid += row.prospect.Cost
			paid[row.account] += row.prospect.Cost
		}
	}
	for account, n := range left {
		v.Cost.Limited = true
		v.Cost.Left += n
		v.Cost.After += max(0, n-paid[account])
		v.Cost.Over = v.Cost.Over || paid[account] > n
	}
}
