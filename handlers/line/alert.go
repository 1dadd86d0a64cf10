package line

import (
	"context"
	"fmt"
	"time"

	"madoguchi/catalogue"
)

const (
	// quotaEvery is how often Run reads the quota, so that what was sent by other means (from LINE's
	// own manager) is noticed too.
	quotaEvery = 30 * time.Minute
	// quotaFirst is when it does so for the first time.
	quotaFirst = time.Minute
)

// quotaLevels are the percentages of the month's quota at which the office is told.
var quotaLevels = []int64{100, 95, 80}

// toldMax is how many things said are remembered; past that they may be said again.
const toldMax = 1000

// tell lets the office know something, once for each key. It is never waited for.
func (s *Service) tell(key, text string) {
	if s.cfg.Alert == nil {
		return
	}
	s.tellMu.Lock()
	if len(s.told) >= toldMax {
		clear(s.told)
	}
	again := s.told[key]
	s.told[key] = true
	s.tellMu.Unlock()
	if !again {
		s.cfg.Alert(key, text)
	}
}

// watchQuota reads every account's quota and tells the office what it should know.
func (s *Service) watchQuota(ctx context.Context) {
	for _, acct := range s.accounts {
		readCtx, cancel := context.WithTimeout(ctx, callTime)
		if _, err := s.quota(readCtx, acct, quotaLife); err != nil && ctx.Err() == nil {
			s.log.Warn("read line quota", "account", acct.name, "err", err)
		}
		cancel()
		s.alert(acct)
	}
}

// alert tells of the highest level that the known quota has reached, once a month each.
func (s *Service) alert(acct *account) {
	now := s.cfg.Now()
	acct.mu.Lock()
	q, known := acct.quota, !acct.quotaAt.IsZero() && month(acct.quotaAt) == month(now)
	level := q.level()
	acct.mu.Unlock()
	if known && level > 0 {
		s.tell(fmt.Sprintf("line-quota:%s:%s:%d", acct.name, month(now), level), q.words())
	}
}

// level is the highest of quotaLevels that is reached, or 0.
func (q Quota) level() int64 {
	for _, l := range quotaLevels {
		if q.Limited && q.Used*100 >= q.Limit*l {
			return l
		}
	}
	return 0
}

func (q Quota) words() string {
	if q.Over() {
		return say("line.quota_over", "limit", q.Limit)
	}
	return say("line.quota_low", "limit", q.Limit, "used", q.Used, "left", q.Left())
}

// say is the catalogue, for members and staff: both read Japanese.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }
