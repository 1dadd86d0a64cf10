package line

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"madoguchi/chars"
	"madoguchi/chat"
)

// alone puts the address that opens a talk with the account alone in the place of chat.AlonePage, with its
// text in the keyboard. Where LINE does not say by which ID the account is reached, the choice is left out:
// the message says what to do.
//
// The address is https://line.me/R/oaMessage/ID/?TEXT of LINE's URL schemes.
func (s *Service) alone(ctx context.Context, acct *account, messages []chat.Message) []chat.Message {
	leads := func(c chat.Choice) bool {
		_, ok := chat.IsAlonePage(c.URL)
		return ok
	}
	if !slices.ContainsFunc(messages, func(m chat.Message) bool { return slices.ContainsFunc(m.Choices, leads) }) {
		return messages
	}
	id := s.basicID(ctx, acct)
	messages = slices.Clone(messages)
	for i := range messages {
		m := &messages[i]
		m.Choices = slices.Clone(m.Choices)
		if id == "" {
			m.Choices = slices.DeleteFunc(m.Choices, leads)
		}
		for j, c := range m.Choices {
			if text, ok := chat.IsAlonePage(c.URL); ok {
				m.Choices[j].URL = talk(id, text)
			}
		}
	}
	return messages
}

// maxAddress is how long an action's address may be.
const maxAddress = 1000

// talk is the address of a talk with the account, with a text ready to be sent if it has room for one.
func talk(id, text string) string {
	address := "https://line.me/R/oaMessage/" + url.QueryEscape(id) + "/"
	if whole := address + "?" + strings.ReplaceAll(url.QueryEscape(chars.Clean(text)), "+", "%20"); text != "" && len(whole) <= maxAddress {
		return whole
	}
	return address
}

// basicID is the ID by which the account is reached, "" where LINE does not say.
func (s *Service) basicID(ctx context.Context, acct *account) string {
	acct.mu.Lock()
	id := acct.basicID
	acct.mu.Unlock()
	if id != "" {
		return id
	}
	c, err := s.client(ctx, acct)
	if err != nil {
		return ""
	}
	info, err := c.GetBotInfo()
	if err != nil {
		s.log.Warn("LINE does not say by which ID the account is reached", "err", nameless(err.Error()))
		return ""
	}
	id = ident(info.BasicId)
	acct.mu.Lock()
	acct.basicID = id
	acct.mu.Unlock()
	return id
}
