package incoming

import (
	"bufio"
	"bytes"
	"net/mail"
	"regexp"
	"strings"

	"github.com/emersion/go-message/textproto"
)

// divide parts a mail into its header and its body. Lines of the header that are none are left out: one of them
// would hide all that follow.
func divide(raw []byte) (textproto.Header, []byte) {
	var kept bytes.Buffer
	rest, good := raw, false
	for len(rest) > 0 && len(raw)-len(rest) < maxHeader {
		line := rest
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			line = rest[:i+1]
		}
		bare := bytes.TrimRight(line, "\r\n")
		if len(bare) == 0 {
			rest = rest[len(line):]
			break
		}
		if continued := bare[0] == ' ' || bare[0] == '\t'; !continued {
			good = isField(bare)
		}
		if good {
			kept.Write(bare)
			kept.WriteString("\r\n")
		}
		rest = rest[len(line):]
	}
	if kept.Len() == 0 { // there is no header at all
		return textproto.Header{}, raw
	}
	kept.WriteString("\r\n")
	h, _ := textproto.ReadHeader(bufio.NewReader(&kept)) // what it has read before a fault is what there is
	return h, rest
}

// isField reports whether a line begins a field (RFC 5322, 2.2).
func isField(line []byte) bool {
	i := bytes.IndexByte(line, ':')
	if i < 1 {
		return false
	}
	for _, c := range bytes.TrimRight(line[:i], " \t") {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}

// readHeader reads what the header says of the mail as a whole.
func (l *Letter) readHeader(h textproto.Header) {
	l.From, l.ReplyTo = mailboxIn(h.Get("From")), mailboxIn(h.Get("Reply-To"))
	if l.From.Address == "" {
		l.From = mailboxIn(h.Get("Sender"))
	}
	if strings.EqualFold(l.ReplyTo.Address, l.From.Address) {
		l.ReplyTo = Mailbox{}
	}
	l.Subject = clip(oneLine(words(h.Get("Subject"))), maxSubject)
	l.Date, _ = mail.ParseDate(strings.TrimSpace(h.Get("Date"))) // a mail may have none
	if ids := messageIDs(h.Get("Message-Id")); len(ids) > 0 {
		l.ID = ids[0]
	}
	l.After = chain(messageIDs(strings.Join(h.Values("References"), " ")), messageIDs(h.Get("In-Reply-To")))
	for _, name := range []string{"Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To", "To", "Cc"} {
		for _, v := range h.Values(name) {
			l.To = append(l.To, addressesIn(v)...)
		}
	}
	l.Hops = len(h.Values("Received"))
}

var (
	addressShape = regexp.MustCompile(`[^\s<>()\[\]",;:@\\]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,10}`)
	idShape      = regexp.MustCompile(`<[^<>\s]{1,` + "250" + `}>`)
)

// addressesIn are the addresses of a field, at most so many as anybody names.
func addressesIn(field string) []string {
	var out []string
	for _, a := range addressShape.FindAllString(clipBytes(field, 20_000), 100) {
		out = append(out, strings.ToLower(a))
	}
	return out
}

// mailboxIn is the first address of a field with its name: "Name" <address>, address (Name), address.
func mailboxIn(field string) Mailbox {
	field = clipBytes(field, 5000)
	spot := addressShape.FindStringIndex(field)
	if angle := regexp.MustCompile(`<\s*(` + addressShape.String() + `)\s*>`).FindStringSubmatchIndex(field); angle != nil {
		spot = angle[2:4] // a name may look like an address, too
	}
	if spot == nil {
		return Mailbox{}
	}
	m := Mailbox{Address: strings.ToLower(field[spot[0]:spot[1]])}
	name := strings.TrimRight(field[:spot[0]], "< \t")
	if name == "" {
		if open, end := strings.IndexByte(field[spot[1]:], '('), strings.IndexByte(field[spot[1]:], ')'); open >= 0 && end > open {
			name = field[spot[1]+open+1 : spot[1]+end]
		}
	}
	name = strings.ReplaceAll(strings.Trim(strings.TrimSpace(name), `"'`), `\"`, `"`)
	m.Name = clip(oneLine(strings.Trim(strings.TrimSpace(words(name)), `"'`)), 100)
	if strings.Contains(m.Name, "@") { // an address again, perhaps of somebody else
		m.Name = ""
	}
	return m
}

// messageIDs are the Message-IDs of a field, without brackets.
func messageIDs(field string) []string {
	var out []string
	for _, id := range idShape.FindAllString(clipBytes(field, 50_000), 200) {
		out = append(out, strings.Trim(id, "<>"))
	}
	return out
}

// chain is what a mail follows, the one it answers last. Of many the first and the last are kept.
func chain(references, answers []string) []string {
	var out []string
	for _, id := range append(references, answers...) {
		for i, have := range out {
			if have == id {
				out = append(out[:i], out[i+1:]...)
				break
			}
		}
		out = append(out, id)
	}
	if len(out) > maxIDs {
		out = append(out[:1:1], out[len(out)-maxIDs+1:]...)
	}
	return out
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\x00", "")), " ")
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

func clipBytes(s string, n int) string { return s[:min(n, len(s))] }
