package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/correction"
	"madoguchi/faq/edition"
	"madoguchi/office/staffwords"
	"madoguchi/staff"
)

// A noticeView is the page of one notice: what it says and to whom, what is to be done with it, and how far it is.
type noticeView struct {
	ID                     int64
	Version                int
	Ref, Question          string
	Text                   string // as a member reads it
	State, Written         string
	Reason, Asked, Decided string
	Span, Versions, How    string
	Found                  *audienceView // of one that was not sent
	Progress               []count
	Sum, Pushes            string
	List                   contactsView
	Names                  bool // who reads the page may see names

	Edit, Ask, Send, Return, Stop, Drop bool
	Approved                            bool // by sending it, it is approved
	Waits                               string
	Reviewers                           []option
	Again                               bool   // it is asked for already, and may be of somebody else
	Deadline                            string // as it stands in the form
}

// notice is the notice that the address names.
func (s *Service) notice(r *http.Request) (correction.Notice, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || s.stores.Knowledge.Corrections == nil {
		return correction.Notice{}, chat.ErrNotFound
	}
	return s.stores.Knowledge.Corrections.Correction(r.Context(), id)
}

func (s *Service) showNotice(w http.ResponseWriter, r *http.Request) error {
	n, err := s.notice(r)
	if err != nil {
		return err
	}
	return s.renderNotice(w, r, &n, false)
}

// lookNotice shows by name who is told, on the page of them that the address names, which is written down.
func (s *Service) lookNotice(w http.ResponseWriter, r *http.Request) error {
	n, err := s.notice(r)
	if err != nil {
		return err
	}
	if err := s.audited(r, audit.CorrectionLooked, n.Ref, fmt.Sprintf("correction=%d", n.ID)); err != nil {
		return err
	}
	return s.renderNotice(w, r, &n, true)
}

func (s *Service) renderNotice(w http.ResponseWriter, r *http.Request, n *correction.Notice, named bool) (err error) {
	v := noticeView{ID: n.ID, Version: n.Version, Ref: n.Ref, Question: n.Question, State: noticeState(n), Reason: n.Reason, Names: me(r).May(staff.Personal) && !named}
	v.Written = say("console.correction.by", "name", n.By, "when", moment(s.Now(), n.Made))
	s.describe(&v, n)
	s.offerNotice(r, &v, n)
	if n.State == correction.Sending || n.State == correction.Stopped {
		err = s.progress(r, &v, n, named)
	} else {
		err = s.audience(r, &v, n, named)
	}
	if err != nil {
		return err
	}
	p := page{Title: say("console.correction.title"), Nav: "faq", Body: v}
	if n.State == correction.Sending && !named {
		p.Live = r.URL.RequestURI()
	}
	s.render(w, r, "correction", p)
	return nil
}

// describe says what a notice is.
func (s *Service) describe(v *noticeView, n *correction.Notice) {
	if s.stores.Knowledge.NoticeText != nil {
		v.Text = s.stores.Knowledge.NoticeText(n)
	}
	var numbers []string
	for _, number := range n.Versions {
		numbers = append(numbers, say("console.history.version", "n", number))
	}
	v.Versions = strings.Join(numbers, "、")
	since, until := day(faq.Date(dayOf(n.Since))), day(faq.Date(dayOf(lastMoment(n.Until))))
	if v.Span = say("console.correction.always"); since+until != "" {
		v.Span = since + "〜" + until
	}
	v.How = say("console.correction.free")
	if n.Push {
		v.How = say("console.correction.paid")
	}
	if n.State == correction.Asked {
		v.Asked = staffwords.Review(n.State, &n.Review)
	}
	if !n.Sent.IsZero() {
		v.Decided = say("console.correction.sent_by", "name", n.Decided, "when", moment(s.Now(), n.Sent))
	}
}

