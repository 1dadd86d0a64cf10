package email

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/handlers/email/incoming"
	"madoguchi/reading"
)

// An Inbound is what a [Service] needs to take mails in.
type Inbound struct {
	Sink chat.Sink // where events go; acts of colleagues pass their rights there
	Desk Desk
	Key  []byte // of this installation, never to change

	// Addresses are those at which mails come in; answers go to the first, with a secret behind a plus.
	Addresses []string
	// Relay is the authserv-id (RFC 8601) of the office's own relay, whose word counts on whether a mail comes from where
	// it says; "" = nobody's does.
	Relay string
	Count func(what string) // counts what came: mail, note, bounce, … ; nil = nobody asks
}

// A Desk is what has to be known of tickets and people, and where files go.
type Desk interface {
	// MailCase is what a mail has to know of a ticket; chat.ErrNotFound where there is none.
	MailCase(ctx context.Context, number string) (Case, error)
	// Colleagues are who works here, by mail address in lower case.
	Colleagues(ctx context.Context) (map[string]chat.Person, error)
	// KeepMailFile keeps a file until it is fetched by MailFile.
	KeepMailFile(ctx context.Context, id string, from chat.Address, content []byte) error
	MailFile(ctx context.Context, id string) ([]byte, error)
}

// A Case is a ticket as a mail sees it.
type Case struct {
	Addresses []string // at which its member reads mail
	Open      bool
	Closed    time.Time
}

// maxOwn is how much of what an author says becomes the event's text, in characters: some thirty pages.
const maxOwn = 20_000

// reopenFor is how long an answer still goes into a ticket that was closed.
const reopenFor = 14 * 24 * time.Hour

var errNoInbound = errors.New("no mails are taken in")

// Receive takes in one mail. recipients are the addresses of its envelope, as far as they are known. When it
// returns nil the mail is safe, or is one that nobody need read; then the server may be answered. An error is for a
// while: the mail is to be brought again, and a copy of one that was taken in changes nothing.
func (s *Service) Receive(ctx context.Context, raw []byte, recipients ...string) error {
	return s.receive(ctx, raw, time.Time{}, recipients...)
}

// receive is Receive of a mail that came to its mailbox at a moment; zero = it has come now.
func (s *Service) receive(ctx context.Context, raw []byte, came time.Time, recipients ...string) error {
	if s.in == nil {
		return errNoInbound
	}
	return s.safely(func() error {
		return s.take(ctx, incoming.Read(raw, incoming.Options{Relay: s.in.Relay, Came: came}), recipients)
	})
}

// safely takes in a mail so that no mail of a stranger's can end the program, and end it again at each new start:
// a mistake of ours in reading one is an error of that mail, which its mailbox or its relay still has.
func (s *Service) safely(take func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("a mail was too much for us", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = fmt.Errorf("take in a mail: panic: %v", r)
		}
	}()
	return take()
}

// ReceiveHead takes in a mail that is too large to be fetched, by its header.
func (s *Service) ReceiveHead(ctx context.Context, head []byte) error {
	return s.receiveHead(ctx, head, time.Time{})
}

func (s *Service) receiveHead(ctx context.Context, head []byte, came time.Time) error {
	if s.in == nil {
		return errNoInbound
	}
	return s.safely(func() error {
		return s.take(ctx, incoming.ReadHead(head, incoming.Options{Relay: s.in.Relay, Came: came}), nil)
	})
}

func (s *Service) take(ctx context.Context, l *incoming.Letter, recipients []string) error {
	if why := s.nobodys(l); why != "" {
		s.counted(why)
		s.log.Info("a mail that nobody need read", "why", why, "id", l.ID)
		return nil
	}
	if l.Kind == incoming.Bounced || l.Kind == incoming.Delayed {
		return s.takeBounce(ctx, l)
	}
	named, err := s.names(ctx, l, recipients)
	if err != nil {
		return err
	}
	if named.by.ID != "" {
		return s.takeNote(ctx, l, named)
	}
	if l.Kind == incoming.Absent && named.ticket == "" {
		s.counted("automatic")
		return nil
	}
	e := s.event(l, named)
	if e.Files, err = s.keep(ctx, l, &e); err != nil {
		return err
	}
	if err := s.in.Sink.Accept(ctx, e); err != nil {
		return fmt.Errorf("take in a mail: %w", err)
	}
	s.counted("mail")
	return nil
}

func (s *Service) counted(what string) {
	if s.in.Count != nil {
		s.in.Count(what)
	}
}

