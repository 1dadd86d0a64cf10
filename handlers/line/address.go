package line

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"madoguchi/chars"
	"madoguchi/chat"
)

// addressed puts addresses in the place of those that the bot only names: of a talk with the account alone,
// with its text in the keyboard, and of pages for a form's questions. What has no address here is left out: the
// message says what to do.
func (s *Service) addressed(ctx context.Context, acct *account, messages []chat.Message) []chat.Message {
	named := func(c chat.Choice) bool {
		_, alone := chat.IsAlonePage(c.URL)
		_, form := chat.IsFormPage(c.URL)
		return alone || form
	}
	if !slices.ContainsFunc(messages, func(m chat.Message) bool { return slices.ContainsFunc(m.Choices, named) }) {
		return messages
	}
	messages = slices.Clone(messages)
	for i := range messages {
		m := &messages[i]
		m.Choices = slices.Clone(m.Choices)
		for j := range m.Choices {
			m.Choices[j].URL = s.address(ctx, acct, m.Choices[j].URL)
		}
		m.Choices = slices.DeleteFunc(m.Choices, named)
	}
	return messages
}

// address is the address of what the bot names, the name itself where there is none.
func (s *Service) address(ctx context.Context, acct *account, name string) string {
	if token, ok := chat.IsFormPage(name); ok && s.cfg.FormURL != "" {
		return s.cfg.FormURL + "/" + url.PathEscape(token)
	}
	if text, ok := chat.IsAlonePage(name); ok {
		if id := s.basicID(ctx, acct); id != "" {
			return talk(id, text)
		}
	}
	return name
}

// TalkURL is the address that opens the talk with the account of an address, with a text ready to be sent; ""
// where it is not known.
func (s *Service) TalkURL(ctx context.Context, to chat.Address, text string) string {
	acct, err := s.account(to.Account)
	if err != nil {
		return ""
	}
	id := s.basicID(ctx, acct)
	if id == "" {
		return ""
	}
	return talk(id, text)
}

// maxAddress is how long an action's address may be.
const maxAddress = 1000

// talk is the address of a talk with the account, with a text ready to be sent if it has room for one: of
// LINE's URL schemes, https://line.me/R/oaMessage/ID/?TEXT.
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
