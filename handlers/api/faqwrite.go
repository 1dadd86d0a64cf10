package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/problem"
)

// A draftBody is what an entry is to say. Wordings and a section that it leaves out stay as they are: who corrects an
// answer does not know what staff have taught meanwhile.
type draftBody struct {
	Programme string      `json:"programme"` // of a new one
	Question  string      `json:"question"`
	Answer    []faq.Block `json:"answer"`
	Wordings  []string    `json:"wordings"` // nil = left out
	Section   *string     `json:"section"`  // likewise
	Version   int         `json:"version"`  // of the draft as it was read; 0 = there was none
}

// A draftView is an entry as it is being changed.
type draftView struct {
	Ref      string             `json:"ref"`
	State    edition.DraftState `json:"state"`
	Version  int                `json:"version"`
	Base     int                `json:"base"`
	By       string             `json:"by"`
	Saved    *time.Time         `json:"saved"`
	Question string             `json:"question"`
	Answer   []faq.Block        `json:"answer"`
	Wordings []string           `json:"wordings"`
	Section  string             `json:"section"`
	URL      string             `json:"url"`
}

func (s *Service) draftView(d *edition.Draft) draftView {
	return draftView{
		Ref: d.Ref(), State: d.State, Version: d.Version, Base: d.Base, By: d.By, Saved: at(d.Saved), Question: d.Entry.Question,
		Answer: append([]faq.Block{}, d.Entry.Answer...), Wordings: append([]string{}, d.Entry.Aliases...), Section: d.Entry.Section,
		URL: s.BaseURL + "/desk/edit/" + d.Ref(),
	}
}

// mostWordings is more than anybody writes for an entry.
const mostWordings = 100

// into puts what a body says into an entry.
func (b *draftBody) into(e *faq.Entry) (err error) {
	if e.Question, err = text("question", chars.Line(b.Question), longestQuery); err != nil {
		return err
	}
	if at, err := faq.Fit(b.Answer); at >= 0 {
		return invalid(fmt.Sprintf("answer.%d", at))
	} else if err != nil {
		return invalid("answer")
	}
	e.Answer = b.Answer
	if b.Section != nil {
		e.Section = chars.Line(*b.Section)
	}
	if b.Wordings == nil && e.Aliases != nil {
		return nil
	}
	e.Aliases = []string{}
	for i, wording := range b.Wordings {
		if wording, err = text(fmt.Sprintf("wordings.%d", i), chars.Line(wording), longestQuery); err != nil || i >= mostWordings {
			return errors.Join(err, invalid("wordings"))
		}
		if !slices.Contains(e.Aliases, wording) {
			e.Aliases = append(e.Aliases, wording)
		}
	}
	return nil
}

// recordOnce is a line on a change of the FAQ, which the store makes once for a request.
func (s *Service) recordOnce(r *http.Request) audit.Record {
	by := s.record(r, "", "")
	by.Request = eventID(r)
	return by
}

// newEntry saves the draft of an entry that there is not yet.
func (s *Service) newEntry(w http.ResponseWriter, r *http.Request) error {
	var body draftBody
	if err := read(r, &body); err != nil {
		return err
	}
	programmes := s.Facts().Programmes
	at := slices.IndexFunc(programmes, func(p Programme) bool { return p.ID == body.Programme })
	if at < 0 {
		return invalid("programme")
	}
	if body.Version != 0 {
		return invalid("version")
	}
	d := edition.Draft{Title: programmes[at].Name, State: edition.Writing, Entry: faq.Entry{Collection: body.Programme, Kind: faq.KindAnswer, Warnings: []faq.Warning{}}}
	if err := body.into(&d.Entry); err != nil {
		return err
	}
	kept, err := s.stores.Editor.Save(r.Context(), d, s.recordOnce(r))
	if err != nil {
		return editFault(err)
	}
	w.Header().Set("Location", "/api/v1/faq/entries/"+kept.Ref()+"/draft")
	return answer(w, http.StatusCreated, s.draftView(&kept))
}

