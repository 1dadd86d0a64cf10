package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/figures"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// Reports count what the office did.
type Reports interface {
	// CountFigures brings the figures up to date, as far as most batches go.
	CountFigures(ctx context.Context, most int) (int, error)
	Report(ctx context.Context, q figures.Query) (figures.Report, error)
}

// reportBatches is how far a report brings the figures up to date before it is read: what one minute leaves, as at the desk.
const reportBatches = 4

// quotingTables quote what members wrote, who may have written their names: they stay at the desk.
var quotingTables = []string{"gaps"}

// A reportView is what the office did over a span. Nothing in it is of one person.
type reportView struct {
	Span      spanView     `json:"span"`
	Before    spanView     `json:"before"`
	Programme string       `json:"programme"`
	Kind      string       `json:"kind"`
	Channel   string       `json:"channel"`
	Team      string       `json:"team"`
	Waiting   int          `json:"waiting"`
	Figures   []figureView `json:"figures"`
	Tables    []tableView  `json:"tables"`
}

type spanView struct {
	From string `json:"from"`
	To   string `json:"to"`
	Name string `json:"name"`
}

// A figureView is one figure of the whole span, beside the same a year before.
type figureView struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Unit       figures.Unit `json:"unit"`
	Value      *float64     `json:"value"`
	Text       string       `json:"text"`
	Before     *float64     `json:"before"`
	Definition string       `json:"definition"`
}

type tableView struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Note    string       `json:"note"`
	Columns []columnView `json:"columns"`
	Rows    []rowView    `json:"rows"`
}

type columnView struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Unit       figures.Unit `json:"unit"`
	Definition string       `json:"definition"`
}

// A rowView is one month, programme, kind, channel, team, country, topic or entry: Values stand as the columns do.
type rowView struct {
	Key    string     `json:"key"`
	Name   string     `json:"name"`
	Values []*float64 `json:"values"`
}

// showReport shows what the office did over a span: the figures of the desk's report page.
func (s *Service) showReport(w http.ResponseWriter, r *http.Request) error {
	q := &query{r: r}
	asked := figures.Query{Span: q.span(s.Now()), Programme: q.text("programme"), Kind: string(q.kind()), Channel: q.text("channel"), Team: q.text("team")}
	if asked.Channel != "" && !slices.Contains(memberChannels, asked.Channel) {
		q.fail("channel")
	}
	format := q.format()
	if q.err != nil {
		return q.err
	}
	v, err := s.report(r.Context(), asked)
	if err != nil {
		return err
	}
	w.Header().Set("Vary", "Accept")
	if format != "csv" {
		return show(w, r, v)
	}
	return s.showReportFile(w, r, asked, &v)
}

// showReportFile hands a report over as CSV, which is written down as at the desk. Where the client has it already,
// nothing is handed over.
func (s *Service) showReportFile(w http.ResponseWriter, r *http.Request, asked figures.Query, v *reportView) error {
	body, err := v.csv()
	if err != nil {
		return err
	}
	if !names(r.Header.Get("If-None-Match"), tagOf(body), true) {
		rec := s.record(r, audit.DataExported, "report/"+asked.Span.String())
		rec.After = "csv"
		if err := s.stores.Trail.Audit(r.Context(), rec); err != nil {
			return err
		}
	}
	sendTaggedAs(w, r, "text/csv; charset=utf-8", body)
	return nil
}

// span reads over which days a report is: those from one to another, a month, or a 年度, which is this one where
// nothing is said. Which of several is meant nobody can tell.
func (q *query) span(now time.Time) figures.Span {
	days, month, year := q.text("from")+q.text("to"), q.text("month"), q.text("year")
	switch {
	case month != "" && days+year != "":
		q.fail("month")
	case year != "" && days != "":
		q.fail("year")
	case days != "":
		return q.days()
	case month != "":
		return q.one("month", month, figures.Span.IsMonth)
	case year != "":
		return q.one("year", year, func(s figures.Span) bool { _, is := s.Year(); return is })
	}
	return figures.FiscalYear(figures.YearOf(now))
}

// days is a span that is named by its first and its last day.
func (q *query) days() figures.Span {
	var ends [2]time.Time
	for i, name := range []string{"from", "to"} {
		day, err := figures.ParseDay(q.text(name))
		if err != nil {
			q.fail(name)
		}
		ends[i] = day
	}
	span := figures.Days(ends[0], ends[1])
	if span.Check() != "" {
		q.fail("to")
	}
	return span
}

// one is a span that is named in one word.
func (q *query) one(name, text string, is func(figures.Span) bool) figures.Span {
	span, err := figures.ParseSpan(text)
	if err != nil || strings.Contains(text, "..") || !is(span) {
		q.fail(name)
	}
	return span
}

// format is json or csv: what the address says, else what the client would rather have.
func (q *query) format() string {
	switch format := q.text("format"); format {
	case "json", "csv":
		return format
	case "":
		return preferred(q.r.Header.Get("Accept"))
	}
	q.fail("format")
	return ""
}

