package console

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq/edition"
	"madoguchi/handlers/problem"
	"madoguchi/learn"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// taught is the group of an act, where anything can be put into the FAQ here.
func (s *Service) taught(r *http.Request) (learn.Group, error) {
	if s.stores.Teacher == nil {
		return learn.Group{}, chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return learn.Group{}, err
	}
	return s.group(r)
}

// A sureView asks whether a wording is to be added although it takes direct answers from other entries.
type sureView struct {
	ID                     int64
	Ref, Question, Wording string
	Sum                    string
	Why                    string // it is asked
	Asks                   []lossView
}

// askSure shows what a wording would take from other entries.
func (s *Service) askSure(w http.ResponseWriter, r *http.Request, v sureView) {
	if ix := s.index(); ix != nil {
		if e, ok := ix.Entry(v.Ref); ok {
			v.Question = e.Question
		}
	}
	s.renderStatus(w, r, http.StatusConflict, "surealias", page{Title: say("console.unanswered.alias"), Nav: "faq", Body: v})
}

// teachAlias lets an entry be found by a group's wording, or by the one that the form has. What that would take
// from other entries is asked about first; where somebody approves it, they read it.
func (s *Service) teachAlias(w http.ResponseWriter, r *http.Request) error {
	g, err := s.taught(r)
	if err != nil {
		return err
	}
	ref, wording := form(r, "ref"), cmp.Or(strings.TrimSpace(form(r, "wording")), g.Wording)
	if tooLong(wording, longestQuestion) {
		return errBadForm
	}
	effect, known := s.stores.Teacher.TryAlias(r.Context(), ref, wording)
	if !known && s.stores.Shelves != nil {
		_, kept, err := s.storedEntry(r, ref)
		known = err != nil || !kept // adding it says what is wrong
	}
	if why := wordingAsks(&effect, ref, known); why != "" && form(r, "sure") == "" && !s.approves(programmeOf(ref)) {
		v := sureView{ID: g.ID, Ref: ref, Question: ref, Wording: wording, Why: why, Asks: lossViews(&effect, ref)}
		if known {
			v.Sum = staffwords.EffectNow(&effect, ref)
		}
		s.askSure(w, r, v)
		return nil
	}
	done, err := s.stores.Teacher.AddAlias(r.Context(), g, ref, wording, s.record(r, audit.FAQEdited, ref))
	if errors.Is(err, edition.ErrApproved) {
		s.redirect(w, r, fmt.Sprintf("/desk/faq/unanswered/%d", g.ID), flash{Text: say("console.review.goes_out")})
		return nil
	}
	if err != nil {
		return fmt.Errorf("add a wording to %s: %w", ref, err)
	}
	text := done.Said("console.unanswered.added")
	if known && !done.Already {
		text += staffwords.EffectNow(&effect, ref)
	}
	s.redirect(w, r, s.afterTeaching(r, g.ID), flash{OK: true, Text: text})
	return nil
}

// wordingAsks is what speaks against adding a wording, as against is against a publication.
func wordingAsks(e *edition.Effect, ref string, known bool) string {
	switch losses := e.Losses(ref); {
	case len(losses) > 0:
		return say("console.effect.takes", "n", len(losses))
	case !known:
		return say("console.unanswered.unknown")
	case e.Left > 0:
		return say("console.unanswered.untried")
	}
	return ""
}

// programmeOf is the programme of a reference.
func programmeOf(ref string) string {
	programme, _, _ := strings.Cut(ref, "/")
	return programme
}

// afterTeaching is the page that follows: the group's own where a member may still wait for the answer, else
// the list.
func (s *Service) afterTeaching(r *http.Request, id int64) string {
	questions, err := s.stores.Unanswered.InGroup(r.Context(), id, wordingsShown)
	if err == nil {
		for _, q := range questions {
			if tk, sees := s.askedOf(r, q.Ticket); sees && tk.Status.Open() {
				return fmt.Sprintf("/desk/faq/unanswered/%d", id)
			}
		}
	}
	return unansweredPage(r)
}

// unansweredPage is the list that an act came from.
func unansweredPage(r *http.Request) string {
	if form(r, "back") == "model" {
		return "/desk/model"
	}
	return "/desk/faq/unanswered"
}

// setOff notes that a group is no question for the FAQ, or, where it was, that it is one after all.
func (s *Service) setOff(w http.ResponseWriter, r *http.Request) error {
	g, err := s.taught(r)
	if err != nil {
		return err
	}
	to, text := learn.Off, say("console.unanswered.off")
	if g.State != learn.Open {
		to, text = learn.Open, say("console.unanswered.reopened")
	}
	if err := s.stores.Teacher.Decide(r.Context(), g, to, s.record(r, audit.QuestionDecided, "")); err != nil {
		return err
	}
	s.redirect(w, r, "/desk/faq/unanswered", flash{OK: true, Text: text})
	return nil
}

// decline notes that a group is no wording of the entry that members have chosen for it.
func (s *Service) decline(w http.ResponseWriter, r *http.Request) error {
	g, err := s.taught(r)
	if err != nil {
		return err
	}
	ref := form(r, "ref")
	rec := s.record(r, audit.QuestionDeclined, fmt.Sprintf("question/%d", g.ID))
	rec.After = ref
	declined, err := s.stores.Unanswered.DeclineProposal(r.Context(), g.ID, ref, rec)
	if err != nil {
		return err
	}
	if !declined {
		return errStale
	}
	s.redirect(w, r, unansweredPage(r), flash{OK: true, Text: say("console.unanswered.declined")})
	return nil
}

