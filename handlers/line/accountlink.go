package line

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"madoguchi/chat"
)

// linkable puts the address of the page for linking accounts in the place of chat.LinkPage, with a
// link token of LINE's for the member it goes to: good for ten minutes and once, and for nobody else.
// In a group, and where there is no such page, the choice is left out.
func (s *Service) linkable(ctx context.Context, acct *account, d chat.Delivery) ([]chat.Message, error) {
	opens := func(c chat.Choice) bool { return c.URL == chat.LinkPage }
	if !slices.ContainsFunc(d.Messages, func(m chat.Message) bool { return slices.ContainsFunc(m.Choices, opens) }) {
		return d.Messages, nil
	}
	page := ""
	if s.cfg.LinkURL != "" && userID(d.To.ID) {
		token, err := s.linkToken(ctx, acct, d.To.ID)
		if err != nil {
			return nil, err
		}
		page = s.cfg.LinkURL + "?" + url.Values{"linkToken": {token}}.Encode()
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

func (s *Service) linkToken(ctx context.Context, acct *account, user string) (string, error) {
	c, err := s.client(ctx, acct)
	if err != nil {
		return "", err
	}
	res, issued, err := c.IssueLinkTokenWithHttpInfo(user)
	if err != nil {
		if res != nil && res.StatusCode == http.StatusUnauthorized {
			s.dropToken(acct) // the next attempt has another
		}
		return "", fmt.Errorf("issue LINE link token: %w", err)
	}
	return issued.LinkToken, nil
}
