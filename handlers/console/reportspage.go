package console

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/figures"
	"madoguchi/handlers/problem"
	"madoguchi/learn"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// Reports count what the office did.
type Reports interface {
	// CountFigures brings the figures up to date, as far as most batches go.
	CountFigures(ctx context.Context, most int) (int, error)
	Report(ctx context.Context, q figures.Query) (figures.Report, error)
	ReportComment(ctx context.Context, year int, programme string) (string, error)
	SaveReportComment(ctx context.Context, year int, programme, comment string, by audit.Record) error
}

// reportBatches is how far a page brings the figures up to date before it is shown: what one minute leaves.
const reportBatches = 4

// A reportView is the page of the figures.
type reportView struct {
	Spans                              []option
	Programmes, Kinds, Channels, Teams []option
	From, Till                         string // of days that were chosen one by one
	Query                              string // of this report, as the address has it
	Span                               string // in words
	Tables                             []figures.Table
	Charts                             []figures.Chart
	Waiting                            int
	Year                               int // whose printed report there is
	YearName                           string
	MayExport                          bool
	Error, Reason                      string
}

// errBadSpan is a span that is none.
var errBadSpan = &problem.Error{Kind: problem.Invalid, Words: "console.reports.bad_span"}

// reportQuery reads what chooses a report from an address or a form.
func (s *Service) reportQuery(get func(string) string) (figures.Query, error) {
	q := figures.Query{Programme: get("programme"), Kind: get("kind"), Channel: get("channel"), Team: get("team")}
	text := cmp.Or(get("span"), figures.FiscalYear(figures.YearOf(s.Now())).String())
	if get("from") != "" || get("till") != "" {
		text = cmp.Or(get("from"), get("till")) + ".." + cmp.Or(get("till"), get("from"))
	}
	var err error
	if q.Span, err = figures.ParseSpan(text); err != nil || q.Span.Check() != "" {
		return q, errBadSpan
	}
	return q, nil
}

// reportAddress is a query as an address has it.
func reportAddress(q figures.Query) string {
	v := url.Values{"span": {q.Span.String()}}
	for name, value := range map[string]string{"programme": q.Programme, "kind": q.Kind, "channel": q.Channel, "team": q.Team} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v.Encode()
}

func (s *Service) showReports(w http.ResponseWriter, r *http.Request) error {
	return s.renderReports(w, r, http.StatusOK, r.URL.Query().Get, "")
}

func (s *Service) renderReports(w http.ResponseWriter, r *http.Request, status int, get func(string) string, wrong string) error {
	if s.stores.Reports == nil {
		return chat.ErrNotFound
	}
	q, err := s.reportQuery(get)
	if err != nil {
		status, wrong, q.Span = http.StatusUnprocessableEntity, say("console.reports.bad_span"), figures.FiscalYear(figures.YearOf(s.Now()))
	}
	now, last, err := s.reports(r.Context(), q)
	if err != nil {
		return err
	}
	names := s.reportNames()
	v := reportView{
		Query: reportAddress(q), Span: names.Span(q.Span), Tables: figures.Tables(&now, &last, names), Charts: reportCharts(&now, &last, names.Dates), Waiting: now.Waiting,
		Year: figures.YearOf(q.From), MayExport: me(r).May(staff.Export), Error: wrong, Reason: get("reason"),
	}
	v.YearName = names.Year(v.Year)
	v.From, v.Till = get("from"), get("till")
	s.reportChoices(&v, &now, names.Dates)
	s.renderStatus(w, r, status, "reports", page{Title: say("console.reports.title"), Nav: "reports", Body: v})
	return nil
}

// reports are the report that a query asks for, and the one of a year before.
func (s *Service) reports(ctx context.Context, q figures.Query) (now, last figures.Report, err error) {
	if _, err = s.stores.Reports.CountFigures(ctx, reportBatches); err != nil {
		return now, last, err
	}
	if now, err = s.stores.Reports.Report(ctx, q); err != nil {
		return now, last, err
	}
	q.Span = q.Span.Before()
	last, err = s.stores.Reports.Report(ctx, q)
	return now, last, err
}

