package slack

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/catalogue"
	"madoguchi/chars"
)

// A Finding is one thing that Check looked at, in words for whoever sets the app up.
type Finding struct {
	OK   bool
	Text string // Japanese: what was found and, where it is not well, what to do
}

func good(key catalogue.Key, values ...any) Finding { return Finding{true, say(key, values...)} }
func bad(key catalogue.Key, values ...any) Finding  { return Finding{false, say(key, values...)} }

// Scopes are what the app's bot has to be allowed, as the manifest asks for.
var Scopes = []string{
	"chat:write", "commands", "channels:history", "groups:history", "channels:read", "groups:read", "users:read", "im:history", "files:read", "files:write",
}

// Check asks Slack whether the app can work: its token and scopes, the office's channel, its people, the
// socket. Over HTTP it also calls the request URLs at base, the address at which this program is
// reached. What is entered as request URLs in the app's settings Slack tells nobody, so it only names them.
func (s *Service) Check(ctx context.Context, base string) []Finding {
	who, err := s.api.AuthTestContext(ctx)
	if err != nil {
		return []Finding{s.noAccess(err)}
	}
	found := []Finding{good("slack.check.connected", "team", chars.Line(who.Team), "user", chars.Line(who.User))}
	found = append(found, s.checkScopes(who.Header))
	found = append(found, s.checkChannel(ctx)...)
	if s.cfg.AppToken != "" {
		return append(found, s.checkSocket(ctx))
	}
	return append(found, s.checkAddresses(ctx, base)...)
}

// noAccess says why Slack does not take the token.
func (s *Service) noAccess(err error) Finding {
	if code(err) == "" {
		return bad("slack.check.unreachable", "err", detail(err))
	}
	return bad("slack.check.bad_token", "err", code(err))
}

// checkScopes compares what the token is allowed, which Slack says in a header of each answer, with what
// the app needs.
func (s *Service) checkScopes(h http.Header) Finding {
	given := strings.FieldsFunc(h.Get("X-Oauth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
	if len(given) == 0 {
		return bad("slack.check.scopes_unread")
	}
	want := slices.Clone(Scopes)
	if s.cfg.Group != "" {
		want = append(want, "usergroups:read")
	}
	missing := slices.DeleteFunc(want, func(scope string) bool { return slices.Contains(given, scope) })
	if len(missing) > 0 {
		return bad("slack.check.scopes_missing", "scopes", strings.Join(missing, "、"))
	}
	return good("slack.check.scopes")
}

// checkChannel looks at the office's channel and at who would be its staff.
func (s *Service) checkChannel(ctx context.Context) []Finding {
	info, err := s.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: s.cfg.Channel, IncludeNumMembers: true})
	switch {
	case code(err) == "channel_not_found":
		return []Finding{bad("slack.check.no_channel")}
	case err != nil:
		return []Finding{bad("slack.check.channel_unread", "err", detail(err))}
	case info.IsArchived:
		return []Finding{bad("slack.check.archived", "name", chars.Line(info.Name))}
	case info.IsExtShared || info.IsPendingExtShared:
		return []Finding{bad("slack.check.shared", "name", chars.Line(info.Name))}
	}
	people, err := s.staff.list(ctx)
	if err != nil {
		return []Finding{bad("slack.check.channel_unread", "err", detail(err))}
	}
	if who, err := s.api.AuthTestContext(ctx); err == nil && s.cfg.Group == "" && !slices.Contains(people, who.UserID) {
		return []Finding{bad("slack.check.not_in_channel", "name", chars.Line(info.Name))}
	}
	return []Finding{good("slack.check.channel", "name", chars.Line(info.Name), "n", len(people))}
}

// checkSocket asks for a socket, and opens none.
func (s *Service) checkSocket(ctx context.Context) Finding {
	if _, _, err := s.api.StartSocketModeContext(ctx); err != nil {
		return bad("slack.check.no_socket", "err", detail(err))
	}
	return good("slack.check.socket")
}

// checkAddresses calls each of the program's own request URLs from outside, as Slack would.
func (s *Service) checkAddresses(ctx context.Context, base string) []Finding {
	if !strings.HasPrefix(base, "https://") {
		return []Finding{bad("slack.check.no_address")}
	}
	found := []Finding{s.checkEvents(ctx, base+eventsRoute)}
	for _, route := range []string{interactiveRoute, commandRoute} {
		_, err := s.knock(ctx, base+route, "application/x-www-form-urlencoded", "ssl_check=1")
		found = append(found, reached(base+route, err))
	}
	return append(found, good("slack.check.enter_addresses"))
}

// checkEvents asks the address for events for what it must give back.
func (s *Service) checkEvents(ctx context.Context, address string) Finding {
	challenge := rand.Text()
	body, err := s.knock(ctx, address, "application/json", `{"type":"url_verification","challenge":"`+challenge+`"}`)
	if err == nil && strings.TrimSpace(body) != challenge {
		err = errors.New("the answer is not this program's")
	}
	return reached(address, err)
}

// reached says whether an address led here.
func reached(address string, err error) Finding {
	if err != nil {
		return bad("slack.check.not_reached", "url", address, "err", err)
	}
	return good("slack.check.reached", "url", address)
}

// knock sends a signed request to an address of ours and gives what it answers.
func (s *Service) knock(ctx context.Context, address, kind, body string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	stamp := strconv.FormatInt(s.now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(s.cfg.SigningSecret))
	_, _ = mac.Write([]byte("v0:" + stamp + ":" + body))
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	res, err := s.cfg.HTTPClient.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1000))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("HTTP %s", res.Status)
	}
	return string(answer), err
}
