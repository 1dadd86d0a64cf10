package line

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/channel_access_token"
)

// tokenSpare is how long before its end a stateless token is replaced.
const tokenSpare = time.Minute

// token is the access token to call with: the configured one, or a stateless one that is issued
// when there is none or it is about to end. Stateless tokens live fifteen minutes and any number
// may be issued, so each process has its own. One call issues it; the others wait, no longer than
// their contexts.
func (s *Service) token(ctx context.Context, acct *account) (string, error) {
	if acct.ChannelID == "" {
		return acct.Token, nil
	}
	if token, ok := acct.current(s.cfg.Now()); ok {
		return token, nil
	}
	select {
	case acct.issuing <- struct{}{}:
		defer func() { <-acct.issuing }()
	case <-ctx.Done():
		return "", fmt.Errorf("wait for LINE access token: %w", ctx.Err())
	}
	if token, ok := acct.current(s.cfg.Now()); ok {
		return token, nil
	}
	c, err := channel_access_token.NewChannelAccessTokenAPI(channel_access_token.WithHTTPClient(s.cfg.HTTPClient), channel_access_token.WithEndpoint(s.cfg.APIURL))
	if err != nil {
		return "", fmt.Errorf("make LINE token client: %w", err)
	}
	issued, err := s.issue(ctx, c, acct)
	if err != nil {
		return "", err
	}
	acct.mu.Lock()
	defer acct.mu.Unlock()
	acct.token = issued.AccessToken
	acct.expires = s.cfg.Now().Add(time.Duration(issued.ExpiresIn)*time.Second - tokenSpare)
	return acct.token, nil
}

// current is the stateless token in use, where one is good at a time.
func (a *account) current(now time.Time) (string, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.token, a.token != "" && now.Before(a.expires)
}

// issue asks for a token with each of the account's secrets in turn: during a change of the secret
// only one of them is right.
func (s *Service) issue(ctx context.Context, c *channel_access_token.ChannelAccessTokenAPI, acct *account) (*channel_access_token.IssueStatelessChannelAccessTokenResponse, error) {
	var errs []error
	for _, secret := range acct.Secrets {
		issued, err := c.WithContext(ctx).IssueStatelessChannelTokenByClientSecret(acct.ChannelID, secret)
		if err == nil && issued.AccessToken != "" {
			return issued, nil
		}
		errs = append(errs, err)
	}
	return nil, fmt.Errorf("issue LINE access token for channel %s: %w", acct.ChannelID, errors.Join(errs...))
}

// dropToken forgets a token that LINE refused, and reports whether another can be had.
func (s *Service) dropToken(acct *account) bool {
	acct.mu.Lock()
	defer acct.mu.Unlock()
	if acct.ChannelID == "" {
		return false
	}
	acct.token = ""
	return true
}
