package console

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/figures"
	"madoguchi/staff"
)

// reports of an office that is the same every year.
type reports struct {
	o        *office
	asked    []figures.Query
	comments map[string]string
}

func (x *reports) CountFigures(context.Context, int) (int, error) { return 0, nil }

func (x *reports) Report(_ context.Context, q figures.Query) (figures.Report, error) {
	x.asked = append(x.asked, q)
	r := figures.Report{Query: q, Total: figures.Work{Tickets: 2468, Companies: 111, Named: 400, New: 99, Complaints: 3, Replied: 2000, Promised: 2100, Kept: 1970, Resolved: 1900, Cancelled: 40, Open: 28,
		Reply: figures.Waits{N: 2000, Median: 3 * time.Hour, P90: 50 * time.Hour}, Done: figures.Waits{N: 1900, Median: 9 * time.Hour, P90: 99 * time.Hour}},
		Questions: figures.QuestionSums{Answer: 700, Suggest: 200, Form: 30, Handoff: 70, Handed: 120, WentOn: 100, Left: 80},
		Channels:  []figures.Work{{Key: chat.LINE, Tickets: 2000}, {Key: chat.Web, Tickets: 468}}, Kinds: []figures.Work{{Key: "inquiry", Tickets: 2468}}, Teams: []figures.Work{{Key: "事務局", Tickets: 2468}},
		Programmes: []figures.Work{{Key: "port", Tickets: 2468}}, Countries: []figures.Count{{Key: "VN", N: 12}}, Topics: []figures.Count{{Key: "規制・認証", N: 8}},
		Entries: []figures.Count{{Key: "port/1", N: 77}}, Gaps: []figures.Gap{{Wording: "=駐車場はありますか", Programme: "port", N: 5, State: "entry", Ref: "port/2"}}, Pushes: 1234}
	for _, m := range q.Months() {
		key := m.Format("2006-01")
		r.Months, r.Asked = append(r.Months, figures.Work{Key: key, Tickets: m.Day() * int(m.Month())}), append(r.Asked, figures.QuestionSums{Key: key, Answer: 5})
	}
	return r, nil
}

func (x *reports) ReportComment(_ context.Context, year int, programme string) (string, error) {
	return x.comments[figures.FiscalYear(year).String()+programme], nil
}

func (x *reports) SaveReportComment(ctx context.Context, year int, programme, comment string, by audit.Record) error {
	x.comments[figures.FiscalYear(year).String()+programme] = comment
	return x.o.Audit(ctx, by)
}

func reporting(t *testing.T, change ...func(*Config)) (*desk, *reports) {
	d := newDesk(t, change...)
	x := &reports{o: d.office, comments: map[string]string{}}
	d.svc.stores.Reports = x
	return d, x
}

// TestReportsPage shows a year to who may only look, each figure with the way it is counted, and beside it last year.
func TestReportsPage(t *testing.T) {
	d, x := reporting(t)
	d.employ("監事", staff.Viewer)
	b := d.signIn("監事")
	body := b.page("/desk/reports")
	wantIn(t, body, "2468", "迷惑な投稿（spam）は除きます", "<desc", "role=\"img\"", "参加費はいくらですか", "ベトナム", "規制・認証", "2日2時間", "=駐車場はありますか")
	if strings.Contains(body, "/desk/reports/file") {
		t.Error("who may only look is offered files")
	}
	if got := x.asked; len(got) != 2 || got[1].Span != got[0].Before() || got[0].Span.String() != "2026" {
		t.Errorf("asked for %+v", got)
	}
	b.page("/desk/reports?span=2026-05&programme=port&kind=change&channel=line&team=" + url.QueryEscape("事務局"))
	if q := x.asked[2]; q.Span.String() != "2026-05" || q.Programme != "port" || q.Kind != "change" || q.Channel != "line" || q.Team != "事務局" {
		t.Errorf("asked for %+v", q)
	}
	b.page("/desk/reports?span=2026&from=2026-04-10&till=2026-04-20")
	if q := x.asked[4]; q.Span.String() != "2026-04-10..2026-04-20" {
		t.Errorf("asked for %+v", q)
	}
	for _, bad := range []string{"span=2026-99", "from=2026-05-01&till=2026-04-01", "from=1900-01-01&till=2026-04-01", "from=x"} {
		if r := b.get("/desk/reports?" + bad); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "期間を読みとれませんでした") {
			t.Errorf("%s: status %d", bad, r.status)
		}
	}
}

