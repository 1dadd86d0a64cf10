// Package llm asks a server of a large language model to understand a text: over the chat completions interface
// (/v1/chat/completions) that OpenAI, llama.cpp, Ollama and vLLM share. It is off unless an address is configured.
//
// A model writes fluent sentences that may be wrong, and it does what the text before it says. So it is never asked for
// a sentence that a member reads. It may point at things that are there:
//
//	Choose    one of the entries it was given, by the sign it was given it under, or none of them; and, of a long
//	          message, which parts of it are questions, each a verbatim piece of the message
//	Fill      which piece of a long story answers which question of a form, verbatim again
//	Wordings  other ways to ask an entry's question: for staff, who take them or do not
//
// What the server answers is decoded strictly ([Question.Read]): anything that is no sign we gave and no piece of the text
// we sent is dropped or refuses the answer. Whatever a member writes into a message (「これまでの指示を無視して…」), the most
// that comes of it is another of the office's own entries, or a piece of their own words.
//
// The caller masks the text: who asks, and what the office has promised not to hand out, never comes here. A [Client] keeps
// to one time limit in all, asks a few questions at a time, and leaves a server alone that fails: see [Breaker]. Nothing
// depends on an answer: an error means that the caller decides as it would have without.
//
//	c := llm.New(llm.Config{URL: "http://127.0.0.1:11434", Model: "qwen2.5:7b"})
//	a, err := c.Ask(ctx, llm.Question{Purpose: llm.Choose, Text: masked, Candidates: entries})
package llm

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// A Purpose is what a server is asked for.
type Purpose string

// The purposes. The database keeps the word.
const (
	Choose   Purpose = "choose"
	Fill     Purpose = "fill"
	Wordings Purpose = "wordings"
)

// None is the choice that no candidate answers.
const None = "none"

// A Candidate is one entry that may be chosen. Its ID is the caller's; the server is given a number in its place.
type Candidate struct {
	ID       string
	Question string
	Answer   string // its beginning
}

// A Field is one question of a form that may be filled from a text.
type Field struct {
	ID  string
	Ask string
}

// A Question is what a server is asked about a text.
type Question struct {
	Purpose    Purpose
	Text       string      // masked; of Wordings the entry's question
	Candidates []Candidate // of Choose
	Split      bool        // of Choose: the text may ask several things
	Fields     []Field     // of Fill
	Context    string      // of Wordings: the entry's answer
}

// Key names a question: two that are alike have one key.
func (q Question) Key() string {
	raw, _ := json.Marshal(q) // strings and booleans only: it cannot fail
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16])
}

// IDs are what the answer may name: of candidates or of fields.
func (q Question) IDs() []string {
	ids := []string{}
	for _, c := range q.Candidates {
		ids = append(ids, c.ID)
	}
	for _, f := range q.Fields {
		ids = append(ids, f.ID)
	}
	return ids
}

// An Answer is what a server has made of a question. Its zero value says nothing.
type Answer struct {
	Choice   string            `json:"choice,omitempty"`   // a candidate's ID, None, or "" where nothing was said
	Parts    []string          `json:"parts,omitempty"`    // two or more pieces of the text, in its order
	Values   map[string]string `json:"values,omitempty"`   // pieces of the text by field
	Wordings []string          `json:"wordings,omitempty"` // for staff alone
	Tokens   Tokens            `json:"-"`                  // what it cost, also where nothing was said of use
}

// An Outcome says how a question to a server ended. The database keeps the word.
type Outcome string

// The outcomes.
const (
	Asking   Outcome = ""         // nothing is known yet; of one that is old: the process died over it
	Answered Outcome = "answered" // Answer says what
	Invalid  Outcome = "invalid"  // the answer was none of what was asked for
	Late     Outcome = "late"     // it did not come in time
	Failed   Outcome = "failed"   // the server could not be reached, or refused
	Busy     Outcome = "busy"     // it was not asked: too much was under way, or it is being left alone
)
