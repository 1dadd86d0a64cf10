package line

import (
	"context"
	"fmt"
	"strings"
	"time"

	"madoguchi/reading"
)

// quotaLife is for how long a quota that was read is taken as true.
const quotaLife = 5 * time.Minute

// A Quota is how many pushes an account may send in the month and how many it has.
type Quota struct {
	Limited bool  // whether there is a limit at all
	Limit   int64 // messages a month, where Limited
	Used    int64 // as LINE counts them, with broadcasts from its own manager; it lags a little, and our own since are added
}

// Left is how many pushes remain; where there is no limit it is meaningless.
func (q Quota) Left() int64 { return max(q.Limit-q.Used, 0) }

// Over reports whether the quota is used up.
func (q Quota) Over() bool { return q.Limited && q.Used >= q.Limit }

// Quota reads the month's quota of an account, at most five minutes old.
func (s *Service) Quota(ctx context.Context, account string) (Quota, error) {
	acct, err := s.account(account)
	if err != nil {
		return Quota{}, err
	}
	return s.quota(ctx, acct, quotaLife)
}

// Quotas is the month's quota of all accounts that have one, together. What LINE does not tell is left
// out and logged: who asks has more to show, above all when LINE is away.
func (s *Service) Quotas(ctx context.Context) Quota {
	var all Quota
	for _, acct := range s.accounts {
		q, err := s.quota(ctx, acct, quotaLife)
		if err != nil {
			s.log.Warn("read LINE quota of all accounts", "account", acct.name, "err", err)
			continue
		}
		if q.Limited {
			all = Quota{Limited: true, Limit: all.Limit + q.Limit, Used: all.Used + q.Used}
		}
	}
	return all
}

// MonthEnd is when the month ends by which LINE counts.
func MonthEnd(now time.Time) time.Time { return nextMonth(now) }

// forecastAfter is how much of the month has to be over before its use says anything of the rest.
const forecastAfter = 3 * 24 * time.Hour

// RunsOut is the day on which the quota will be used up if the month goes on as it has begun. It reports
// false where that is not before the month ends, or not known yet.
func (q Quota) RunsOut(now time.Time) (time.Time, bool) {
	end := nextMonth(now)
	begin := end.AddDate(0, -1, 0)
	gone := now.Sub(begin)
	if !q.Limited || q.Used <= 0 || q.Over() || gone < forecastAfter {
		return time.Time{}, false
	}
	at := begin.Add(time.Duration(float64(gone) * float64(q.Limit) / float64(q.Used)))
	return at, at.Before(end)
}

// quota reads the quota unless it is known from less than life ago.
func (s *Service) quota(ctx context.Context, acct *account, life time.Duration) (Quota, error) {
	now := s.cfg.Now()
	acct.mu.Lock()
	known, at := acct.quota, acct.quotaAt
	acct.mu.Unlock()
	if !at.IsZero() && now.Sub(at) < life && month(at) == month(now) {
		return known, nil
	}
	c, err := s.client(ctx, acct)
	if err != nil {
		return Quota{}, fmt.Errorf("read LINE quota: %w", err)
	}
	limit, err := c.GetMessageQuota()
	if err != nil {
		return Quota{}, fmt.Errorf("read LINE quota: %w", err)
	}
	used, err := c.GetMessageQuotaConsumption()
	if err != nil {
		return Quota{}, fmt.Errorf("read LINE quota consumption: %w", err)
	}
	q := Quota{Limited: limit.Type == "limited", Limit: limit.Value, Used: used.TotalUsage}
	acct.mu.Lock()
	acct.quota, acct.quotaAt = q, now
	acct.mu.Unlock()
	return q, nil
}

// spend counts a push of our own, so that a known quota stays true until it is read again, and
// returns what it cost: one for a user, one for each member of a group.
func (s *Service) spend(ctx context.Context, acct *account, to string) int {
	cost := s.heads(ctx, acct, to)
	acct.mu.Lock()
	acct.quota.Used += int64(cost)
	acct.mu.Unlock()
	s.alert(acct)
	return cost
}

// heads is to how many people a push to an ID goes; one where LINE does not say.
func (s *Service) heads(ctx context.Context, acct *account, to string) int {
	if userID(to) {
		return 1
	}
	c, err := s.client(ctx, acct)
	if err != nil {
		return 1
	}
	if groupID(to) {
		if n, err := c.GetGroupMemberCount(to); err == nil {
			return max(int(n.Count), 1)
		}
		return 1
	}
	if n, err := c.GetRoomMemberCount(to); err == nil {
		return max(int(n.Count), 1)
	}
	return 1
}

// overQuota tells a month used up from a rate limit. LINE's words for it may change, so the quota
// itself is asked; the words decide only where it cannot be read.
func (s *Service) overQuota(ctx context.Context, acct *account, ans *answer, what string) bool {
	if what != "push" {
		return false
	}
	monthly := strings.Contains(strings.ToLower(ans.says()), "monthly limit")
	q, err := s.quota(ctx, acct, 0)
	over := q.Over()
	switch {
	case err != nil:
		s.log.Warn("quota unknown after 429; going by LINE's words", "err", err)
		over = monthly
	case !over && monthly:
		// Too little may be left for a group, and LINE's count lags behind.
		over = q.Limited && q.Used*10 >= q.Limit*9
	}
	if over {
		acct.mu.Lock()
		acct.spent = nextMonth(s.cfg.Now())
		acct.mu.Unlock()
		s.alert(acct)
	}
	return over
}

// spent reports whether a push would be refused: the quota is known to be used up, the month has
// not turned, and the plan was not changed since.
func (s *Service) spent(ctx context.Context, acct *account) bool {
	acct.mu.Lock()
	until := acct.spent
	acct.mu.Unlock()
	if !s.cfg.Now().Before(until) {
		return false
	}
	if q, err := s.quota(ctx, acct, quotaLife); err == nil && !q.Over() {
		acct.mu.Lock()
		acct.spent = time.Time{}
		acct.mu.Unlock()
		return false
	}
	return true
}

func month(t time.Time) string { return t.In(reading.JST).Format("2006-01") }

func nextMonth(t time.Time) time.Time {
	y, m, _ := t.In(reading.JST).Date()
	return time.Date(y, m+1, 1, 0, 0, 0, 0, reading.JST)
}
