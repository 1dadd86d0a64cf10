package figures

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func TestSpans(t *testing.T) {
	for _, c := range []struct{ in, from, last, text string }{
		{"2026", "2026-04-01", "2027-03-31", "2026年度"},
		{"2026-11", "2026-11-01", "2026-11-30", "2026年11月"},
		{"2024-02", "2024-02-01", "2024-02-29", "2024年2月"},
		{"2026-04-01..2026-09-30", "2026-04-01", "2026-09-30", "2026年4月1日〜2026年9月30日"},
		{"2026-04-01..2027-03-31", "2026-04-01", "2027-03-31", "2026年度"},
		{" 2026-05-05..2026-05-05 ", "2026-05-05", "2026-05-05", "2026年5月5日〜2026年5月5日"},
	} {
		s, err := ParseSpan(c.in)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if got := s.From.Format(time.DateOnly) + " " + s.Last().Format(time.DateOnly) + " " + (Dates{}).Span(s); got != c.from+" "+c.last+" "+c.text {
			t.Errorf("%q is %s", c.in, got)
		}
		if again, err := ParseSpan(s.String()); err != nil || again != s {
			t.Errorf("%q is not read back: %v, %v", s, again, err)
		}
	}
	for _, bad := range []string{"", "26", "2026-13", "2026-02-30..2026-03-01", "..", "昨年", "2026-04-01..", "02026"} {
		if s, err := ParseSpan(bad); err == nil {
			t.Errorf("%q is %v", bad, s)
		}
	}
	late := time.Date(2027, 3, 31, 15, 30, 0, 0, time.UTC) // half past midnight of 1 April in Japan
	if y := YearOf(late); y != 2027 || Month(late).String() != "2027-04" {
		t.Errorf("half past midnight is of %d, %s", y, Month(late))
	}
	if got := Days(late, late.AddDate(0, 0, -1)).Check(); got != "order" {
		t.Errorf("a span that ends before it begins: %q", got)
	}
	if got := Days(late, late.AddDate(30, 0, 0)).Check(); got != "length" {
		t.Errorf("thirty years: %q", got)
	}
	if n := len(FiscalYear(2026).Months()); n != 12 {
		t.Errorf("a year has %d months", n)
	}
}

func TestEras(t *testing.T) {
	era := Dates{Era: true}
	for day, want := range map[string]string{
		"2026-11-30": "令和8年11月30日", "2019-05-01": "令和元年5月1日", "2019-04-30": "平成31年4月30日", "1989-01-07": "昭和64年1月7日", "1900-01-01": "1900年1月1日",
	} {
		d, err := ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := era.Day(d); got != want {
			t.Errorf("%s is %s, want %s", day, got, want)
		}
	}
	if got := era.Year(2026) + era.Year(2019) + era.Year(2018); got != "令和8年度令和元年度平成30年度" {
		t.Errorf("years are %s", got)
	}
}

func TestWait(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0分", 29 * time.Second: "0分", 59*time.Minute + 31*time.Second: "1時間0分", 200 * time.Minute: "3時間20分", 47*time.Hour + 59*time.Minute: "47時間59分", 52 * time.Hour: "2日4時間",
	} {
		if got := Wait(d); got != want {
			t.Errorf("%s is %s, want %s", d, got, want)
		}
	}
}

// sample is a report in which something hostile was asked.
func sample() *Report {
	r := &Report{Query: Query{Span: FiscalYear(2026)}, Total: Work{Tickets: 7, Companies: 3, Named: 5, New: 2, Promised: 6, Kept: 4, Reply: Waits{7, time.Hour, 2 * time.Hour}},
		Questions: QuestionSums{Answer: 5, Suggest: 2, Handoff: 1}, Entries: []Count{{"port/1", 4}}, Topics: []Count{{"=1+1", 2}},
		Gaps: []Gap{{Wording: `=HYPERLINK("http://evil.example","x")`, Programme: "port", N: 3, State: "open"}}}
	for _, m := range r.Query.Months() {
		key := m.Format("2006-01")
		r.Months, r.Asked = append(r.Months, Work{Key: key}), append(r.Asked, QuestionSums{Key: key})
	}
	r.Months[0].Tickets, r.Months[3].Tickets = 2, 5
	return r
}

