package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// mornings sends one mail to each colleague who wants the news of their tickets in one, for when the office has opened.
// Whoever has nothing to do gets none. Every process may call it, and more than once a day: the day's name keeps each
// mail to one.
func (s *server) mornings(ctx context.Context, now time.Time) error {
	if s.email == nil || s.config.BaseURL == "" {
		return nil
	}
	people, err := s.db.store.Accounts(ctx)
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(people, func(a staff.Account) bool { return !a.Active(now) })
	for _, a := range people {
		if _, off := a.OnHoliday(now); off || !a.MailedDaily() || !a.May(staff.Work) {
			continue
		}
		chores, err := s.chores(ctx, a, people, now)
		if err != nil {
			return err
		}
		if len(chores) == 0 {
			continue
		}
		subject, text := words.Daily(a.Tongue(), a.Name, chores, now, a.Location())
		mail := turn.Outgoing{To: chat.Address{Channel: chat.Email, ID: a.Mail}, Staff: true, Messages: []chat.Message{{Author: chat.System, Subject: subject, Text: text}}}
		key := fmt.Sprintf("daily:%s:%s", a.Person().ID, reading.Midnight(now).Format(time.DateOnly))
		if _, err := s.db.store.Notify(ctx, key, mail); err != nil {
			return err
		}
	}
	return nil
}

// mostOwed is how many open tickets of one colleague are looked at.
const mostOwed = 500

// chores are the tickets of a colleague that need somebody today, the nearest promise first.
func (s *server) chores(ctx context.Context, a staff.Account, people []staff.Account, now time.Time) ([]words.Chore, error) {
	f := ticket.Filter{Status: ticket.RunningStatuses, Within: &ticket.Within{Person: a.Person(), Teams: a.Teams}, Order: ticket.DueFirst, Limit: mostOwed}
	tickets, err := s.db.store.Tickets(ctx, f)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for i := range tickets {
		ids = append(ids, tickets[i].ID)
	}
	read, err := s.db.store.ReadUntil(ctx, a.ID, ids)
	if err != nil {
		return nil, err
	}
	var out []words.Chore
	for i := range tickets {
		tk := &tickets[i]
		mine := slices.ContainsFunc(staff.Concerned(people, tk), func(c staff.Account) bool { return c.ID == a.ID })
		if why := chore(tk, read[tk.ID], now); mine && why != "" {
			out = append(out, words.Chore{Number: tk.Number, Why: why, Link: s.config.BaseURL + "/desk/t/" + tk.Number})
		}
	}
	return out, nil
}

// chore says why a ticket needs somebody today, "" where it does not.
func chore(tk *ticket.Ticket, read, now time.Time) string {
	switch {
	case tk.Running() && tk.Due.Before(now):
		return "late"
	case tk.Running() && tk.Due.Before(reading.Midnight(now).AddDate(0, 0, 1)):
		return "today"
	case tk.Heard.After(read) && tk.Assignee.ID != "":
		return "wrote"
	case tk.Status == ticket.Received:
		return "new"
	}
	return ""
}