// reportNames are what ids of a report are called.
func (s *Service) reportNames() figures.Names {
	titles, ix := s.programmes(), s.index()
	return figures.Names{
		Dates:     figures.Dates{Era: s.Facts().Wareki},
		Programme: func(id string) string { return nameOr(titles, id) },
		Kind:      func(id string) string { return ticket.Kind(id).Label() },
		Channel:   staffwords.Channel, Team: func(id string) string { return id }, Country: reading.CountryName,
		Entry: func(ref string) string {
			if ix != nil {
				if e, ok := ix.Entry(ref); ok {
					return e.Question
				}
			}
			return ref
		},
		State: func(id string) string {
			return cmp.Or(learn.State(id).Name(), say("console.reports.gap_open"))
		},
	}
}

// reportCharts are the months of tickets and of questions.
func reportCharts(now, last *figures.Report, d figures.Dates) []figures.Chart {
	if len(now.Months) < 2 {
		return nil
	}
	tickets := func(r *figures.Report) (out []int) {
		for _, m := range r.Months {
			out = append(out, m.Tickets)
		}
		return out
	}
	asked := func(r *figures.Report) (out []int) {
		for _, m := range r.Asked {
			out = append(out, m.Asked())
		}
		return out
	}
	span, before := now.Query.Span, last.Query.Span
	out := []figures.Chart{figures.MonthChart("chart-tickets", say("figures.chart.tickets"), d, span, before, tickets(now), tickets(last))}
	if !now.Query.Narrow() {
		out = append(out, figures.MonthChart("chart-asked", say("figures.chart.asked"), d, span, before, asked(now), asked(last)))
	}
	return out
}

// The spans that are offered: 年度 back to this many, and months of the last year.
const (
	yearsOffered  = 5
	monthsOffered = 13
)

func (s *Service) reportChoices(v *reportView, report *figures.Report, d figures.Dates) {
	q := report.Query
	var spans []figures.Span
	for n := range yearsOffered {
		spans = append(spans, figures.FiscalYear(figures.YearOf(s.Now())-n))
	}
	month := figures.Month(s.Now())
	for range monthsOffered {
		spans = append(spans, month)
		month = figures.Month(month.From.AddDate(0, 0, -1))
	}
	if !slices.Contains(spans, q.Span) {
		spans = append([]figures.Span{q.Span}, spans...)
	}
	for _, span := range spans {
		v.Spans = append(v.Spans, option{span.String(), d.Span(span), span == q.Span})
	}
	titles := s.programmes()
	for _, c := range s.collections() {
		v.Programmes = append(v.Programmes, option{c.ID, titles[c.ID], q.Programme == c.ID})
	}
	for _, k := range ticket.Kinds() {
		v.Kinds = append(v.Kinds, option{string(k), k.Label(), q.Kind == string(k)})
	}
	channels := chat.MemberChannels()
	for _, c := range report.Channels {
		if !slices.Contains(channels, c.Key) {
			channels = append(channels, c.Key)
		}
	}
	for _, c := range channels {
		v.Channels = append(v.Channels, option{c, staffwords.Channel(c), q.Channel == c})
	}
	for _, t := range s.Facts().Teams {
		v.Teams = append(v.Teams, option{t, t, q.Team == t})
	}
}