// preferred is csv where an Accept header puts it before JSON (RFC 9110, 12.5.1).
func preferred(accept string) string {
	best, format := 0.0, "json"
	for part := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		q, err := strconv.ParseFloat(cmp.Or(params["q"], "1"), 64)
		if err != nil || q <= best {
			continue
		}
		switch kind {
		case "text/csv", "text/*":
			best, format = q, "csv"
		case "application/json", "application/*", "*/*":
			best, format = q, "json"
		}
	}
	return format
}

// report counts what is asked for, and the same a year before.
func (s *Service) report(ctx context.Context, q figures.Query) (reportView, error) {
	if _, err := s.stores.Reports.CountFigures(ctx, reportBatches); err != nil {
		return reportView{}, err
	}
	now, err := s.stores.Reports.Report(ctx, q)
	if err != nil {
		return reportView{}, err
	}
	before := q
	before.Span = q.Span.Before()
	last, err := s.stores.Reports.Report(ctx, before)
	if err != nil {
		return reportView{}, err
	}
	n := s.reportNames()
	v := reportView{
		Span: spanOf(q.Span, n), Before: spanOf(before.Span, n), Programme: q.Programme, Kind: q.Kind, Channel: q.Channel, Team: q.Team, Waiting: now.Waiting,
		Figures: []figureView{}, Tables: []tableView{},
	}
	for _, t := range figures.Tables(&now, &last, n) {
		switch {
		case t.ID == "summary":
			v.Figures = figuresOf(t)
		case !slices.Contains(quotingTables, t.ID):
			v.Tables = append(v.Tables, tableOf(t))
		}
	}
	return v, nil
}

func spanOf(s figures.Span, n figures.Names) spanView {
	return spanView{s.From.Format(time.DateOnly), s.Last().Format(time.DateOnly), n.Span(s)}
}

func figuresOf(t figures.Table) (out []figureView) {
	for _, row := range t.Rows {
		_, unit := figures.Defined(row[0].Key)
		out = append(out, figureView{row[0].Key, row[0].Text, unit, valueOf(row[1]), row[1].Text, valueOf(row[2]), row[0].Def})
	}
	return out
}

func tableOf(t figures.Table) tableView {
	v := tableView{ID: t.ID, Name: t.Title, Note: t.Note, Columns: []columnView{}, Rows: []rowView{}}
	for i, id := range t.Columns {
		def, unit := figures.Defined(id)
		v.Columns = append(v.Columns, columnView{id, t.Head[i+1], unit, def})
	}
	for _, row := range t.Rows {
		rv := rowView{Key: row[0].Key, Name: row[0].Text, Values: []*float64{}}
		for _, c := range row[1:] {
			rv.Values = append(rv.Values, valueOf(c))
		}
		v.Rows = append(v.Rows, rv)
	}
	return v
}

// valueOf is nil where there is nothing to count it of.
func valueOf(c figures.Cell) *float64 {
	if !c.Known {
		return nil
	}
	return &c.Number
}

// reportNames are what ids of a report are called.
func (s *Service) reportNames() figures.Names {
	facts, same := s.Facts(), func(id string) string { return id }
	var ix faq.Index
	if s.stores.FAQ != nil {
		ix = s.stores.FAQ.Current()
	}
	return figures.Names{
		Dates: figures.Dates{Era: facts.Wareki},
		Programme: func(id string) string {
			if i := slices.IndexFunc(facts.Programmes, func(p Programme) bool { return p.ID == id }); i >= 0 {
				return facts.Programmes[i].Name
			}
			return id
		},
		Kind:    func(id string) string { return ticket.Kind(id).Label() },
		Channel: staffwords.Channel, Team: same, Country: reading.CountryName,
		Entry: func(ref string) string {
			if ix != nil {
				if e, ok := ix.Entry(ref); ok {
					return e.Question
				}
			}
			return ref
		},
		State: same,
	}
}

// csv is a report as a table that programs read: one line a figure, the whole span's first, then those of each table.
func (v *reportView) csv() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff") // Excel takes it for UTF-8
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{{"table", "key", "name", "figure", "figure_name", "unit", "value", "before", "definition"}}
	for _, f := range v.Figures {
		rows = append(rows, []string{"summary", "", v.Span.Name, f.ID, f.Name, string(f.Unit), decimal(f.Value), decimal(f.Before), f.Definition})
	}
	for _, t := range v.Tables {
		for _, row := range t.Rows {
			for i, c := range t.Columns {
				rows = append(rows, []string{t.ID, row.Key, row.Name, c.ID, c.Name, string(c.Unit), decimal(row.Values[i]), "", cmp.Or(c.Definition, t.Note)})
			}
		}
	}
	for _, row := range rows {
		for i := range row {
			row[i] = chars.Harmless(row[i])
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write a report: %w", err)
	}
	return b.Bytes(), nil
}

func decimal(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}
