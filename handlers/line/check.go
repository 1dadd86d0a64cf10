package line

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

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

func good(format string, args ...any) Finding { return Finding{true, fmt.Sprintf(format, args...)} }
func bad(format string, args ...any) Finding  { return Finding{false, fmt.Sprintf(format, args...)} }

func (s *Service) checkAccount(ctx context.Context, acct *account) []Finding {
	c, err := s.client(ctx, acct)
	if err != nil {
		return []Finding{bad("アクセストークンを発行できませんでした。チャネルIDとチャネルシークレットをご確認ください。（%v）", err)}
	}
	res, info, err := c.GetBotInfoWithHttpInfo()
	if err != nil {
		return []Finding{unreachable(res, err)}
	}
	found := []Finding{good("公式アカウント「%s」（%s）につながりました。", chars.Clean(info.DisplayName), chars.Clean(info.BasicId))}
	if acct.Destination != "" && info.UserId != acct.Destination {
		found = append(found, bad("設定された宛先（%s）は、このアカウントのもの（%s）と違います。このままでは届いたメッセージを受け取れません。", acct.Destination, chars.Clean(info.UserId)))
	}
	if info.ChatMode == messaging_api.BotInfoResponseCHAT_MODE("chat") {
		found = append(found, bad("LINE Official Account Managerで「チャット」がオンになっています。自動応答も動くと回答が二重になります。「応答設定」で応答メッセージをオフにしてください。"))
	}
	found = append(found, checkWebhook(c)...)
	return append(found, s.checkQuota(ctx, acct))
}

func unreachable(res *http.Response, err error) Finding {
	switch {
	case res == nil:
		return bad("LINEに接続できませんでした。ネットワークと LINE_API_URL をご確認ください。（%v）", err)
	case res.StatusCode == http.StatusUnauthorized:
		return bad("アクセストークンが無効です。LINE Developersコンソールで発行し直し、LINE_CHANNEL_TOKEN に設定してください。")
	}
	return bad("アカウントの情報を読めませんでした。LINEの返答は %d です。", res.StatusCode)
}

func checkWebhook(c *messaging_api.MessagingApiAPI) []Finding {
	res, hook, err := c.GetWebhookEndpointWithHttpInfo()
	switch {
	case err != nil && res != nil && res.StatusCode == http.StatusNotFound:
		return []Finding{bad("Webhook URLが設定されていません。LINE Developersコンソールで https://（公開アドレス）/webhook/line を設定してください。")}
	case err != nil:
		return []Finding{bad("Webhookの設定を読めませんでした。（%v）", err)}
	}
	found := []Finding{good("Webhook URLは %s です。", chars.Clean(hook.Endpoint))}
	if !hook.Active {
		found = append(found, bad("「Webhookの利用」がオフです。オンにするまでメッセージは届きません。"))
	}
	u, err := url.Parse(hook.Endpoint)
	if err != nil || u.Scheme != "https" {
		found = append(found, bad("Webhook URLは https で始まる必要があります。"))
	} else if !strings.HasSuffix(strings.TrimSuffix(u.Path, "/"), "/webhook/line") {
		found = append(found, bad("Webhook URLの末尾が /webhook/line ではありません。このプログラムの受け口かどうかご確認ください。"))
	}
	return found
}

func (s *Service) checkQuota(ctx context.Context, acct *account) Finding {
	q, err := s.quota(ctx, acct, 0)
	switch {
	case err != nil:
		return bad("今月の送信数を読めませんでした。（%v）", err)
	case !q.Limited:
		return good("今月の配信は %d 通です。プランに上限はありません。", q.Used)
	case q.Over():
		return bad("今月の配信は %d/%d 通で、上限に達しています。来月1日かプランの変更までは、会員からメッセージが来たときの返信だけが届きます。", q.Used, q.Limit)
	case q.Used*100 >= q.Limit*80:
		return bad("今月の配信は %d/%d 通です。残りが少なくなっています。", q.Used, q.Limit)
	}
	return good("今月の配信は %d/%d 通です。", q.Used, q.Limit)
}
