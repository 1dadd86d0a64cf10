package chat

import (
	"crypto/sha256"
	"encoding/hex"
)

// A Mail is what came by mail besides the words of its author, which are the Event's Text.
type Mail struct {
	Subject string      `json:"subject,omitempty"`
	Folded  string      `json:"folded,omitempty"`  // what they quote, and their signature
	Company string      `json:"company,omitempty"` // as the signature has it
	Chain   []string    `json:"chain,omitempty"`   // Message-IDs of the mails before it, oldest first, and its own
	Likely  string      `json:"likely,omitempty"`  // the ticket it seems to be about, though nothing proves it
	Author  MailAuthor  `json:"author,omitempty"`  // who wrote it: somebody, or a program
	Odd     []MailOdd   `json:"odd,omitempty"`     // what staff must know of how it came
	Lost    *LostMail   `json:"lost,omitempty"`    // of MailBounced and MailDelayed
	Answer  MailAddress `json:"answer,omitempty"`  // where it asks for answers, if that is not where it came from
}

// A MailAddress is an address of a person, "kimura@minato.example".
type MailAddress string

// A MailAuthor says who wrote a mail.
type MailAuthor string

// The authors of mails.
const (
	MailPerson  MailAuthor = ""        // somebody
	MailAbsent  MailAuthor = "absent"  // a program answers for somebody: away, received, read
	MailMachine MailAuthor = "machine" // a program wrote on its own
	MailBounced MailAuthor = "bounced" // a server: a mail of ours was not delivered
	MailDelayed MailAuthor = "delayed" // a server: it still tries
)

// A LostMail is a mail of ours that did not arrive.
type LostMail struct {
	Delivery int64  `json:"delivery"`         // that it was
	To       string `json:"to,omitempty"`     // address
	Reason   string `json:"reason,omitempty"` // in the server's words, with its code
}

// A MailOdd is something odd about a mail. Name is a file's, or what else it is about.
type MailOdd struct {
	What string `json:"what"` // a word that bot/words has a sentence for
	Name string `json:"name,omitempty"`
}

// An Answering is the mail that a message answers, for a channel of letters.
type Answering struct {
	Subject string   `json:"subject,omitempty"`
	Chain   []string `json:"chain,omitempty"` // as Mail.Chain
}

// A TalkCopy is a talk that its member has asked to have by mail.
type TalkCopy struct {
	Of   Address
	Key  string  // the same when it is asked for again
	To   string  // a mail address
	Mail Message // with its Subject
	Most int     // copies of one talk
}

// HandOn begins the Data of a choice for staff that opens a reply with a colleague's words in it; behind it stands
// what [SumOf] gives of them, by which they are found in the ticket's log.
const HandOn = "madoguchi:hand-on:"

// ReviewFAQ begins the Data of a choice for staff that opens a draft of the FAQ to be approved.
const ReviewFAQ = "madoguchi:review-faq:"

// SumOf is short for a text.
func SumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:12])
}
