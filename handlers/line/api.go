package line

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chars"
)

// maxAnswer is how much of an answer of the API is read, in bytes.
const maxAnswer = 1 << 20

// stayHome is a client that gives up after callTime, if c (which may be nil) says nothing else, and
// follows no redirects: they would carry the token to wherever they point. Each call is logged.
func stayHome(c *http.Client, log *slog.Logger) *http.Client {
	home := http.Client{Timeout: callTime}
	if c != nil {
		home = *c
	}
	calls := bounded{next: home.Transport, log: log, limit: home.Timeout}
	if c == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 64
		calls.next = transport
	} else if calls.next == nil {
		calls.next = http.DefaultTransport
	}
	home.Timeout, home.Transport = 0, calls
	home.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &home
}

// client is the SDK's client for one call of acct. It is made anew for each, for the SDK keeps the
// context in the client, where calls at the same time would overwrite each other's.
func (s *Service) client(ctx context.Context, acct *account) (*messaging_api.MessagingApiAPI, error) {
	token, err := s.token(ctx, acct)
	if err != nil {
		return nil, err
	}
	c, err := messaging_api.NewMessagingApiAPI(token, messaging_api.WithHTTPClient(s.cfg.HTTPClient), messaging_api.WithEndpoint(s.cfg.APIURL))
	if err != nil {
		return nil, fmt.Errorf("make LINE client: %w", err)
	}
	return c.WithContext(ctx), nil
}

// blob is the SDK's client for contents and images.
func (s *Service) blob(ctx context.Context, acct *account) (*messaging_api.MessagingApiBlobAPI, error) {
	token, err := s.token(ctx, acct)
	if err != nil {
		return nil, err
	}
	patient := *s.cfg.HTTPClient
	if calls, ok := patient.Transport.(bounded); ok {
		calls.limit = 0 // contents may be long: the context bounds them
		patient.Transport = calls
	}
	c, err := messaging_api.NewMessagingApiBlobAPI(token, messaging_api.WithBlobHTTPClient(&patient), messaging_api.WithBlobEndpoint(s.cfg.DataURL))
	if err != nil {
		return nil, fmt.Errorf("make LINE data client: %w", err)
	}
	return c.WithContext(ctx), nil
}

// An answer is what the API said to a call.
type answer struct {
	status    int
	requestID string
	accepted  string // the request that a retry key was first accepted for
	retry     time.Duration
	body      []byte
}

// ids are the IDs of the messages that were sent, as far as the answer names them.
func (a *answer) ids() []string {
	var sent struct {
		SentMessages []messaging_api.SentMessage `json:"sentMessages"`
	}
	if json.Unmarshal(a.body, &sent) != nil {
		return nil
	}
	var ids []string
	for _, m := range sent.SentMessages {
		if id := ident(m.Id); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// says is the error message in the answer, with its details.
func (a *answer) says() string {
	var e messaging_api.ErrorResponse
	if json.Unmarshal(a.body, &e) != nil {
		return ""
	}
	parts := []string{e.Message}
	for _, d := range e.Details {
		parts = append(parts, strings.TrimSpace(d.Property+" "+d.Message))
	}
	return chars.Cut(chars.Clean(strings.Join(parts, "; ")), 400)
}

func (a *answer) err(what string) error {
	return fmt.Errorf("%s: LINE answered %d %s (request %s)", what, a.status, a.says(), a.requestID)
}

// call posts one request and reads the answer. An answer that breaks off is an error like none at all:
// we cannot know what it said. On a 401 a stateless token is issued anew, once.
func (s *Service) call(ctx context.Context, acct *account, path string, body []byte, retryKey string) (*answer, error) {
	ans, err := s.callOnce(ctx, acct, path, body, retryKey)
	if err == nil && ans.status == http.StatusUnauthorized && s.dropToken(acct) {
		return s.callOnce(ctx, acct, path, body, retryKey)
	}
	return ans, err
}

func (s *Service) callOnce(ctx context.Context, acct *account, path string, body []byte, retryKey string) (*answer, error) {
	if err := ctx.Err(); err != nil {
		return nil, notSent{fmt.Errorf("call LINE %s: too late: %w", path, err)}
	}
	c, err := s.client(ctx, acct)
	if err != nil {
		return nil, notSent{err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Url(path), bytes.NewReader(body))
	if err != nil {
		return nil, notSent{fmt.Errorf("make LINE request: %w", err)}
	}
	req.Header.Set("Content-Type", "application/json; charset=UTF-8")
	if retryKey != "" {
		req.Header.Set("X-Line-Retry-Key", retryKey)
	}
	res, err := c.Do(req)
	if err != nil {
		return nil, callFailed(path, err)
	}
	defer res.Body.Close()
	ans := &answer{status: res.StatusCode, requestID: ident(res.Header.Get("X-Line-Request-Id")), accepted: ident(res.Header.Get("X-Line-Accepted-Request-Id"))}
	ans.retry = retryAfter(res.Header.Get("Retry-After"))
	ans.body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil && ans.status/100 != 2 {
		return nil, fmt.Errorf("read LINE's answer to %s: %w", path, err)
	}
	return ans, nil // of a 200 the status is enough
}
