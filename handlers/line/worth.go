package line

import (
	"context"
	"errors"
	"slices"
	"time"

	"madoguchi/chat"
)

// The month's pushes are a budget. Notices are not worth one, nor are answers whose question is long
// past; and the last part of the month's quota is kept for what people of the office say.

var (
	errLater   = errors.New("no reply token is left, and a notice is not worth a push: it goes with what is said next")
	errStale   = errors.New("no reply token is left, and the question is too old for a push: its answer goes with what is said next")
	errReserve = errors.New("no reply token is left, and what remains of the month is kept for staff: it goes with what is said next")
)

// unworthy says why a delivery is not worth a push, or nil. What may have been pushed already is only
// finished.
func (a *attempt) unworthy(ctx context.Context) error {
	switch d := a.d; {
	case courtesy(d.Messages):
		return errCourtesy
	case !untouched(d.Progress):
		return nil
	case all(d.Messages, func(m chat.Message) bool { return m.Courtesy || m.Later }):
		return errLater
	case all(d.Messages, func(m chat.Message) bool { return m.Courtesy || m.Later || past(m.Worth, a.s.cfg.Now()) }):
		return errStale
	case d.Ticket == "" && a.s.reserved(ctx, a.acct, 1):
		return errReserve
	}
	return nil
}

// untouched reports whether no earlier push of the delivery can have arrived.
func untouched(progress string) bool {
	return len(progress) < len(pushUnsure) || progress[:len(pushUnsure)] != pushUnsure
}

func all(messages []chat.Message, holds func(chat.Message) bool) bool {
	return !slices.ContainsFunc(messages, func(m chat.Message) bool { return !holds(m) })
}

func past(t, now time.Time) bool { return !t.IsZero() && now.After(t) }

// reserved reports whether a push that costs so much would be taken from what is kept for staff. Where
// the quota cannot be read, nothing is kept back.
func (s *Service) reserved(ctx context.Context, acct *account, cost int64) bool {
	if s.cfg.Reserve <= 0 {
		return false
	}
	q, err := s.quota(ctx, acct, quotaLife)
	return err == nil && q.Limited && q.Left()-cost < q.Limit*int64(s.cfg.Reserve)/100
}
