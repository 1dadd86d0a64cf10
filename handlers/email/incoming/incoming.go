// Package incoming reads a mail: who wrote it, what they say themselves, what they only quote, what is attached,
// and whether anybody wrote it at all.
//
// A mail is a stranger's work, and often a broken program's. [Read] therefore never fails: what cannot be read as
// it should be is read as well as it can be, and said in Letter.Remarks. It has bounds for everything that a
// sender chooses (depth, number and size of parts, length of text) and calls nobody: no picture, no link and no
// key is fetched.
//
//	l := incoming.Read(raw, incoming.Options{Relay: "mx.office.example"})
//	l.Text   // what the member says
//	l.Folded // what they quote, and their signature
//	l.Files  // what is attached
//
// It imports no other package of the program, and knows nothing of tickets: package email decides what a letter
// belongs to.
package incoming

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Bounds. A mail within them is read whole.
const (
	MaxBytes   = 30 << 20 // of a mail as it comes: 20 MB of files in base64, which is what most servers let through
	MaxFile    = 10 << 20 // of one file: what the program keeps of a file, whichever way it comes
	maxHeader  = 256 << 10
	maxDepth   = 12      // of parts within parts: a forward of a forward of a report has six
	maxParts   = 200     // of all parts
	maxFiles   = 30      // of files: each is a line in the ticket's thread
	maxText    = 200_000 // bytes of text that are looked at
	maxIDs     = 20      // of the mails before it: the first and the last ones count
	maxID      = 250     // bytes of a Message-ID
	maxSubject = 300     // characters
)

// Options say what is known of the way by which mails come.
type Options struct {
	Relay string    // the authserv-id (RFC 8601) of the relay whose word on a sender counts; "" = nobody's does
	Came  time.Time // when it came to its mailbox; zero = it has come now
}

// A Letter is a mail as it was read.
type Letter struct {
	From    Mailbox // who wrote it, as it says
	ReplyTo Mailbox // where answers shall go; zero = to From
	To      []string
	Subject string
	Date    time.Time // as it says; zero where it does not
	Came    time.Time // when it came to its mailbox; zero = it has come now
	ID      string    // its Message-ID, without brackets; "" where it has none
	After   []string  // Message-IDs of the mails that it follows, the one it answers last

	Text    string // what its author says
	Folded  string // what they quote, and their signature
	Sign    string // the signature alone
	Files   []File
	Remarks []Remark

	Kind    Kind    // who wrote it: Person, or what else
	Bounce  *Bounce // of Bounced and Delayed
	Vouched bool    // the relay has made sure that it comes from where From says
	Hops    int     // how many servers have handed it on
	List    string  // of a mail that came by a list: its name, like a domain; "" else

	Key string // the same for a copy of the same mail, another for every other
}

// A Mailbox is an address with the name beside it.
type Mailbox struct{ Name, Address string }

// A File is something attached. Content is nil where it is larger than MaxFile.
type File struct {
	Name    string
	Type    string // media type, as the mail says: never trusted
	Bytes   int64
	Content []byte
	Inline  bool // it stands in the text, as pictures do
}

// A Remark is something staff must know of how a mail came. Name is the file's or the character set's.
type Remark struct {
	What Odd
	Name string
}

// An Odd says what is odd.
type Odd string

// What can be odd about a mail.
const (
	OddWinmail  Odd = "winmail"   // its files are inside a winmail.dat, which only Outlook opens
	OddLocked   Odd = "locked"    // a file can only be opened with a password
	OddSealed   Odd = "sealed"    // all of it is encrypted
	OddTooBig   Odd = "too_big"   // a file is larger than is kept
	OddTooMany  Odd = "too_many"  // it has more parts or files than are read
	OddBroken   Odd = "broken"    // it breaks off, or its parts are not as they should be
	OddGarbled  Odd = "garbled"   // some of its characters could not be read
	OddCut      Odd = "cut"       // its text is longer than is read
	OddElsewhow Odd = "elsewhere" // it asks for answers at another address
)

// A Kind says who wrote a mail.
type Kind string

// The kinds.
const (
	Person   Kind = ""         // somebody
	Absent   Kind = "absent"   // a program answers for somebody: away, received, read
	Bounced  Kind = "bounced"  // a server says that a mail could not be delivered
	Delayed  Kind = "delayed"  // a server says that it still tries
	List     Kind = "list"     // it goes to many: a mailing list, a newsletter
	Machine  Kind = "machine"  // a program wrote it on its own
	Returned Kind = "returned" // it has gone round too often
)

// A Bounce is a server's word on a mail of ours.
type Bounce struct {
	ID      string // Message-ID of that mail, "" where it does not tell
	Address string // to whom it was
	Status  string // 5.1.1 (RFC 3463), "" where it does not tell
	Reason  string // in the server's words
}

// Read reads a mail.
func Read(raw []byte, o Options) *Letter {
	l := &Letter{Came: o.Came}
	if len(raw) > MaxBytes {
		raw = raw[:MaxBytes]
		l.remark(OddTooBig, "")
	}
	header, body := divide(raw)
	l.readHeader(header)
	r := &parts{letter: l, left: 2 * MaxBytes}
	text := r.read(header, body, 0)
	if len(text.plain) > maxText {
		text.plain = cutText(text.plain, maxText)
		l.remark(OddCut, "")
	}
	l.judge(header, text)
	r.readBounce(text.plain)
	l.fold(tidy(text.plain))
	l.Vouched = vouched(header, o.Relay, l.From.Address)
	l.Key = l.key(text.plain)
	return l
}

// ReadHead reads a mail of which there is nothing but its header, for one that is too large to be fetched.
func ReadHead(raw []byte, o Options) *Letter {
	l := Read(raw, o)
	l.Text, l.Folded, l.Sign, l.Files, l.Remarks = "", "", "", nil, []Remark{{What: OddTooBig}}
	return l
}

// key tells mails apart: two that say the same, from the same, at the same moment, are one that came twice. A
// Message-ID alone would let a stranger keep another's mail out.
func (l *Letter) key(text string) string {
	sum := sha256.New()
	for _, s := range []string{l.ID, l.From.Address, l.Date.UTC().Format(time.RFC3339), l.Subject, text} {
		sum.Write([]byte(s))
		sum.Write([]byte{0})
	}
	for _, f := range l.Files {
		sum.Write([]byte(f.Name))
		sum.Write(f.Content)
		sum.Write([]byte{0})
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

func (l *Letter) remark(what Odd, name string) {
	for _, r := range l.Remarks {
		if r.What == what && r.Name == name {
			return
		}
	}
	if len(l.Remarks) < maxFiles {
		l.Remarks = append(l.Remarks, Remark{what, name})
	}
}

// cutText is s without what is beyond n bytes, cut before a character.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// tidy gives a text one kind of line end and no blanks that nobody sees.
func tidy(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ", "\u200b", "", "\ufeff", "", "\x00", "").Replace(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\u3000")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