// nobodys says why a mail is not for anybody here: what goes to many, what has gone round, what we have sent
// ourselves; "" where it is.
func (s *Service) nobodys(l *incoming.Letter) string {
	if _, ours := s.in.readMessageID(l.ID); ours {
		return "loop"
	}
	if s.in.own(l.From.Address) || strings.EqualFold(l.From.Address, s.from.Address) {
		if l.ReplyTo.Address == "" || s.in.own(l.ReplyTo.Address) {
			return "loop"
		}
		l.From, l.ReplyTo = l.ReplyTo, incoming.Mailbox{} // a form of the office's own pages, that names who filled it in
		l.Vouched = false
		l.Remarks = without(l.Remarks, incoming.OddElsewhow)
	}
	switch {
	case l.Kind == incoming.Returned:
		return "loop"
	case l.From.Address == "" || checkAddress(l.From.Address) != nil:
		return "no_sender"
	case l.Kind == incoming.List && !s.ownList(l.List):
		return "list"
	case l.Kind == incoming.List: // a group address of the office's, which hands on what people write to it
		l.Kind = incoming.Person
	}
	return ""
}

func without(remarks []incoming.Remark, what incoming.Odd) []incoming.Remark {
	var out []incoming.Remark
	for _, r := range remarks {
		if r.What != what {
			out = append(out, r)
		}
	}
	return out
}

// ownList reports whether a list is one of the office's own domain.
func (s *Service) ownList(list string) bool {
	for _, a := range s.in.Addresses {
		if _, domain, _ := strings.Cut(strings.ToLower(a), "@"); list == domain || strings.HasSuffix(list, "."+domain) {
			return true
		}
	}
	return false
}

// A naming is which ticket a mail is about.
type naming struct {
	ticket string // that it continues, as is proven; "" = none
	likely string // that it seems to be about
	by     chat.Person
}

// names finds which ticket a mail is about. It continues one by the secret address, or by a Message-ID of ours where
// the relay vouches that it comes from the ticket's own address. All else proves nothing.
func (s *Service) names(ctx context.Context, l *incoming.Letter, recipients []string) (naming, error) {
	var n naming
	for _, address := range append(recipients, l.To...) {
		c, ok := s.in.readAddress(address)
		if !ok {
			continue
		}
		if c.colleague {
			by, err := s.colleague(ctx, c)
			if err != nil || by.ID != "" {
				return naming{ticket: c.ticket, by: by}, err
			}
			continue
		}
		if err := s.settle(ctx, &n, c.ticket, true); err != nil {
			return n, err
		}
	}
	for i := len(l.After) - 1; i >= 0 && n.ticket == ""; i-- {
		c, ok := s.in.readMessageID(l.After[i])
		if !ok {
			continue
		}
		if c.colleague {
			by, err := s.byMessage(ctx, l)
			if err != nil || by.ID != "" {
				return naming{ticket: c.ticket, by: by}, err
			}
			continue
		}
		known, err := s.vouchedFor(ctx, l, c.ticket)
		if err != nil {
			return n, err
		}
		if err := s.settle(ctx, &n, c.ticket, known); err != nil {
			return n, err
		}
	}
	if number, _, ok := reading.TicketNumber(l.Subject); ok && n.ticket == "" && n.likely == "" {
		return n, s.settle(ctx, &n, number, false)
	}
	return n, nil
}

// settle puts a ticket in its place: continued where that is proven and the ticket can still be continued.
func (s *Service) settle(ctx context.Context, n *naming, number string, proven bool) error {
	c, err := s.in.Desk.MailCase(ctx, number)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("look up the ticket of a mail: %w", err)
	}
	if proven && (c.Open || s.now().Sub(c.Closed) < reopenFor) {
		if n.ticket == "" {
			n.ticket = number
		}
	} else if n.likely == "" {
		n.likely = number
	}
	return nil
}

// vouchedFor reports whether the relay vouches that a mail is from a ticket's own address.
func (s *Service) vouchedFor(ctx context.Context, l *incoming.Letter, number string) (bool, error) {
	if !l.Vouched {
		return false, nil
	}
	c, err := s.in.Desk.MailCase(ctx, number)
	if errors.Is(err, chat.ErrNotFound) {
		return false, nil
	}
	for _, a := range c.Addresses {
		if strings.EqualFold(a, l.From.Address) {
			return err == nil, err
		}
	}
	return false, err
}

// colleague is whose notice a claim is from, nobody where it is nobody's who still works here.
func (s *Service) colleague(ctx context.Context, c claim) (chat.Person, error) {
	all, err := s.in.Desk.Colleagues(ctx)
	if err != nil {
		return chat.Person{}, fmt.Errorf("look up who works here: %w", err)
	}
	for address, p := range all {
		if s.in.isOf(c, address) {
			return p, nil
		}
	}
	return chat.Person{}, nil
}

// byMessage is the colleague who has answered a notice, where the relay vouches for them.
func (s *Service) byMessage(ctx context.Context, l *incoming.Letter) (chat.Person, error) {
	if !l.Vouched {
		return chat.Person{}, nil
	}
	all, err := s.in.Desk.Colleagues(ctx)
	if err != nil {
		return chat.Person{}, fmt.Errorf("look up who works here: %w", err)
	}
	return all[strings.ToLower(l.From.Address)], nil
}