// offerNotice says what who reads the page may do with the notice.
func (s *Service) offerNotice(r *http.Request, v *noticeView, n *correction.Notice) {
	programme := programmeOf(n.Ref)
	needed, may, own, open := s.approves(programme), me(r).May(staff.Approve), slices.Contains(n.Authors, who(r).ID), n.Open()
	review := s.reviewView(r, programme, n.Reviewed())
	v.Edit, v.Drop = open, open
	v.Ask, v.Again = open && review.Ask, review.Asked
	v.Send = open && may && (!needed || review.Judge)
	v.Return = may && n.State == correction.Asked && !own
	v.Stop = may && n.State == correction.Sending
	v.Approved = needed
	switch {
	case n.State == correction.Asked && own && needed:
		v.Waits = say("console.correction.own")
	case n.State == correction.Asked && may && needed && !review.Judge:
		v.Waits = say("console.review.others")
	case open && !may && !needed:
		v.Waits = say("console.correction.needs_approver")
	}
	v.Reviewers, v.Deadline = review.Reviewers, review.Deadline
}

// audience says whom a notice that was not sent would go to.
func (s *Service) audience(r *http.Request, v *noticeView, n *correction.Notice, named bool) error {
	f, err := s.stores.Knowledge.Corrections.Given(r.Context(), n.Query)
	if err != nil {
		return err
	}
	fv := s.audienceView(r.Context(), &f)
	if !n.Push {
		fv.Cost = ""
	}
	v.Found = &fv
	v.Send = v.Send && fv.All > 0
	offset := offsetOf(r.URL.Query())
	list, err := s.stores.Knowledge.Corrections.GivenTo(r.Context(), n.Query, offset, contactsShown+1)
	if err != nil {
		return err
	}
	v.List = s.contactsView(list, offset, noticePath(n, named), url.Values{}, named)
	return nil
}

// noticePath is where the next page of a notice's contacts is: where they are shown by name, each page is a look.
func noticePath(n *correction.Notice, named bool) string {
	path := fmt.Sprintf("/desk/corrections/%d", n.ID)
	if named {
		path += "/look"
	}
	return path
}

// progress says how far a notice is that was sent.
func (s *Service) progress(r *http.Request, v *noticeView, n *correction.Notice, named bool) error {
	p, err := s.stores.Knowledge.Corrections.CorrectionProgress(r.Context(), n.ID)
	if err != nil {
		return err
	}
	for _, fate := range correction.Fates() {
		v.Progress = append(v.Progress, count{Label: fateName(fate), N: strconv.Itoa(p.Count[fate]), Alert: fate == correction.Gone && p.Count[fate] > 0})
	}
	v.Sum = say("console.correction.progress", "told", p.Count[correction.Told], "all", n.All)
	if p.Pushes > 0 {
		v.Pushes = say("console.correction.pushes", "n", p.Pushes)
	}
	v.Stop = v.Stop && p.Open() > 0
	if refreshes(r) { // it keeps the list as it was opened
		return nil
	}
	offset := offsetOf(r.URL.Query())
	list, err := s.stores.Knowledge.Corrections.Corrected(r.Context(), n.ID, offset, contactsShown+1)
	if err != nil {
		return err
	}
	v.List = s.contactsView(list, offset, noticePath(n, named), url.Values{}, named)
	return nil
}

// showReword is the form of a notice that was not sent.
func (s *Service) showReword(w http.ResponseWriter, r *http.Request) error {
	n, err := s.notice(r)
	if err != nil {
		return err
	}
	v, err := s.correctView(r, r.URL.Query(), &n)
	if err != nil {
		return err
	}
	return s.renderCorrect(w, r, http.StatusOK, v)
}

// reword keeps what a notice says now.
func (s *Service) reword(w http.ResponseWriter, r *http.Request) error {
	n, version, err := s.noticeAct(r)
	if err != nil {
		return err
	}
	v, err := s.correctView(r, r.PostForm, &n)
	if err != nil {
		return err
	}
	said := s.noticeOf(r, &v)
	v.Version = version
	if _, err := s.stores.Knowledge.Corrector.Reword(r.Context(), n.ID, version, said, s.record(r, "", "")); err != nil {
		if errors.Is(err, correction.ErrIncomplete) {
			return s.refuseCorrect(w, r, v)
		}
		return s.refuseNotice(w, r, n.ID, err)
	}
	s.redirect(w, r, fmt.Sprintf("/desk/corrections/%d", n.ID), flash{OK: true, Text: say("console.correction.kept")})
	return nil
}

