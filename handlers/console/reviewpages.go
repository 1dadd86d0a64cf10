package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/staff"
)

// A reviewView is what is asked and said of a draft, and what who reads the page may do about it.
type reviewView struct {
	Needed             bool   // the programme has its changes approved
	State, Reason, Due string // in words
	Deadline           string // as it stands in the form
	Asked, Approved    bool
	Ask                bool // for approval, or again of somebody else
	Reviewers          []option
	Judge              bool // approve it
	Return             bool // send it back
	Publish            bool
	Schedule, Cancel   bool    // give it a time, and call that off
	Action             string  // where its forms go
	Hidden             []field // what they carry
}

func (s *Service) reviewView(r *http.Request, programme string, of edition.Reviewed) *reviewView {
	state := *of.State
	v := &reviewView{Needed: s.approves(programme), Asked: state == edition.Asked, Approved: state == edition.Approved, Reason: of.Review.Reason, Deadline: string(of.Review.Deadline)}
	may := me(r).May(staff.Approve)
	ready := !v.Needed || state == edition.Approved
	v.Publish, v.Schedule, v.Cancel = may && ready, may && ready, may
	v.Ask = v.Needed && me(r).May(staff.Edit) && state != edition.Approved
	mine := slices.Contains(of.Authors, who(r).ID)
	v.Judge = may && state == edition.Asked && !mine && (of.Review.ReviewerID == "" || of.Review.ReviewerID == who(r).ID)
	v.Return = may && (state == edition.Asked || state == edition.Approved)
	v.State, v.Due = s.reviewWords(of)
	if v.Ask {
		v.Reviewers = s.reviewers(r, of.Authors)
		for i := range v.Reviewers {
			v.Reviewers[i].Selected = v.Reviewers[i].Value == of.Review.ReviewerID
		}
	}
	return v
}

// reviewWords say how far something is with its approval, and when it is published by itself: all that a list says of
// it, which asks for no accounts.
func (s *Service) reviewWords(of edition.Reviewed) (state, due string) {
	state = staffwords.Review(*of.State, of.Review)
	if at := of.Review.Due; !at.IsZero() {
		due = say("console.review.due", "when", moment(s.Now(), at))
	}
	return state, due
}

// reviewers are who may approve and is none of the authors.
func (s *Service) reviewers(r *http.Request, authors []string) []option {
	people, err := s.stores.People.Accounts(r.Context())
	if err != nil {
		s.Log.Error("list who may approve", "err", err)
	}
	var out []option
	for _, a := range people {
		if id := a.Person().ID; a.Active(s.Now()) && a.May(staff.Approve) && a.ID != me(r).ID && !slices.Contains(authors, id) {
			out = append(out, option{Value: id, Label: a.Name})
		}
	}
	return out
}

// asked reads of whom and by when approval is wanted. wrong says what cannot be so.
func (s *Service) asked(r *http.Request) (rv edition.Review, wrong string) {
	rv.Deadline, rv.ReviewerID = faq.Date(form(r, "deadline")), form(r, "reviewer")
	if !validTerm(faq.Validity{Until: rv.Deadline}) {
		return rv, say("console.term.unreadable")
	}
	if rv.ReviewerID == "" {
		return rv, ""
	}
	for _, p := range s.reviewers(r, nil) {
		if p.Value == rv.ReviewerID {
			rv.Reviewer = p.Label
			return rv, ""
		}
	}
	return rv, say("console.review.no_reviewer")
}

// reviewEdit asks for a draft to be approved, approves it, sends it back, or gives it a time.
func (s *Service) reviewEdit(w http.ResponseWriter, r *http.Request) error {
	ref, version, err := s.draftAct(r)
	if err != nil {
		return err
	}
	editor, by, text := s.stores.Knowledge.Editor, s.record(r, "", ""), ""
	switch act := form(r, "act"); act {
	case "ask":
		review, wrong := s.asked(r)
		if wrong != "" {
			s.redirect(w, r, "/desk/edit/"+ref, flash{Text: wrong})
			return nil
		}
		text = say("console.review.was_asked")
		_, err = editor.Ask(r.Context(), ref, version, review, by)
	case "approve", "return", "schedule", "unschedule":
		if err := s.need(r, staff.Approve); err != nil {
			return err
		}
		if text, err = s.judge(r, act, ref, version); text == "" && err == nil {
			s.redirect(w, r, "/desk/edit/"+ref, flash{Text: say("console.review.incomplete")})
			return nil
		}
	default:
		return errBadForm
	}
	if err != nil {
		return s.refuseDraft(w, r, ref, err)
	}
	s.redirect(w, r, "/desk/edit/"+ref, flash{OK: true, Text: text})
	return nil
}

// judge does what only who may approve does. It gives no text where something is left out of the form.
func (s *Service) judge(r *http.Request, act, ref string, version int) (text string, err error) {
	editor, by := s.stores.Knowledge.Editor, s.record(r, "", "")
	switch act {
	case "approve":
		_, err = editor.Approve(r.Context(), ref, version, by)
		return say("console.review.was_approved"), err
	case "return":
		reason := strings.TrimSpace(form(r, "reason"))
		if reason == "" {
			return "", nil
		}
		_, err = editor.Return(r.Context(), ref, version, reason, by)
		return say("console.review.was_returned"), err
	case "unschedule":
		_, err = editor.Schedule(r.Context(), ref, version, time.Time{}, by)
		return say("console.review.was_unscheduled"), err
	}
	due, ok := s.dueOf(r)
	if !ok {
		return "", nil
	}
	_, err = editor.Schedule(r.Context(), ref, version, due, by)
	return say("console.review.was_scheduled", "when", moment(s.Now(), due)), err
}

