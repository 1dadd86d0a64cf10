package bot

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A member in the middle of a form may go on with it on another channel: here they get a code, and
// typed there it brings the form along. The form itself waits beside the code, so that it is never
// in two conversations at once; a code that nobody used gives it back. Nothing else follows: the two
// conversations stay two contacts, each with its own tickets.

const (
	handoffTime  = 15 * time.Minute // a code is good for so long
	handoffTries = 5                // wrong codes in a conversation within an hour; more are not looked up
)

// A Handoff is what waits under a code.
type Handoff struct {
	Hash      []byte       // of the code, which is itself kept nowhere
	From      chat.Address // where it was given
	Until     time.Time    // it is good until then, and after that only for From
	Taken     chat.Address // who has used it; zero while nobody has
	Form      *FormState   // nil where the member was in no form
	Programme string
	Last      *Last
	Link      bool // it is a nonce, for linking alone
}

// Moved is what the old conversation remembers of a form that is under way to another one.
type Moved struct {
	Hash  []byte    `json:"hash"`
	Until time.Time `json:"until"`
	To    string    `json:"to"` // the channel it was meant for
}

// handOff takes what concerns going on elsewhere: the wish to, a code from elsewhere, and whatever
// comes while this conversation's form is away. It reports false for all else.
func (b *Bot) handOff(ctx context.Context, t *Turn) (bool, error) {
	s, text := &t.Conversation.State, strings.TrimSpace(t.Event.Text)
	if t.Handoff == nil || b.personHears(t) {
		return false, nil
	}
	if t.Event.Kind == chat.Choose {
		return b.pressWhileMoved(ctx, t)
	}
	if _, ok := offered(s.Offer, text); ok {
		return false, nil
	}
	if code, ok := readHandoff(text); ok {
		if taken, err := b.redeem(ctx, t, code); taken || err != nil {
			return taken, err
		}
	}
	to, wanted := reading.Elsewhere(text)
	if s.Moved != nil {
		if done, err := b.hearWhileMoved(ctx, t, text, wanted); done || err != nil {
			return done, err
		}
	}
	if wanted {
		b.giveHandoff(t, to)
	}
	return wanted, nil
}

// handoffLetters are what codes are made of: nothing that looks like something else.
const handoffLetters = "2345679ACDEFGHJKMNPQRTVWXY"

// handoffCode has the shape of a code: four and four, with a letter and a digit among them.
var handoffCode = regexp.MustCompile(`^([` + handoffLetters + `]{4})[- ‐−–ー]?([` + handoffLetters + `]{4})$`)

// readHandoff reads a text that has exactly the shape of a code, in any width and case.
func readHandoff(text string) (string, bool) {
	m := handoffCode.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(norm.NFKC.String(text))))
	if m == nil {
		return "", false
	}
	code := m[1] + m[2]
	return code, strings.ContainsAny(code, "2345679") && strings.Trim(code, "2345679") != ""
}

// drawHandoff is a new code: one of some 200 thousand million.
func drawHandoff() string {
	for {
		code := make([]byte, 8)
		for i := range code {
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(handoffLetters))))
			if err != nil {
				panic(err) // crypto/rand's reader never fails
			}
			code[i] = handoffLetters[n.Int64()]
		}
		if _, ok := readHandoff(string(code)); ok { // it has both a letter and a digit
			return string(code)
		}
	}
}

func hashHandoff(code string) []byte { sum := sha256.Sum256([]byte(code)); return sum[:] }

// giveHandoff gives a code, and puts the form under it.
func (b *Bot) giveHandoff(t *Turn, to string) {
	s, here := &t.Conversation.State, t.Conversation.Address.Channel
	filling := b.bindForm(s)
	switch {
	case to == here && filling != nil:
		t.sayText(words.alreadyHere(here))
		b.ask(t)
		return
	case to == here:
		t.sayText(words.alreadyHere(here))
		return
	case filling == nil && s.Last == nil && len(t.Tickets) == 0:
		t.sayText(words.NothingToQuit)
		return
	case to == "" && here == chat.LINE:
		to = chat.Web
	case to == "":
		to = chat.LINE
	}
	code := drawHandoff()
	h := &Handoff{Hash: hashHandoff(code), From: t.Conversation.Address, Until: t.Now.Add(handoffTime), Form: s.Form, Programme: t.Conversation.Programme, Last: s.Last}
	t.HandedOff = h
	if filling == nil {
		t.sayText(words.handoffTalk(code, to, here, len(t.Tickets) > 0))
		return
	}
	s.Form, s.Moved = nil, &Moved{Hash: h.Hash, Until: h.Until, To: to}
	t.sayText(words.handoffForm(code, to, filling.Form().Title), chat.Choice{Label: labelStay, Data: data("stay", "")})
}

// redeem takes a code from elsewhere. It reports false where it is good for nothing: then it is
// what the member said, like any other text.
func (b *Bot) redeem(ctx context.Context, t *Turn, code string) (bool, error) {
	s := &t.Conversation.State
	s.Tries = slices.DeleteFunc(slices.Clone(s.Tries), func(at time.Time) bool { return t.Now.Sub(at) >= time.Hour })
	if len(s.Tries) >= handoffTries {
		return false, nil
	}
	h, err := t.Handoff(ctx, hashHandoff(code))
	if err != nil {
		return false, err
	}
	if h == nil || h.Link || h.Taken.ID != "" || h.From != t.Conversation.Address && !t.Now.Before(h.Until) {
		s.Tries = append(s.Tries, t.Now)
		return false, nil
	}
	s.Tries, t.TakenOver, t.Record = nil, h.Hash, handoffHidden
	if h.From == t.Conversation.Address {
		return true, b.goOnHere(t, h)
	}
	if t.Conversation.Programme == "" {
		t.Conversation.Programme = h.Programme
	}
	if h.Form == nil {
		s.Last = h.Last
		b.keepOffer(t, h.From, handoffTime)
		t.sayText(words.tookOverTalk(h.From.Channel), b.offerLink(t)...)
		return true, nil
	}
	b.keepOffer(t, h.From, linkAfterForm) // made when the form has been sent
	b.receive(t, h)
	return true, nil
}