func TestReportsInEras(t *testing.T) {
	d, _ := reporting(t, func(c *Config) {
		c.Facts = func() Facts { return Facts{Office: "みなと", Wareki: true} }
	})
	wantIn(t, d.signIn("佐々木").page("/desk/reports"), "令和8年度", "令和7年度")
}

// TestReportFiles hands a report out to who says why, and writes that down.
func TestReportFiles(t *testing.T) {
	d, _ := reporting(t)
	b := d.signIn("佐々木")
	chosen := url.Values{"query": {"span=2026&channel=line"}, "format": {"csv"}}
	if r := b.post("/desk/reports/file", chosen); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "出力する理由を入力してください") || !strings.Contains(r.body, `value="line" selected`) {
		t.Errorf("without a reason: status %d", r.status)
	}
	if r := b.post("/desk/reports/file", with(with(chosen, "reason", "年度報告"), "format", "exe")); r.status != http.StatusNotFound {
		t.Errorf("a format that is none: status %d", r.status)
	}
	r := b.post("/desk/reports/file", with(chosen, "reason", "年度報告"))
	rows := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.body, "\ufeff")))
	rows.FieldsPerRecord = -1
	all, err := rows.ReadAll()
	if err != nil || r.status != http.StatusOK || !strings.HasPrefix(r.body, "\ufeff") {
		t.Fatalf("CSV: status %d, %v", r.status, err)
	}
	seen := map[string]bool{}
	for _, row := range all {
		for _, cell := range row {
			seen[cell] = true
		}
	}
	for _, want := range []string{"2468", "'=駐車場はありますか", "経路：LINE"} {
		if !seen[want] {
			t.Errorf("the file lacks %q", want)
		}
	}
	rec := d.trail[len(d.trail)-1]
	if rec.Act != audit.DataExported || rec.Object != "report/2026" || rec.Note != "年度報告" || rec.After != "csv" {
		t.Errorf("written down: %+v", rec)
	}
	r = b.post("/desk/reports/file", with(with(chosen, "reason", "年度報告"), "format", "xlsx"))
	f, err := excelize.OpenReader(bytes.NewReader([]byte(r.body)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := f.GetCellValue("まとめ", "B20"); err != nil || got != "2468" {
		t.Errorf("the workbook says %q, %v", got, err)
	}
}

// TestYearReport keeps what the office writes beside a year's figures.
func TestYearReport(t *testing.T) {
	d, x := reporting(t)
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/reports/year/2026"), "2026年度報告", "コメントはまだありません", "よくお伝えした回答", "答えられなかった質問")
	text := "相談が増えました。\n<b>来年度</b>も続けます。"
	if r := b.post("/desk/reports/year/2026", url.Values{"comment": {text}}); r.status != http.StatusSeeOther {
		t.Errorf("save: status %d", r.status)
	}
	wantIn(t, b.page("/desk/reports/year/2026"), "&lt;b&gt;来年度")
	if rec := d.trail[len(d.trail)-1]; rec.Act != audit.ReportCommented {
		t.Errorf("written down: %+v", rec)
	}
	if r := b.post("/desk/reports/year/2026", url.Values{"comment": {"x"}, "programme": {"none"}}); r.status != http.StatusNotFound || len(x.comments) != 1 {
		t.Errorf("a programme that is none: status %d", r.status)
	}
	for _, bad := range []string{"0", "1989", "2999", "x"} {
		if r := b.get("/desk/reports/year/" + bad); r.status != http.StatusNotFound {
			t.Errorf("year %s: status %d", bad, r.status)
		}
	}
}
