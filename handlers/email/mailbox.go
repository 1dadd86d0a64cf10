package email

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"time"

	"github.com/emersion/go-imap"
	"github.com/emersion/go-imap/client"

	"madoguchi/chat"
	"madoguchi/handlers/email/incoming"
)

// A mailbox of the office's provider is read by IMAP (RFC 3501). Nothing in it is changed: no mail is marked, moved or
// deleted, so that people and other programs can use it too, and what was taken in can be looked up. How far it
// was read is kept by UID; a mail whose event is stored twice is known by its key.

const (
	imapTime    = time.Minute      // for one command, a mail of 30 MB among them
	idleTime    = 4 * time.Minute  // until the mailbox is looked at without having been told of anything
	pollTime    = 10 * time.Second // between looks, where the server does not tell by itself
	retryAtMost = 5 * time.Minute
	giveUpAfter = 20 // tries, over an hour, after which a mail that cannot be stored is taken in by its header alone
	listAtOnce  = 200
)

// Marks keep how far mailboxes have been read.
type Marks interface {
	Mailbox(ctx context.Context, name string) (validity, uid uint32, err error)
	MarkMailbox(ctx context.Context, name string, validity, uid uint32) error
}

// A Mailbox is one to be read. Create it with ParseMailbox.
type Mailbox struct {
	host, port     string
	user, password string
	folder         string
	security       security
}

// ParseMailbox reads where a mailbox is: imaps://user:password@host:993, imap://…:143 with STARTTLS, and
// ?mailbox=NAME for another than INBOX. Its errors never show the password.
func ParseMailbox(text string) (*Mailbox, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("read the address of the mailbox: not a URL")
	}
	fail := func(why string) (*Mailbox, error) {
		return nil, fmt.Errorf("read the address of the mailbox %q: %s", u.Scheme+"://"+u.Host, why)
	}
	m := &Mailbox{host: u.Hostname(), port: u.Port(), user: u.User.Username(), folder: "INBOX"}
	m.password, _ = u.User.Password()
	q := u.Query()
	if q.Get("mailbox") != "" {
		m.folder = q.Get("mailbox")
	}
	q.Del("mailbox")
	switch kind := q.Get("tls"); {
	case u.Scheme == "imaps" && kind == "":
		m.security, m.port = implicit, orPort(m.port, "993")
	case u.Scheme == "imap" && (kind == "" || kind == "starttls"):
		m.security, m.port = startTLS, orPort(m.port, "143")
	case u.Scheme == "imap" && kind == "none":
		m.security, m.port = plain, orPort(m.port, "143")
	default:
		return fail("want imaps://user:password@host:993 or imap://user:password@host:143, with ?tls=none for a server beside us")
	}
	q.Del("tls")
	switch {
	case m.host == "" || m.user == "" || m.password == "":
		return fail("want user, password and host")
	case m.security == plain && !loopback(m.host):
		return fail("a password would go out without TLS; leave ?tls=none away")
	case len(q) > 0 || u.Path != "" && u.Path != "/":
		return fail("something stands behind the host that has no meaning")
	}
	return m, nil
}

func orPort(port, otherwise string) string {
	if port == "" {
		return otherwise
	}
	return port
}

// Name is the mailbox without its password: "user@host/INBOX".
func (m *Mailbox) Name() string { return m.user + "@" + m.host + "/" + m.folder }

// Follow takes in what comes into a mailbox until ctx ends. What lay in it when it was first looked at is left
// alone: an office that begins with a mailbox of years has answered that already.
func (s *Service) Follow(ctx context.Context, m *Mailbox, marks Marks) {
	wait, stuck := time.Second, &stuckMail{}
	for ctx.Err() == nil {
		began := time.Now()
		err := s.follow(ctx, m, marks, stuck)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > retryAtMost {
			wait = time.Second
		}
		s.log.Error("mailbox is not read; it is tried again", "mailbox", m.Name(), "in", wait, "err", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		wait = min(2*wait, retryAtMost)
	}
}

// A stuckMail is the mail that could not be taken in last.
type stuckMail struct {
	uid   uint32
	tries int
}

// follow reads a mailbox over one connection, until it fails.
func (s *Service) follow(ctx context.Context, m *Mailbox, marks Marks, stuck *stuckMail) error {
	c, err := s.openMailbox(ctx, m)
	if err != nil {
		return err
	}
	defer func() { _ = c.Terminate() }()
	defer context.AfterFunc(ctx, func() { _ = c.Terminate() })()
	updates := make(chan client.Update, 16)
	news := make(chan struct{}, 1)
	c.Updates = updates
	go func() { // it must be drained, or the connection stands still
		for {
			select {
			case <-updates:
				select {
				case news <- struct{}{}:
				default:
				}
			case <-c.LoggedOut():
				return
			}
		}
	}()
	idles, err := c.Support("IDLE")
	if err != nil {
		return fmt.Errorf("ask the mailbox what it can do: %w", err)
	}
	for {
		if err := s.catchUp(ctx, c, m, marks, stuck); err != nil {
			return err
		}
		if err := waitForMail(ctx, c, idles, news); err != nil {
			return fmt.Errorf("wait for mails: %w", err)
		}
	}
}

// waitForMail waits until the mailbox tells of something (RFC 2177), or, where it does not tell by itself, for a while.
func waitForMail(ctx context.Context, c *client.Client, idles bool, news <-chan struct{}) error {
	if !idles {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.LoggedOut():
			return errors.New("the mailbox has closed the connection")
		case <-time.After(pollTime):
			return nil
		}
	}
	stop, done := make(chan struct{}), make(chan error, 1)
	c.Timeout = 2 * idleTime
	defer func() { c.Timeout = imapTime }()
	go func() { done <- c.Idle(stop, &client.IdleOptions{LogoutTimeout: 2 * idleTime}) }()
	timer := time.NewTimer(idleTime)
	defer timer.Stop()
	select {
	case <-news:
	case <-timer.C:
	case err := <-done:
		return err
	}
	close(stop)
	return <-done
}

