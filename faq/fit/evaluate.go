package fit

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"madoguchi/faq"
)

// A LabelledQuery is a member's message with what should come of it.
type LabelledQuery struct {
	Query   string   `json:"query"`
	Want    string   `json:"want"`    // answer, choices, abstain, human, inquiry, change, consultation; none: no action, whatever else
	Targets []string `json:"targets"` // references of the entries that answer it, any of them
	Style   string   `json:"style"`
}

// The wants of a labelled query that are not forms.
const (
	WantAnswer  = "answer"
	WantChoices = "choices"
	WantAbstain = "abstain"
	WantHuman   = "human"
	WantNone    = "none" // teaches intents only: it is no action, and no FAQ is known to answer it
)

// ReadQueries reads labelled queries, one JSON object a line. Its errors name the line.
func ReadQueries(r io.Reader) ([]LabelledQuery, error) {
	var out []LabelledQuery
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 64<<10), 4<<20)
	for n := 1; sc.Scan(); n++ {
		if strings.TrimSpace(sc.Text()) == "" {
			continue
		}
		var q LabelledQuery
		if err := json.Unmarshal(sc.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("queries line %d: %w", n, err)
		}
		if err := q.check(); err != nil {
			return nil, fmt.Errorf("queries line %d: %w", n, err)
		}
		out = append(out, q)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("read queries: %w", err)
	}
	return out, nil
}

// ReadQueryFiles reads the labelled queries of files, in their order. Its errors name the file and the line.
func ReadQueryFiles(files ...string) ([]LabelledQuery, error) {
	var out []LabelledQuery
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("read queries: %w", err)
		}
		qs, err := ReadQueries(f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		out = append(out, qs...)
	}
	return out, nil
}

func (q *LabelledQuery) check() error {
	wants := []string{WantAnswer, WantChoices, WantAbstain, WantNone, WantHuman, faq.FormInquiry, faq.FormChange, faq.FormConsultation}
	switch {
	case q.Query == "":
		return fmt.Errorf("query is empty")
	case !slices.Contains(wants, q.Want):
		return fmt.Errorf("want %q is none of %s", q.Want, strings.Join(wants, ", "))
	case q.Want == WantAnswer && len(q.Targets) == 0:
		return fmt.Errorf("want is answer but there are no targets")
	}
	return nil
}

// An Outcome is what search and decision made of one labelled query.
type Outcome struct {
	LabelledQuery
	Rank    int         `json:"rank"` // of the best target among the first ten, 0 when not there
	Verdict faq.Verdict `json:"decision"`
	Form    string      `json:"form"`
	Human   bool        `json:"human"`
	P       float64     `json:"p"`
	Top     []string    `json:"top"` // references of the first five hits
	Gap     string      `json:"-"`
	gains   []bool      // of the first ten hits: is it a target
	chose   bool        // the decision puts another entry first than the search,
	chosen  bool        // which is a target
	took    time.Duration
}

// An Asker ranks and decides; an Index is one, and so are the engines it is measured beside.
type Asker interface {
	Search(ctx context.Context, query string, n int, scope faq.Scope) ([]faq.Hit, error)
	Decide(ctx context.Context, query string, scope faq.Scope) (faq.Decision, error)
}

// Run puts every query to a. progress, when not nil, is told how many are done.
func Run(ctx context.Context, a Asker, queries []LabelledQuery, progress func(done int)) ([]Outcome, error) {
	out := make([]Outcome, 0, len(queries))
	for i, q := range queries {
		o, err := runOne(ctx, a, q)
		if err != nil {
			return nil, fmt.Errorf("evaluate %q: %w", q.Query, err)
		}
		out = append(out, o)
		if progress != nil {
			progress(i + 1)
		}
	}
	return out, nil
}

func runOne(ctx context.Context, a Asker, q LabelledQuery) (Outcome, error) {
	o := Outcome{LabelledQuery: q}
	began := time.Now()
	hits, err := a.Search(ctx, q.Query, 10, faq.Scope{})
	if err != nil {
		return o, err
	}
	o.took = time.Since(began)
	for i, h := range hits {
		good := slices.Contains(q.Targets, h.Entry.Ref())
		o.gains = append(o.gains, good)
		if good && o.Rank == 0 {
			o.Rank = i + 1
		}
		if i < 5 {
			o.Top = append(o.Top, h.Entry.Ref())
		}
	}
	d, err := a.Decide(ctx, q.Query, faq.Scope{})
	if err != nil {
		return o, err
	}
	o.Verdict, o.Form, o.Human, o.P = d.Verdict, d.Form, d.Human, d.P
	if len(d.Hits) > 0 && len(d.Parts) == 0 && !d.Act && (len(hits) == 0 || d.Hits[0].Entry != hits[0].Entry) {
		o.chose, o.chosen = true, slices.Contains(q.Targets, d.Hits[0].Entry.Ref())
	}
	if d.Act { // whatever leads to its form, it was taken for an act
		o.Verdict = faq.Form
	}
	return o, nil
}

// right says whether the first hit is a target.
func (o *Outcome) right() bool { return o.Rank == 1 }

// recognised says whether an action message was taken for what it is.
func (o *Outcome) recognised() bool {
	if o.Want == WantHuman {
		return o.Human
	}
	return o.Verdict == faq.Form && o.Form == o.Want
}

// ndcg is the normalised discounted cumulative gain of the first ten hits.
func (o *Outcome) ndcg() float64 {
	got, ideal := 0.0, 0.0
	for i, g := range o.gains {
		if g {
			got += 1 / math.Log2(float64(i)+2)
		}
	}
	for i := range min(len(o.Targets), 10) {
		ideal += 1 / math.Log2(float64(i)+2)
	}
	if ideal == 0 {
		return 0
	}
	return got / ideal
}

// A Change is one query that came out otherwise than before.
type Change struct {
	Kind          string // better, worse or other
	Before, After Outcome
}

// Changes are the queries whose rank or decision differs between two runs, in the later one's order.
func Changes(before, after []Outcome) []Change {
	old := map[string]Outcome{}
	for _, o := range before {
		old[o.Query] = o
	}
	var out []Change
	for _, o := range after {
		b, ok := old[o.Query]
		if !ok || b.Rank == o.Rank && b.Verdict == o.Verdict && b.Form == o.Form {
			continue
		}
		c := Change{Kind: "other", Before: b, After: o}
		if r, s := reciprocal(b.Rank), reciprocal(o.Rank); r < s {
			c.Kind = "better"
		} else if r > s {
			c.Kind = "worse"
		}
		out = append(out, c)
	}
	return out
}
