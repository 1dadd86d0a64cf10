package line

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chat"
)

// linkable puts the address of the page for linking accounts in the place of chat.LinkPage, with a
// link token of LINE's for the member it goes to: good for ten minutes and once, and for nobody else.
// In a group, where there is no such page, and where LINE will issue this member none, the choice is
// left out. The token is new at each attempt, for an old one may have run out by then: in that alone a
// retried push can differ from the one before.
func (s *Service) linkable(ctx context.Context, acct *account, d chat.Delivery) ([]chat.Message, error) {
	opens := func(c chat.Choice) bool { return c.URL == chat.LinkPage }
	if !slices.ContainsFunc(d.Messages, func(m chat.Message) bool { return slices.ContainsFunc(m.Choices, opens) }) {
		return d.Messages, nil
	}
	page, err := s.linkPage(ctx, acct, d)
	if err != nil {
		return nil, err
	}
	messages := slices.Clone(d.Messages)
	for i := range messages {
		m := &messages[i]
		m.Choices = slices.Clone(m.Choices)
		if page == "" {
			m.Choices = slices.DeleteFunc(m.Choices, opens)
		}
		for j := range m.Choices {
			if opens(m.Choices[j]) {
				m.Choices[j].URL = page
			}
		}
	}
	return messages, nil
}

// linkPage is the address of the page with a link token for the member d goes to, "" where they can
// have none. Where there may be one later it fails as a send would.
func (s *Service) linkPage(ctx context.Context, acct *account, d chat.Delivery) (string, error) {
	if s.cfg.LinkURL == "" || !userID(d.To.ID) {
		return "", nil
	}
	a := &attempt{s: s, acct: acct, d: d, unsure: unsure(d)}
	ans, err := s.call(ctx, acct, "/v2/bot/user/"+d.To.ID+"/linkToken", nil, "")
	switch {
	case err != nil:
		return "", fault(chat.Temporary, a.unsentProgress(), err)
	case ans.status/100 == 2:
		var issued messaging_api.IssueLinkTokenResponse
		if err := json.Unmarshal(ans.body, &issued); err != nil || issued.LinkToken == "" {
			return "", fault(chat.Temporary, a.unsentProgress(), errors.Join(errors.New("LINE's answer holds no link token"), err))
		}
		return s.cfg.LinkURL + "?" + url.Values{"linkToken": {issued.LinkToken}}.Encode(), nil
	}
	refusal := a.refused(ctx, ans, "link token", a.unsentProgress())
	if chat.FaultOf(refusal) != chat.Rejected {
		return "", refusal
	}
	s.log.Warn("LINE issues no link token; the message goes without its button", "err", refusal)
	return "", nil
}
