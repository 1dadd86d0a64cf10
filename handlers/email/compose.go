package email

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	netmail "net/mail"
	"strings"

	"github.com/wneessen/go-mail"

	"madoguchi/chars"
	"madoguchi/chat"
)

// longest is how many UTF-16 units of text one mail carries. Nothing the office writes is near it;
// a text beyond it is a mistake that a mailbox should not have to hold.
const longest = 100_000

// check says why a delivery can never be sent, or nil.
func check(d *chat.Delivery) error {
	if d.To.Channel != chat.Email {
		return fmt.Errorf("address of channel %q", d.To.Channel)
	}
	if err := checkAddress(d.To.ID); err != nil {
		return err
	}
	if d.Key == "" {
		return fmt.Errorf("delivery %d without a key", d.ID)
	}
	units := 0
	for i := range d.Messages {
		units += chars.Units(d.Messages[i].Text)
		units += len(d.Messages[i].Files) + len(d.Messages[i].Choices)
	}
	switch {
	case units == 0:
		return fmt.Errorf("nothing to say")
	case units > longest:
		return fmt.Errorf("text of %d units, at most %d fit", units, longest)
	}
	return nil
}

// A letter is a mail ready to be sent.
type letter struct {
	id   string // its Message-ID, without brackets
	to   string // the recipient as RCPT names it
	data []byte
}

// compose writes the mail of a delivery. Every attempt writes the same but for the mark of what may
// be a second copy.
func (s *Service) compose(d *chat.Delivery, marked bool) (letter, error) {
	m := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8), mail.WithEncoding(mail.EncodingB64), mail.WithNoDefaultUserAgent())
	to := netmail.Address{Address: d.To.ID}
	m.FromMailAddress(s.named(s.from))
	m.ToMailAddress(&to)
	if replyTo := s.answersGo(d); replyTo != nil {
		m.ReplyToMailAddress(s.named(*replyTo))
	}
	m.Subject(s.subject(d))
	created := d.Created
	if created.IsZero() {
		created = s.now()
	}
	m.SetDateWithValue(created)
	id := s.messageID(d)
	m.SetMessageIDWithValue(id)
	if d.Ticket != "" { // mail programs put what refers to the same id into one thread
		references := []string{"<ticket." + token(d.Ticket) + "@" + s.domain + ">"}
		if a := d.Messages[0].Answers; a != nil && len(a.Chain) > 0 {
			for _, before := range a.Chain {
				references = append(references, "<"+before+">")
			}
			m.SetGenHeader(mail.HeaderInReplyTo, references[len(references)-1])
		}
		m.SetGenHeader(mail.HeaderReferences, strings.Join(references, " "))
	}
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: asks for no absence notice
	m.SetGenHeader(mail.HeaderXAutoResponseSuppress, "All")
	m.SetBodyString(mail.TypeTextPlain, strings.ReplaceAll(s.text(d, marked), "\n", "\r\n"))
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return letter{}, fmt.Errorf("write mail: %w", err)
	}
	return letter{id: id, to: to.String(), data: b.Bytes()}, nil
}

// messageID is the same at every attempt. Of a mail about a ticket it is signed, so that an answer or a bounce is known
// by it.
func (s *Service) messageID(d *chat.Delivery) string {
	if s.in == nil || d.Ticket == "" {
		return token(d.Key) + "@" + s.domain
	}
	return s.in.messageID(d.Key, d.Ticket, d.ID, toColleague(d)) + "@" + s.domain
}

// answersGo is where answers to the mail are read, nil where they are not.
func (s *Service) answersGo(d *chat.Delivery) *netmail.Address {
	switch {
	case s.in == nil:
		return s.replyTo
	case d.Ticket == "":
		return &netmail.Address{Address: s.in.Addresses[0]}
	case toColleague(d):
		return &netmail.Address{Address: s.in.replyAddress(d.Ticket, d.To.ID)}
	}
	return &netmail.Address{Address: s.in.replyAddress(d.Ticket, "")}
}

// text is all that the mail says.
func (s *Service) text(d *chat.Delivery, marked bool) string {
	if wordForWord(d) { // in their own language, whole
		return d.Messages[0].Text + "\n\n" + rule + "\n" + s.office() + "\n"
	}
	var messages []string
	for i := range d.Messages {
		if text := s.messageText(&d.Messages[i]); text != "" {
			messages = append(messages, text)
		}
	}
	opening := s.opening(d)
	if marked {
		opening = say("email.again") + "\n\n" + opening
	}
	return opening + "\n\n" + strings.Join(messages, "\n\n"+divider+"\n\n") + "\n\n" + s.signature(d) + "\n"
}

// token is s where it is fit for the left side of a Message-ID, else its hash.
func token(s string) string {
	fit := s != "" && len(s) <= 64
	for _, r := range s {
		fit = fit && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-')
	}
	if fit {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}
