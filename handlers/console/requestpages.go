package console

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq/edition"
	"madoguchi/staff"
)

// waiting adds the changes of whole documents that wait for somebody, or for their time.
func (s *Service) waiting(r *http.Request, v *shelfView) error {
	all, err := s.stores.Knowledge.Drafts.Requests(r.Context())
	if err != nil {
		return fmt.Errorf("list changes of documents: %w", err)
	}
	for i := range all {
		q := &all[i]
		state, due := s.reviewWords(q.Reviewed())
		av := asideView{Ref: q.ID, Question: q.Name, Note: strings.TrimSpace(state + due)}
		if q.Act == edition.ActBack {
			av.Question = say("console.shelf.back_title", "name", q.Name)
		}
		v.Waiting = append(v.Waiting, av)
	}
	return nil
}

// showRequest shows a publication that is to be taken back, for who may approve that.
func (s *Service) showRequest(w http.ResponseWriter, r *http.Request, q *edition.Request) error {
	all, err := s.stores.Shelves.Shelves(r.Context())
	if err != nil {
		return fmt.Errorf("list documents: %w", err)
	}
	at := slices.IndexFunc(all.Documents, func(d edition.Listed) bool { return d.Collection == q.Collection && d.Number == q.Document })
	last := slices.IndexFunc(all.Published, func(p edition.Published) bool {
		return p.Collection == q.Collection && p.Document == q.Document && p.Number == q.Number
	})
	if at < 0 || last < 0 {
		return errStale // something was published since: there is something else to take back
	}
	v := backView{documentView: newDocumentView(&all.Documents[at], all.Published, s.Now()), Request: q.ID, Review: s.reviewView(r, q.Collection, q.Reviewed())}
	v.Review.Action, v.Review.Schedule = "/desk/faq/import/"+q.ID+"/review", false
	v.Changes = toldOf(&all.Published[last])
	s.render(w, r, "back", page{Title: say("console.shelf.back"), Nav: "faq", Body: v})
	return nil
}

// toldOf are a publication's changes, with their kinds in words.
func toldOf(p *edition.Published) []edition.Told {
	var out []edition.Told
	for _, c := range p.Changes {
		c.Kind = wordOr(catalogue.Key("console.shelf.did."+c.Kind), c.Kind)
		out = append(out, c)
	}
	return out
}

// reviewEdition asks for a change of a document to be approved, approves it, sends it back, or gives it a time.
func (s *Service) reviewEdition(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Editions == nil || s.stores.Knowledge.Editor == nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	id, act := r.PathValue("id"), form(r, "act")
	right, known := map[string]staff.Right{"ask": staff.Edit, "approve": staff.Approve, "return": staff.Approve, "schedule": staff.Approve, "unschedule": staff.Approve}[act]
	if !known {
		return errBadForm
	}
	if err := s.need(r, right); err != nil {
		return err
	}
	text, wrong, err := s.judgeEdition(r, act, id)
	refused := (*Refused)(nil)
	switch {
	case errors.As(err, &refused):
		wrong = refused.Text
	case errors.Is(err, edition.ErrChanged):
		wrong = say("console.import.changed_meanwhile")
	case errors.Is(err, edition.ErrOwn):
		wrong = say("console.review.own")
	case errors.Is(err, edition.ErrReviewer):
		wrong = say("console.review.others")
	case errors.Is(err, edition.ErrState):
		wrong = say("console.shelf.stale")
	case errors.Is(err, edition.ErrNotApproved):
		wrong = say("console.review.not_approved")
	case err != nil:
		return fmt.Errorf("%s a change of a document: %w", act, err)
	}
	to := "/desk/faq/import/" + id
	if query := choice(r.PostForm).query().Encode(); query != "" {
		to += "?" + query
	}
	if wrong != "" {
		s.redirect(w, r, to, flash{Text: wrong})
		return nil
	}
	s.redirect(w, r, to, flash{OK: true, Text: text})
	return nil
}

// judgeEdition does what a colleague wants with a change of a document, and gives the words for it, or for what is
// wrong with their form.
func (s *Service) judgeEdition(r *http.Request, act, id string) (text, wrong string, err error) {
	ctx, by, c := r.Context(), s.record(r, "", ""), choice(r.PostForm)
	seen, _ := strconv.ParseInt(form(r, "revision"), 10, 64) // 0 was never a revision: it is refused as another
	switch act {
	case "ask":
		review, wrong := s.asked(r)
		if wrong != "" {
			return "", wrong, nil
		}
		return say("console.review.was_asked"), "", s.stores.Editions.Ask(ctx, id, c, seen, review, by)
	case "approve":
		plan, err := hex.DecodeString(form(r, "plan"))
		if err != nil {
			return "", "", errBadForm
		}
		_, err = s.stores.Knowledge.Editor.ApproveRequest(ctx, id, plan, by)
		return say("console.review.was_approved"), "", err
	case "return":
		reason := strings.TrimSpace(form(r, "reason"))
		if reason == "" {
			return "", say("console.review.incomplete"), nil
		}
		_, err := s.stores.Knowledge.Editor.ReturnRequest(ctx, id, reason, by)
		return say("console.review.was_returned"), "", err
	case "unschedule":
		return say("console.review.was_unscheduled"), "", s.stores.Editions.Schedule(ctx, id, c, seen, time.Time{}, by)
	}
	due, ok := s.dueOf(r)
	if !ok {
		return "", say("console.review.incomplete"), nil
	}
	return say("console.review.was_scheduled", "when", moment(s.Now(), due)), "", s.stores.Editions.Schedule(ctx, id, c, seen, due, by)
}

// publishRequest carries out an approved request to take a publication back.
func (s *Service) publishRequest(w http.ResponseWriter, r *http.Request, id string) error {
	switch err := s.stores.Knowledge.Editor.TakeBackApproved(r.Context(), id, s.record(r, "", "")); {
	case errors.Is(err, edition.ErrChanged), errors.Is(err, chat.ErrNotFound):
		return errStale
	case errors.Is(err, edition.ErrNotApproved):
		s.redirect(w, r, "/desk/faq/import/"+id, flash{Text: say("console.review.not_approved")})
	case err != nil:
		return fmt.Errorf("take back a publication: %w", err)
	default:
		s.redirect(w, r, "/desk/faq", flash{OK: true, Text: say("console.shelf.taken_back")})
	}
	return nil
}
