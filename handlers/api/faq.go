package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/export"
	"madoguchi/handlers/problem"
	"madoguchi/staff"
)

// An entryFace is an entry of the FAQ as the API shows it.
type entryFace struct {
	Ref        string      `json:"ref"`
	Programme  string      `json:"programme"`
	Label      string      `json:"label"`
	Section    string      `json:"section"`
	Question   string      `json:"question"`
	Wordings   []string    `json:"wordings"`
	Answer     []faq.Block `json:"answer"`
	AnswerText string      `json:"answer_text"`
	Kind       faq.Kind    `json:"kind"`
	From       string      `json:"from"`
	Until      string      `json:"until"`
	Document   string      `json:"document"`
	Version    int         `json:"version"`
	URL        string      `json:"url"`
}

func (s *Service) face(e *faq.Entry) entryFace {
	return entryFace{
		Ref: e.Ref(), Programme: e.Collection, Label: e.Label, Section: e.Section, Question: e.Question, Wordings: append([]string{}, e.Aliases...),
		Answer: append([]faq.Block{}, e.Answer...), AnswerText: e.AnswerText(), Kind: e.Kind, From: string(e.Validity.From), Until: string(e.Validity.Until),
		Document: e.Document, Version: e.Version, URL: s.BaseURL + "/desk/faq/" + e.Ref(),
	}
}

// index is what is answered with now.
func (s *Service) index() (faq.Index, error) {
	ix := s.stores.FAQ.Current()
	if ix == nil {
		return nil, &problem.Error{Kind: problem.Unavailable, Code: "no_faq", Words: "api.fault.no_faq"}
	}
	return ix, nil
}

type programmeView struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Entries int    `json:"entries"`
	From    string `json:"from"`
	Until   string `json:"until"`
}

func (s *Service) listProgrammes(w http.ResponseWriter, r *http.Request) error {
	ix, err := s.index()
	if err != nil {
		return err
	}
	out := page[programmeView]{Items: []programmeView{}}
	for _, c := range ix.Collections() {
		out.Items = append(out.Items, programmeView{c.ID, c.Title, len(c.Entries), string(c.Validity.From), string(c.Validity.Until)})
	}
	return show(w, r, out)
}

// collection is one of the index by its ID.
func collection(ix faq.Index, id string) (faq.Collection, error) {
	all := ix.Collections()
	if i := slices.IndexFunc(all, func(c faq.Collection) bool { return c.ID == id }); i >= 0 {
		return all[i], nil
	}
	return faq.Collection{}, fmt.Errorf("programme %s: %w", id, chat.ErrNotFound)
}

// listEntries lists a programme's entries by their numbers.
func (s *Service) listEntries(w http.ResponseWriter, r *http.Request) error {
	q := &query{r: r}
	limit, after := q.limit(), q.cursor()
	if q.text("programme") == "" {
		q.fail("programme")
	}
	if q.err != nil {
		return q.err
	}
	ix, err := s.index()
	if err != nil {
		return err
	}
	c, err := collection(ix, q.text("programme"))
	if err != nil {
		return err
	}
	entries := slices.Clone(c.Entries)
	slices.SortFunc(entries, func(a, b faq.Entry) int { return a.Order - b.Order })
	entries = slices.DeleteFunc(entries, func(e faq.Entry) bool { return int64(e.Order) <= after })
	return show(w, r, paged(entries, limit, s.face, func(e *faq.Entry) int64 { return int64(e.Order) }))
}

// refOf is the reference that a request's address names.
func refOf(r *http.Request) string { return r.PathValue("programme") + "/" + r.PathValue("order") }

func (s *Service) showEntry(w http.ResponseWriter, r *http.Request) error {
	ix, err := s.index()
	if err != nil {
		return err
	}
	e, ok := ix.Entry(refOf(r))
	if !ok {
		return fmt.Errorf("entry %s: %w", refOf(r), chat.ErrNotFound)
	}
	return show(w, r, s.face(e))
}

// A hitView is one entry found.
type hitView struct {
	P     float64   `json:"p"`
	Score float64   `json:"score"`
	Entry entryFace `json:"entry"`
}

// A findings is what a search found.
type findings struct {
	Items []hitView `json:"items"`
}

// longestQuery is the longest question that is searched for, in UTF-16 units: questions are short, and what is
// longer is no question.
const longestQuery = 1000

// usualHits is how many entries are found unless it is said how many, and mostHits at most.
const (
	usualHits = 5
	mostHits  = 20
)

// A Wanted says which entries of the FAQ are looked for.
type Wanted struct {
	Text      string
	Programme string // to be ranked first
	Limit     int    // at most; 0 = 5
}

