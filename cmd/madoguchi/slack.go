package main

import (
	"context"
	"log/slog"
	"time"

	"madoguchi/bot"
	"madoguchi/chat"
	"madoguchi/handlers/console"
	"madoguchi/handlers/line"
	"madoguchi/postgres"
	"madoguchi/reading"
	"madoguchi/staff"
)

// absences let the next ticket know at once who has just gone away.
type absences struct {
	*postgres.Store
	bot *bot.Bot
	log *slog.Logger
}

// SetAway implements slack.Absences. Once it is stored it is so: what cannot be learnt at once the
// agenda learns a little later.
func (x absences) SetAway(ctx context.Context, who chat.Person, until time.Time) error {
	if err := x.Store.SetAway(ctx, who, until); err != nil {
		return err
	}
	if err := x.bot.LearnAbsences(ctx); err != nil {
		x.log.Warn("learn at once who is away", "err", err)
	}
	return nil
}

// trouble says what an administrator has to mend before a channel works again. It is shown at the
// desk and measured, but is no part of readiness: members are served by whoever cannot reach Slack,
// and a restart would mend nothing.
func (s *server) trouble(channel string) string {
	if channel != "Slack" || s.slack == nil {
		return ""
	}
	err := s.slack.Health()
	if err == nil {
		return ""
	}
	return say("slack.trouble", "err", err)
}

// quotaTime is how long the desk's page on the state of things waits for LINE.
const quotaTime = 2 * time.Second

// deskQuota is what the desk shows of the month's quota.
func (s *server) deskQuota(ctx context.Context) (console.Quota, error) {
	ctx, cancel := context.WithTimeout(ctx, quotaTime)
	defer cancel()
	q := s.line.Quotas(ctx)
	v := console.Quota{Used: int(q.Used), Limit: int(q.Limit), Until: line.MonthEnd(s.env.Now())}
	if at, runsOut := q.RunsOut(s.env.Now()); runsOut {
		v.RunsOut = at
	}
	return v, nil
}

// prospect is what would become of a reply to a contact, for those of a channel where that is a question.
// What LINE does not tell in time is left unsaid: it must not keep a page from opening.
func (s *server) prospect(ctx context.Context, to chat.Address) (chat.Prospect, bool) {
	if to.Channel != chat.LINE {
		return chat.Prospect{}, false
	}
	ctx, cancel := context.WithTimeout(ctx, quotaTime)
	defer cancel()
	gone, err := s.db.store.Gone(ctx, to)
	if err == nil && gone {
		return chat.Prospect{Gone: true}, true
	}
	p, err := s.line.Prospect(ctx, to)
	if err != nil {
		s.log.Warn("look ahead at a reply", "err", err)
		return chat.Prospect{}, false
	}
	return p, true
}

// notesTime bounds what is read for the home tab in Slack.
const notesTime = 2 * time.Second

// homeNotes are the lines above the lists of the home tab in Slack: how much of the month's pushes
// is used. What LINE does not tell now, our own count does.
func (s *server) homeNotes(ctx context.Context) []string {
	if s.line == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, notesTime)
	defer cancel()
	if q, err := s.deskQuota(ctx); err == nil && q.Limit > 0 {
		notes := []string{say("slack.home_quota", "used", q.Used, "limit", q.Limit, "left", max(0, q.Limit-q.Used))}
		if !q.RunsOut.IsZero() {
			notes = append(notes, say("slack.home_runs_out", "day", q.RunsOut.In(reading.JST).Day()))
		}
		return notes
	}
	var used int64
	for _, account := range s.line.Accounts() {
		n, err := s.db.store.Pushes(ctx, chat.LINE, account, s.env.Now().In(reading.JST))
		if err != nil {
			s.log.Warn("count pushes for the home tab", "err", err)
			return nil
		}
		used += n
	}
	return []string{say("slack.home_pushes", "used", used)}
}

// colleagues let Slack find who the members of its channel are to the office.
type colleagues struct{ s *server }

// SlackAccount implements [slack.Accounts].
func (c colleagues) SlackAccount(ctx context.Context, user, name string) (staff.Account, bool, error) {
	role := c.s.office.now().Newcomer
	if name == "" {
		role = ""
	}
	return c.s.db.store.SlackAccount(ctx, user, name, role)
}
