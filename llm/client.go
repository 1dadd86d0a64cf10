package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Limit is how long a question may take in all: a member waits for it, and on LINE an answer that comes within some seconds
// is free.
const Limit = 1500 * time.Millisecond

// atOnce is how many questions are with the server at a time. A model on the office's own machine answers one after the
// other: of more, the last would only wait for their time to end.
const atOnce = 4

// The most that is read of an answer, and that the model may say. Five parts of a message of 300 characters fit.
const (
	maxAnswer = 64 << 10
	maxTokens = 700
)

// A Config is what a [Client] is built from.
type Config struct {
	URL   string // of the server; a path of /v1 may be part of it
	Model string
	Key   string // sent as a bearer token when it is not empty
	Limit time.Duration
	Now   func() time.Time // nil = time.Now
}

// A Client asks one server for one model. Many goroutines may use it at once.
type Client struct {
	base    string
	config  Config
	http    *http.Client
	breaker Breaker
	slots   chan struct{}
	plain   atomic.Bool // the server refuses response_format
	counts  Counts
}

// Counts are how many questions ended how, since the start.
type Counts struct {
	Answered, Invalid, Late, Failed, Busy atomic.Int64
}

// New gives a client for a server. It asks nothing yet.
func New(c Config) *Client {
	if c.Limit == 0 {
		c.Limit = Limit
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(c.URL, "/"), "/v1"), "/")
	return &Client{
		base: base, config: c, slots: make(chan struct{}, atOnce),
		// What is asked, and the key, go to the server that was configured and to no other.
		http: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// Model is the model's name.
func (c *Client) Model() string { return c.config.Model }

// Server is the server's host: where texts go.
func (c *Client) Server() string {
	u, err := url.Parse(c.base)
	if err != nil {
		return ""
	}
	return u.Host
}

// Counts are the client's figures.
func (c *Client) Counts() *Counts { return &c.counts }

// Ready reports whether a question would be put to the server now.
func (c *Client) Ready() bool { return len(c.slots) < cap(c.slots) && !c.breaker.Open(c.config.Now()) }

// errBusy is that the server was not asked.
var errBusy = errors.New("the server is not asked now")

// Ask puts a question to the server, and says what came of it within the limit. The outcome says how it ended, also where
// there is an error, and the answer what it cost.
func (c *Client) Ask(ctx context.Context, q Question) (Answer, Outcome, error) {
	a, outcome, err := c.ask(ctx, q)
	counter := map[Outcome]*atomic.Int64{Answered: &c.counts.Answered, Invalid: &c.counts.Invalid, Late: &c.counts.Late, Failed: &c.counts.Failed, Busy: &c.counts.Busy}
	counter[outcome].Add(1)
	if err != nil {
		return Answer{Tokens: a.Tokens}, outcome, fmt.Errorf("ask %s to %s: %w", c.config.Model, q.Purpose, err)
	}
	return a, outcome, nil
}

func (c *Client) ask(ctx context.Context, q Question) (Answer, Outcome, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	default:
		return Answer{}, Busy, errBusy
	}
	if !c.breaker.Pass(c.config.Now()) {
		return Answer{}, Busy, errBusy
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.Limit)
	defer cancel()
	said, tokens, err := c.complete(ctx, q)
	var a Answer
	if err == nil {
		a, err = q.Read(said)
	}
	a.Tokens = tokens
	// A model that answers nonsense costs a wait each time, as a dead server does.
	c.breaker.Note(err == nil, c.config.Now())
	switch {
	case err == nil:
		return a, Answered, nil
	case errors.Is(err, ErrInvalid):
		return a, Invalid, err
	case ctx.Err() != nil:
		return a, Late, err
	}
	return a, Failed, err
}

// complete is what the model says. A server that refuses the schema is asked again without, and from then on.
func (c *Client) complete(ctx context.Context, q Question) (string, Tokens, error) {
	messages, err := q.conversation()
	if err != nil {
		return "", Tokens{}, err
	}
	body := map[string]any{"model": c.config.Model, "messages": messages, "temperature": 0, "max_tokens": maxTokens, "stream": false}
	if !c.plain.Load() {
		body["response_format"] = map[string]any{
			"type": "json_schema", "json_schema": map[string]any{"name": string(q.Purpose), "strict": true, "schema": q.schema()},
		}
		answer, status, err := c.post(ctx, body)
		if err != nil || status == http.StatusOK {
			return contentOf(answer, err)
		}
		if status != http.StatusBadRequest && status != http.StatusUnprocessableEntity {
			return "", Tokens{}, fmt.Errorf("the server answered %d", status)
		}
		delete(body, "response_format")
	}
	answer, status, err := c.post(ctx, body)
	if err == nil && status != http.StatusOK {
		return "", Tokens{}, fmt.Errorf("the server answered %d", status)
	}
	if err == nil {
		c.plain.Store(true)
	}
	return contentOf(answer, err)
}

func contentOf(body []byte, err error) (string, Tokens, error) {
	if err != nil {
		return "", Tokens{}, err
	}
	return content(body)
}

// post sends one request.
func (c *Client) post(ctx context.Context, body any) ([]byte, int, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, 0, err
	}
	return c.send(ctx, http.MethodPost, "/v1/chat/completions", bytes.NewReader(raw))
}

func (c *Client) send(ctx context.Context, method, path string, body io.Reader) ([]byte, int, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if c.config.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.config.Key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return nil, res.StatusCode, fmt.Errorf("read the answer: %w", err)
	}
	if len(answer) > maxAnswer {
		return nil, res.StatusCode, fmt.Errorf("%w: it is longer than %d bytes", ErrInvalid, maxAnswer)
	}
	return answer, res.StatusCode, nil
}
