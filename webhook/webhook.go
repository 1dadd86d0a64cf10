// Package webhook tells other systems what happened at the counter, at addresses that an administrator has
// given, as Standard Webhooks has it (https://www.standardwebhooks.com): each message has an ID that stays the
// same at every attempt, a moment, and a signature over both and the body.
//
// What is told is put into a queue in the transaction in which it happens, once for every hook that wants it, and
// holds nothing of members. A [Sender] takes it from there, adds what may be shown now, and posts it, again and
// again with growing pauses, until the other system answers with 2xx or it is given up: then it is a dead letter,
// which people at the desk can send again. Any number of processes may run one.
//
// No message goes to an address within the office's own networks unless whoever runs the program has allowed
// that network: a name is looked at when it is dialled, at every attempt, and redirects are not followed.
//
//	s := &webhook.Sender{Store: store, Data: data, Client: webhook.NewClient(guard)}
//	s.Run(ctx)
package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// An Event says what happened. A word once told never changes.
type Event string

// The events.
const (
	TicketOpened       Event = "ticket.opened"
	TicketUpdated      Event = "ticket.updated" // anything but the other three: its member wrote, it was given to somebody, …
	TicketReplied      Event = "ticket.replied"
	TicketResolved     Event = "ticket.resolved"
	QuestionUnanswered Event = "question.unanswered"
	FAQPublished       Event = "faq.published"
	Test               Event = "webhook.test" // an administrator wants to see whether it arrives
)

// Events are those that a hook can want, in the order in which people read them.
func Events() []Event {
	return []Event{TicketOpened, TicketUpdated, TicketReplied, TicketResolved, QuestionUnanswered, FAQPublished}
}

// A Hook is an address at which another system is told.
type Hook struct {
	ID      int64
	Name    string
	URL     string
	Events  []Event
	Secret  string // whsec_…
	Old     string // the secret before; messages carry its signature, too, until OldGood
	OldGood time.Time
	By      string // the name of who has made it
	Created time.Time
	Dead    int // messages given up
}

// Overlap is for how long a secret stays good beside the one that has taken its place.
const Overlap = 24 * time.Hour

// Secrets are those by which a message of now is signed.
func (h *Hook) Secrets(now time.Time) []string {
	if h.Old != "" && now.Before(h.OldGood) {
		return []string{h.Secret, h.Old}
	}
	return []string{h.Secret}
}

// A State is how a message stands.
type State string

// The states.
const (
	Pending State = "pending"
	Sent    State = "sent"
	Dead    State = "dead" // given up
)

// A Delivery is a message on its way to one hook.
type Delivery struct {
	ID       int64
	Message  string // its ID for the other system: the same at every attempt
	Hook     Hook
	Event    Event
	At       time.Time // when it happened
	Data     []byte    // JSON: what happened, without anything of members
	State    State
	Attempts int
	Status   int    // of the last answer; 0 = there was none
	Error    string // of the last attempt
	Due      time.Time
}

// secretPrefix begins a secret as Standard Webhooks writes it.
const secretPrefix = "whsec_"

// NewSecret draws a secret.
func NewSecret() string { return SecretOf(rand.Text() + rand.Text()) }

// SecretOf is the secret of a seed, which is as secret and as hard to guess: a form that is pressed twice makes one.
func SecretOf(seed string) string {
	b := sha256.Sum256([]byte("secret of a webhook\n" + seed))
	return secretPrefix + base64.StdEncoding.EncodeToString(b[:])
}

// Sign is the signature of a message, "v1,…".
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil || len(key) == 0 {
		return "", errors.New("the secret cannot be read")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// Bounds of a hook: a name stands in narrow columns, and no service has longer addresses.
const (
	longestName = 30
	longestURL  = 2000
)

// Check says what a hook cannot have, in a word: name, url or events. plain allows http.
func (h *Hook) Check(plain bool) error {
	if n := utf8.RuneCountInString(h.Name); n == 0 || n > longestName {
		return &Fault{"name"}
	}
	u, err := url.Parse(h.URL)
	if err != nil || len(h.URL) > longestURL || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && !(plain && u.Scheme == "http") {
		return &Fault{"url"}
	}
	if len(h.Events) == 0 || slices.ContainsFunc(h.Events, func(e Event) bool { return !slices.Contains(Events(), e) }) {
		return &Fault{"events"}
	}
	return nil
}

// A Fault is what a hook cannot have.
type Fault struct{ What string }

func (f *Fault) Error() string { return f.What + " cannot be" }

// pauses are how long is waited after each failed attempt, as Standard Webhooks advises; the last is followed by
// none. Together they are three days: a system that is down over a weekend misses nothing.
var pauses = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// A Guard says which addresses may be dialled.
type Guard struct {
	Allowed []netip.Prefix // networks of one's own that may be, and may be without TLS
	Shut    bool           // none may be: nothing leaves this program
}

// ParseGuard reads networks, apart by commas: "10.1.0.0/16,127.0.0.1".
func ParseGuard(list string) (Guard, error) {
	var g Guard
	for word := range strings.SplitSeq(list, ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		if addr, err := netip.ParseAddr(word); err == nil {
			g.Allowed = append(g.Allowed, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(word)
		if err != nil {
			return g, errors.New("want networks such as 10.1.0.0/16, apart by commas, not " + strconv.Quote(word))
		}
		g.Allowed = append(g.Allowed, prefix.Masked())
	}
	return g, nil
}

// Plain reports whether any address may be reached without TLS.
func (g Guard) Plain() bool { return len(g.Allowed) > 0 }

// inner are networks that no other company's system is in, besides those that netip knows: this network,
// carriers' own (RFC 6598), protocol assignments, benchmarks, reserved, and IPv6 forms that hide an IPv4 address.
var inner = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("fec0::/10"), netip.MustParsePrefix("::/96"),
}

// Allows reports whether an address may be dialled; plain is without TLS, which only one's own networks may be.
func (g Guard) Allows(addr netip.Addr, plain bool) bool {
	if g.Shut {
		return false
	}
	addr = addr.Unmap().WithZone("")
	if slices.ContainsFunc(g.Allowed, func(p netip.Prefix) bool { return p.Contains(addr) }) {
		return true
	}
	return !plain && addr.IsValid() && addr.IsGlobalUnicast() && !addr.IsPrivate() && !slices.ContainsFunc(inner, func(p netip.Prefix) bool { return p.Contains(addr) })
}
