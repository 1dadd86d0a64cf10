package member

import (
	"context"
	"crypto/rand"
	"math/big"
	"regexp"
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

// A member in the middle of a form may go on with it on another channel: here they get a code, and
// typed there it brings the form along. The form itself waits beside the code, so that it is never
// in two conversations at once; a code that nobody used gives it back. Nothing else follows: the two
// conversations stay two contacts, each with its own tickets.

const (
	handoffTime  = 15 * time.Minute // a code is good for so long
	handoffTries = 5                // wrong codes in a conversation within an hour; more are not looked up
)

// handOff takes what concerns going on elsewhere: the wish to, a code from elsewhere, and whatever
// comes while this conversation's form is away. It reports false for all else.
func (dg *Dialogue) handOff(ctx context.Context, t *turn.Turn) (bool, error) {
	s, text := &t.Conversation.State, strings.TrimSpace(t.Event.Text)
	if t.Handoff == nil || dg.personHears(t) {
		return false, nil
	}
	if t.Event.Kind == chat.Choose {
		return dg.pressWhileMoved(ctx, t)
	}
	if _, ok := offered(s.Offer, text); ok {
		return false, nil
	}
	if code, ok := readHandoff(text); ok {
		if taken, err := dg.redeem(ctx, t, code); taken || err != nil {
			return taken, err
		}
	}
	to, wanted := reading.Elsewhere(text)
	if s.Moved != nil {
		if done, err := dg.hearWhileMoved(ctx, t, text, wanted); done || err != nil {
			return done, err
		}
	}
	if wanted {
		dg.giveHandoff(t, to)
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

// giveHandoff gives a code, and puts the form under it.
func (dg *Dialogue) giveHandoff(t *turn.Turn, to string) {
	s, here := &t.Conversation.State, t.Conversation.Address.Channel
	filling := dg.bindForm(s)
	switch {
	case to == here && filling != nil:
		t.SayText(words.AlreadyHere(here))
		dg.ask(t)
		return
	case to == here:
		t.SayText(words.AlreadyHere(here))
		return
	case filling == nil && s.Last == nil && len(t.Tickets) == 0:
		t.SayText(words.NothingToQuit)
		return
	case to == "":
		to, _ = dg.Elsewhere(here)
	}
	if !dg.Can(to).Members {
		t.SayText(words.NotElsewhere(to, here))
		if filling != nil {
			dg.ask(t)
		}
		return
	}
	code := drawHandoff()
	h := &turn.Handoff{Hash: turn.HashCode(code), From: t.Conversation.Address, Until: t.Now.Add(handoffTime), Form: s.Form, Programme: t.Conversation.Programme, Last: s.Last}
	t.HandedOff = h
	if filling == nil {
		t.SayText(words.HandoffTalk(code, to, here, len(t.Tickets) > 0))
		return
	}
	s.Form, s.Moved = nil, &turn.Moved{Hash: h.Hash, Until: h.Until, To: to}
	t.SayText(words.HandoffForm(code, to, filling.Form().Title), chat.Choice{Label: words.LabelStay, Data: turn.Data("stay", "")})
}

// redeem takes a code from elsewhere. It reports false where it is good for nothing: then it is
// what the member said, like any other text.
func (dg *Dialogue) redeem(ctx context.Context, t *turn.Turn, code string) (bool, error) {
	s := &t.Conversation.State
	s.Tries = slices.DeleteFunc(slices.Clone(s.Tries), func(at time.Time) bool { return t.Now.Sub(at) >= time.Hour })
	if len(s.Tries) >= handoffTries {
		return false, nil
	}
	h, err := t.Handoff(ctx, turn.HashCode(code))
	if err != nil {
		return false, err
	}
	if h == nil || h.Link || h.Taken.ID != "" || h.From != t.Conversation.Address && !t.Now.Before(h.Until) {
		s.Tries = append(s.Tries, t.Now)
		return false, nil
	}
	if t.Event.Shared && h.Form != nil {
		t.Record = words.HandoffHidden
		t.SayText(words.CodeAlone, chat.Choice{Label: words.LabelAlone, URL: chat.AlonePage(code)})
		return true, nil
	}
	s.Tries, t.TakenOver, t.Record = nil, h.Hash, words.HandoffHidden
	if h.From == t.Conversation.Address {
		return true, dg.goOnHere(t, h)
	}
	if t.Conversation.Programme == "" {
		t.Conversation.Programme = h.Programme
	}
	if h.Form == nil {
		s.Last = h.Last
		dg.keepOffer(t, h.From, handoffTime)
		t.SayText(words.TookOverTalk(h.From.Channel), dg.offerLink(t)...)
		return true, nil
	}
	dg.keepOffer(t, h.From, linkAfterForm) // made when the form has been sent
	dg.receive(t, h)
	return true, nil
}

// receive puts the form that came with a code into this conversation.
func (dg *Dialogue) receive(t *turn.Turn, h *turn.Handoff) {
	s := &t.Conversation.State
	if old := dg.bindForm(s); old != nil {
		t.SayText(words.FormDropped(old.Form().Title))
	}
	s.Form, s.Moved, s.Adding = h.Form, nil, nil
	s.Form.At, s.Form.Paused = t.Now, false
	filling := dg.bindForm(s)
	if filling == nil {
		t.SayText(words.NoForm)
		return
	}
	if filling.Given == nil {
		filling.Given = ticket.Values{}
	}
	filling.Given["channel"] = []string{t.Conversation.Address.Channel} // what is asked depends on it
	t.SayText(words.TookOver(h.From.Channel, filling.Form().Title))
	dg.ask(t)
}

// goOnHere gives the old conversation its form back.
func (dg *Dialogue) goOnHere(t *turn.Turn, h *turn.Handoff) error {
	s := &t.Conversation.State
	t.TakenOver, s.Moved = h.Hash, nil
	if h.Form == nil {
		t.SayText(words.AskAway)
		return nil
	}
	if s.Form == nil {
		s.Form = h.Form
		s.Form.At, s.Form.Paused = t.Now, false
	}
	t.SayText(words.GoingOn)
	dg.ask(t)
	return nil
}

// hearWhileMoved takes a text while the form is away.
func (dg *Dialogue) hearWhileMoved(ctx context.Context, t *turn.Turn, text string, wanted bool) (bool, error) {
	s := &t.Conversation.State
	h, away, err := dg.whereabouts(ctx, t)
	if err != nil || !away {
		return false, err
	}
	act := reading.Control(text).Act
	ownMatter := reading.Asks(text) || act != reading.NoControl && act != reading.Again && act != reading.Quit
	switch {
	case reading.StaysHere(text):
		return true, dg.goOnHere(t, h)
	case act == reading.Quit:
		t.TakenOver, s.Moved = h.Hash, nil
		t.SayText(words.Quit, dg.menu()...)
		return true, nil
	case wanted: // another code: the form comes back first
		t.TakenOver, s.Moved, s.Form = h.Hash, nil, h.Form
		return false, nil
	case !t.Now.Before(h.Until): // nobody used the code
		t.SayText(words.HandoffRanOut())
		t.TakenOver, s.Moved, s.Form = h.Hash, nil, h.Form
		s.Form.At = t.Now
		if !ownMatter {
			dg.ask(t)
		}
		return !ownMatter, nil
	case ownMatter:
		return false, nil
	}
	t.SayText(words.Moved(s.Moved.To), chat.Choice{Label: words.LabelStay, Data: turn.Data("stay", "")})
	return true, nil
}

// whereabouts looks after the form that was moved. It reports false where there is nothing to give
// back; where it is under way elsewhere, the member is told once.
func (dg *Dialogue) whereabouts(ctx context.Context, t *turn.Turn) (*turn.Handoff, bool, error) {
	s := &t.Conversation.State
	h, err := t.Handoff(ctx, s.Moved.Hash)
	if err != nil {
		return nil, false, err
	}
	if h == nil || h.Taken.ID != "" || h.Form == nil || s.Form != nil {
		if h != nil && h.Taken.ID != "" {
			t.SayText(words.GoesOnAt(h.Taken.Channel))
		}
		if h == nil || s.Form == nil || !t.Now.Before(h.Until) {
			s.Moved = nil
		}
		return nil, false, nil
	}
	return h, true, nil
}

// pressWhileMoved takes a button of the form that is away. All other buttons it leaves alone.
func (dg *Dialogue) pressWhileMoved(ctx context.Context, t *turn.Turn) (bool, error) {
	s := &t.Conversation.State
	verb, _, _ := turn.ParseData(t.Event.Data)
	if s.Moved == nil || !slices.Contains([]string{"form", "send", "edit", "quit", "keep"}, verb) {
		return false, nil
	}
	h, away, err := dg.whereabouts(ctx, t)
	switch {
	case err != nil:
		return false, err
	case !away:
		return s.Form == nil, nil
	case !t.Now.Before(h.Until):
		t.TakenOver, s.Moved, s.Form = h.Hash, nil, h.Form
		return false, nil
	}
	t.SayText(words.Moved(s.Moved.To), chat.Choice{Label: words.LabelStay, Data: turn.Data("stay", "")})
	return true, nil
}

// pressStay takes the form back before the code is used.
func (dg *Dialogue) pressStay(ctx context.Context, t *turn.Turn, _ string) error {
	if t.Conversation.State.Moved == nil || t.Handoff == nil {
		return dg.staleButton(ctx, t, "")
	}
	h, away, err := dg.whereabouts(ctx, t)
	switch {
	case err != nil:
		return err
	case away:
		return dg.goOnHere(t, h)
	case len(t.Said) == 0:
		return dg.staleButton(ctx, t, "")
	}
	return nil
}
