package line

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"madoguchi/catalogue"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chars"
)

// A Finding is one thing that Check looked at, in words for whoever sets the account up.
type Finding struct {
	OK   bool
	Text string // Japanese: what was found and, where it is not well, what to do
}

// Check asks LINE about each account: who it is, where its webhooks go, what is left of its quota.
func (s *Service) Check(ctx context.Context) []Finding {
	var found []Finding
	for _, acct := range s.accounts {
		found = append(found, s.checkAccount(ctx, acct)...)
	}
	return found
}

func good(key catalogue.Key, values ...any) Finding { return Finding{true, say(key, values...)} }
func bad(key catalogue.Key, values ...any) Finding  { return Finding{false, say(key, values...)} }

func (s *Service) checkAccount(ctx context.Context, acct *account) []Finding {
	c, err := s.client(ctx, acct)
	if err != nil {
		return []Finding{bad("line.check.no_token", "err", err)}
	}
	res, info, err := c.GetBotInfoWithHttpInfo()
	if err != nil {
		return []Finding{unreachable(res, err)}
	}
	found := []Finding{good("line.check.connected", "name", chars.Clean(info.DisplayName), "id", chars.Clean(info.BasicId))}
	if acct.Destination != "" && info.UserId != acct.Destination {
		found = append(found, bad("line.check.destination", "set", acct.Destination, "real", chars.Clean(info.UserId)))
	}
	if info.ChatMode == messaging_api.BotInfoResponseCHAT_MODE("chat") {
		found = append(found, bad("line.check.chat_on"))
	}
	found = append(found, checkWebhook(c)...)
	return append(found, s.checkQuota(ctx, acct))
}

func unreachable(res *http.Response, err error) Finding {
	switch {
	case res == nil:
		return bad("line.check.unreachable", "err", err)
	case res.StatusCode == http.StatusUnauthorized:
		return bad("line.check.bad_token")
	}
	return bad("line.check.no_account", "status", res.StatusCode)
}

func checkWebhook(c *messaging_api.MessagingApiAPI) []Finding {
	res, hook, err := c.GetWebhookEndpointWithHttpInfo()
	switch {
	case err != nil && res != nil && res.StatusCode == http.StatusNotFound:
		return []Finding{bad("line.check.no_webhook")}
	case err != nil:
		return []Finding{bad("line.check.webhook_unread", "err", err)}
	}
	found := []Finding{good("line.check.webhook", "url", chars.Clean(hook.Endpoint))}
	if !hook.Active {
		found = append(found, bad("line.check.webhook_off"))
	}
	u, err := url.Parse(hook.Endpoint)
	if err != nil || u.Scheme != "https" {
		found = append(found, bad("line.check.webhook_plain"))
	} else if !strings.HasSuffix(strings.TrimSuffix(u.Path, "/"), "/webhook/line") {
		found = append(found, bad("line.check.webhook_path"))
	}
	return found
}

func (s *Service) checkQuota(ctx context.Context, acct *account) Finding {
	q, err := s.quota(ctx, acct, 0)
	switch {
	case err != nil:
		return bad("line.check.quota_unread", "err", err)
	case !q.Limited:
		return good("line.check.no_limit", "used", q.Used)
	case q.Over():
		return bad("line.check.used_up", "used", q.Used, "limit", q.Limit)
	case q.Used*100 >= q.Limit*80:
		return bad("line.check.little_left", "used", q.Used, "limit", q.Limit)
	}
	return good("line.check.used", "used", q.Used, "limit", q.Limit)
}
