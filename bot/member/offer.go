package member

import (
	"context"
	"slices"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A member need not press a button: what was offered last is heard in any wording. Exact labels and
// numbers are taken before (see offered); here is the rest.

// heardOffer takes the answer to what was offered last. It reports false where the text is something
// of its own.
func (dg *Dialogue) heardOffer(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	offer := t.Conversation.State.Offer
	if hasVerb(offer, "programme") {
		return dg.heardProgramme(ctx, t, text)
	}
	if reading.Closes(text) { // 「了解、また聞きます」 takes nothing up
		return false, nil
	}
	if reading.NoThanks(text) && (hasVerb(offer, "start") || hasVerb(offer, "person")) && !hasVerb(offer, "solved") {
		t.Conversation.State.Missed = nil // nothing of it is for a person
		t.Greet(words.EnoughSaid)
		return true, nil
	}
	if c, ok := startMeant(offer, text); ok {
		return true, dg.press(ctx, t, c.Data, c.Label)
	}
	if c, ok := dg.meantSuggestion(offer, text); ok {
		return true, dg.press(ctx, t, c.Data, c.Label)
	}
	if len(offer) > 0 && reading.TurnsDown(text) && (listed(offer) || !hasVerb(offer, "solved") && !hasVerb(offer, "unsolved")) {
		t.SayText(words.GoAhead)
		return true, nil
	}
	if hasVerb(offer, "stuck") && reading.CannotLogIn(text) {
		_, ref, _ := turn.ParseData(offer[slices.IndexFunc(offer, func(c chat.Choice) bool { return verbOf(c) == "stuck" })].Data)
		return true, dg.pressStuck(ctx, t, ref)
	}
	if dg.tellsMore(t, text) {
		return true, nil
	}
	if len(offer) > 0 && verbOf(offer[0]) == "answer" && (reading.YesNo(text) == reading.Yes || reading.Agrees(text, "") || reading.AsksForIt(text, "") || reading.WillLook(text)) {
		return true, dg.press(ctx, t, offer[0].Data, offer[0].Label) // who just says yes means the first
	}
	return false, nil
}

// tellsMore takes what a member says of their matter where a form for it was just offered: the country, the product, what is
// to be changed. Whoever says that wants it, and the form goes on from there.
func (dg *Dialogue) tellsMore(t *turn.Turn, text string) bool {
	s := &t.Conversation.State
	if len(s.Offer) == 0 || verbOf(s.Offer[0]) != "start" || asksItself(text) || reading.Refuses(text) || reading.CourtesyOf(text) != reading.NoCourtesy || chars.Length(text) > tellsMoreText {
		return false
	}
	_, arg, _ := turn.ParseData(s.Offer[0].Data)
	kind, programme, _ := strings.Cut(arg, ":")
	form := dg.Office.Form(kind)
	if form == nil || form.Kind == ticket.Inquiry || len(form.Extract(text, t.Now)) == 0 {
		return false
	}
	if ids, _ := dg.mentioned(t, text); len(ids) > 0 { // the other programme, perhaps
		return false
	}
	trace := dg.traceOfLast(t, "chosen", "")
	dg.startForm(t, form.Kind, programme, strings.TrimSpace(trace.Query+"\n"+text), trace)
	return true
}

// tellsMoreText is how long such a message may be, in characters: more is an account that the FAQ is asked about first.
const tellsMoreText = 30

// startMeant is the offer to begin a form that a text takes up. A bare yes does where the only such offer
// stands first; below an answer with 「解決した」 it says that the answer helped. Where several forms are
// offered, as in the menu, or entries to choose from, the text has to name one.
func startMeant(offer []chat.Choice, text string) (chat.Choice, bool) {
	var starts []chat.Choice
	kinds := map[string]bool{}
	labels := ""
	for _, c := range offer {
		if kind := kindOf(c); kind != "" {
			starts = append(starts, c)
			kinds[kind] = true
			labels += " " + c.Label
		}
	}
	if len(starts) == 0 || reading.Done(text) || !reading.Accepts(text) && !reading.Agrees(text, labels) {
		return chat.Choice{}, false
	}
	listed := verbOf(offer[0]) == "answer"
	if len(kinds) > 1 || listed {
		for _, c := range starts {
			if reading.NamesAct(text, kindOf(c)) {
				return c, true
			}
		}
		if listed && len(offer) > 1 && verbOf(offer[1]) == "answer" && reading.AsksForIt(text, labels) { // of several they picked none
			return starts[0], true
		}
		return starts[0], !listed && verbOf(offer[0]) == "start" && !menuLike(starts)
	}
	if verbOf(offer[0]) == "start" || reading.AsksForIt(text, labels) {
		return starts[0], true
	}
	return chat.Choice{}, false
}

// kindOf is the kind of form that a choice begins, "" of all others.
func kindOf(c chat.Choice) string {
	switch verb, arg, _ := turn.ParseData(c.Data); verb {
	case "start":
		kind, _, _ := strings.Cut(arg, ":")
		return kind
	case "person":
		return string(ticket.Inquiry)
	}
	return ""
}

// menuLike reports whether all kinds of form are offered alike, so that a yes takes up none.
func menuLike(starts []chat.Choice) bool { return len(starts) >= 3 }

func verbOf(c chat.Choice) string {
	verb, _, _ := turn.ParseData(c.Data)
	return verb
}

// heardProgramme takes the answer to the question which programme is meant: a name in any wording, the
// first or the second, or that the member cannot tell. A further question is one of its own.
func (dg *Dialogue) heardProgramme(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	offer := t.Conversation.State.Offer
	if ids, more := dg.mentioned(t, reading.Undoubted(text)); len(ids) == 1 && (!more || chars.Length(text) <= programmeText && !reading.Asks(text)) {
		return true, dg.pressProgramme(ctx, t, ids[0])
	} else if len(ids) > 1 && !more {
		return true, dg.pressProgramme(ctx, t, "-")
	}
	if at := reading.ByNumber(text, len(offer), false, nil); len(at) == 1 {
		return true, dg.press(ctx, t, offer[at[0]].Data, offer[at[0]].Label)
	}
	if reading.Undecided(text) {
		return true, dg.pressProgramme(ctx, t, "-")
	}
	if dg.wantsItDone(t, text) {
		return true, nil
	}
	if missed := t.Conversation.State.Missed; missed != nil && reading.AsksForIt(text, "") { // 聞いてください, whichever it is
		t.Conversation.State.Pending = ""
		dg.startForm(t, ticket.Inquiry, "", missed.Query, *missed)
		return true, nil
	}
	if reading.YesNo(text) == reading.Yes || reading.OnlyAgrees(text) { // that names none
		t.SayText(words.EitherName, offer...)
		return true, nil
	}
	return false, nil
}

// wantsItDone takes a wish to have done what was just asked about, in the place of a programme's name: 「ここでやってもらえる？」.
// The form asks for the programme itself. It reports false where the entries that may be meant lead to no one form.
func (dg *Dialogue) wantsItDone(t *turn.Turn, text string) bool {
	s := &t.Conversation.State
	soIt := reading.OnlyAgrees(text) && reading.YesNo(text) != reading.Yes // 「あ、じゃあそれで」: more than a bare yes
	if s.Missed == nil || !soIt && !reading.TakesUp(text) && !reading.AsksForIt(text, "") {
		return false
	}
	kind, seen := "", map[string]bool{}
	for _, h := range s.Missed.Hits { // the likeliest of each programme
		e, ok := dg.Entry(h.Ref)
		if !ok || seen[e.Collection] {
			continue
		}
		if seen[e.Collection] = true; kind != "" && e.Form != kind {
			return false
		}
		kind = e.Form
	}
	if dg.Office.Form(kind) == nil {
		return false
	}
	s.Pending = ""
	dg.startForm(t, ticket.Kind(kind), "", s.Missed.Query, *s.Missed)
	return true
}

// programmeText is how long a text that names a programme may be, in characters, to be only its name
// with what people put around it.
const programmeText = 30

// meantSuggestion finds the suggestion that a text picks: by its place, or by so much of its question that
// no other can be meant.
func (dg *Dialogue) meantSuggestion(offer []chat.Choice, text string) (chat.Choice, bool) {
	var answers []chat.Choice
	for _, c := range offer {
		if verbOf(c) == "answer" {
			answers = append(answers, c)
		}
	}
	if len(answers) < 2 {
		return chat.Choice{}, false
	}
	if at := reading.ByNumber(text, len(answers), false, nil); len(at) == 1 {
		return answers[at[0]], true
	}
	said := strings.TrimRight(chars.Fold(text), "?!？！")
	for _, end := range []string{"のほうです", "の方です", "のほう", "の方", "のことです", "のこと", "です", "で"} {
		said = strings.TrimSuffix(said, end)
	}
	var found []chat.Choice
	for _, c := range answers {
		if chars.Length(said) >= 3 && strings.Contains(chars.Fold(c.Label), said) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return chat.Choice{}, false
	}
	return found[0], true
}

// undecided takes 「どっちかわからない」 where no question is open: what each programme has written on the last
// question is shown.
func (dg *Dialogue) undecided(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	query := t.LastQuery()
	if query == "" || len(dg.Office.Programmes) < 2 || !reading.Undecided(text) {
		return false, nil
	}
	return true, dg.eachProgramme(ctx, t, query)
}

// pastLabel takes the typed label of a button that has scrolled away, where it can still be pressed.
func (dg *Dialogue) pastLabel(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	folded := chars.Fold(text)
	for _, c := range slices.Backward(t.Conversation.State.Past) {
		if folded != "" && chars.Fold(c.Label) == folded {
			return true, dg.press(ctx, t, c.Data, c.Label)
		}
	}
	return false, nil
}

// begun is how long the beginning of a message waits for its next line, and goOn how soon the member is
// asked to go on.
const (
	begun = 60 * time.Second
	goOn  = 3 * time.Second
)

// goesOn takes a text that is only the beginning of a message. It is kept for the next line; where none
// comes within three seconds the member is asked to go on. What is said next takes that question's place.
func (dg *Dialogue) goesOn(_ context.Context, t *turn.Turn, text string) (bool, error) {
	if !reading.Fragment(text) {
		return false, nil
	}
	t.Conversation.State.Begun = &turn.Begun{Text: text, At: t.Now}
	t.Greet(words.GoOnWriting)
	t.Pause, t.Replace = goOn, true
	return true, nil
}

// whole is a text with the beginning that came just before it.
func (dg *Dialogue) whole(t *turn.Turn, text string) string {
	b := t.Conversation.State.Begun
	t.Conversation.State.Begun = nil
	if b == nil || t.Now.Sub(b.At) > begun {
		return text
	}
	t.Replace = true
	return b.Text + text
}