// takeNote makes an internal note of what a colleague has answered to a notice. It is never more.
func (s *Service) takeNote(ctx context.Context, l *incoming.Letter, n naming) error {
	text := chars.Clip(strings.TrimSpace(l.Text), maxOwn)
	for _, f := range l.Files {
		text += "\n" + say("email.note_file", "name", f.Name)
	}
	if text = strings.TrimSpace(text); text == "" || l.Kind != incoming.Person {
		s.counted("automatic")
		return nil
	}
	outcome, err := s.in.Sink.Act(ctx, chat.Event{
		ID: "mail:" + l.Key, Kind: chat.StaffAct, Act: chat.NoteDown, Ticket: n.ticket, Person: n.by, Text: text, At: s.now(),
		From: chat.Address{Channel: chat.Email, ID: l.From.Address}, Mail: &chat.Mail{Subject: l.Subject},
	})
	if err != nil {
		return fmt.Errorf("take in a colleague's answer: %w", err)
	}
	if !outcome.OK {
		s.log.Warn("a colleague's answer by mail was refused", "ticket", n.ticket, "person", n.by.ID, "why", outcome.Text)
	}
	s.counted("note")
	return nil
}

// event is a mail as an event.
func (s *Service) event(l *incoming.Letter, n naming) chat.Event {
	e := chat.Event{
		ID: "mail:" + l.Key, Kind: chat.Mailed, From: chat.Address{Channel: chat.Email, ID: l.From.Address}, At: s.now(), Sent: l.Came,
		Text: chars.Clip(l.Text, maxOwn), Ticket: n.ticket, MessageID: l.Key, Name: l.From.Name,
		Mail: &chat.Mail{
			Subject: l.Subject, Folded: chars.Clip(l.Folded, maxOwn), Company: company(l.Sign), Likely: n.likely, Answer: chat.MailAddress(l.ReplyTo.Address),
			Author: authors[l.Kind],
		},
	}
	if l.ID != "" {
		e.Mail.Chain = append(append([]string{}, l.After...), l.ID)
	}
	for _, r := range l.Remarks {
		if r.What != incoming.OddElsewhow {
			e.Mail.Odd = append(e.Mail.Odd, chat.MailOdd{What: string(r.What), Name: r.Name})
		}
	}
	if cut := (chat.MailOdd{What: string(incoming.OddCut)}); len(e.Text) < len(l.Text) && !slices.Contains(e.Mail.Odd, cut) {
		e.Mail.Odd = append(e.Mail.Odd, cut)
	}
	return e
}

var authors = map[incoming.Kind]chat.MailAuthor{incoming.Absent: chat.MailAbsent, incoming.Machine: chat.MailMachine, incoming.Bounced: chat.MailBounced, incoming.Delayed: chat.MailDelayed}

// company is the company of a signature, "" where none stands there.
func company(sign string) string {
	for line := range strings.Lines(sign) {
		line = strings.TrimSpace(strings.Trim(strings.TrimSpace(line), "-=*_★☆━─|　 "))
		for _, piece := range strings.FieldsFunc(line, func(r rune) bool { return r == '　' || r == '/' || r == '／' || r == '|' || r == '｜' }) {
			if piece = strings.TrimSpace(piece); len([]rune(piece)) < 60 && legal.MatchString(piece) && reading.IsCompany(piece) {
				return reading.CompanyAndPerson(piece, 60).Value.Company
			}
		}
	}
	return ""
}

var legal = regexp.MustCompile(`株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|㈱|㈲|（株）|\(株\)|(?i:co\.,? ?ltd|\binc\.|\bllc\b)`)

// takeBounce tells the ticket of a mail of ours that it did not arrive. A server's word on a mail that was not ours is
// nobody's business.
func (s *Service) takeBounce(ctx context.Context, l *incoming.Letter) error {
	c, ours := claim{}, false
	if l.Bounce != nil {
		for _, id := range append([]string{l.Bounce.ID}, l.After...) {
			if c, ours = s.in.readMessageID(id); ours {
				break
			}
		}
	}
	if !ours || c.colleague {
		s.counted("bounce_of_others")
		return nil
	}
	if _, err := s.in.Desk.MailCase(ctx, c.ticket); err != nil {
		if errors.Is(err, chat.ErrNotFound) {
			return nil
		}
		return fmt.Errorf("look up the ticket of a bounce: %w", err)
	}
	e := chat.Event{
		ID: "mail:" + l.Key, Kind: chat.Mailed, From: chat.Address{Channel: chat.Email, ID: l.From.Address}, At: s.now(), Ticket: c.ticket, MessageID: l.Key,
		Mail: &chat.Mail{Author: authors[l.Kind], Lost: &chat.LostMail{Delivery: c.delivery, To: l.Bounce.Address, Reason: strings.TrimSpace(l.Bounce.Status + " " + chars.Line(l.Bounce.Reason))}},
	}
	if err := s.in.Sink.Accept(ctx, e); err != nil {
		return fmt.Errorf("take in a bounce: %w", err)
	}
	s.counted("bounce")
	return nil
}
