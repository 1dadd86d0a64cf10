package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq/correction"
	"madoguchi/faq/edition"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
)

// A Corrector writes and sends notices that correct what members were told. Its errors are those of package
// correction, and chat.ErrNotFound.
type Corrector interface {
	NewNotice(ctx context.Context, n correction.Notice, by audit.Record) (correction.Notice, error)
	Reword(ctx context.Context, id int64, version int, said correction.Notice, by audit.Record) (correction.Notice, error)
	AskNotice(ctx context.Context, id int64, version int, r edition.Review, by audit.Record) (correction.Notice, error)
	ReturnNotice(ctx context.Context, id int64, version int, reason string, by audit.Record) (correction.Notice, error)
	SendNotice(ctx context.Context, id int64, version int, by audit.Record) (correction.Notice, error)
	StopNotice(ctx context.Context, id int64, by audit.Record) (correction.Notice, error)
	DropNotice(ctx context.Context, n *correction.Notice, by audit.Record) error
}

// Corrections keep notices, and who was given what. What is not there is chat.ErrNotFound.
type Corrections interface {
	Correction(ctx context.Context, id int64) (correction.Notice, error)
	Corrections(ctx context.Context, ref string, limit int) ([]correction.Notice, error) // newest first; "" = of all entries
	Given(ctx context.Context, q correction.Query) (correction.Found, error)
	GivenTo(ctx context.Context, q correction.Query, offset, limit int) ([]correction.Given, error)
	CorrectionProgress(ctx context.Context, id int64) (correction.Progress, error)
	Corrected(ctx context.Context, id int64, offset, limit int) ([]correction.Given, error)
}

const (
	noticesShown  = 50
	contactsShown = 50 // on a page
)

// A noticesView is the list of notices.
type noticesView struct{ Notices []noticeRow }

type noticeRow struct {
	ID                         int64
	Question, Line, State, Who string
}

func (s *Service) showNotices(w http.ResponseWriter, r *http.Request) error {
	rows, err := s.noticeRows(r, "")
	if err != nil {
		return err
	}
	s.render(w, r, "corrections", page{Title: say("console.correction.title"), Nav: "faq", Body: noticesView{rows}})
	return nil
}

func (s *Service) noticeRows(r *http.Request, ref string) (rows []noticeRow, err error) {
	if s.stores.Knowledge.Corrections == nil {
		return nil, chat.ErrNotFound
	}
	all, err := s.stores.Knowledge.Corrections.Corrections(r.Context(), ref, noticesShown)
	if err != nil {
		return nil, err
	}
	for i := range all {
		n := &all[i]
		row := noticeRow{ID: n.ID, Question: n.Question, Line: n.Line, State: noticeState(n), Who: say("console.correction.by", "name", n.By, "when", moment(s.Now(), n.Made))}
		rows = append(rows, row)
	}
	return rows, nil
}

// noticeState says how far a notice is.
func noticeState(n *correction.Notice) string {
	if n.State == correction.Writing && n.Reason != "" {
		return say("console.correction.state.returned")
	}
	return wordOr(catalogue.Key("console.correction.state."+string(n.State)), string(n.State))
}

// A correctView is the page on which a notice is written: to whom, and what.
type correctView struct {
	Ref, Question  string
	ID             int64 // of one that is changed; 0 = it is new
	Version        int
	Choices        []choiceView
	Since, Until   string
	Chosen         []int // the versions
	Found          *audienceView
	List           contactsView
	Ours           bool
	Line           string
	Push           bool
	MaxLine        int
	Refused        string
	Notices        []noticeRow
	NothingChanged bool // there is no version of before

	versions []edition.Version // of the entry, the newest first
	query    correction.Query  // what the form asks for
	offset   int               // of the page of contacts
}

// A choiceView is a version that may be chosen.
type choiceView struct {
	Number    int
	Label     string
	Selected  bool
	IsCurrent bool
}

// A audienceView says whom a notice would go to, and what that costs.
type audienceView struct {
	All           int
	Sum, Gone     string
	Unknown, Cost string
}

// A contactsView is a page of contacts. By name, the others are looked at as this one was: with a post.
type contactsView struct {
	Rows       []contactRow
	Offset     int // how many stand before it
	From, To   int
	Prev, Next string
	Named      bool // by name
}

type contactRow struct {
	N                                   int
	Channel, Name, When, Times, Version string
	Fate, Told                          string
	Bad                                 bool
}

// showCorrect is the form for a new notice about an entry.
func (s *Service) showCorrect(w http.ResponseWriter, r *http.Request) error {
	v, err := s.correctView(r, r.URL.Query(), nil)
	if err != nil {
		return err
	}
	return s.renderCorrect(w, r, http.StatusOK, v)
}

