package slack

import (
	"cmp"
	"context"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/chars"
)

// nameIn is how a user of Slack is called there, "" where nothing says it.
func nameIn(u *slack.User) string {
	return chars.Line(cmp.Or(u.Profile.DisplayName, u.RealName, u.Profile.RealName, u.Name))
}

// name keeps how a user is called, and gives it back; without a name that is their id.
func (r *roster) name(user, name string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.names) > 10000 {
		clear(r.names)
	}
	if name == "" {
		return user
	}
	r.names[user] = name
	return name
}

// named is how a user was last known to be called, or "".
func (r *roster) named(user string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.names[user]
}

// namer names the people whom a message mentions: at once where they are known. For one whom we have to
// ask Slack about it waits a little, for further ones not: an acknowledgement is due.
func (s *Service) namer(ctx context.Context) func(user string) string {
	waited := false
	return func(user string) string {
		if name := s.staff.named(user); name != "" {
			return name
		}
		if waited {
			return unnamed(user)
		}
		waited = true
		return cmp.Or(s.askName(ctx, user), unnamed(user))
	}
}

// askName asks Slack how a user is called, and gives "" if that takes too long.
func (s *Service) askName(ctx context.Context, user string) string {
	came := make(chan string, 1)
	asked := s.later(ctx, "ask for a name", func(ctx context.Context) error {
		defer close(came)
		u, err := s.api.GetUserInfoContext(ctx, user)
		if err != nil {
			return err
		}
		came <- s.staff.name(user, nameIn(u))
		return nil
	})
	if !asked {
		return ""
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case name := <-came:
		return name
	case <-timer.C:
	case <-ctx.Done():
	}
	return ""
}
