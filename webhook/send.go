package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
	ClaimWebhooks(ctx context.Context, c Claim) ([]Delivery, error)
	// SettleWebhook writes down what came of an attempt: State, Attempts, Status, Error, and Due of one still pending.
	SettleWebhook(ctx context.Context, d Delivery, now time.Time) error
}

// A Claim says which messages are wanted.
type Claim struct {
	Limit int     // so many at most
	Each  int     // and so many of one hook
	Busy  []int64 // of these hooks none
	Now   time.Time
	Until time.Time // when the lease ends
}

// A Sender takes messages from the queue and posts them. One hook that answers slowly, or not at all, keeps no other
// waiting: it has a few of the places, and gets no more before it has given them back.
type Sender struct {
	Store  Store
	Client *http.Client
	// Data is what is told of a message, masked: its own data with what may be shown now.
	Data func(ctx context.Context, d Delivery) (any, error)
	Now  func() time.Time
	Log  *slog.Logger

	mu    sync.Mutex
	under map[int64]int // how many messages are under way, by hook
}

// So many messages are under way at a time, and so many of them to one hook; each attempt may take so long, and its
// lease is longer than that.
const (
	atOnce      = 16
	atOnceEach  = 4
	attemptTime = 15 * time.Second
	leaseTime   = time.Minute
	lookEvery   = time.Second // how long what has become due waits at most
	mostAnswer  = 1 << 10     // of an answer, for people to read
)

// Run sends until ctx ends, then ends what is under way.
func (s *Sender) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var wg sync.WaitGroup
	defer wg.Wait()
	room := make(chan struct{}, 1) // a hook has given its places back
	for ctx.Err() == nil {
		if _, err := s.begin(context.WithoutCancel(ctx), &wg, room); err != nil {
			s.Log.Error("send webhooks", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-room:
		}
	}
}

// Step makes one attempt at each message that is due, up to a number, and says how many.
func (s *Sender) Step(ctx context.Context) (int, error) {
	var wg sync.WaitGroup
	defer wg.Wait()
	return s.begin(ctx, &wg, make(chan struct{}, 1))
}

// begin begins attempts at messages that are due, as far as there are places, and says how many.
func (s *Sender) begin(ctx context.Context, wg *sync.WaitGroup, room chan<- struct{}) (int, error) {
	c := Claim{Limit: atOnce, Each: atOnceEach, Now: s.Now()}
	c.Until = c.Now.Add(leaseTime)
	s.mu.Lock()
	for hook, n := range s.under {
		c.Busy, c.Limit = append(c.Busy, hook), c.Limit-n
	}
	s.mu.Unlock()
	if c.Limit <= 0 {
		return 0, nil
	}
	claimed, err := s.Store.ClaimWebhooks(ctx, c)
	if err != nil {
		return 0, err
	}
	hooks := map[int64][]Delivery{}
	for _, d := range claimed {
		hooks[d.Hook.ID] = append(hooks[d.Hook.ID], d)
	}
	for hook, messages := range hooks {
		s.take(hook, len(messages))
		wg.Go(func() {
			s.send(ctx, messages)
			s.take(hook, 0)
			select {
			case room <- struct{}{}:
			default: // it is known already
			}
		})
	}
	return len(claimed), nil
}

// take notes how many messages to a hook are under way.
func (s *Sender) take(hook int64, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.under == nil {
		s.under = map[int64]int{}
	}
	if s.under[hook] = n; n == 0 {
		delete(s.under, hook)
	}
}

// send makes one attempt at each of some messages to one hook.
func (s *Sender) send(ctx context.Context, messages []Delivery) {
	var wg sync.WaitGroup
	for _, d := range messages {
		wg.Go(func() {
			d := s.attempt(ctx, d)
			if err := s.Store.SettleWebhook(ctx, d, s.Now()); err != nil {
				s.Log.Error("settle webhook", "message", d.Message, "err", err) // its lease ends, and it is sent again under its ID
			}
		})
	}
	wg.Wait()
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

// shut sends nothing, and asks nobody where an address is.
type shut struct{}

// RoundTrip implements [http.RoundTripper].
func (shut) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("this is the practice mode: nothing is sent from here")
}

// NewClient is an HTTP client that dials what the guard allows, looks at the address at every dial, and follows
// no redirect.
func NewClient(g Guard) *http.Client {
	if g.Shut {
		return &http.Client{Transport: shut{}}
	}
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
