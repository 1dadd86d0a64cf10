package ticket

import (
	"errors"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
)

// A Taken is what a colleague writes down for somebody who has called or come by: the answers to a form, and
// what is to become of them. It is the value of the act chat.Take, as JSON.
type Taken struct {
	Form     string            `json:"form"`
	Answers  map[string]string `json:"answers"`        // by the key of the question, as [Fill] reads them
	Like     string            `json:"like,omitempty"` // a ticket of the same member, by its number
	Urgent   bool              `json:"urgent,omitempty"`
	Mine     bool              `json:"mine,omitempty"`      // the colleague keeps it
	Loose    bool              `json:"loose,omitempty"`     // what cannot be read, or is missing, is kept for later
	CallBack string            `json:"call_back,omitempty"` // the number to call
	CallWhen string            `json:"call_when,omitempty"` // and when
	Note     string            `json:"note,omitempty"`      // for colleagues
	Consent  bool              `json:"consent,omitempty"`   // the caller has agreed that their words may go abroad
	Receipt  bool              `json:"receipt,omitempty"`   // the member is to be told the number by a message
	Tell     chat.Address      `json:"tell,omitzero"`       // where: a talk that the member is known from; zero = by mail, where they gave an address
	Told     *Told             `json:"told,omitempty"`      // it was answered there and then
}

// A Told is an answer that was given by word of mouth. It is the value of the act chat.Told, as JSON; what was
// said beside an entry is the act's text.
type Told struct {
	Ref     string `json:"ref,omitempty"`     // the entry of the FAQ that was read out; "" where it was none
	Resolve bool   `json:"resolve,omitempty"` // nothing is left to do
}

// A Called is what came of a call to a member. It is the value of the act chat.Call, as JSON.
type Called struct {
	Result  CallResult `json:"result"`
	Consent bool       `json:"consent,omitempty"` // they have agreed that their words may go abroad
}

// The values of a ticket, beside its form's answers, that say where and when its member wants to be called.
const (
	CallBackField = "call_back"
	CallWhenField = "call_when"
)

// A CallResult is what came of a call to a member.
type CallResult string

// The results.
const (
	CallReached CallResult = "reached" // 出た
	CallAbsent  CallResult = "absent"  // 不在
	CallMessage CallResult = "message" // 伝言
)

// CallResults are all there are.
var CallResults = []CallResult{CallReached, CallAbsent, CallMessage}

// Label is the result as staff read it, or "" where it is none.
func (c CallResult) Label() string {
	switch c {
	case CallReached:
		return say("ticket.call.reached")
	case CallAbsent:
		return say("ticket.call.absent")
	case CallMessage:
		return say("ticket.call.message")
	}
	return ""
}

// everyChannel is what a form is told of the channel where a colleague fills it in: what is asked on some channel
// only may be written down as well.
var everyChannel = []string{"web", "line", "email", "phone", "counter"}

// Blank fills nothing in yet: by it a page shows which questions a form has. What was chosen already opens the
// questions that follow from it.
func Blank(fm *Form, now time.Time) *Filling { return Start(fm, Values{"channel": everyChannel}, now) }

// Fill reads the answers to a form that are all given at once, each by the key of its question, as a member's own
// are read. A choice may come as its value; several come one a line. Faults say by key what cannot be read or is
// missing; loose keeps it instead, marked as unchecked.
func Fill(fm *Form, answers map[string]string, loose bool, now time.Time) (fl *Filling, faults map[string]string) {
	fl, faults = Blank(fm, now), map[string]string{}
	done := map[string]bool{}
	for f := fl.unread(done); f != nil; f = fl.unread(done) {
		key := f.Key()
		done[key] = true
		text := strings.TrimSpace(chars.Clean(answers[key]))
		r, err := f.take(text, now)
		var unread *FieldError
		switch {
		case text == "" && !f.Required:
			continue
		case text == "" && loose:
			fl.Put(f, Reading{Shown: say("ticket.unchecked"), Unchecked: true})
		case text == "":
			faults[key] = say("ticket.taken.missing")
		case errors.As(err, &unread) && loose:
			fl.Put(f, f.Keep(text))
		case err != nil:
			faults[key] = err.Error()
		default:
			fl.Put(f, r)
		}
	}
	return fl, faults
}

// unread is the first question that applies and is not done. What an earlier answer has filled beside its own
// question stands, unless the question has an answer of its own.
func (fl *Filling) unread(done map[string]bool) *Field {
	for _, f := range fl.fields() {
		if !done[f.Key()] && f.Type != TypeFiles && fl.applies(f) {
			return f
		}
	}
	return nil
}

// take reads one answer that was given on a page.
func (f *Field) take(text string, now time.Time) (Reading, error) {
	if len(f.Choices) > 0 {
		values := strings.Split(text, "\n")
		for i := range values {
			if values[i] = strings.TrimSpace(values[i]); !f.Has(values[i]) {
				return f.Read(strings.ReplaceAll(text, "\n", "、"), now)
			}
		}
		return f.Show(values), nil
	}
	return f.Read(text, now)
}

// Questions are the questions of a form that apply now, in order: what a page with all of them shows.
func (fl *Filling) Questions() []*Field {
	var out []*Field
	for _, f := range fl.fields() {
		if f.Type != TypeFiles && fl.applies(f) {
			out = append(out, f)
		}
	}
	return out
}
