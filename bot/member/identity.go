package member

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// Who asks for a change of registered data shows that they can read the registered mailbox: a code
// is sent there and typed into the form. The code itself is kept nowhere but in its mail; what the
// member types is recorded without it.

const (
	codeTime  = 10 * time.Minute // a code is good for so long
	codeTries = 5                // and for so many tries: a guesser has one chance in 200,000
	codeHour  = 3                // codes to one conversation within an hour
)

// checkIdentity sends a code to the address just given to f, where f asks for that. It reports
// false where there is nothing to wait for.
func (dg *Dialogue) checkIdentity(t *turn.Turn, f *ticket.Field, r ticket.Reading) bool {
	form := t.Conversation.State.Form
	if !f.Verify || !dg.Has(chat.Email) || r.Unchecked || len(r.Values) != 1 || !strings.Contains(r.Values[0], "@") {
		return false
	}
	if id := form.Identity; id != nil && id.Address == r.Values[0] && !id.Verified.IsZero() {
		return false
	}
	form.Identity = &turn.Identity{Address: r.Values[0], Field: f.Key()}
	return dg.sendCode(t)
}

// sendCode draws a new code and sends it. Where the hour has had enough of them, the one before
// stays good; where there is none the form goes on without, and sendCode reports false.
func (dg *Dialogue) sendCode(t *turn.Turn) bool {
	s := &t.Conversation.State
	id := s.Form.Identity
	s.Codes = slices.DeleteFunc(slices.Clone(s.Codes), func(at time.Time) bool { return t.Now.Sub(at) >= time.Hour })
	if len(s.Codes) >= codeHour {
		if id.Waiting = id.Hash != nil && !t.Now.After(id.Until); id.Waiting {
			dg.sayCode(t, words.CodeEnough)
			return true
		}
		t.SayText(words.CodeTooMany)
		return false
	}
	id.Waiting = true
	s.Codes = append(s.Codes, t.Now)
	code := drawCode()
	id.Salt = newSalt()
	id.Hash, id.Until, id.Tries = hashCode(id.Salt, code), t.Now.Add(codeTime), codeTries
	t.Out = append(t.Out, turn.Outgoing{
		To:       chat.Address{Channel: chat.Email, ID: id.Address},
		Messages: []chat.Message{{Author: chat.Bot, Text: words.CodeMail(code, codeTime)}},
	})
	dg.sayCode(t, words.CodeSent)
	return true
}

// drawCode is six digits, each as likely as any other.
func drawCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // crypto/rand's reader never fails
	}
	return fmt.Sprintf("%06d", n)
}

func newSalt() []byte {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails: see crypto/rand
	return salt
}

func hashCode(salt []byte, code string) []byte {
	sum := sha256.Sum256(append(slices.Clone(salt), code...))
	return sum[:]
}

// sayCode says a sentence about the code with the ways on.
func (dg *Dialogue) sayCode(t *turn.Turn, text string) {
	t.SayText(text,
		chat.Choice{Label: words.LabelNoCode, Data: turn.Data("code", "skip")},
		chat.Choice{Label: words.LabelNewCode, Data: turn.Data("code", "again")})
}

// askCode puts the question for the code where the form waits for it, else reports false.
func (dg *Dialogue) askCode(t *turn.Turn) bool {
	if !t.Conversation.State.AwaitsCode() {
		return false
	}
	if n := len(t.Said); n > 0 && len(t.Said[n-1].Choices) > 0 && t.Said[n-1].Choices[0].Data == turn.Data("code", "skip") {
		return true // just said
	}
	dg.sayCode(t, words.CodeAsk)
	return true
}

// heardCode takes a code, whoever has the conversation: it must not get into a staff thread. It
// reports false where nobody waits for one and where the text is nothing like it.
func (dg *Dialogue) heardCode(t *turn.Turn, text string) bool {
	s := &t.Conversation.State
	if !s.AwaitsCode() || dg.bindForm(s) == nil {
		return false
	}
	code := reading.Code(text)
	if code.Fault == reading.Missing {
		return false
	}
	t.Record = words.CodeHidden // a mistyped one tells most of the right one
	s.Form.At, s.Form.Paused = t.Now, false
	if code.OK() {
		dg.tryCode(t, code.Value)
	} else {
		dg.sayCode(t, words.CodeUnread)
	}
	return true
}

