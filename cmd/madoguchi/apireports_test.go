package main

import (
	"encoding/csv"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
)

// TestAPIReports: a report by the API says what the command says, figure by figure, each with its definition; as CSV it
// says the same, which is written down; what is unchanged is not sent again; and nothing in it is of anybody.
func TestAPIReports(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	w := openTown(t, url)
	filing := w.application(url, "kintone", staff.WriteTickets, staff.SendMessages)
	number := filing.want(201, filing.ask("POST", "/tickets", everything)).body["number"].(string)
	filing.want(201, filing.ask("POST", "/tickets", strings.Replace(everything, `"inquiry"`, `"consultation"`, 1)))
	filing.want(201, filing.ask("POST", "/tickets/"+number+"/replies", `{"text":"再発行してお送りしました。"}`))
	w.visit().say("駐輪場の屋根の色は何色ですか。湊太郎です")

	c := w.application(url, "集計", staff.ReadReports)
	said := c.want(200, c.ask("GET", "/reports", ""))
	out, failure, code := call(t, "", map[string]string{"DATABASE_URL": url}, "report")
	if code != 0 {
		t.Fatalf("report: %s", failure)
	}
	got := map[string]any{}
	for _, f := range said.body["figures"].([]any) {
		f := f.(map[string]any)
		got[f["id"].(string)] = f["value"]
		if line := f["name"].(string) + "," + f["text"].(string) + ","; !strings.Contains(out, "\n"+line) {
			t.Errorf("the command does not say %q:\n%s", line, out)
		}
		if len(f["definition"].(string)) < 8 {
			t.Errorf("a figure without a definition: %v", f)
		}
	}
	if got["tickets"] != 2.0 || got["replied"] != 1.0 || got["companies"] != 1.0 || got["content_share"] != nil {
		t.Errorf("the figures: %v", got)
	}
	for _, personal := range []string{"湊", "03-1234-5678", "minato@example.jp", "屋根"} {
		if strings.Contains(said.text, personal) {
			t.Errorf("%s is in the report: %s", personal, said.text)
		}
	}
	if r := c.ask("GET", "/reports", "", "If-None-Match", said.header.Get("ETag")); r.status != 304 {
		t.Errorf("unchanged: status %d", r.status)
	}
	narrow := c.want(200, c.ask("GET", "/reports?year=2026&kind=inquiry&channel=api", ""))
	if strings.Contains(narrow.text, `"id":"asked"`) || !strings.Contains(narrow.text, `"id":"tickets","name":"受付（延べ件数）","unit":"count","value":1,`) {
		t.Errorf("inquiries: %s", narrow.text)
	}
	c.holdReportFile(url, got["tickets"])

	reader := w.application(url, "読むだけ", staff.ReadTickets, staff.ReadFAQ)
	if r := reader.ask("GET", "/reports", ""); r.status != 403 || r.body["code"] != "scope" || r.body["field"] != "reports:read" {
		t.Errorf("without the scope: %s", r.text)
	}
}

// holdReportFile holds a report as CSV, by whichever way it is asked for, and that it stands in the audit trail once.
func (c *caller) holdReportFile(url string, tickets any) {
	c.t.Helper()
	file := c.want(200, c.ask("GET", "/reports", "", "Accept", "application/json;q=0.5, text/csv"))
	if kind := file.header.Get("Content-Type"); kind != "text/csv; charset=utf-8" || file.header.Get("Vary") != "Accept" {
		c.t.Errorf("asked for by Accept: %s", kind)
	}
	if r := c.ask("GET", "/reports?format=csv", "", "If-None-Match", file.header.Get("ETag")); r.status != 304 {
		c.t.Errorf("asked for by format, unchanged: status %d %s", r.status, r.text)
	}
	if r := c.ask("GET", "/reports?format=json", "", "Accept", "text/csv"); r.body == nil {
		c.t.Errorf("the address goes before Accept: %.200s", r.text)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.text, "\ufeff"))).ReadAll()
	if err != nil {
		c.t.Fatal(err)
	}
	found := 0
	for _, row := range rows[1:] {
		if row[0] == "summary" && row[3] == "tickets" && row[6] == "2" && tickets == 2.0 || row[0] == "kinds" && row[1] == "consultation" && row[3] == "tickets" && row[6] == "1" {
			found++
		}
		if row[8] == "" {
			c.t.Errorf("a figure without a definition: %q", row)
		}
	}
	if found != 2 {
		c.t.Errorf("%d of 2 lines are found:\n%s", found, file.text)
	}
	store, err := postgres.Open(c.t.Context(), url, postgres.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	defer store.Close()
	records, err := store.Audited(c.t.Context(), audit.Filter{Act: audit.DataExported})
	if err != nil || len(records) != 1 || records[0].After != "csv" || records[0].Actor.Name != "集計" {
		c.t.Errorf("written down: %+v, %v", records, err)
	}
}
