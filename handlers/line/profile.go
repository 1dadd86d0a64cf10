package line

import (
	"context"
	"sync"
	"time"

	"madoguchi/chars"
)

const (
	profileLife = 24 * time.Hour // for how long a display name is taken as current
	profileMiss = time.Hour      // and for how long that there is none
	profileMax  = 20_000         // how many are remembered
)

// profiles remembers display names. An event carries the name known when it came; a name that is
// not known yet is looked up afterwards, for the next one.
type profiles struct {
	now func() time.Time

	mu    sync.Mutex
	names map[string]profile
}

type profile struct {
	name  string
	until time.Time
}

func newProfiles(now func() time.Time) *profiles {
	return &profiles{now: now, names: map[string]profile{}}
}

func (p *profiles) name(user string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.names[user].name
}

// claim reports whether user is to be looked up now, and keeps others from doing so too.
func (p *profiles) claim(user string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.names[user]
	if ok && p.now().Before(known.until) {
		return false
	}
	if len(p.names) >= profileMax {
		clear(p.names)
	}
	known.until = p.now().Add(profileMiss)
	p.names[user] = known
	return true
}

// disclaim lets user be looked up after all.
func (p *profiles) disclaim(user string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.names[user]
	known.until = time.Time{}
	p.names[user] = known
}

func (p *profiles) set(user, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.names[user] = profile{name: name, until: p.now().Add(profileLife)}
}

// lookUp has a user's display name looked up by Run. That there is none (not a friend, blocked us,
// did not consent) is usual and not an error.
func (s *Service) lookUp(acct *account, user string) {
	if !userID(user) || !s.profiles.claim(user) {
		return
	}
	queued := s.aside(func(ctx context.Context) {
		c, err := s.client(ctx, acct)
		if err != nil {
			return
		}
		found, err := c.GetProfile(user)
		if err != nil {
			s.log.Debug("line profile not available", "err", nameless(err.Error()))
			return
		}
		name := chars.Line(found.DisplayName)
		s.profiles.set(user, chars.Cut(name, 100))
	})
	if !queued {
		s.profiles.disclaim(user)
	}
}