// dueOf reads when something is to be published by itself: a moment to come.
func (s *Service) dueOf(r *http.Request) (time.Time, bool) {
	due, err := time.ParseInLocation("2006-01-02T15:04", form(r, "due"), reading.JST)
	return due, err == nil && due.After(s.Now())
}

// proposed goes on from what somebody wanted of an entry, and says what has come of it: it is done, or it waits for
// approval.
func (s *Service) proposed(w http.ResponseWriter, r *http.Request, to string, done edition.Done, err error, text string) error {
	switch {
	case errors.Is(err, edition.ErrApproved):
		s.redirect(w, r, to, flash{Text: say("console.review.goes_out")})
	case errors.Is(err, edition.ErrNotApproved):
		s.redirect(w, r, to, flash{Text: say("console.review.not_approved")})
	case err != nil:
		return fmt.Errorf("change the FAQ: %w", err)
	case done.Writing():
		s.redirect(w, r, to, flash{OK: true, Text: say("console.review.into_draft")})
	case done.Waiting:
		s.redirect(w, r, to, flash{OK: true, Text: say("console.review.waits")})
	default:
		s.redirect(w, r, to, flash{OK: true, Text: text})
	}
	return nil
}

// setState withdraws an entry, or brings it back.
func (s *Service) setState(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Knowledge.Editor == nil {
		return errNoEditor
	}
	ref, by := refOf(r), s.record(r, "", "")
	var done edition.Done
	var text string
	var err error
	switch form(r, "state") {
	case "withdraw":
		text, err = say("console.shelf.withdrawn"), s.stores.Knowledge.Editor.Withdraw(r.Context(), ref, strings.TrimSpace(form(r, "why")), by)
	case "restore":
		text = say("console.shelf.served")
		done, err = s.stores.Knowledge.Editor.Reinstate(r.Context(), ref, by)
	default:
		return errBadForm
	}
	return s.proposed(w, r, "/desk/faq/"+ref, done, err, text)
}

// moveEntry puts an entry elsewhere among those of its programme.
func (s *Service) moveEntry(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Knowledge.Editor == nil {
		return errNoEditor
	}
	after, err := strconv.Atoi(form(r, "after"))
	if err != nil {
		return errBadForm
	}
	ref := refOf(r)
	done, err := s.stores.Knowledge.Editor.Move(r.Context(), ref, after, s.record(r, "", ""))
	return s.proposed(w, r, "/desk/faq/"+ref, done, err, say("console.edit.moved"))
}

// A historyView is what an entry has said.
type historyView struct {
	Ref, Question string
	Versions      []versionView
	Restores      bool
	Corrects      bool // who was given an old version may be told
}

// A versionView is one version beside the one before.
type versionView struct {
	Number         int
	When, By, Why  string
	Fields         []string
	Change         changeView
	First, Current bool
}

// showHistory shows an entry's versions, the newest first, each beside the one before.
func (s *Service) showHistory(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Knowledge.Drafts == nil {
		return errNoEditor
	}
	ref := refOf(r)
	all, err := s.stores.Knowledge.Drafts.Versions(r.Context(), ref)
	if err != nil {
		return fmt.Errorf("list versions of %s: %w", ref, err)
	}
	if len(all) == 0 {
		return chat.ErrNotFound
	}
	v := historyView{Ref: ref, Question: all[0].Entry.Question, Restores: me(r).May(staff.Approve), Corrects: me(r).May(staff.Edit) && s.stores.Knowledge.Corrections != nil}
	for i := range all {
		ver := &all[i]
		vv := versionView{Number: ver.Number, When: moment(s.Now(), ver.At), By: orElse(ver.By, say("console.shelf.program")), Current: i == 0, First: i == len(all)-1}
		vv.Why = say("console.history.unknown")
		if ver.Why != "" {
			vv.Why = wordOr(catalogue.Key("console.shelf.act."+ver.Why), ver.Why)
		}
		change := edition.Change{After: &ver.Entry, Question: ver.Entry.Question}
		if !vv.First {
			change.Before = &all[i+1].Entry
			for _, f := range edition.Fields(change.Before, &ver.Entry) {
				vv.Fields = append(vv.Fields, fieldName(f))
			}
		}
		vv.Change = newChangeView(&change)
		v.Versions = append(v.Versions, vv)
	}
	s.render(w, r, "history", page{Title: say("console.history.title"), Nav: "faq", Body: v})
	return nil
}

// restoreVersion lets an entry say again what it said.
func (s *Service) restoreVersion(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	version, err := nth(r, "version")
	if err != nil || s.stores.Knowledge.Editor == nil {
		return chat.ErrNotFound
	}
	ref := refOf(r)
	done, err := s.stores.Knowledge.Editor.Restore(r.Context(), ref, version, s.record(r, "", ""))
	switch {
	case errors.Is(err, edition.ErrChanged):
		return errStale
	case errors.Is(err, edition.ErrApproved):
		s.redirect(w, r, "/desk/history/"+ref, flash{Text: say("console.review.goes_out")})
	case err != nil:
		return fmt.Errorf("restore %s: %w", ref, err)
	case done.Writing():
		s.redirect(w, r, "/desk/edit/"+ref, flash{OK: true, Text: say("console.review.into_draft")})
	case done.Waiting:
		s.redirect(w, r, "/desk/edit/"+ref, flash{OK: true, Text: say("console.history.waits")})
	case done.Already:
		s.redirect(w, r, "/desk/history/"+ref, flash{Text: say("console.edit.nothing")})
	default:
		s.redirect(w, r, "/desk/history/"+ref, flash{OK: true, Text: say("console.history.restored", "version", version)})
	}
	return nil
}