// receive puts the form that came with a code into this conversation.
func (b *Bot) receive(t *Turn, h *Handoff) {
	s := &t.Conversation.State
	if old := b.bindForm(s); old != nil {
		t.sayText(words.formDropped(old.Form().Title))
	}
	s.Form, s.Moved, s.Adding = h.Form, nil, nil
	s.Form.At, s.Form.Paused = t.Now, false
	filling := b.bindForm(s)
	if filling == nil {
		t.sayText(words.NoForm)
		return
	}
	if filling.Given == nil {
		filling.Given = ticket.Values{}
	}
	filling.Given["channel"] = []string{t.Conversation.Address.Channel} // what is asked depends on it
	t.sayText(words.tookOver(h.From.Channel, filling.Form().Title))
	b.ask(t)
}

// goOnHere gives the old conversation its form back.
func (b *Bot) goOnHere(t *Turn, h *Handoff) error {
	s := &t.Conversation.State
	t.TakenOver, s.Moved = h.Hash, nil
	if h.Form == nil {
		t.sayText(words.AskAway)
		return nil
	}
	if s.Form == nil {
		s.Form = h.Form
		s.Form.At, s.Form.Paused = t.Now, false
	}
	t.sayText(words.GoingOn)
	b.ask(t)
	return nil
}

// hearWhileMoved takes a text while the form is away.
func (b *Bot) hearWhileMoved(ctx context.Context, t *Turn, text string, wanted bool) (bool, error) {
	s := &t.Conversation.State
	h, away, err := b.whereabouts(ctx, t)
	if err != nil || !away {
		return false, err
	}
	act := reading.Control(text).Act
	ownMatter := reading.Asks(text) || act != reading.NoControl && act != reading.Again && act != reading.Quit
	switch {
	case reading.StaysHere(text):
		return true, b.goOnHere(t, h)
	case act == reading.Quit:
		t.TakenOver, s.Moved = h.Hash, nil
		t.sayText(words.Quit, b.menu()...)
		return true, nil
	case wanted: // another code: the form comes back first
		t.TakenOver, s.Moved, s.Form = h.Hash, nil, h.Form
		return false, nil
	case !t.Now.Before(h.Until): // nobody used the code
		t.sayText(words.handoffRanOut())
		t.TakenOver, s.Moved, s.Form = h.Hash, nil, h.Form
		s.Form.At = t.Now
		if !ownMatter {
			b.ask(t)
		}
		return !ownMatter, nil
	case ownMatter:
		return false, nil
	}
	t.sayText(words.moved(s.Moved.To), chat.Choice{Label: labelStay, Data: data("stay", "")})
	return true, nil
}

// whereabouts looks after the form that was moved. It reports false where there is nothing to give
// back; where it is under way elsewhere, the member is told once.
func (b *Bot) whereabouts(ctx context.Context, t *Turn) (*Handoff, bool, error) {
	s := &t.Conversation.State
	h, err := t.Handoff(ctx, s.Moved.Hash)
	if err != nil {
		return nil, false, err
	}
	if h == nil || h.Taken.ID != "" || h.Form == nil || s.Form != nil {
		if h != nil && h.Taken.ID != "" {
			t.sayText(words.goesOnAt(h.Taken.Channel))
		}
		if h == nil || s.Form == nil || !t.Now.Before(h.Until) {
			s.Moved = nil
		}
		return nil, false, nil
	}
	return h, true, nil
}

// pressWhileMoved takes a button of the form that is away. All other buttons it leaves alone.
func (b *Bot) pressWhileMoved(ctx context.Context, t *Turn) (bool, error) {
	s := &t.Conversation.State
	verb, _, _ := parseData(t.Event.Data)
	if s.Moved == nil || !slices.Contains([]string{"form", "send", "edit", "quit", "keep"}, verb) {
		return false, nil
	}
	h, away, err := b.whereabouts(ctx, t)
	switch {
	case err != nil:
		return false, err
	case !away:
		return s.Form == nil, nil
	case !t.Now.Before(h.Until):
		t.TakenOver, s.Moved, s.Form = h.Hash, nil, h.Form
		return false, nil
	}
	t.sayText(words.moved(s.Moved.To), chat.Choice{Label: labelStay, Data: data("stay", "")})
	return true, nil
}

// pressStay takes the form back before the code is used.
func (b *Bot) pressStay(ctx context.Context, t *Turn, _ string) error {
	if t.Conversation.State.Moved == nil || t.Handoff == nil {
		return b.staleButton(ctx, t, "")
	}
	h, away, err := b.whereabouts(ctx, t)
	switch {
	case err != nil:
		return err
	case away:
		return b.goOnHere(t, h)
	case len(t.said) == 0:
		return b.staleButton(ctx, t, "")
	}
	return nil
}