// renderCorrect shows the form, with whom the notice would go to, and what was sent about the entry before.
func (s *Service) renderCorrect(w http.ResponseWriter, r *http.Request, status int, v correctView) (err error) {
	s.versionChoices(&v)
	if v.Notices, err = s.noticeRows(r, v.Ref); err != nil {
		return err
	}
	if len(v.Chosen) > 0 {
		if err := s.found(r, &v); err != nil {
			return err
		}
	}
	s.renderStatus(w, r, status, "correct", page{Title: say("console.correction.new"), Nav: "faq", Body: v})
	return nil
}

// correctView is what the form says, with the query that values hold, or of a notice that is changed.
func (s *Service) correctView(r *http.Request, values url.Values, n *correction.Notice) (v correctView, err error) {
	v = correctView{MaxLine: correction.MaxLine, Ours: true}
	if s.stores.Knowledge.Corrections == nil || s.stores.Knowledge.Drafts == nil {
		return v, chat.ErrNotFound
	}
	if n != nil {
		v.Ref, v.ID, v.Version, v.Line, v.Ours, v.Push = n.Ref, n.ID, n.Version, n.Line, n.Fault == correction.Ours, n.Push
	} else {
		v.Ref = refOf(r)
	}
	if v.versions, err = s.stores.Knowledge.Drafts.Versions(r.Context(), v.Ref); err != nil {
		return v, fmt.Errorf("list versions of %s: %w", v.Ref, err)
	}
	if len(v.versions) == 0 {
		return v, chat.ErrNotFound
	}
	v.Question = v.versions[0].Entry.Question
	asked := false
	if v.query, asked = s.queryOf(v.Ref, values, v.versions); n != nil && !asked {
		v.query = n.Query
	}
	v.Chosen, v.Since, v.Until, v.offset = v.query.Versions, dayOf(v.query.Since), dayOf(lastMoment(v.query.Until)), offsetOf(values)
	return v, nil
}

// queryOf reads which answers are meant: those of the version before the present one, unless the form says
// otherwise.
func (s *Service) queryOf(ref string, values url.Values, versions []edition.Version) (q correction.Query, asked bool) {
	q.Ref = ref
	for _, text := range values["v"] {
		n, err := strconv.Atoi(text)
		known := slices.ContainsFunc(versions, func(v edition.Version) bool { return v.Number == n })
		if err == nil && known && !slices.Contains(q.Versions, n) {
			q.Versions = append(q.Versions, n)
		}
	}
	asked = values.Has("since")
	if !asked && len(q.Versions) == 0 && len(versions) > 1 {
		q.Versions = []int{versions[1].Number}
	}
	q.Since, q.Until = midnight(values.Get("since"), 0), midnight(values.Get("until"), 1)
	return q, asked
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return reading.FormatDay(t)
}

// lastMoment is just before a time.
func lastMoment(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(-time.Second)
}

// versionChoices are the versions that a notice may correct. The present one is among them, for an entry that is withdrawn.
func (s *Service) versionChoices(v *correctView) {
	for i := range v.versions {
		ver := &v.versions[i]
		c := choiceView{Number: ver.Number, Selected: slices.Contains(v.Chosen, ver.Number), IsCurrent: i == 0}
		c.Label = say("console.correction.version", "n", ver.Number, "when", moment(s.Now(), ver.At), "question", ver.Entry.Question)
		v.Choices = append(v.Choices, c)
	}
	v.NothingChanged = len(v.versions) == 1
}

// found adds whom the notice would go to.
func (s *Service) found(r *http.Request, v *correctView) error {
	f, err := s.stores.Knowledge.Corrections.Given(r.Context(), v.query)
	if err != nil {
		return err
	}
	fv := s.audienceView(r.Context(), &f)
	v.Found = &fv
	list, err := s.stores.Knowledge.Corrections.GivenTo(r.Context(), v.query, v.offset, contactsShown+1)
	if err != nil {
		return err
	}
	keep := url.Values{"since": {v.Since}, "until": {v.Until}}
	for _, n := range v.Chosen {
		keep.Add("v", strconv.Itoa(n))
	}
	path := "/desk/correct/" + v.Ref
	if v.ID != 0 {
		path = fmt.Sprintf("/desk/corrections/%d/edit", v.ID)
	}
	v.List = s.contactsView(list, v.offset, path, keep, false)
	return nil
}

func offsetOf(values url.Values) int {
	n, _ := strconv.Atoi(values.Get("from"))
	return min(max(0, n), 1_000_000)
}