func (s *Service) openMailbox(ctx context.Context, m *Mailbox) (*client.Client, error) {
	conn, err := (&net.Dialer{Timeout: 20 * time.Second}).DialContext(ctx, "tcp", net.JoinHostPort(m.host, m.port))
	if err != nil {
		return nil, fmt.Errorf("connect to the mailbox: %w", err)
	}
	_ = conn.SetDeadline(time.Now().Add(imapTime))
	secure := &tls.Config{ServerName: m.host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
	if m.security == implicit {
		conn = tls.Client(conn, secure)
	}
	c, err := client.New(conn)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("greet the mailbox: %w", err)
	}
	c.Timeout = imapTime
	c.ErrorLog = quiet{}
	err = func() error {
		if m.security == startTLS {
			if err := c.StartTLS(secure); err != nil {
				return fmt.Errorf("protect the connection to the mailbox: %w", err)
			}
		}
		if err := c.Login(m.user, m.password); err != nil {
			return fmt.Errorf("sign in to the mailbox: %w", err)
		}
		if _, err := c.Select(m.folder, true); err != nil {
			return fmt.Errorf("open the mailbox: %w", err)
		}
		return nil
	}()
	if err != nil {
		_ = c.Terminate()
		return nil, err
	}
	return c, nil
}

// quiet throws away what the library would print.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// catchUp takes in what has come since the last time, in order.
func (s *Service) catchUp(ctx context.Context, c *client.Client, m *Mailbox, marks Marks, stuck *stuckMail) error {
	status := c.Mailbox()
	validity, last, err := marks.Mailbox(ctx, m.Name())
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return marks.MarkMailbox(ctx, m.Name(), status.UidValidity, max(status.UidNext, 1)-1)
	case err != nil:
		return err
	case validity != status.UidValidity: // numbered anew: what came lately is known by its key
		s.log.Warn("mailbox was numbered anew; the mails of the last two days are read again", "mailbox", m.Name())
		if last, err = before(c, time.Now().AddDate(0, 0, -2)); err != nil {
			return err
		}
	}
	for {
		list, err := newer(c, last)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, mail := range list {
			if err := s.takeOne(ctx, c, mail, stuck); err != nil {
				return err
			}
			last = mail.Uid
			if err := marks.MarkMailbox(ctx, m.Name(), status.UidValidity, last); err != nil {
				return err
			}
		}
	}
}

// before is the UID of the last mail that came before a day.
func before(c *client.Client, day time.Time) (uint32, error) {
	criteria := imap.NewSearchCriteria()
	criteria.Before = day
	uids, err := c.UidSearch(criteria)
	if err != nil {
		return 0, fmt.Errorf("look for old mails: %w", err)
	}
	if len(uids) == 0 {
		return 0, nil
	}
	return slices.Max(uids), nil
}

// newer lists some of the mails above a UID, the oldest first, with their sizes.
func newer(c *client.Client, above uint32) ([]*imap.Message, error) {
	set := new(imap.SeqSet)
	set.AddRange(above+1, 0) // 0 is the last one: a server names that one even where it is below
	out := make(chan *imap.Message, 16)
	done := make(chan error, 1)
	go func() {
		done <- c.UidFetch(set, []imap.FetchItem{imap.FetchUid, imap.FetchRFC822Size, imap.FetchInternalDate}, out)
	}()
	var list []*imap.Message
	for mail := range out {
		if mail.Uid > above {
			list = append(list, mail)
		}
	}
	if err := <-done; err != nil {
		return nil, fmt.Errorf("list new mails: %w", err)
	}
	slices.SortFunc(list, func(a, b *imap.Message) int { return int(int64(a.Uid) - int64(b.Uid)) })
	return list[:min(len(list), listAtOnce)], nil
}

// takeOne fetches one mail and takes it in.
func (s *Service) takeOne(ctx context.Context, c *client.Client, mail *imap.Message, stuck *stuckMail) error {
	if stuck.uid != mail.Uid {
		*stuck = stuckMail{uid: mail.Uid}
	}
	stuck.tries++
	head := int64(mail.Size) > incoming.MaxBytes || stuck.tries > giveUpAfter
	section := &imap.BodySectionName{Peek: true}
	if head {
		section.Specifier = imap.HeaderSpecifier
	}
	raw, err := fetch(c, mail.Uid, section)
	switch {
	case err != nil:
		return err
	case raw == nil: // deleted meanwhile
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, receiveTime)
	defer cancel()
	if head {
		err = s.receiveHead(ctx, raw, mail.InternalDate)
	} else {
		err = s.receive(ctx, raw, mail.InternalDate)
	}
	if err != nil && stuck.tries > giveUpAfter+3 {
		s.log.Error("a mail cannot be taken in and is left in its mailbox", "uid", mail.Uid, "err", err)
		return nil
	}
	return err
}

func fetch(c *client.Client, uid uint32, section *imap.BodySectionName) ([]byte, error) {
	set := new(imap.SeqSet)
	set.AddNum(uid)
	out := make(chan *imap.Message, 1)
	done := make(chan error, 1)
	go func() { done <- c.UidFetch(set, []imap.FetchItem{section.FetchItem()}, out) }()
	var raw []byte
	var failed error
	for mail := range out {
		if body := mail.GetBody(section); body != nil {
			raw, failed = io.ReadAll(body)
		}
	}
	if err := errors.Join(<-done, failed); err != nil {
		return nil, fmt.Errorf("fetch mail %d: %w", uid, err)
	}
	return raw, nil
}
