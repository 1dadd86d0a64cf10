package line

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chat"
)

// loading knows who waits for an answer.
type loading struct {
	mu      sync.Mutex
	waiting map[chat.Address]*time.Timer
}

func newLoading() *loading { return &loading{waiting: map[chat.Address]*time.Timer{}} }

// expect shows the loading animation to a user who has no answer after Config.LoadingIn. Groups
// have none.
func (s *Service) expect(acct *account, from chat.Address) {
	if s.cfg.LoadingIn <= 0 || !userID(from.ID) {
		return
	}
	l := s.loading
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting[from] != nil {
		return
	}
	l.waiting[from] = time.AfterFunc(s.cfg.LoadingIn, func() {
		s.answered(from)
		s.aside(func(ctx context.Context) {
			if err := s.Loading(ctx, from, 5*time.Second); err != nil {
				s.log.Debug("line loading animation not shown", "err", nameless(err.Error()))
			}
		})
	})
}

// answered ends the wait of an address.
func (s *Service) answered(to chat.Address) {
	l := s.loading
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.waiting[to]; t != nil {
		t.Stop()
		delete(l.waiting, to)
	}
}

// Loading shows the loading animation to a user for up to d, which is rounded to what LINE takes:
// five seconds to a minute, in steps of five. It ends by itself when a message arrives. Its failure
// is of no consequence.
func (s *Service) Loading(ctx context.Context, to chat.Address, d time.Duration) error {
	if !userID(to.ID) {
		return fmt.Errorf("show LINE loading animation: %q is no user", to.ID)
	}
	acct, err := s.account(to.Account)
	if err != nil {
		return err
	}
	c, err := s.client(ctx, acct)
	if err != nil {
		return err
	}
	steps := min(max((d+5*time.Second-1)/(5*time.Second), 1), 12)
	if _, err := c.ShowLoadingAnimation(&messaging_api.ShowLoadingAnimationRequest{ChatId: to.ID, LoadingSeconds: int32(steps) * 5}); err != nil {
		return fmt.Errorf("show LINE loading animation: %w", err)
	}
	return nil
}

// leave leaves a group or room, by Run.
func (s *Service) leave(acct *account, src *source) {
	group := ident(src.group())
	if !groupID(group) && !roomID(group) {
		return
	}
	s.aside(func(ctx context.Context) {
		c, err := s.client(ctx, acct)
		if err == nil && strings.HasPrefix(group, "C") {
			_, err = c.LeaveGroup(group)
		} else if err == nil {
			_, err = c.LeaveRoom(group)
		}
		if err != nil {
			s.log.Warn("leave line group", "err", nameless(err.Error()))
		}
	})
}
