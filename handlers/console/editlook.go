package console

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
)

// A previewView is an entry as members would see it.
type previewView struct {
	Card  bubble // on LINE
	Title string // the card's head
	Web   bubble
	Plain string
}

// An effectView says how members would be answered otherwise.
type effectView struct {
	Sum     string
	Asked   string
	Trying  bool   // not all was tried yet
	Percent int    // that was
	Again   string // where the rest of it is seen
	Shifts  []shiftView
	More    int
}

// A shiftView is one question that would be answered otherwise.
type shiftView struct {
	Question, From, To       string
	FromHref, ToHref, Remark string
	Worse                    bool
}

// A lossView is a question that an entry would no longer answer.
type lossView struct{ Question, Text, Href string }

const (
	// effectWait is how long a page waits for what a draft changes before it says how far that is.
	effectWait = 800 * time.Millisecond
	// turnWait is how long a page waits for it whose reader turns it, and has seen how far it is.
	turnWait = 100 * time.Millisecond
	// sureWait is how long publishing waits for it.
	sureWait = 10 * time.Second
)

// mostShifts are shown at once, the worst first.
const mostShifts = 10

// consequences add what a saved draft changes, how it looks, and what it does to members' questions, as far as that is known when
// the wait is over.
func (s *Service) consequences(r *http.Request, v *editView, d *edition.Draft, wait time.Duration) error {
	before := faq.Entry{}
	if stored, kept, err := s.storedEntry(r, d.Ref()); err != nil {
		return err
	} else if kept {
		before = stored.Entry
		v.Unchanged = stored.State == faq.Public && len(d.Confirms) == 0 && d.After == nil && len(edition.Fields(&before, &d.Entry)) == 0
	}
	for _, f := range edition.Fields(&before, &d.Entry) {
		v.Changed = append(v.Changed, fieldName(f))
	}
	v.Preview = s.previewOf(&d.Entry)
	v.Review = s.reviewView(r, d.Entry.Collection, d.Reviewed())
	if v.Unchanged {
		v.Review.Ask, v.Review.Publish, v.Review.Schedule = false, false, false
	}
	v.Review.Action, v.Review.Hidden = "/desk/edit/"+d.Ref()+"/review", []field{{Label: "version", Value: strconv.Itoa(d.Version)}}
	if s.stores.Knowledge.Effect == nil || v.Unchanged {
		return nil
	}
	effect, err := s.stores.Knowledge.Effect(r.Context(), &d.Entry, wait)
	if err != nil {
		return fmt.Errorf("try the draft of %s: %w", d.Ref(), err)
	}
	v.Effect = s.effectView(&effect, staffwords.Effect(&effect, d.Ref()), "/desk/edit/"+d.Ref()+"?")
	v.Asks = lossViews(&effect, d.Ref())
	return nil
}

// lossViews are the questions that others than the entry with the reference would no longer answer.
func lossViews(e *edition.Effect, ref string) []lossView {
	var views []lossView
	for _, l := range e.Losses(ref) {
		views = append(views, lossView{reading.MaskPersonal(l.Question), l.From.Text, "/desk/faq/" + l.From.Ref})
	}
	return views
}

// against is what speaks against publishing a change that nobody has said to be sure of: what it takes from other
// entries, or that this is not known, or not yet. "" where nothing does.
func against(e *edition.Effect, ref string, known bool) string {
	switch losses := e.Losses(ref); {
	case len(losses) > 0:
		return say("console.edit.takes_away", "n", len(losses))
	case !known:
		return say("console.edit.still_unknown")
	case e.Left > 0:
		return say("console.edit.still_trying")
	}
	return ""
}

// fieldName names a field of an entry.
func fieldName(f string) string { return wordOr(catalogue.Key("console.field."+f), f) }

func (s *Service) previewOf(e *faq.Entry) *previewView {
	shown := chat.Message{Author: chat.Bot, Text: e.AnswerText(), Answer: &chat.Answer{Question: e.Question, Blocks: blocks(e.Answer)}}
	if s.stores.Knowledge.Shown != nil {
		shown = s.stores.Knowledge.Shown(e)
		shown.Author = chat.Bot
	}
	shown.Answer.Source.Ref = "" // there is no page of it yet
	b := s.bubble(&shown, veil{})
	return &previewView{Card: b, Title: e.Question, Web: b, Plain: shown.Text}
}

// effectView shows what a change does to members' questions: in a line, the worst ten, and where more of it is seen, an
// address to which a query may be added.
func (s *Service) effectView(e *edition.Effect, sum, more string) *effectView {
	v := &effectView{Sum: sum, Asked: say("console.effect.asked", "n", e.Asked)}
	if e.Left > 0 {
		// With the same address a browser would only scroll.
		v.Trying, v.Percent, v.Again = true, e.Asked*100/(e.Asked+e.Left), fmt.Sprintf("%slook=%d#effect", more, s.Now().UnixMilli())
	}
	if e.Skipped > 0 {
		v.Asked += say("console.effect.skipped", "n", e.Skipped)
	}
	for i := range e.Shifts {
		if i == mostShifts {
			v.More = len(e.Shifts) - mostShifts
			break
		}
		sh := &e.Shifts[i]
		sv := shiftView{Question: reading.MaskPersonal(sh.Question), Worse: sh.Loses()}
		sv.From, sv.FromHref = outcomeName(sh.From)
		sv.To, sv.ToHref = outcomeName(sh.To)
		if sh.Anew {
			sv.To = say("terminal.import.same_entry")
		}
		switch {
		case sh.Loses():
			sv.Remark = say("console.effect.loses")
		case sh.Gains():
			sv.Remark = say("console.effect.gains")
		}
		v.Shifts = append(v.Shifts, sv)
	}
	return v
}

