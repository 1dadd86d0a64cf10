// Package line is the channel to members on LINE.
//
// A webhook comes in: its signature is checked over the raw bytes, each of its events is decoded
// by itself into a [chat.Event], the events are given to a [chat.Sink], and LINE is answered. No
// call to LINE is made on the way in, so that LINE's own slowness can never make us late.
//
// A [chat.Delivery] goes out: its messages are rendered within LINE's limits, sent by the reply
// token while that is worth trying, for replies are free and pushes are not, and otherwise pushed
// under a retry key that stays the same at every attempt. [Service] does both; the rest of it reads
// what the office wants to know of its account: the month's quota, whether the set-up is sound.
// Beside that it marks messages as read where LINE leaves it to us, quotes what an answer answers,
// and issues the token by which a member links their account with their web session.
//
// What it leaves alone on purpose. The addresses LINE calls from are not checked, for LINE does not
// publish them: the signature decides, and the proxy in front brings TLS (L3). No load is ever put
// on LINE itself: tests and benchmarks run against linefake (L43).
//
//	s, err := line.New(line.Config{Accounts: accounts, TokenWaits: store.TokenWaits}, bot)
//	mux.Handle("POST /webhook/line", s) // in
//	receipt, err := s.Send(ctx, delivery) // out, by the outbox
//	s.Run(ctx)                            // what is not urgent: marking messages as read, the quota
package line

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"madoguchi/chat"
)

// LINE's own addresses, used where the configuration names no other.
const (
	DefaultAPIURL  = "https://api.line.me"
	DefaultDataURL = "https://api-data.line.me"
)

// callTime bounds one call to LINE. A delivery makes at most two and a look at the quota, which
// together stay within what the outbox gives a send.
const callTime = 6 * time.Second

// A Config is what a Service needs to know.
type Config struct {
	Accounts    []Account
	APIURL      string                 // of the Messaging API and of token issue; "" means DefaultAPIURL
	DataURL     string                 // of contents and rich menu images; "" means DefaultDataURL
	HTTPClient  *http.Client           // for all calls; nil means one that gives up after six seconds
	Now         func() time.Time       // nil means time.Now
	Log         *slog.Logger           // nil means slog.Default
	Count       func(name string)      // told of what an operator should see: see the Count constants; may be nil
	Alert       func(key, text string) // told, in words for the office, what it must know: the quota, the token, the account; the same key means the same news; may be nil
	LeaveGroups bool                   // leave a group or room as soon as somebody adds the account to it
	FormURL     string                 // of the pages on which a form's questions are answered, without the token; "" means none
	LinkURL     string                 // of the page on which members link their LINE account with their web session; "" means none
	Reserve     int                    // percent of the month's pushes that are kept for what staff say; 0 keeps none
	LoadingIn   time.Duration          // show the loading animation where an answer takes longer than this; 0 means never

	// TokenWaits reports whether a good reply token of a contact waits that no delivery has taken. It
	// is asked before a push. nil means that none ever does.
	TokenWaits func(ctx context.Context, to chat.Address) (bool, error)

	// Ours reports whether an attempt at a delivery is still ours, and nobody has begun another. It is asked before a
	// push, where LINE says that the reply token is dead. nil means that it always is.
	Ours func(ctx context.Context, d chat.Delivery) (bool, error)
}

// An Account is one LINE official account of the office.
type Account struct {
	Destination string   // the account's own user ID, by which its webhooks are told apart; may be "" where it is the only one
	Secrets     []string // the channel secret; a second one while it is being changed
	Token       string   // a long-lived channel access token; "" where ChannelID is given
	ChannelID   string   // with it, short-lived stateless tokens are issued by ID and the first secret
}

// The names that Config.Count is called with.
const (
	CountBadSignature = "line_bad_signature" // a request that LINE did not sign
	CountBadBody      = "line_bad_body"      // a signed body that is no JSON, or too big
	CountUnknownDest  = "line_unknown_dest"  // a signed webhook for an account we do not know
	CountBadEvent     = "line_bad_event"     // an event that could not be decoded
	CountIgnored      = "line_ignored"       // an event that asks nothing of us
	CountEvent        = "line_event"         // an event handed on
	CountStoreFailed  = "line_store_failed"  // a webhook answered 500 because it could not be stored
	CountReply        = "line_reply"         // a reply accepted
	CountPush         = "line_push"          // a push accepted
	CountTwice        = "line_maybe_twice"   // sent after a reply that may have arrived
	CountSendFailed   = "line_send_failed"   // an attempt to send that failed
)

// A Service receives a LINE account's webhooks and performs deliveries to its contacts.
type Service struct {
	cfg      Config
	sink     chat.Sink
	log      *slog.Logger
	accounts []*account
	profiles *profiles
	loading  *loading
	jobs     chan func(context.Context) // side work for Run: never waited for, dropped when full

	tellMu sync.Mutex
	told   map[string]bool // what the office has been told, by its key
}

// An account is an Account at work: its token and what is known of its quota.
type account struct {
	Account
	name    string        // its chat.Address.Account: "" where it is the only one
	issuing chan struct{} // holds one while a token is being issued

	mu       sync.Mutex
	token    string // a stateless one, and when it ends
	expires  time.Time
	quota    Quota
	quotaAt  time.Time
	spent    time.Time // the quota is known to be used up until then
	byHand   bool      // messages are to be marked as read, as of byHandAt
	byHandAt time.Time
	basicID  string // "@…", by which a talk with the account is opened; "" = not known yet
}

