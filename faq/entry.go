// Package faq is the vocabulary of what an office has written for its members.
//
// An office publishes a document for each programme it runs. Read in, a document is a
// [Collection] of [Entry] values: a question, the office's own answer as typed blocks, and where
// in the document it stands. An [Index] finds them: it ranks the entries for a member's message, and
// makes a [Decision] of it: answer, suggest, ask which programme, open a form, or hand over to a
// person. A [Library] holds the index in service.
//
// Nothing here searches: the packages below do. importer reads documents, dictionary and search find,
// fit trains and measures. Nothing here speaks to a network or a database, and nothing writes an
// answer: what a member is told is what the office wrote.
package faq

import (
	"fmt"
	"strings"
	"time"
)

// A Collection is one programme's FAQ: the entries of one document in the document's order, or of
// several, see [Join].
type Collection struct {
	ID           string    `json:"id"`                     // the programme's short name, as in an entry's reference
	Title        string    `json:"title"`                  // as the document calls itself, or as given at import
	Names        []string  `json:"names,omitempty"`        // what members call the programme; "SELAS", "アリババ"
	Organisation string    `json:"organisation,omitempty"` // who publishes it
	Document     string    `json:"document"`               // the file's base name
	Intro        string    `json:"intro,omitempty"`        // what stands before the first entry
	Validity     Validity  `json:"validity"`               // when the programme runs
	Dated        Date      `json:"dated,omitempty"`        // the day the document says it was written or revised; empty where it does not
	Own          bool      `json:"own,omitempty"`          // no file: what the office has written here, entry by entry
	Entries      []Entry   `json:"-"`                      // in the document's order
	Warnings     []Warning `json:"warnings,omitempty"`     // about the document as a whole
}

// An Entry is one question with the office's answer.
type Entry struct {
	Collection string    `json:"collection,omitempty"`  // the ID of the collection it belongs to
	Order      int       `json:"order"`                 // its ordinal in the collection, from 1
	Label      string    `json:"label"`                 // "Q7" where the document numbers its questions, else empty
	Section    string    `json:"section"`               // the heading it stands under
	Question   string    `json:"question"`              // as the document's body has it
	Aliases    []string  `json:"aliases"`               // other ways to ask it, as approved by staff or found in the table of contents
	Answer     []Block   `json:"answer"`                // the office's words, in order
	Kind       Kind      `json:"kind,omitempty"`        // what sort of answer it is
	KindReason string    `json:"kind_reason,omitempty"` // why that kind was proposed
	Form       string    `json:"form,omitempty"`        // the form this entry leads to: inquiry, change, consultation, or none
	Validity   Validity  `json:"validity"`              // its own term, within its collection's
	Document   string    `json:"-"`                     // the document it stands in, where its collection was joined of several; see Join
	Titled     string    `json:"-"`                     // what that document calls itself, where it is not what its collection is called; see Join
	Source     Source    `json:"source"`                // where in the document
	Warnings   []Warning `json:"warnings"`              // what a person should look at
	Version    int       `json:"version,omitempty"`     // counts the changes since the first import, from 1
	Dated      Date      `json:"-"`                     // its document's own date, see Collection
	Confirmed  time.Time `json:"-"`                     // when the office last confirmed something of it; zero: never
	Changed    time.Time `json:"-"`                     // when the office came to say what it says now; zero: not known
	Inherited  bool      `json:"-"`                     // its term is its document's, see Join
	Owner      string    `json:"owner,omitempty"`       // who looks after it in the office
	Review     Date      `json:"review,omitempty"`      // when it is to be looked at again
}

// Ref is the entry's reference, "alibaba/7": its collection and ordinal.
func (e *Entry) Ref() string { return fmt.Sprintf("%s/%d", e.Collection, e.Order) }

// AnswerText is the whole answer as plain text, blocks apart by blank lines, tables as tab-separated rows.
func (e *Entry) AnswerText() string {
	parts := make([]string, 0, len(e.Answer))
	for _, b := range e.Answer {
		parts = append(parts, b.String())
	}
	return strings.Join(parts, "\n\n")
}

// A Kind says what sort of answer an entry gives, and so which buttons may follow it.
type Kind string

// The kinds of answer.
const (
	KindAnswer   Kind = "answer"            // the fact itself
	KindSelf     Kind = "self_service"      // steps that the member takes on the site
	KindRedirect Kind = "redirect_external" // somebody else answers this
	KindDecline  Kind = "policy_decline"    // the office does not do or say this
	KindForm     Kind = "form"              // something has to be done: a form opens
	KindPointer  Kind = "pointer"           // it names a guide or page to read
)

// A State says whether members are answered with an entry.
type State string

// The states.
const (
	Public    State = "public"
	Draft     State = "draft"     // not yet
	Withdrawn State = "withdrawn" // never again, unless a person brings it back; it is kept with its past
)

// A Block is one piece of an answer.
type Block struct {
	Type   BlockType  `json:"type"`
	Text   string     `json:"text,omitempty"`   // verbatim; empty for a table
	URL    string     `json:"url,omitempty"`    // of a link, or mailto: of a contact
	Header []string   `json:"header,omitempty"` // of a table
	Rows   [][]string `json:"rows,omitempty"`   // of a table, each as long as Header
}

// A BlockType says how a block is to be shown.
type BlockType string

// The types of block.
const (
	Paragraph BlockType = "paragraph"
	Note      BlockType = "note" // a line the document marks with ※
	Link      BlockType = "link"
	Contact   BlockType = "contact"
	Table     BlockType = "table"
)

// String is the block as plain text.
func (b Block) String() string {
	if b.Type != Table {
		return b.Text
	}
	lines := []string{strings.Join(b.Header, "\t")}
	for _, row := range b.Rows {
		lines = append(lines, strings.Join(row, "\t"))
	}
	return strings.Join(lines, "\n")
}

// A Source says where in its document an entry stands.
type Source struct {
	Line int `json:"line"` // of the question, from 1
	Page int `json:"page"` // as the table of contents has it, or 0
}

// A Warning is something in a document that a person should look at. Nothing is mended silently.
type Warning struct {
	Code string `json:"code"` // a stable word: toc_question_mismatch, suspect_word, dead_link, …
	Text string `json:"text"` // what was found and what is proposed, in Japanese
}

// NoTitle is the code of the warning that a document does not say what it is called: its title is ours.
const NoTitle = "no_title"
