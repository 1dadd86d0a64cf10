package line

import (
	"context"
	"fmt"

	"madoguchi/chat"
)

// Prospect says what a reply to a contact would cost now. Whether they have blocked the account, the
// caller knows.
func (s *Service) Prospect(ctx context.Context, to chat.Address) (chat.Prospect, error) {
	acct, err := s.account(to.Account)
	if err != nil {
		return chat.Prospect{}, err
	}
	id, _ := recipient(to.ID)
	p := chat.Prospect{Group: !userID(id)}
	if s.cfg.TokenWaits != nil {
		if p.Free, err = s.cfg.TokenWaits(ctx, to); err != nil {
			return chat.Prospect{}, fmt.Errorf("look ahead at a reply: %w", err)
		}
	}
	p.Cost = s.heads(ctx, acct, id)
	q, err := s.quota(ctx, acct, quotaLife)
	if err != nil {
		return chat.Prospect{}, err
	}
	p.Limited, p.Left = q.Limited, int(q.Left())
	p.Over = q.Limited && p.Left < p.Cost
	return p, nil
}