func (s *Service) showDraft(w http.ResponseWriter, r *http.Request) error {
	d, err := s.stores.Editor.Begin(r.Context(), refOf(r))
	if err != nil {
		return err
	}
	return show(w, r, s.draftView(&d))
}

// saveDraft saves what an entry is to say.
func (s *Service) saveDraft(w http.ResponseWriter, r *http.Request) error {
	var body draftBody
	if err := read(r, &body); err != nil {
		return err
	}
	if body.Programme != "" && body.Programme != r.PathValue("programme") {
		return invalid("programme")
	}
	d, err := s.stores.Editor.Begin(r.Context(), refOf(r))
	if err != nil {
		return err
	}
	if err := s.asSeen(r, s.draftView(&d)); err != nil {
		return err
	}
	d.Version = body.Version
	if err := body.into(&d.Entry); err != nil {
		return err
	}
	kept, err := s.stores.Editor.Save(r.Context(), d, s.recordOnce(r))
	if err != nil {
		return editFault(err)
	}
	return answer(w, http.StatusOK, s.draftView(&kept))
}

// A publishBody says which draft is to be published.
type publishBody struct {
	Version int `json:"version"`
}

// A publishedView is what came of it.
type publishedView struct {
	Ref     string `json:"ref"`
	State   string `json:"state"`   // published, waiting
	Version int    `json:"version"` // of the entry; where it waits, of the draft
	URL     string `json:"url"`
}

// publish publishes a draft. Where its programme has changes approved, approval is asked for: 確認依頼.
func (s *Service) publish(w http.ResponseWriter, r *http.Request) error {
	var body publishBody
	if err := read(r, &body); err != nil {
		return err
	}
	ref, by := refOf(r), s.recordOnce(r)
	done, err := s.done(r)
	switch {
	case err != nil:
		return err
	case done:
		return s.publishedBefore(w, r, ref)
	}
	edited, err := s.stores.Editor.PublishDraft(r.Context(), ref, body.Version, by)
	if errors.Is(err, edition.ErrNotApproved) {
		return s.askFor(w, r, ref, body.Version, by)
	}
	if err != nil {
		return editFault(err)
	}
	return s.answerPublished(w, ref, edited.Version)
}

func (s *Service) answerPublished(w http.ResponseWriter, ref string, version int) error {
	return answer(w, http.StatusOK, publishedView{ref, "published", version, s.BaseURL + "/desk/faq/" + ref})
}

// publishedBefore answers who has published an entry before, and has not heard.
func (s *Service) publishedBefore(w http.ResponseWriter, r *http.Request, ref string) error {
	d, err := s.stores.Editor.Begin(r.Context(), ref)
	if err != nil {
		return afterwards(err)
	}
	return s.answerPublished(w, ref, d.Base)
}

// askFor asks for the approval of a draft. Who has done so before, and has not heard, is told again.
func (s *Service) askFor(w http.ResponseWriter, r *http.Request, ref string, version int, by audit.Record) error {
	d, err := s.stores.Editor.Begin(r.Context(), ref)
	if a, _ := attemptOf(r); err == nil && (!a.again || d.State != edition.Asked || d.Version != version) {
		d, err = s.stores.Editor.Ask(r.Context(), ref, version, edition.Review{}, by)
	}
	if err != nil {
		return editFault(err)
	}
	return answer(w, http.StatusAccepted, publishedView{ref, "waiting", d.Version, s.BaseURL + "/desk/edit/" + ref})
}

// editFault is what a change of the FAQ ended in, in the terms of HTTP.
func editFault(err error) error {
	var clash *edition.Clash
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return err
	case errors.Is(err, edition.ErrChanged), errors.As(err, &clash), errors.Is(err, edition.ErrState):
		return &problem.Error{Kind: problem.Conflict, Code: "changed", Words: "api.fault.changed", Err: err}
	case errors.Is(err, edition.ErrNothing):
		return &problem.Error{Kind: problem.Conflict, Code: "nothing", Words: "api.fault.nothing", Err: err}
	}
	return err
}