// A newEntryView is the form for an entry of its own.
type newEntryView struct {
	ID               int64
	Programmes       []option
	Question, Answer string
	Aliases          string // one a line
	Reply            string // the ticket whose reply the answer is made of; "" = of none
	Refused          string
	Wording          string     // of the group
	Asks             []lossView // what it would take from other entries
	Unsure           bool       // it is to be said again
}

// Bounds of an entry that is typed, in characters: what LINE shows of an answer, and what a question takes.
const (
	longestQuestion = 300
	longestAnswer   = 5000
	mostAliases     = 30
)

func (s *Service) showNewEntry(w http.ResponseWriter, r *http.Request) error {
	g, err := s.group(r)
	if err != nil {
		return err
	}
	v := newEntryView{ID: g.ID, Question: g.Wording, Wording: g.Wording}
	questions, err := s.stores.Unanswered.InGroup(r.Context(), g.ID, wordingsShown)
	if err != nil {
		return err
	}
	seen := map[string]bool{g.Wording: true}
	for _, q := range questions {
		if !seen[q.Wording] {
			seen[q.Wording] = true
			v.Aliases += q.Wording + "\n"
		}
		if v.Answer == "" && q.Ticket != "" {
			if v.Answer = s.replied(r, q.Ticket); v.Answer != "" {
				v.Reply = q.Ticket
			}
		}
	}
	s.renderNewEntry(w, r, http.StatusOK, v, g.Programme)
	return nil
}

func (s *Service) renderNewEntry(w http.ResponseWriter, r *http.Request, status int, v newEntryView, programme string) {
	for _, p := range s.editionProgrammes() {
		v.Programmes = append(v.Programmes, option{p.ID, p.Name, p.ID == programme})
	}
	s.renderStatus(w, r, status, "newentry", page{Title: say("console.unanswered.new"), Nav: "faq", Body: v})
}

// replied is what the office has last replied in a ticket that may be learnt from, without whom it was to.
func (s *Service) replied(r *http.Request, number string) string {
	tk, sees := s.askedOf(r, number)
	if !sees || !tk.Teaches() {
		return ""
	}
	entries, err := s.stores.Tickets.Log(r.Context(), number)
	if err != nil {
		return ""
	}
	said := ""
	for _, e := range entries {
		if e.What == ticket.LogReplied && strings.TrimSpace(e.Text) != "" {
			said = e.Text
		}
	}
	return reading.AnonymousReply(said)
}

// teachEntry writes an entry for a group.
func (s *Service) teachEntry(w http.ResponseWriter, r *http.Request) error {
	g, err := s.taught(r)
	if err != nil {
		return err
	}
	e := learn.NewEntry{Programme: form(r, "programme"), Question: strings.TrimSpace(form(r, "question")), Answer: strings.TrimSpace(strings.ReplaceAll(form(r, "answer"), "\r\n", "\n"))}
	for line := range strings.SplitSeq(form(r, "aliases"), "\n") {
		if line = strings.TrimSpace(line); line != "" && len(e.Aliases) < mostAliases && line != e.Question {
			e.Aliases = append(e.Aliases, line)
		}
	}
	refused := ""
	switch known := nameOrNone(s.editionProgrammes(), e.Programme); {
	case known == "":
		refused = say("console.unanswered.no_programme")
	case e.Question == "" || tooLong(e.Question, longestQuestion):
		refused = say("console.unanswered.no_question", "most", longestQuestion)
	case e.Answer == "" || tooLong(e.Answer, longestAnswer):
		refused = say("console.unanswered.no_answer", "most", longestAnswer)
	}
	v := newEntryView{ID: g.ID, Question: e.Question, Answer: e.Answer, Aliases: form(r, "aliases"), Refused: refused, Wording: g.Wording}
	if refused != "" {
		s.renderNewEntry(w, r, http.StatusUnprocessableEntity, v, e.Programme)
		return nil
	}
	if reading.Nameless(e.Question+e.Answer) && form(r, "sure") == "" {
		v.Refused, v.Unsure = say("console.edit.masked"), true
		s.renderNewEntry(w, r, http.StatusConflict, v, e.Programme)
		return nil
	}
	effect, ref, known := s.stores.Teacher.TryEntry(r.Context(), e)
	if why := against(&effect, ref, known); why != "" && form(r, "sure") == "" && !s.approves(e.Programme) {
		v.Refused, v.Asks, v.Unsure = why, lossViews(&effect, ref), true
		s.renderNewEntry(w, r, http.StatusConflict, v, e.Programme)
		return nil
	}
	done, err := s.stores.Teacher.AddEntry(r.Context(), g, e, s.record(r, audit.FAQEdited, e.Programme))
	if err != nil {
		return fmt.Errorf("add an entry to %s: %w", e.Programme, err)
	}
	text := done.Said("console.unanswered.published")
	if known {
		text += staffwords.EffectNow(&effect, ref)
	}
	s.redirect(w, r, s.afterTeaching(r, g.ID), flash{OK: true, Text: text})
	return nil
}

func nameOrNone(programmes []EditionProgramme, id string) string {
	for _, p := range programmes {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}

func tooLong(text string, most int) bool { return len([]rune(text)) > most }

// errNotServed says that an answer cannot be sent yet.
var errNotServed = &problem.Error{Kind: problem.Conflict, Words: "console.unanswered.not_served"}

// sendAnswer sends the answer that a group has got to a member whose ticket asks it.
func (s *Service) sendAnswer(w http.ResponseWriter, r *http.Request) error {
	g, err := s.taught(r)
	if err != nil {
		return err
	}
	if g.Ref == "" {
		return chat.ErrNotFound
	}
	return s.sendAnswerOf(w, r, g.Ref, fmt.Sprintf("/desk/faq/unanswered/%d", g.ID))
}