// exportReport hands out a report as a file, to whoever says what it is for.
func (s *Service) exportReport(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	chosen, err := url.ParseQuery(form(r, "query"))
	if err != nil {
		return errBadForm
	}
	reason, format := chars.Clip(chars.Line(form(r, "reason")), longestReason), form(r, "format")
	switch {
	case s.stores.Reports == nil || format != "csv" && format != "xlsx":
		return chat.ErrNotFound
	case reason == "":
		return s.renderReports(w, r, http.StatusUnprocessableEntity, chosen.Get, say("console.export.no_reason"))
	}
	q, err := s.reportQuery(chosen.Get)
	if err != nil {
		return err
	}
	sheet, err := s.sheet(r.Context(), q)
	if err != nil {
		return err
	}
	mediaType, write := "text/csv; charset=utf-8", sheet.CSV
	if format == "xlsx" {
		mediaType, write = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheet.XLSX
	}
	data, err := write()
	if err != nil {
		return err
	}
	rec := s.record(r, audit.DataExported, "report/"+q.Span.String())
	rec.After, rec.Note = format, reason
	if err := s.stores.Trail.Audit(r.Context(), rec); err != nil {
		return err
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Disposition", `attachment; filename="report-`+strings.ReplaceAll(q.Span.String(), "..", "_")+"."+format+`"`)
	_, _ = w.Write(data) // an error here is a browser that has left
	return nil
}

// longestReason is in characters.
const longestReason = 200

// sheet is a report on its way into a file.
func (s *Service) sheet(ctx context.Context, q figures.Query) (figures.Sheet, error) {
	now, last, err := s.reports(ctx, q)
	if err != nil {
		return figures.Sheet{}, err
	}
	names := s.reportNames()
	return figures.Sheet{Title: say("console.reports.of", "office", s.Facts().Office, "span", names.Span(q.Span)), About: figures.About(q, names, s.Now()), Tables: figures.Tables(&now, &last, names)}, nil
}

// A yearView is the printed report of a 年度.
type yearView struct {
	Year      int
	Name      string // of the year
	Made      string
	Programme string
	Chosen    []option
	Tables    []figures.Table
	Charts    []figures.Chart
	Comment   string
	MayWrite  bool
}

// yearTables are the parts of a printed report, in its order.
var yearTables = []string{"summary", "months", "asked", "channels", "programmes", "kinds", "countries", "topics", "entries", "gaps"}

func (s *Service) showYear(w http.ResponseWriter, r *http.Request) error {
	year, err := s.yearOf(r)
	if err != nil {
		return err
	}
	q := figures.Query{Span: figures.FiscalYear(year), Programme: r.URL.Query().Get("programme")}
	now, last, err := s.reports(r.Context(), q)
	if err != nil {
		return err
	}
	names := s.reportNames()
	v := yearView{Year: year, Name: names.Year(year), Made: names.Day(s.Now()), Programme: q.Programme, Charts: reportCharts(&now, &last, names.Dates), MayWrite: me(r).May(staff.Export)}
	all := figures.Tables(&now, &last, names)
	for _, id := range yearTables {
		for _, t := range all {
			if t.ID == id && len(t.Rows) > 0 {
				v.Tables = append(v.Tables, t)
			}
		}
	}
	titles := s.programmes()
	for _, c := range s.collections() {
		v.Chosen = append(v.Chosen, option{c.ID, titles[c.ID], q.Programme == c.ID})
	}
	if v.Comment, err = s.stores.Reports.ReportComment(r.Context(), year, q.Programme); err != nil {
		return err
	}
	s.render(w, r, "year", page{Title: say("console.reports.year_title", "year", v.Name), Nav: "reports", Body: v})
	return nil
}

// yearOf is the 年度 that an address names.
func (s *Service) yearOf(r *http.Request) (int, error) {
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || s.stores.Reports == nil || year < 1990 || year > s.Now().Year()+1 {
		return 0, chat.ErrNotFound
	}
	return year, nil
}

// longestComment is in characters: two printed pages.
const longestComment = 4000

// saveYear keeps what the office writes beside a year's figures.
func (s *Service) saveYear(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	year, err := s.yearOf(r)
	if err != nil {
		return err
	}
	programme, comment := form(r, "programme"), strings.TrimSpace(chars.Clip(form(r, "comment"), longestComment))
	if programme != "" && s.programmes()[programme] == "" {
		return chat.ErrNotFound
	}
	if err := s.stores.Reports.SaveReportComment(r.Context(), year, programme, comment, s.record(r, audit.ReportCommented, "")); err != nil {
		return err
	}
	to := fmt.Sprintf("/desk/reports/year/%d", year)
	if programme != "" {
		to += "?" + url.Values{"programme": {programme}}.Encode()
	}
	s.redirect(w, r, to, flash{OK: true, Text: say("console.reports.saved")})
	return nil
}
