package main

import (
	"context"
	"fmt"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/learn"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// digestEvery is how often it is looked whether the week's digest is due.
const digestEvery = time.Minute

// keepDigest tells staff, on the first business morning of each week, what the week before has brought, and each
// morning, who wants it so, of their tickets. Every process looks; the first tells, and the name of the week or the day
// keeps the others from it.
func (s *server) keepDigest(ctx context.Context) {
	tick := time.NewTicker(digestEvery)
	defer tick.Stop()
	var told time.Time // the day whose mails of the morning are on their way
	for {
		now := s.env.Now()
		if today := reading.Midnight(now); s.office.now().Calendar.IsOpen(now) && !told.Equal(today) {
			if err := s.mornings(ctx, now); err == nil {
				told = today
			} else if ctx.Err() == nil {
				s.log.Error("tell staff of their tickets", "err", err)
			}
		}
		if firstMorning(&s.office.now().Calendar, now) {
			if err := s.digest(ctx, now); err != nil && ctx.Err() == nil {
				s.log.Error("tell staff of the week", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// firstMorning reports whether the office is open, on the first day of the week that it works.
func firstMorning(c *ticket.Calendar, now time.Time) bool {
	if !c.IsOpen(now) {
		return false
	}
	for day := monday(now); day.Before(reading.Midnight(now)); day = day.AddDate(0, 0, 1) {
		if c.WorkingDay(day) {
			return false
		}
	}
	return true
}

// monday is the midnight that began the week of t in Japan.
func monday(t time.Time) time.Time {
	day := reading.Midnight(t)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

func (s *server) digest(ctx context.Context, now time.Time) error {
	till := monday(now)
	d, err := s.db.store.Digest(ctx, till.AddDate(0, 0, -7), till)
	if err != nil {
		return err
	}
	if ix := s.library.Current(); ix != nil {
		d.Ending = ending(ix.Collections(), now)
	}
	if d.Empty() {
		return nil
	}
	year, week := till.ISOWeek()
	out := []turn.Outgoing{{To: s.staffAddress(), Staff: true, Messages: []chat.Message{{Author: chat.System, Text: d.Text(s.base)}}}}
	if s.email != nil {
		people, err := s.db.store.Accounts(ctx)
		if err != nil {
			return err
		}
		for _, a := range people {
			if a.Mail == "" || !a.Active(now) || !a.May(staff.Everyone) {
				continue
			}
			out = append(out, turn.Outgoing{To: chat.Address{Channel: chat.Email, ID: a.Mail}, Staff: true,
				Messages: []chat.Message{{Author: chat.System, Subject: d.Subject(), Text: d.Text(s.base)}}})
		}
	}
	_, err = s.db.store.Notify(ctx, fmt.Sprintf("digest:%d-W%02d", year, week), out...)
	return err
}

// endsWithin is for how many days ahead a digest names what ends.
const endsWithin = 30

// ending are the programmes and entries whose term ends before long.
func ending(cs []faq.Collection, now time.Time) []learn.End {
	today, last := faq.DateOf(now), faq.DateOf(now.AddDate(0, 0, endsWithin))
	soon := func(v faq.Validity) bool { return v.Until != "" && v.Until >= today && v.Until <= last }
	var out []learn.End
	for i := range cs {
		if soon(cs[i].Validity) {
			out = append(out, learn.End{Name: cs[i].Title, Page: "/desk/faq", Until: string(cs[i].Validity.Until)})
		}
		for j := range cs[i].Entries {
			if e := &cs[i].Entries[j]; soon(e.Validity) {
				out = append(out, learn.End{Name: e.Question, Page: "/desk/faq/" + e.Ref(), Until: string(e.Validity.Until)})
			}
		}
	}
	return out[:min(len(out), 10)]
}