// New is a Service that gives what comes in to sink. It refuses a configuration that could not
// work: no secret, no token, or several accounts of which one cannot be told from the others.
func New(cfg Config, sink chat.Sink) (*Service, error) {
	cfg.APIURL = strings.TrimRight(cmp.Or(cfg.APIURL, DefaultAPIURL), "/")
	cfg.DataURL = strings.TrimRight(cmp.Or(cfg.DataURL, DefaultDataURL), "/")
	for _, u := range []string{cfg.APIURL, cfg.DataURL} {
		if p, err := url.Parse(u); err != nil || p.Host == "" || p.Scheme != "http" && p.Scheme != "https" {
			return nil, fmt.Errorf("set up LINE: %q is not an http address", u)
		}
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Count == nil {
		cfg.Count = func(string) {}
	}
	cfg.HTTPClient = stayHome(cfg.HTTPClient, cfg.Log)
	s := &Service{cfg: cfg, sink: sink, log: cfg.Log, jobs: make(chan func(context.Context), 64), told: map[string]bool{}}
	s.profiles = newProfiles(cfg.Now)
	s.loading = newLoading()
	if err := s.addAccounts(cfg.Accounts); err != nil {
		return nil, fmt.Errorf("set up LINE: %w", err)
	}
	return s, nil
}

func (s *Service) addAccounts(list []Account) error {
	if len(list) == 0 {
		return errors.New("no account is configured")
	}
	seen := map[string]bool{}
	for i, a := range list {
		if len(a.Secrets) == 0 {
			return fmt.Errorf("account %d: the channel secret is missing", i+1)
		}
		for _, secret := range a.Secrets {
			if strings.TrimSpace(secret) == "" {
				return fmt.Errorf("account %d: a channel secret is empty", i+1)
			}
		}
		if a.Token == "" && a.ChannelID == "" {
			return fmt.Errorf("account %d: neither an access token nor a channel ID is given", i+1)
		}
		if len(list) > 1 && (a.Destination == "" || seen[a.Destination]) {
			return fmt.Errorf("account %d: with several accounts each needs its own destination", i+1)
		}
		seen[a.Destination] = true
		acct := &account{Account: a, issuing: make(chan struct{}, 1)}
		if len(list) > 1 {
			acct.name = a.Destination
		}
		s.accounts = append(s.accounts, acct)
	}
	return nil
}

// ParseAccounts reads accounts from two environment variables. For one account they hold its
// secret and its token. During a change of the secret the first holds both, apart by a comma.
// Several accounts are apart by semicolons, each as destination=value, in both variables. A token
// made of digits alone is a channel ID: stateless tokens are then issued with it.
func ParseAccounts(secrets, tokens string) ([]Account, error) {
	var list []Account
	at := map[string]int{}
	for part := range strings.SplitSeq(secrets, ";") {
		dest, value := splitAccount(part)
		if value == "" {
			continue
		}
		a := Account{Destination: dest}
		for secret := range strings.SplitSeq(value, ",") {
			if secret = strings.TrimSpace(secret); secret != "" {
				a.Secrets = append(a.Secrets, secret)
			}
		}
		at[dest] = len(list)
		list = append(list, a)
	}
	for part := range strings.SplitSeq(tokens, ";") {
		dest, value := splitAccount(part)
		if value == "" {
			continue
		}
		i, ok := at[dest]
		if !ok {
			return nil, fmt.Errorf("read LINE accounts: a token is given for account %q but no secret", dest)
		}
		if strings.Trim(value, "0123456789") == "" {
			list[i].ChannelID = value
		} else {
			list[i].Token = value
		}
	}
	return list, nil
}

// splitAccount parts "Uxxx=value". Tokens may themselves end in "=", so only what looks like a
// destination counts as one.
func splitAccount(s string) (dest, value string) {
	s = strings.TrimSpace(s)
	if d, v, ok := strings.Cut(s, "="); ok && userID(strings.TrimSpace(d)) {
		return strings.TrimSpace(d), strings.TrimSpace(v)
	}
	return "", s
}

// Name is chat.LINE.
func (s *Service) Name() string { return chat.LINE }

// Capabilities implements [chat.Channel].
func (s *Service) Capabilities() chat.Capabilities {
	return chat.Capabilities{Members: true, FreeReply: true, Unordered: true, LinkPage: s.cfg.LinkURL != "", FormPage: s.cfg.FormURL != ""}
}

// Accounts are the names by which the accounts appear in a chat.Address.
func (s *Service) Accounts() []string {
	names := make([]string, len(s.accounts))
	for i, a := range s.accounts {
		names[i] = a.name
	}
	return names
}

// account finds an account by its name in an address. The only account answers to any name, so
// that contacts stay reachable when a second account is added or taken away.
func (s *Service) account(name string) (*account, error) {
	for _, a := range s.accounts {
		if a.name == name || a.Destination == name {
			return a, nil
		}
	}
	if len(s.accounts) == 1 || name == "" {
		return s.accounts[0], nil
	}
	return nil, fmt.Errorf("LINE account %q is not configured", name)
}

// Run does the side work that no webhook and no delivery may wait for: looking up display names,
// showing the loading animation, marking messages as read, leaving groups, watching the quota. It
// returns when ctx ends. Without it these are simply not done.
func (s *Service) Run(ctx context.Context) {
	look := time.NewTimer(quotaFirst)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			s.watchQuota(ctx)
			look.Reset(quotaEvery)
		case job := <-s.jobs:
			jobCtx, cancel := context.WithTimeout(ctx, callTime)
			job(jobCtx)
			cancel()
		}
	}
}

// aside gives Run a job, or reports false where too many wait already.
func (s *Service) aside(job func(context.Context)) bool {
	select {
	case s.jobs <- job:
		return true
	default:
		return false
	}
}
