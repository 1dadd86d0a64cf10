package email

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A mail that continues a ticket has to know something that only our mails say: the address that answers go to,
// reply+q-1204-SECRET@office.example, or a Message-ID. Both are signed with the key of the installation, so that
// nothing has to be remembered, however long a member takes to answer, and nobody can make one. A colleague's notice
// has an address of its own, which is good for that colleague and that ticket alone.

const (
	secretLength = 20 // letters of base32 in an address: 100 bits
	markLength   = 16 // and in a Message-ID, which proves nothing by itself: 80 bits
	keyLength    = 8  // of the delivery's key in a Message-ID, so that ids which a restored database draws again make another
)

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// sign is the beginning of a signature of parts.
func (in *Inbound) sign(n int, parts ...string) string {
	mac := hmac.New(sha256.New, in.Key)
	for _, p := range parts {
		fmt.Fprintf(mac, "%d:%s;", len(p), p)
	}
	return letters.EncodeToString(mac.Sum(nil))[:n]
}

func (in *Inbound) signed(have, want string) bool {
	return hmac.Equal([]byte(strings.ToLower(have)), []byte(want))
}

// replyAddress is where answers to a mail about a ticket go. colleague is the address of the colleague whose notice it
// is, "" of a mail to a member.
func (in *Inbound) replyAddress(number, colleague string) string {
	local, domain, _ := strings.Cut(in.Addresses[0], "@")
	return local + "+" + in.secret(number, colleague) + "@" + domain
}

func (in *Inbound) secret(number, colleague string) string {
	number = strings.ToLower(number)
	if colleague != "" {
		return number + "-s-" + in.sign(secretLength, "colleague", number, strings.ToLower(colleague))
	}
	return number + "-" + in.sign(secretLength, "member", number)
}

// A claim is what an address or a Message-ID of ours says of the mail that names it.
type claim struct {
	ticket    string
	colleague bool  // it belongs to a colleague's notice; whose, check tells
	delivery  int64 // of a Message-ID
	secret    string
}

var secretShape = regexp.MustCompile(`^([a-z]-\d{1,12})-(s-)?([a-z2-7]{20})$`)

// readAddress reads the secret of one of our addresses. It reports false for any other.
func (in *Inbound) readAddress(address string) (claim, bool) {
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	base, tag, plus := strings.Cut(local, "+")
	m := secretShape.FindStringSubmatch(tag)
	if !plus || m == nil || !in.own(base+"@"+domain) {
		return claim{}, false
	}
	c := claim{ticket: strings.ToUpper(m[1]), colleague: m[2] != "", secret: m[3]}
	return c, c.colleague || in.signed(m[3], in.sign(secretLength, "member", m[1]))
}

// isOf reports whether a colleague's claim is that of who has this address.
func (in *Inbound) isOf(c claim, colleague string) bool {
	return in.signed(c.secret, in.sign(secretLength, "colleague", strings.ToLower(c.ticket), strings.ToLower(colleague)))
}

// messageID is the left side of the Message-ID of a mail about a ticket.
func (in *Inbound) messageID(key, number string, delivery int64, colleague bool) string {
	whom := "m"
	if colleague {
		whom = "s"
	}
	name := token(key)
	body := strings.Join([]string{name[:min(len(name), keyLength)], number, strconv.FormatInt(delivery, 10), whom}, ".")
	return body + "." + in.sign(markLength, "message", body)
}

// readMessageID reads a Message-ID of ours. It reports false for any other.
func (in *Inbound) readMessageID(id string) (claim, bool) {
	local, _, _ := strings.Cut(id, "@")
	i := strings.LastIndexByte(local, '.')
	if i < 0 || !in.signed(local[i+1:], in.sign(markLength, "message", local[:i])) {
		return claim{}, false
	}
	parts := strings.Split(local[:i], ".")
	if len(parts) != 4 {
		return claim{}, false
	}
	delivery, err := strconv.ParseInt(parts[2], 10, 64)
	return claim{ticket: parts[1], delivery: delivery, colleague: parts[3] == "s"}, err == nil
}

// own reports whether an address is one at which mails come in, whatever stands behind a plus.
func (in *Inbound) own(address string) bool {
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	local, _, _ = strings.Cut(local, "+")
	for _, a := range in.Addresses {
		if strings.EqualFold(a, local+"@"+domain) {
			return true
		}
	}
	return false
}