func (s *Service) search(w http.ResponseWriter, r *http.Request) error {
	q := &query{r: r}
	want := Wanted{q.text("q"), q.text("programme"), q.number("limit", usualHits, 1, mostHits)}
	if q.err != nil {
		return q.err
	}
	found, err := s.Search(r.Context(), want)
	if err != nil {
		return err
	}
	return show(w, r, found)
}

// Search ranks the entries for a question. What it cannot be is said of q or limit.
func (s *Service) Search(ctx context.Context, want Wanted) (any, error) {
	if err := allowed(ctx, staff.ReadFAQ); err != nil {
		return nil, err
	}
	asked, limit := chars.Line(want.Text), cmp.Or(want.Limit, usualHits)
	switch {
	case asked == "" || chars.Units(asked) > longestQuery:
		return nil, badParameter("q")
	case limit < 1 || limit > mostHits:
		return nil, badParameter("limit")
	}
	ix, err := s.index()
	if err != nil {
		return nil, err
	}
	hits, err := ix.Search(ctx, asked, limit, faq.Scope{Programme: want.Programme})
	if err != nil {
		return nil, err
	}
	out := findings{Items: []hitView{}}
	for _, h := range hits {
		out.Items = append(out.Items, hitView{h.P, h.Score, s.face(h.Entry)})
	}
	return out, nil
}

// An askBody is a question without anything said before it.
type askBody struct {
	Text      string `json:"text"`
	Programme string `json:"programme"`
	Last      string `json:"last"` // the entry answered before, for a question that goes on about it
}

// A decisionView is what the bot would do with a message.
type decisionView struct {
	Query      string         `json:"query"`
	Decision   faq.Verdict    `json:"decision"`
	Form       string         `json:"form"`
	Human      bool           `json:"human"`
	P          float64        `json:"p"`
	Reason     string         `json:"reason"`
	Programmes []string       `json:"programmes"`
	Hits       []hitView      `json:"hits"`
	Parts      []decisionView `json:"parts"`
}

func (s *Service) ask(w http.ResponseWriter, r *http.Request) error {
	var body askBody
	if err := read(r, &body); err != nil {
		return err
	}
	d, err := s.Decide(r.Context(), body.Text, body.Programme, body.Last)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, d)
}

// Decide is what the bot would do with a message that nothing was said before. Nothing is kept of it.
func (s *Service) Decide(ctx context.Context, asked, programme, last string) (any, error) {
	if err := allowed(ctx, staff.ReadFAQ); err != nil {
		return nil, err
	}
	asked, err := text("text", asked, longestFiled)
	if err != nil {
		return nil, err
	}
	ix, err := s.index()
	if err != nil {
		return nil, err
	}
	d, err := ix.Decide(ctx, asked, faq.Scope{Programme: programme, Last: last})
	if err != nil {
		return nil, err
	}
	return s.decision(&d), nil
}

func (s *Service) decision(d *faq.Decision) decisionView {
	v := decisionView{
		Query: d.Query, Decision: d.Verdict, Form: d.Form, Human: d.Human, P: d.P, Reason: d.Reason, Programmes: append([]string{}, d.Programmes...),
		Hits: []hitView{}, Parts: []decisionView{},
	}
	for _, h := range d.Hits {
		v.Hits = append(v.Hits, hitView{h.P, h.Score, s.face(h.Entry)})
	}
	for i := range d.Parts {
		v.Parts = append(v.Parts, s.decision(&d.Parts[i]))
	}
	return v
}

// exportTypes are the media types of the formats in which a programme's FAQ is taken out.
var exportTypes = map[export.Format]string{
	export.Markdown: "text/markdown; charset=utf-8", export.CSV: "text/csv; charset=utf-8", export.JSON: "application/json",
}

// exportFAQ hands over a programme's FAQ as a file, which can be brought back at the desk.
func (s *Service) exportFAQ(w http.ResponseWriter, r *http.Request) error {
	q := &query{r: r}
	format := export.Format(q.text("format"))
	if format == "" {
		format = export.JSON
	}
	if exportTypes[format] == "" {
		q.fail("format")
		return q.err
	}
	ix, err := s.index()
	if err != nil {
		return err
	}
	c, err := collection(ix, r.PathValue("programme"))
	if err != nil {
		return err
	}
	data, err := export.Write(format, c)
	if err != nil {
		return fmt.Errorf("export the FAQ: %w", err)
	}
	rec := s.record(r, audit.DataExported, "faq:"+c.ID)
	rec.After = fmt.Sprintf("%s entries=%d", format, len(c.Entries))
	if err := s.stores.Trail.Audit(r.Context(), rec); err != nil {
		return err
	}
	w.Header().Set("Content-Type", exportTypes[format])
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data) // the client has gone: nobody is left to tell
	return nil
}