// tryCode compares a code with the one that was sent.
func (dg *Dialogue) tryCode(t *turn.Turn, code string) {
	id := t.Conversation.State.Form.Identity
	switch {
	case t.Now.After(id.Until):
		dg.sayCode(t, words.CodeExpired)
	case id.Hash == nil:
		dg.sayCode(t, words.CodeNoTries)
	case subtle.ConstantTimeCompare(id.Hash, hashCode(id.Salt, code)) == 1:
		id.Verified, id.Hash, id.Salt, id.Waiting = t.Now, nil, nil, false
		t.SayText(words.CodeRight)
		dg.ask(t)
	default:
		if id.Tries--; id.Tries <= 0 {
			id.Hash = nil
			dg.sayCode(t, words.CodeNoTries)
			return
		}
		dg.sayCode(t, words.CodeWrong(id.Tries))
	}
}

// fillCode takes a message that is no code while one is waited for: a corrected address, a question,
// a way on. It reports false for what means the form as a whole: 戻る, やめる, 「3番を直したい」.
func (dg *Dialogue) fillCode(ctx context.Context, t *turn.Turn, filling *ticket.Filling, text string) (bool, error) {
	s := &t.Conversation.State
	if !s.AwaitsCode() {
		return false, nil
	}
	f := filling.Form().Field(s.Form.Identity.Field)
	if f != nil && strings.Contains(norm.NFKC.String(text), "@") {
		dg.correctAddress(t, filling, f, text)
		return true, nil
	}
	switch reading.Control(text).Act {
	case reading.Skip:
		dg.withoutCode(t)
	case reading.Back:
		s.Form.Identity.Waiting = false
		return false, nil
	case reading.Quit, reading.Human, reading.Status, reading.Edit, reading.Again:
		return false, nil
	default:
		if f != nil {
			if asked, err := dg.askedMeanwhile(ctx, t, f, text); asked || err != nil {
				return true, err
			}
		}
		dg.sayCode(t, words.CodeUnread)
	}
	return true, nil
}

// correctAddress takes another address than the one a code has gone to.
func (dg *Dialogue) correctAddress(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) {
	r, err := f.Read(text, t.Now)
	var unread *ticket.FieldError
	switch {
	case errors.As(err, &unread):
		dg.sayCode(t, unread.Text)
	case err != nil:
		dg.sayCode(t, words.CodeUnread)
	default:
		filling.Put(f, r)
		if !dg.checkIdentity(t, f, r) {
			dg.ask(t)
		}
	}
}

// withoutCode goes on with the form; the ticket will say that nobody has shown who they are.
func (dg *Dialogue) withoutCode(t *turn.Turn) {
	id := t.Conversation.State.Form.Identity
	id.Waiting, id.Hash, id.Salt = false, nil, nil
	t.SayText(words.CodeSkipped)
	dg.ask(t)
}

// pressCode takes the buttons below the question for the code.
func (dg *Dialogue) pressCode(ctx context.Context, t *turn.Turn, arg string) error {
	s := &t.Conversation.State
	if !s.AwaitsCode() || dg.bindForm(s) == nil {
		return dg.staleButton(ctx, t, "")
	}
	s.Form.At, s.Form.Paused = t.Now, false
	switch arg {
	case "skip":
		dg.withoutCode(t)
	case "again":
		if !dg.sendCode(t) {
			dg.ask(t)
		}
	default:
		return dg.staleButton(ctx, t, "")
	}
	return nil
}

// identityTags are the tags of a form about to become a ticket. Only the address that is handed in
// counts, not one that was corrected after its code.
func identityTags(form *turn.FormState, filling *ticket.Filling) []string {
	for _, f := range filling.Form().Fields {
		if !f.Verify {
			continue
		}
		if id := form.Identity; id != nil && !id.Verified.IsZero() && filling.Values().Get(f.ID) == id.Address {
			return ticket.IdentityTags(ticket.MailShown, id.Verified)
		}
		return ticket.IdentityTags(ticket.Unshown, time.Time{})
	}
	return nil
}
