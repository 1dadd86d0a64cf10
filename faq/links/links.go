// Package links asks other sites whether the addresses in the FAQ's answers can still be opened.
//
// A page that moves is the commonest fault of an old FAQ, and only its readers meet it. So each address is asked for
// about once a week, from the network outside, and is called dead only after it has failed on several days: a site that
// is down for a night is none of the office's business.
//
//	c := &links.Checker{Store: store, Client: links.NewClient(allowed), Now: time.Now, Log: log}
//	err := c.Round(ctx, links.Addresses(collections, "faq.example.jp"))
package links

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/lint"
)

// A Link is an address and how it has fared.
type Link struct {
	Address string
	Fault   lint.Fault // at the last look; lint.Sound = it could be opened
	Fails   int        // looks that failed, one after the other
}

// Looks that have to fail, a day apart, before an address is called dead: fewer where the other side has said so.
const (
	deadWhenSaid   = 2
	deadWhenSilent = 3
)

// Dead reports whether nobody can open it any more, as far as that is known.
func (l Link) Dead() bool {
	switch l.Fault {
	case lint.Sound:
		return false
	case lint.Missing:
		return l.Fails >= deadWhenSaid
	}
	return l.Fails >= deadWhenSilent
}

// When an address is looked at again.
const (
	everySound  = 7 * 24 * time.Hour
	everyFailed = 24 * time.Hour
	everyUnsure = time.Hour // where it may be our own network that failed
)

// A Store keeps how links fare, for all processes.
type Store interface {
	// DueLinks notes which addresses there are, and takes up to limit of those whose next look is due, for an hour.
	DueLinks(ctx context.Context, addresses []string, now time.Time, limit int) ([]Link, error)
	// SaveLink notes what came of a look, and when the next one is due.
	SaveLink(ctx context.Context, l Link, next time.Time) error
}

// A Checker looks at links, one after the other.
type Checker struct {
	Store  Store
	Client *http.Client
	Now    func() time.Time
	Log    *slog.Logger
	Pause  time.Duration // between two looks; 0 = none
}

// perRound is how many addresses a round looks at.
const perRound = 50

// A look is what came of one address.
type look struct {
	Link
	host  string
	fault lint.Fault
}

// Round looks at those of the addresses whose turn it is. What may have failed on our side is not held against them.
func (c *Checker) Round(ctx context.Context, addresses []string) error {
	due, err := c.Store.DueLinks(ctx, addresses, c.Now(), perRound)
	if err != nil {
		return fmt.Errorf("find links to look at: %w", err)
	}
	var looks []look
	for _, l := range due {
		u, err := url.Parse(l.Address)
		if err != nil {
			continue // Addresses has parsed it
		}
		looks = append(looks, look{l, u.Host, c.ask(ctx, l.Address)})
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(c.Pause):
		}
	}
	away := networkAway(looks)
	for i := range looks {
		next := c.Now().Add(looks[i].settle(away))
		if err := c.Store.SaveLink(ctx, looks[i].Link, next); err != nil {
			return fmt.Errorf("note how %s fares: %w", looks[i].Address, err)
		}
	}
	return nil
}

// settle takes over what came of the look, and says in how long the next one is due.
func (l *look) settle(away bool) time.Duration {
	switch {
	case l.fault == lint.Sound:
		l.Fault, l.Fails = lint.Sound, 0
		return everySound
	case away && l.fault != lint.Missing:
		return everyUnsure
	}
	l.Fault, l.Fails = l.fault, l.Fails+1
	return everyFailed
}

// networkAway reports whether no site at all has answered: then it is more likely to be us. Of a single site that
// cannot be told, except where the name service has said that there is none such.
func networkAway(looks []look) bool {
	hosts, unknown := map[string]bool{}, 0
	for _, l := range looks {
		if l.fault == lint.Sound || l.fault == lint.Missing {
			return false
		}
		if l.fault == lint.NoSite {
			unknown++
		}
		hosts[l.host] = true
	}
	return len(hosts) > 1 || unknown == 0
}

// ask asks for an address, and reads nothing of what comes. That the other side wants a password, has had enough of
// us, or is in trouble says that the page is there.
func (c *Checker) ask(ctx context.Context, address string) lint.Fault {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return lint.Malformed
	}
	req.Header.Set("User-Agent", "Mozilla/5.0 (compatible; Madoguchi link check)") // some sites answer browsers alone
	req.Header.Set("Accept", "*/*")
	res, err := c.Client.Do(req)
	if err != nil {
		c.Log.Debug("a link of the FAQ cannot be opened", "address", address, "err", err)
		return faultOf(err)
	}
	_, _ = io.CopyN(io.Discard, res.Body, 512)
	_ = res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound, res.StatusCode == http.StatusGone:
		return lint.Missing
	case res.StatusCode >= 500 && res.StatusCode != http.StatusServiceUnavailable:
		return lint.Unreachable
	}
	return lint.Sound
}

// errInner says that an address is not looked at: what only the office's own network reaches is none of ours.
var errInner = errors.New("within the office's own networks")

func faultOf(err error) lint.Fault {
	var dns *net.DNSError
	switch {
	case errors.Is(err, errInner):
		return lint.Sound
	case errors.As(err, &dns) && dns.IsNotFound:
		return lint.NoSite
	}
	return lint.Unreachable
}

// lookTime bounds a look.
const lookTime = 20 * time.Second

// mostRedirects are followed.
const mostRedirects = 10

// NewClient is a client that dials the addresses that are allowed alone, and looks at the address at every dial: an
// answer of the FAQ, or a site that it names, must not make this program ask the office's inner systems.
func NewClient(allowed func(netip.Addr) bool) *http.Client {
	d := &net.Dialer{Timeout: lookTime, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("dial %s: %w", address, err)
		}
		if !allowed(at.Addr()) {
			return fmt.Errorf("dial %s: %w", address, errInner)
		}
		return nil
	}}
	return &http.Client{
		Timeout: lookTime,
		Transport: &http.Transport{ // no proxy: it would dial in our place
			DialContext: d.DialContext, TLSHandshakeTimeout: lookTime, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) >= mostRedirects || req.URL.Scheme != "http" && req.URL.Scheme != "https" {
				return http.ErrUseLastResponse // it was answered
			}
			return nil
		},
	}
}

// longestAddress is the longest that is looked at, in bytes.
const longestAddress = 2000

// Addresses are the addresses of other sites in the answers of collections, each once, in the order of their first
// entry. host is the office's own, which knows by itself what it serves.
func Addresses(all []faq.Collection, host string) []string {
	var out []string
	seen := map[string]bool{}
	for i := range all {
		for j := range all[i].Entries {
			for _, address := range lint.Addresses(&all[i].Entries[j]) {
				u, err := url.Parse(address)
				if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Host == host || len(address) > longestAddress || seen[address] {
					continue
				}
				seen[address] = true
				out = append(out, address)
			}
		}
	}
	return slices.Clip(out)
}
