// Package email is the channel for mail: confirmation codes, replies of the staff to members who wrote a mail or left an
// address on the web page, notices to colleagues; and what comes in, by IMAP out of a mailbox or by LMTP from the
// office's relay.
//
// Each [chat.Delivery] is one plain text mail, handed to the office's own mail server over SMTP
// (RFC 5321) on a connection of its own. What the server says decides what becomes of it: 4yz is
// [chat.Temporary], 5yz about the sender, the recipient or the text is [chat.Rejected]. Whatever
// goes wrong before the mail itself is spoken of (no connection, no TLS, a wrong password) is the
// office's to mend and no fault of the mail, so that it too is Temporary.
//
// # Copies
//
// SMTP has no key that makes a second attempt the same as the first. Where the answer to the last
// dot is lost, or the program dies before noting it, nobody can know whether the mail went out. The
// next attempt then goes out under the same Message-ID, made of Delivery.Key, by which many
// mailboxes show both as one; and its first line says that it may be a second copy. There is at
// most one more copy for each such loss, and never an unmarked one. After a failure that is known
// to have come before the mail was accepted, nothing is marked: SendError.Progress tells. What this
// process has seen accepted it does not send again.
//
//	s, err := email.New(email.Config{URL: "smtps://user:password@mail.example.jp:465", From: "窓口 <madoguchi@example.jp>"})
//	receipt, err := s.Send(ctx, delivery) // out, by the outbox
//
// # What comes in
//
// A mail is read by package incoming and becomes one event: of its author, for a ticket that it opens or continues; or
// of a colleague who has answered a notice, an internal note and never more. It continues a ticket only by what nobody
// else can know or forge: see token.go. What a server or a list writes opens nothing. The server that brought a mail is
// told that we have it when its event and its files are stored.
//
//	s, err := email.New(email.Config{…, Inbound: &email.Inbound{Sink: bot, Desk: desk, Key: key, Addresses: addresses}})
//	s.Follow(ctx, mailbox, store)  // in, by IMAP
//	s.Serve(ctx, listener, true)   // in, by LMTP
package email

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
)

// A Config is what a [Service] is built from.
type Config struct {
	// URL is the office's mail server: smtp://user:password@host:587?tls=starttls, tls being
	// starttls (the default) or none, or smtps://user:password@host:465. Without user no one signs
	// in. A password is never sent without TLS, but to this machine itself.
	URL     string
	From    string // the sender's address, alone or as "Name <address>"
	ReplyTo string // where replies are read; "" = nowhere, and each mail says so
	Office  string // the office's name

	OfficeNow func() string // the name as it is now, read for each mail; nil = Office for good

	Inbound *Inbound // nil = no mails are taken in

	Most int // mails outside any ticket to one address within an hour; 0 = 12

	Roots *x509.CertPool   // whom to trust; nil = the system's
	Now   func() time.Time // the clock; nil = time.Now
	Log   *slog.Logger     // nil = discard
}

// connections is how many there are to the mail server at one time. Mail servers refuse those who
// come with many: ten is the default of Postfix for submission, and we are not the only program.
const connections = 4

// A Service is the channel. Create it with New; it is safe for concurrent use.
type Service struct {
	server  server
	from    mail.Address
	replyTo *mail.Address // nil = replies are not read
	domain  string        // of from: the right side of our Message-IDs
	office  func() string
	roots   *x509.CertPool
	now     func() time.Time
	log     *slog.Logger
	slots   chan struct{}
	in      *Inbound // nil = no mails are taken in
	recent  recent
	limit   limit
}

var _ chat.Channel = (*Service)(nil)

// New reads the configuration. It does not connect.
func New(c Config) (*Service, error) {
	srv, err := parseURL(c.URL)
	if err != nil {
		return nil, err
	}
	if c.OfficeNow == nil {
		c.OfficeNow = func() string { return c.Office }
	}
	from, err := mailbox(c.From, "")
	if err != nil {
		return nil, fmt.Errorf("read the sender of mails: %w", err)
	}
	s := &Service{server: srv, from: from, domain: from.Address[strings.LastIndex(from.Address, "@")+1:],
		office: func() string { return chars.Line(c.OfficeNow()) }, roots: c.Roots, now: c.Now, log: c.Log, in: c.Inbound, slots: make(chan struct{}, connections)}
	if c.ReplyTo != "" {
		replyTo, err := mailbox(c.ReplyTo, "")
		if err != nil {
			return nil, fmt.Errorf("read where replies to mails go: %w", err)
		}
		s.replyTo = &replyTo
	}
	s.limit.most = cmp.Or(c.Most, mostAnHour)
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, nil
}

// Name implements [chat.Channel].
func (s *Service) Name() string { return chat.Email }

// Capabilities implements [chat.Channel].
func (s *Service) Capabilities() chat.Capabilities {
	return chat.Capabilities{Letters: true, Hears: s.in != nil}
}

// named is the address under the office's name, where it has none of its own.
func (s *Service) named(a mail.Address) *mail.Address {
	if a.Name == "" {
		a.Name = chars.Clip(s.office(), longestName)
	}
	return &a
}

// mailbox reads "address" or "Name <address>"; without a name it is shown as name.
func mailbox(text, name string) (mail.Address, error) {
	a, err := mail.ParseAddress(text)
	if err != nil {
		return mail.Address{}, fmt.Errorf("%q: want address or Name <address>", text)
	}
	if err := checkAddress(a.Address); err != nil {
		return mail.Address{}, err
	}
	if a.Name == "" {
		a.Name = name
	}
	a.Name = chars.Clip(chars.Line(a.Name), longestName)
	return *a, nil
}

// Address is the bare address of "address" or "Name <address>", in lower case.
func Address(text string) (string, error) {
	a, err := mailbox(text, "")
	return strings.ToLower(a.Address), err
}

// longestName is how long a sender's name may be, in characters: mail programs show some twenty.
const longestName = 60

var errAddress = errors.New("not a mail address that every server carries")

// checkAddress refuses what is no address, or one that only some servers understand (RFC 6531).
// Dots at any place of the local part are let through: Japanese mobile carriers once gave such
// addresses out, and they work.
func checkAddress(address string) error {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at > 64 || len(address) > 254 { // RFC 5321, 4.5.3.1
		return fmt.Errorf("%w: length", errAddress)
	}
	for _, r := range address[:at] {
		if !isAtom(r) && r != '.' {
			return fmt.Errorf("%w: character %q", errAddress, r)
		}
	}
	labels := strings.Split(address[at+1:], ".")
	if len(labels) < 2 {
		return fmt.Errorf("%w: domain", errAddress)
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.Trim(l, "-") != l || !isLabel(l) {
			return fmt.Errorf("%w: domain", errAddress)
		}
	}
	return nil
}

// isAtom reports whether r may stand unquoted in a local part (RFC 5322, 3.2.3).
func isAtom(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

func isLabel(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}
