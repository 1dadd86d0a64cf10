package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A Store keeps the queue.
type Store interface {
	// ClaimWebhooks leases messages that are due, until a moment: by then they are settled, or whoever had them
	// has died and they are due again.
	ClaimWebhooks(ctx context.Context, limit int, now, until time.Time) ([]Delivery, error)
	// SettleWebhook writes down what came of an attempt: State, Attempts, Status, Error, and Due of one still pending.
	SettleWebhook(ctx context.Context, d Delivery, now time.Time) error
}

// A Sender takes messages from the queue and posts them.
type Sender struct {
	Store  Store
	Client *http.Client
	// Data is what is told of a message, masked: its own data with what may be shown now.
	Data func(ctx context.Context, d Delivery) (any, error)
	Now  func() time.Time
	Log  *slog.Logger
}

// So many messages are under way at a time; each attempt may take so long, and its lease is longer than that.
const (
	atOnce      = 16
	attemptTime = 15 * time.Second
	leaseTime   = time.Minute
	lookEvery   = time.Second // how long what has become due waits at most
	mostAnswer  = 1 << 10     // of an answer, for people to read
)

// Run sends until ctx ends, then ends what is under way.
func (s *Sender) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		n, err := s.Step(context.WithoutCancel(ctx))
		if err != nil {
			s.Log.Error("send webhooks", "err", err)
		}
		if n == atOnce && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Step makes one attempt at each message that is due, up to a number, and says how many.
func (s *Sender) Step(ctx context.Context) (int, error) {
	now := s.Now()
	claimed, err := s.Store.ClaimWebhooks(ctx, atOnce, now, now.Add(leaseTime))
	if err != nil {
		return 0, err
	}
	var wg sync.WaitGroup
	for _, d := range claimed {
		wg.Go(func() {
			d := s.attempt(ctx, d)
			if err := s.Store.SettleWebhook(ctx, d, s.Now()); err != nil {
				s.Log.Error("settle webhook", "message", d.Message, "err", err) // its lease ends, and it is sent again under its ID
			}
		})
	}
	wg.Wait()
	return len(claimed), nil
}

// attempt makes one attempt, and says how the message stands then.
func (s *Sender) attempt(ctx context.Context, d Delivery) Delivery {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	status, after, err := s.post(ctx, &d)
	d.Attempts++
	d.Status, d.State, d.Error = status, Sent, ""
	if err == nil {
		return d
	}
	d.Error, d.State = err.Error(), Dead
	if d.Attempts > len(pauses) || status == http.StatusGone {
		return d
	}
	pause := pauses[d.Attempts-1]
	pause += time.Duration(rand.Int64N(int64(pause)/10 + 1)) // so that what failed together does not come back together
	d.State, d.Due = Pending, s.Now().Add(max(pause, min(after, 24*time.Hour)))
	return d
}

// post sends a message once. after is how long the other system asks to be left alone.
func (s *Sender) post(ctx context.Context, d *Delivery) (status int, after time.Duration, err error) {
	data, err := s.Data(ctx, *d)
	if err != nil {
		return 0, 0, fmt.Errorf("read what is to be told: %w", err)
	}
	body, err := json.Marshal(map[string]any{"type": d.Event, "timestamp": d.At.UTC().Format(time.RFC3339Nano), "data": data})
	if err != nil {
		return 0, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Hook.URL, bytes.NewReader(body))
	if err != nil {
		return 0, 0, err
	}
	now := s.Now()
	var signatures []string
	for _, secret := range d.Hook.Secrets(now) {
		signature, err := Sign(secret, d.Message, now, body)
		if err != nil {
			return 0, 0, err
		}
		signatures = append(signatures, signature)
	}
	h := req.Header
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Madoguchi-Webhook/1")
	h.Set("webhook-id", d.Message)
	h.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	h.Set("webhook-signature", strings.Join(signatures, " "))
	res, err := s.Client.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(res.Body, mostAnswer)) // only to be shown
	if res.StatusCode/100 == 2 {
		return res.StatusCode, 0, nil
	}
	seconds, _ := strconv.Atoi(res.Header.Get("Retry-After")) // else 0
	return res.StatusCode, time.Duration(max(seconds, 0)) * time.Second, fmt.Errorf("answered %s: %.200q", res.Status, said)
}

// NewClient is an HTTP client that dials what the guard allows, looks at the address at every dial, and follows
// no redirect.
func NewClient(g Guard) *http.Client {
	dial := func(plain bool) func(context.Context, string, string) (net.Conn, error) {
		d := &net.Dialer{Timeout: attemptTime, Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("dial %s: %w", address, err)
			}
			if !g.Allows(at.Addr(), plain) {
				return fmt.Errorf("%s is within the office's own networks, or without TLS: see MADOGUCHI_WEBHOOK_NETWORKS", at.Addr())
			}
			return nil
		}}
		return d.DialContext
	}
	t := &http.Transport{ // no proxy: it would dial in our place
		DialContext: dial(true), TLSHandshakeTimeout: attemptTime, ResponseHeaderTimeout: attemptTime, DisableKeepAlives: true,
		MaxResponseHeaderBytes: 64 << 10,
	}
	secure := t.Clone()
	secure.DialContext = dial(false)
	return &http.Client{
		Transport:     schemes{plain: t, secure: secure},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// schemes sends a request by the transport of its scheme.
type schemes struct{ plain, secure http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (s schemes) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme == "https" {
		return s.secure.RoundTrip(r)
	}
	return s.plain.RoundTrip(r)
}
