package console

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/learn"
	"madoguchi/llm"
	"madoguchi/reading"
	"madoguchi/staff"
)

// Models keep what language models were asked, masked as it went out, and what came of it.
type Models interface {
	ModelCalls(ctx context.Context, f llm.CallFilter) ([]llm.Call, error)  // the latest first
	ModelDays(ctx context.Context, since time.Time) ([]llm.CallDay, error) // the latest first
	Groups(ctx context.Context, f learn.Filter) ([]learn.Group, error)     // that a model has proposed
}

// A Model is the language model that is configured.
type Model struct {
	Server  string // the host that texts go to
	Name    string
	Ready   func() bool // false: its server is being left alone, for it failed
	Outside bool        // it is not in the office's own network
	Plain   bool        // what goes there is not encrypted
}

const (
	callsShown = 50 // on a page
	callDays   = 31 // are summed up
	draftsMost = 50 // proposals on the page
)

// A modelView is the page of what left for the language model.
type modelView struct {
	Model    *Model // nil: it is off
	Resting  bool
	Drafts   []groupView
	Edits    bool // who reads the page may take them or not
	Days     []callDayRow
	Day      string
	Purposes []option
	Rows     []callRow
	More     string // where the list goes on; "" = it is whole
}

// A callDayRow is a day's questions of one purpose.
type callDayRow struct {
	Day, Link, Purpose                    string
	Asked, Answered, Used, Failed, Spared int
	Took                                  string
	In, Out                               int
}

// A callRow is one question.
type callRow struct {
	At, Purpose, Where, Text string
	Given                    []saidRow
	Outcome                  string
	Failed                   bool
	Said                     []saidRow
	Used                     string
	Took                     string
	In, Out                  int
}

// A saidRow is one thing that was handed out or came back.
type saidRow struct{ Name, Text, Ref string }

func (s *Service) showModel(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Models == nil {
		return chat.ErrNotFound
	}
	v := modelView{Model: s.Model, Resting: s.Model != nil && !s.Model.Ready(), Edits: me(r).May(staff.Approve)}
	if err := s.modelDays(r.Context(), &v); err != nil {
		return err
	}
	if err := s.modelCalls(r, &v); err != nil {
		return err
	}
	groups, err := s.stores.Models.Groups(r.Context(), learn.Filter{Proposed: true, Limit: draftsMost})
	if err != nil {
		return err
	}
	v.Drafts = s.groupViews(r.Context(), slices.DeleteFunc(groups, func(g learn.Group) bool { return g.Drafted == "" }))
	s.render(w, r, "model", page{Title: say("console.model.title"), Nav: "model", Body: v})
	return nil
}

// modelDays sums up the last days.
func (s *Service) modelDays(ctx context.Context, v *modelView) error {
	days, err := s.stores.Models.ModelDays(ctx, reading.Midnight(s.Now()).AddDate(0, 0, 1-callDays))
	if err != nil {
		return err
	}
	for _, d := range days {
		day := d.Day.Format(time.DateOnly)
		v.Days = append(v.Days, callDayRow{
			Day: d.Day.Format("2006/01/02"), Link: "/desk/model?" + url.Values{"day": {day}, "purpose": {string(d.Purpose)}}.Encode(), Purpose: purposeName(d.Purpose),
			Asked: d.Asked, Answered: d.Answered, Used: d.Used, Failed: d.Failed, Spared: d.Spared, Took: took(d.Took), In: d.In, Out: d.Out,
		})
	}
	return nil
}

// modelCalls lists what the address chooses: a day, a purpose, a page.
func (s *Service) modelCalls(r *http.Request, v *modelView) error {
	q := r.URL.Query()
	f := llm.CallFilter{Limit: callsShown + 1}
	if day, err := reading.ParseDay(q.Get("day")); err == nil {
		f.From, f.Till, v.Day = day, day.AddDate(0, 0, 1), day.Format(time.DateOnly)
	}
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64) // 0 where it is none: the first page
	for _, p := range []llm.Purpose{llm.Choose, llm.Fill, llm.Wordings} {
		if string(p) == q.Get("purpose") {
			f.Purpose = p
		}
		v.Purposes = append(v.Purposes, option{string(p), purposeName(p), p == f.Purpose})
	}
	calls, err := s.stores.Models.ModelCalls(r.Context(), f)
	if err != nil {
		return err
	}
	if len(calls) > callsShown {
		calls = calls[:callsShown]
		v.More = "/desk/model?" + url.Values{"day": {v.Day}, "purpose": {string(f.Purpose)}, "before": {fmt.Sprint(calls[callsShown-1].ID)}}.Encode()
	}
	for i := range calls {
		v.Rows = append(v.Rows, s.callRow(&calls[i]))
	}
	return nil
}

func purposeName(p llm.Purpose) string {
	return say(catalogue.Key("console.model.purpose." + string(p)))
}

// took is a time in words, "" where nothing was waited for.
func took(ms int) string {
	if ms == 0 {
		return ""
	}
	return say("console.model.took", "seconds", fmt.Sprintf("%.2f", float64(ms)/1000))
}

func (s *Service) callRow(c *llm.Call) callRow {
	row := callRow{
		At: exactMoment(c.Asked), Purpose: purposeName(c.Purpose), Where: say("console.model.where", "model", c.Model, "server", c.Server), Text: c.Text,
		Outcome: say(catalogue.Key("console.model.outcome." + cmp.Or(string(c.Outcome), "asking"))), Failed: c.Outcome != llm.Answered,
		Took: took(c.Took), In: c.Answer.Tokens.In, Out: c.Answer.Tokens.Out,
	}
	if row.Text == "" {
		row.Text = say("console.model.erased")
	}
	for _, id := range c.Given {
		row.Given = append(row.Given, s.meant(c.Purpose, id))
	}
	if c.Outcome == llm.Answered {
		row.Used = say(catalogue.Key("console.model.used." + cmp.Or(string(c.Used), "unknown")))
	}
	switch c.Answer.Choice {
	case "":
	case llm.None:
		row.Said = append(row.Said, saidRow{Text: say("console.model.no_entry")})
	default:
		row.Said = append(row.Said, s.meant(c.Purpose, c.Answer.Choice))
	}
	for _, part := range slices.Concat(c.Answer.Parts, c.Answer.Wordings) {
		row.Said = append(row.Said, saidRow{Text: part})
	}
	for _, id := range slices.Sorted(maps.Keys(c.Answer.Values)) {
		row.Said = append(row.Said, saidRow{Name: s.meant(c.Purpose, id).Text, Text: c.Answer.Values[id]})
	}
	return row
}

// meant is what a reference or the field of a form is called now.
func (s *Service) meant(p llm.Purpose, id string) saidRow {
	if p == llm.Fill {
		for _, form := range s.Facts().Forms {
			if f := form.Field(id); f != nil {
				return saidRow{Text: f.Label}
			}
		}
		return saidRow{Text: id}
	}
	if ix := s.index(); ix != nil {
		if e, ok := ix.Entry(id); ok {
			return saidRow{Text: e.Question, Ref: id}
		}
	}
	return saidRow{Text: id}
}