func outcomeName(o edition.Outcome) (name, href string) {
	switch o.Kind {
	case edition.Direct:
		return o.Text, "/desk/faq/" + o.Ref
	case edition.Offered:
		return say("console.effect.offered", "question", o.Text), "/desk/faq/" + o.Ref
	}
	return say("console.effect.unanswered"), ""
}

// draftAct reads which version of which draft an act is about.
func (s *Service) draftAct(r *http.Request) (ref string, version int, err error) {
	if err := parse(r); err != nil {
		return "", 0, err
	}
	if s.stores.Knowledge.Editor == nil {
		return "", 0, errNoEditor
	}
	version, err = strconv.Atoi(form(r, "version"))
	if err != nil {
		return "", 0, errBadForm
	}
	return refOf(r), version, nil
}

// publishEdit publishes a draft as it was seen. What it would take away from another entry's confirmed wording is
// asked about first.
func (s *Service) publishEdit(w http.ResponseWriter, r *http.Request) error {
	ref, version, err := s.draftAct(r)
	if err != nil {
		return err
	}
	if form(r, "sure") == "" {
		if asked, err := s.askFirst(w, r, ref, version); asked || err != nil {
			return err
		}
	}
	done, err := s.stores.Knowledge.Editor.PublishDraft(r.Context(), ref, version, s.record(r, "", ""))
	if err != nil {
		return s.refuseDraft(w, r, ref, err)
	}
	s.Log.Info("FAQ entry published", "ref", done.After.Ref(), "version", done.Version, "person", who(r).ID)
	s.redirect(w, r, "/desk/faq/"+done.After.Ref(), flash{OK: true, Text: say("console.edit.published")})
	return nil
}

// askFirst shows what publishing would take away, if it would, or that this is not known yet.
func (s *Service) askFirst(w http.ResponseWriter, r *http.Request, ref string, version int) (asked bool, err error) {
	d, err := s.beginEdit(r)
	if err != nil || d.Version != version {
		return false, err // publishing says what is wrong
	}
	v := s.editView(r, &d)
	if err := s.consequences(r, &v, &d, sureWait); err != nil {
		return false, err
	}
	switch {
	case len(v.Asks) > 0:
		v.Refused = say("console.edit.takes_away", "n", len(v.Asks))
	case v.Effect != nil && v.Effect.Trying:
		v.Refused = say("console.edit.still_trying")
	default:
		return false, nil
	}
	s.renderEdit(w, r, http.StatusConflict, v)
	return true, nil
}

// refuseDraft says why something was not done with a draft.
func (s *Service) refuseDraft(w http.ResponseWriter, r *http.Request, ref string, err error) error {
	clash := (*edition.Clash)(nil)
	switch {
	case errors.As(err, &clash):
		d, err := s.beginEdit(r)
		if err != nil {
			return err
		}
		d.Base = clash.Now.Version // who saves it now has seen what the entry has become
		v := s.editView(r, &d)
		v.Refused = say("console.edit.clash")
		cv := newChangeView(&edition.Change{Before: &clash.Now, After: &d.Entry, Question: d.Entry.Question})
		v.Theirs, v.TheirsIs = &cv, say("console.edit.theirs")
		s.renderEdit(w, r, http.StatusConflict, v)
		return nil
	case errors.Is(err, edition.ErrNothing):
		s.redirect(w, r, "/desk/faq/"+ref, flash{Text: say("console.edit.nothing")})
	case errors.Is(err, edition.ErrChanged), errors.Is(err, chat.ErrNotFound):
		s.redirect(w, r, "/desk/faq", flash{Text: say("console.shelf.stale")})
	case errors.Is(err, edition.ErrNotApproved):
		s.redirect(w, r, "/desk/edit/"+ref, flash{Text: say("console.review.not_approved")})
	case errors.Is(err, edition.ErrOwn):
		s.redirect(w, r, "/desk/edit/"+ref, flash{Text: say("console.review.own")})
	case errors.Is(err, edition.ErrReviewer):
		s.redirect(w, r, "/desk/edit/"+ref, flash{Text: say("console.review.others")})
	case errors.Is(err, edition.ErrState):
		s.redirect(w, r, "/desk/edit/"+ref, flash{Text: say("console.shelf.stale")})
	default:
		return fmt.Errorf("draft of %s: %w", ref, err)
	}
	return nil
}

// dropEdit gives a draft up.
func (s *Service) dropEdit(w http.ResponseWriter, r *http.Request) error {
	ref, version, err := s.draftAct(r)
	if err != nil {
		return err
	}
	if err := s.stores.Knowledge.Editor.Drop(r.Context(), ref, version, s.record(r, "", "")); err != nil {
		return s.refuseDraft(w, r, ref, err)
	}
	s.redirect(w, r, "/desk/faq", flash{OK: true, Text: say("console.edit.dropped")})
	return nil
}
