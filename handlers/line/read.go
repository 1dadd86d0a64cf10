package line

import (
	"context"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"
)

// An account marks messages as read by itself, except where staff chat with members in LINE's own
// manager. There LINE leaves it to us, and a member would wait beside an answer for the 既読 that
// tells them that somebody has read the question. We mark a message once it is stored: from then on
// it is sure to be answered.

// readingLife is for how long the account's way of marking is taken as current.
const readingLife = time.Hour

// markRead has a message marked as read by Run, where the account leaves that to us. Its failure is
// of no consequence.
func (s *Service) markRead(acct *account, token string) {
	if token == "" {
		return
	}
	s.aside(func(ctx context.Context) {
		c, err := s.client(ctx, acct)
		if err != nil || !s.marksByHand(c, acct) {
			return
		}
		if _, err := c.MarkMessagesAsReadByToken(&messaging_api.MarkMessagesAsReadByTokenRequest{MarkAsReadToken: token}); err != nil {
			s.log.Debug("line message not marked as read", "err", nameless(err.Error()))
		}
	})
}

// marksByHand reports whether the account leaves it to us to mark messages. Where LINE does not
// say, it is not worth asking for every message: the account counts as one that does it by itself.
func (s *Service) marksByHand(c *messaging_api.MessagingApiAPI, acct *account) bool {
	now := s.cfg.Now()
	acct.mu.Lock()
	byHand, known := acct.byHand, now.Sub(acct.byHandAt) < readingLife
	acct.mu.Unlock()
	if known {
		return byHand
	}
	info, err := c.GetBotInfo()
	if err != nil {
		s.log.Debug("line account's way of marking not known", "err", nameless(err.Error()))
	}
	byHand = err == nil && info.MarkAsReadMode == messaging_api.BotInfoResponseMARK_AS_READ_MODE_MANUAL
	acct.mu.Lock()
	acct.byHand, acct.byHandAt = byHand, now
	acct.mu.Unlock()
	return byHand
}