// noticeAct reads which version of which notice an act is about.
func (s *Service) noticeAct(r *http.Request) (n correction.Notice, version int, err error) {
	if err := parse(r); err != nil {
		return n, 0, err
	}
	if n, err = s.notice(r); err != nil {
		return n, 0, err
	}
	if s.stores.Knowledge.Corrector == nil {
		return n, 0, chat.ErrNotFound
	}
	if version, err = strconv.Atoi(form(r, "version")); err != nil {
		return n, 0, errBadForm
	}
	return n, version, nil
}

// actOnNotice asks for a notice to be approved, sends it, sends it back, stops it or gives it up.
func (s *Service) actOnNotice(w http.ResponseWriter, r *http.Request) error {
	n, version, err := s.noticeAct(r)
	if err != nil {
		return err
	}
	act := r.PathValue("act")
	if act == "send" || act == "return" || act == "stop" {
		if err := s.need(r, staff.Approve); err != nil {
			return err
		}
	}
	text, wrong, err := s.doNotice(r, act, &n, version)
	switch {
	case wrong != "":
		s.redirect(w, r, fmt.Sprintf("/desk/corrections/%d", n.ID), flash{Text: wrong})
		return nil
	case errors.Is(err, errBadForm):
		return err
	case err != nil:
		return s.refuseNotice(w, r, n.ID, err)
	case act == "drop":
		s.redirect(w, r, "/desk/correct/"+n.Ref, flash{OK: true, Text: text})
		return nil
	}
	s.redirect(w, r, fmt.Sprintf("/desk/corrections/%d", n.ID), flash{OK: true, Text: text})
	return nil
}

// doNotice does what a colleague wants with a notice, and gives the words for it, or for what is wrong with their
// form.
func (s *Service) doNotice(r *http.Request, act string, n *correction.Notice, version int) (text, wrong string, err error) {
	c, ctx, by := s.stores.Knowledge.Corrector, r.Context(), s.record(r, "", "")
	switch act {
	case "ask":
		review, wrong := s.asked(r)
		if wrong != "" {
			return "", wrong, nil
		}
		_, err = c.AskNotice(ctx, n.ID, version, review, by)
		return say("console.review.was_asked"), "", err
	case "send":
		sent, err := c.SendNotice(ctx, n.ID, version, by)
		return say("console.correction.was_sent", "n", sent.All), "", err
	case "return":
		reason := strings.TrimSpace(form(r, "reason"))
		if reason == "" || tooLong(reason, longestQuestion) {
			return "", say("console.correction.no_reason", "most", longestQuestion), nil
		}
		_, err = c.ReturnNotice(ctx, n.ID, version, reason, by)
		return say("console.review.was_returned"), "", err
	case "stop":
		_, err = c.StopNotice(ctx, n.ID, by)
		return say("console.correction.was_stopped"), "", err
	case "drop":
		n.Version = version
		return say("console.correction.was_dropped"), "", c.DropNotice(ctx, n, by)
	}
	return "", "", errBadForm
}

// refuseNotice says why something was not done with a notice.
func (s *Service) refuseNotice(w http.ResponseWriter, r *http.Request, id int64, err error) error {
	text := ""
	switch {
	case errors.Is(err, correction.ErrChanged), errors.Is(err, edition.ErrState):
		text = say("console.correction.stale")
	case errors.Is(err, edition.ErrNotApproved):
		text = say("console.review.not_approved")
	case errors.Is(err, edition.ErrOwn):
		text = say("console.correction.own")
	case errors.Is(err, edition.ErrReviewer):
		text = say("console.review.others")
	case errors.Is(err, correction.ErrNobody):
		text = say("console.correction.nobody")
	default:
		return fmt.Errorf("notice %d: %w", id, err)
	}
	s.redirect(w, r, fmt.Sprintf("/desk/corrections/%d", id), flash{Text: text})
	return nil
}