func plainNames() Names {
	same := func(id string) string { return id }
	return Names{Programme: same, Kind: same, Channel: same, Team: same, Country: same, Entry: same, State: same}
}

// TestFiles: what is handed out opens in a spreadsheet, says what the tables say, and holds no formula.
func TestFiles(t *testing.T) {
	r := sample()
	sheet := Sheet{Title: "報告", About: []string{"2026年度"}, Tables: Tables(r, &Report{Query: Query{Span: r.Query.Before()}}, plainNames())}
	raw, err := sheet.CSV()
	if err != nil || !bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")) {
		t.Fatalf("CSV begins with %q, %v", raw[:3], err)
	}
	in := csv.NewReader(bytes.NewReader(raw[3:]))
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("a cell is a formula: %q", cell)
			}
		}
		if len(row) > 1 && found[row[0]] == "" {
			found[row[0]] = row[1]
		}
	}
	for name, want := range map[string]string{"受付（延べ件数）": "7", "再相談": "3", "質問": "8", "期限内の割合": "67％", "はじめの返信まで（90％）": "2時間0分", "2026年7月": "5", "合計": "7"} {
		if found[name] != want {
			t.Errorf("%s is %q, want %q", name, found[name], want)
		}
	}
	book, err := sheet.XLSX()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		lines, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for y := range lines {
			for x := range lines[y] {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if formula, err := f.GetCellFormula(name, at); err != nil || formula != "" {
					t.Errorf("%s!%s is a formula: %q, %v", name, at, formula, err)
				}
			}
		}
	}
	if n := len(f.GetSheetList()); n != len(sheet.Tables) {
		t.Errorf("%d sheets of %d tables", n, len(sheet.Tables))
	}
}

// TestEveryFigureIsDefined: none stands in the summary without a name and the way it is counted.
func TestEveryFigureIsDefined(t *testing.T) {
	tables := Tables(sample(), sample(), plainNames())
	seen := map[string]bool{}
	for _, row := range tables[0].Rows {
		if row[0].Text == "" || len([]rune(row[0].Def)) < 8 || seen[row[0].Text] {
			t.Errorf("a figure without a name or a definition of its own: %+v", row[0])
		}
		seen[row[0].Text] = true
	}
	narrow := sample()
	narrow.Query.Team = "経理"
	for _, row := range Tables(narrow, narrow, plainNames())[0].Rows {
		if row[0].Text == "質問" {
			t.Error("a team is said to have been asked questions")
		}
	}
}

func TestChart(t *testing.T) {
	r := sample()
	now := make([]int, 12)
	now[3] = 17
	c := MonthChart("x", "受付", Dates{}, r.Query.Span, r.Query.Before(), now, nil)
	if len(c.Bars) != 24 || c.Bars[6].H <= 0 || c.Bars[6].Says != "2026年7月 17件" || c.Bars[7].Says != "2025年7月 0件" {
		t.Errorf("the bars: %+v", c.Bars)
	}
	for _, b := range c.Bars {
		if b.X < 0 || b.Y < 0 || b.X+b.W > c.Width || b.Y+b.H > c.Height {
			t.Errorf("a bar outside: %+v", b)
		}
	}
	if !strings.Contains(c.About, "2026年7月の17件") {
		t.Errorf("it says %q", c.About)
	}
	for _, n := range []int{0, 1, 3, 99, 100, 101, 123456} {
		if top := ceiling([]int{n}); top < n || top > 5*n+2 {
			t.Errorf("the ceiling of %d is %d", n, top)
		}
	}
}