// audienceView says whom a query finds, and what it costs to tell them at once.
func (s *Service) audienceView(ctx context.Context, f *correction.Found) audienceView {
	all, gone := f.Contacts()
	v := audienceView{All: all, Sum: say("console.correction.nobody")}
	var parts []string
	cost := 0
	for _, reach := range f.Reach {
		parts = append(parts, say("console.correction.part", "channel", staffwords.Channel(reach.Channel), "n", reach.Contacts))
		if s.costs(reach.Channel) {
			cost += reach.Contacts - reach.Gone
		}
	}
	if all > 0 {
		v.Sum = say("console.correction.sum", "n", all, "parts", strings.Join(parts, "、"))
	}
	if gone > 0 {
		v.Gone = say("console.correction.gone", "n", gone)
	}
	if f.Unknown > 0 {
		v.Unknown = say("console.correction.unknown", "n", f.Unknown)
	}
	v.Cost = s.costOf(ctx, cost)
	return v
}

// costs reports whether it costs money to write to members of a channel who have not just written.
func (s *Service) costs(channel string) bool {
	return s.stores.Knowledge.Costs != nil && s.stores.Knowledge.Costs(channel)
}

// costOf says what so many pushes cost, beside what is left of the month.
func (s *Service) costOf(ctx context.Context, cost int) string {
	if cost == 0 {
		return ""
	}
	if s.Quota != nil {
		if q, err := s.Quota(ctx); err == nil && q.Limit > 0 {
			return say("console.correction.cost_of", "n", cost, "left", max(0, q.Limit-q.Used))
		}
	}
	return say("console.correction.cost", "n", cost)
}

// contactsView is a page of contacts, of which one more was read than it shows.
func (s *Service) contactsView(list []correction.Given, offset int, path string, keep url.Values, named bool) contactsView {
	more := len(list) > contactsShown
	if more {
		list = list[:contactsShown]
	}
	v := contactsView{Offset: offset, From: offset + 1, To: offset + len(list), Named: named}
	for i := range list {
		g := &list[i]
		row := contactRow{
			N: offset + i + 1, Channel: staffwords.Channel(g.Channel), Name: hidden, When: moment(s.Now(), g.At), Bad: g.Gone,
			Times: say("console.correction.times", "n", g.Times), Version: say("console.history.version", "n", g.Version),
		}
		if named {
			row.Name = orElse(g.Name, say("console.correction.nameless"))
		}
		if g.Fate != "" {
			row.Fate, row.Told = fateOf(g), moment(s.Now(), g.Told)
		} else if g.Gone {
			row.Fate = fateName(correction.Gone)
		}
		v.Rows = append(v.Rows, row)
	}
	page := func(from int) string {
		keep.Set("from", strconv.Itoa(from))
		return path + "?" + keep.Encode()
	}
	if offset > 0 {
		v.Prev = page(max(0, offset-contactsShown))
	}
	if more {
		v.Next = page(offset + contactsShown)
	}
	return v
}

// fateName is what became of a notice, in words.
func fateName(f correction.Fate) string {
	return wordOr(catalogue.Key("console.correction.fate."+string(f)), string(f))
}

// fateOf is what became of a notice to one contact, and by which way.
func fateOf(g *correction.Given) string {
	name := fateName(g.Fate)
	if g.Fate == correction.Told && g.Via != "" {
		name += "（" + viaName(g.Via) + "）"
	}
	return name
}

// takeCorrect keeps a new notice.
func (s *Service) takeCorrect(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Knowledge.Corrector == nil {
		return chat.ErrNotFound
	}
	v, err := s.correctView(r, r.PostForm, nil)
	if err != nil {
		return err
	}
	n, err := s.stores.Knowledge.Corrector.NewNotice(r.Context(), s.noticeOf(r, &v), s.pressed(r))
	if errors.Is(err, correction.ErrIncomplete) {
		return s.refuseCorrect(w, r, v)
	}
	if err != nil {
		return fmt.Errorf("keep a notice: %w", err)
	}
	s.redirect(w, r, fmt.Sprintf("/desk/corrections/%d", n.ID), flash{OK: true, Text: say("console.correction.kept")})
	return nil
}

// noticeOf is the notice that the form holds.
func (s *Service) noticeOf(r *http.Request, v *correctView) correction.Notice {
	n := correction.Notice{
		Query:    correction.Query{Ref: v.Ref, Versions: v.Chosen, Since: midnight(v.Since, 0), Until: midnight(v.Until, 1)},
		Question: v.Question, Fault: correction.Fault(form(r, "fault")), Line: strings.TrimSpace(form(r, "line")), Push: form(r, "push") != "",
	}
	v.Line, v.Push, v.Ours = n.Line, n.Push, n.Fault != correction.Rule
	return n
}

func (s *Service) refuseCorrect(w http.ResponseWriter, r *http.Request, v correctView) error {
	v.Refused = say("console.correction.incomplete", "most", correction.MaxLine)
	return s.renderCorrect(w, r, http.StatusUnprocessableEntity, v)
}
