package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"madoguchi/audit"
	"madoguchi/handlers/api"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
)

// A caller is another system that works at the counter: every request of its and every answer is held to the
// API's description.
type caller struct {
	*town
	token string
	v     validator.Validator
}

// A reply is what a caller is answered.
type reply struct {
	status int
	header http.Header
	body   map[string]any
	text   string
}

// describedAPI is the description that the program itself serves.
func describedAPI(t testing.TB) validator.Validator {
	t.Helper()
	spec, err := api.Description()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := libopenapi.NewDocument(spec)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, faults := v.ValidateDocument(); !ok {
		for _, f := range faults {
			t.Errorf("openapi.yaml: %s: %s", f.Message, f.Reason)
		}
	}
	return v
}

// application makes one in the running program's database, and gives who calls with its token.
func (w *town) application(url, name string, scopes ...staff.Scope) *caller {
	w.t.Helper()
	args := []string{"token", "add", name}
	for _, s := range scopes {
		args = append(args, "-scope", string(s))
	}
	out, failure, code := call(w.t.(*testing.T), "", map[string]string{"DATABASE_URL": url}, args...)
	token := strings.TrimSpace(out)
	if code != 0 || !strings.HasPrefix(token, "mdg_") {
		w.t.Fatalf("token add: %d %q %s", code, out, failure)
	}
	return &caller{w, token, describedAPI(w.t)}
}

// with is the same system with another description of itself.
func (c *caller) as(token string) *caller { return &caller{c.town, token, c.v} }

// ask sends a request that the description allows, and reads the answer.
func (c *caller) ask(method, path, body string, headers ...string) reply {
	c.t.Helper()
	return c.send(true, method, path, body, headers...)
}

// wrong sends a request that may be one the description does not allow; the answer must be one of it all the same.
func (c *caller) wrong(method, path, body string, headers ...string) reply {
	c.t.Helper()
	return c.send(false, method, path, body, headers...)
}

func (c *caller) request(method, path, body string, headers ...string) *http.Request {
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return req
}

func (c *caller) send(allowed bool, method, path, body string, headers ...string) reply {
	c.t.Helper()
	if ok, faults := c.v.ValidateHttpRequest(c.request(method, path, body, headers...)); allowed && !ok {
		c.t.Errorf("%s %s %s: not as the description has it", method, path, body)
		for _, f := range faults {
			c.t.Errorf("  %s: %s", f.Message, f.Reason)
		}
	}
	resp, err := http.DefaultClient.Do(c.request(method, path, body, headers...))
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(text))
	if resp.StatusCode != http.StatusNotModified { // it has no body to be held to anything
		if ok, faults := c.v.ValidateHttpResponse(c.request(method, path, body, headers...), resp); !ok {
			c.t.Errorf("%s %s is answered with %d %s", method, path, resp.StatusCode, text)
			for _, f := range faults {
				c.t.Errorf("  %s: %s", f.Message, f.Reason)
				for _, s := range f.SchemaValidationErrors {
					c.t.Errorf("    %s: %s", s.FieldPath, s.Reason)
				}
			}
		}
	}
	r := reply{status: resp.StatusCode, header: resp.Header, text: string(text)}
	if strings.Contains(resp.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(text, &r.body); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, path, err, text)
		}
	}
	return r
}

// want holds the status of an answer, and gives it back.
func (c *caller) want(status int, r reply) reply {
	c.t.Helper()
	if r.status != status {
		c.t.Fatalf("status %d, want %d: %s", r.status, status, r.text)
	}
	return r
}

const everything = `{"text":"会費の請求書を再発行してほしいそうです。03-1234-5678 へ折り返し希望","kind":"inquiry","contact":{"reference":"crm-77","name":"湊 太郎","company":"株式会社みなと","email":"minato@example.jp","phone":"03-1234-5678"}}`

// TestAPI goes the road of a ticket through the API: filed, read, answered, noted, given away, closed.
func TestAPI(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	w := openTown(t, url)
	c := w.application(url, "kintone", staff.Scopes()...)
	masked := w.application(url, "集計", staff.ReadTickets, staff.ReadContacts)

	filed := c.want(201, c.ask("POST", "/tickets", everything, "Idempotency-Key", "filed-1"))
	number := filed.body["number"].(string)
	again := c.want(201, c.ask("POST", "/tickets", everything, "Idempotency-Key", "filed-1"))
	if again.text != filed.text || again.header.Get("Idempotent-Replayed") != "true" || again.header.Get("Location") != "/api/v1/tickets/"+number {
		t.Errorf("the same request again: %s, first %s", again.text, filed.text)
	}
	other := c.want(422, c.ask("POST", "/tickets", strings.Replace(everything, "請求書", "領収書", 1), "Idempotency-Key", "filed-1"))
	if other.body["code"] != "key_reused" {
		t.Errorf("another request under the key: %s", other.text)
	}

	hidden := masked.want(200, masked.ask("GET", "/tickets/"+number, ""))
	for _, personal := range []string{"湊 太郎", "03-1234-5678", "minato@example.jp"} {
		if strings.Contains(hidden.text, personal) {
			t.Errorf("%s is shown without the right: %s", personal, hidden.text)
		}
	}
	whole := c.want(200, c.ask("GET", "/tickets/"+number, ""))
	if !strings.Contains(whole.text, "湊 太郎") || whole.body["masked"] != false {
		t.Errorf("with the right: %s", whole.text)
	}
	tag := whole.header.Get("ETag")
	if r := c.ask("GET", "/tickets/"+number, "", "If-None-Match", `"x", W/`+tag); r.status != 304 {
		t.Errorf("unchanged: status %d", r.status)
	}

	c.want(201, c.ask("POST", "/tickets/"+number+"/notes", `{"text":"電話で確認済み"}`))
	c.want(412, c.ask("POST", "/tickets/"+number+"/replies", `{"text":"お待たせしました"}`, "If-Match", tag))
	tag = c.ask("GET", "/tickets/"+number, "").header.Get("ETag")
	replied := c.want(201, c.ask("POST", "/tickets/"+number+"/replies", `{"text":"再発行してお送りしました。"}`, "If-Match", tag, "Idempotency-Key", "reply-1"))
	c.want(201, c.ask("POST", "/tickets/"+number+"/replies", `{"text":"再発行してお送りしました。"}`, "If-Match", tag, "Idempotency-Key", "reply-1"))
	if replied.body["status"] != "waiting" || replied.body["assignee"] != nil {
		t.Errorf("after a reply: %s", replied.text)
	}
	said := c.want(200, c.ask("GET", "/tickets/"+number+"/messages", ""))
	if n := strings.Count(said.text, "再発行してお送りしました。"); n != 1 {
		t.Errorf("the reply stands there %d times: %s", n, said.text)
	}
	c.want(201, c.ask("POST", "/tickets/"+number+"/drafts", `{"text":"追ってご連絡いたします。"}`))
	if r := c.ask("GET", "/tickets/"+number+"/messages", ""); strings.Contains(r.text, "追ってご連絡") {
		t.Errorf("a draft was said to the member: %s", r.text)
	}
	c.want(200, c.ask("POST", "/tickets/"+number+"/status", `{"status":"resolved"}`))
	refused := c.want(409, c.ask("POST", "/tickets/"+number+"/status", `{"status":"cancelled"}`))
	if refused.body["code"] != "refused" || refused.body["detail"] == "" {
		t.Errorf("refused: %s", refused.text)
	}
	c.want(200, c.ask("POST", "/tickets/"+number+"/status", `{"status":"reopened"}`))
	c.want(200, c.ask("POST", "/tickets/"+number+"/status", `{"status":"on_hold","until":"`+time.Now().AddDate(0, 0, 7).Format(time.RFC3339)+`"}`))

	log := c.want(200, c.ask("GET", "/tickets/"+number+"/log", ""))
	for _, what := range []string{`"opened"`, `"noted"`, `"replied"`, `"drafted"`, `"name":"kintone"`} {
		if !strings.Contains(log.text, what) {
			t.Errorf("the log lacks %s: %s", what, log.text)
		}
	}
	if r := c.ask("GET", "/deliveries?ticket="+number+"&members=true", ""); r.status != 200 || !strings.Contains(r.text, `"channel":"api"`) {
		t.Errorf("deliveries: %s", r.text)
	}
	c.holdTrail(url, number)
}

// holdTrail holds that what an application did stands in the audit trail in its name.
func (c *caller) holdTrail(url, number string) {
	c.t.Helper()
	store, err := postgres.Open(c.t.Context(), url, postgres.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	defer store.Close()
	records, err := store.Audited(c.t.Context(), audit.Filter{Object: number})
	if err != nil {
		c.t.Fatal(err)
	}
	done := map[audit.Act]int{}
	for _, r := range records {
		if r.Kind != audit.Application || r.Via != audit.ViaAPI || r.Actor.Name != "kintone" {
			c.t.Errorf("%+v", r)
		}
		done[r.Act]++
	}
	for _, act := range []audit.Act{audit.TicketOpened, audit.TicketReplied, audit.TicketNoted, audit.TicketLooked, audit.TicketResolved, audit.TicketMoved} {
		if done[act] == 0 {
			c.t.Errorf("%s is not written down: %v", act, done)
		}
	}
	if done[audit.TicketOpened] != 1 || done[audit.TicketReplied] != 1 {
		c.t.Errorf("what was sent twice was done twice: %v", done)
	}
}

// TestAPIRefuses: each address needs its scope, and what cannot be is refused with the field's name.
func TestAPIRefuses(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	w := openTown(t, url)
	c := w.application(url, "kintone", staff.Scopes()...)
	for _, tc := range []struct {
		method, path, body string
		status             int
		field              string
	}{
		{"GET", "/tickets?status=none", "", 400, "status"},
		{"GET", "/tickets?kind=none", "", 400, "kind"},
		{"GET", "/tickets?limit=0", "", 400, "limit"},
		{"GET", "/tickets?opened_from=yesterday", "", 400, "opened_from"},
		{"POST", "/tickets", `{"text":"","contact":{"reference":"a"}}`, 422, "text"},
		{"POST", "/tickets", `{"text":"あ","contact":{"reference":"湊"}}`, 422, "contact.reference"},
		{"POST", "/tickets", `{"text":"あ","kind":"none","contact":{"reference":"a"}}`, 422, "kind"},
		{"POST", "/tickets", `{"text":"あ","contact":{"reference":"a"},"colour":"red"}`, 422, "colour"},
		{"POST", "/tickets", `{"text":7,"contact":{"reference":"a"}}`, 422, "text"},
		{"POST", "/tickets", `[`, 400, ""},
		{"POST", "/tickets", `[]`, 400, ""},
		{"POST", "/tickets/Q-9999999/replies", `{}`, 404, ""},
		{"POST", "/tickets/none/replies", `{"text":"あ"}`, 404, ""},
		{"GET", "/faq/search?q=", "", 400, "q"},
		{"GET", "/faq/entries", "", 400, "programme"},
		{"GET", "/faq/export/hanro?format=exe", "", 400, "format"},
		{"POST", "/faq/entries", `{"programme":"hanro","question":"Q","answer":[]}`, 422, "answer"},
		{"POST", "/faq/entries", `{"programme":"hanro","question":"Q","answer":[{"type":"link","text":"x","url":"javascript:alert(1)"}],"version":-1}`, 422, "version"},
		{"GET", "/contacts?channel=pigeon", "", 400, "channel"},
		{"GET", "/deliveries?state=lost", "", 400, "state"},
		{"GET", "/reports?from=2026-04-01", "", 400, "to"},
		{"GET", "/reports?to=2026-04-01", "", 400, "from"},
		{"GET", "/reports?from=2026-04-01&to=2026-02-30", "", 400, "to"},
		{"GET", "/reports?from=2026-04-02&to=2026-04-01", "", 400, "to"},
		{"GET", "/reports?from=1900-01-01&to=2026-04-01", "", 400, "to"},
		{"GET", "/reports?month=2026", "", 400, "month"},
		{"GET", "/reports?month=2026-13", "", 400, "month"},
		{"GET", "/reports?month=2026-04-01..2026-04-30", "", 400, "month"},
		{"GET", "/reports?year=2026-04", "", 400, "year"},
		{"GET", "/reports?year=%E4%BB%A4%E5%92%8C8", "", 400, "year"},
		{"GET", "/reports?year=2026&month=2026-04", "", 400, "month"},
		{"GET", "/reports?year=2026&from=2026-04-01&to=2026-04-02", "", 400, "year"},
		{"GET", "/reports?kind=none", "", 400, "kind"},
		{"GET", "/reports?channel=pigeon", "", 400, "channel"},
		{"GET", "/reports?format=xlsx", "", 400, "format"},
	} {
		r := c.wrong(tc.method, tc.path, tc.body)
		field, _ := r.body["field"].(string)
		if r.status != tc.status || field != tc.field || r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s %s: %s", tc.method, tc.path, tc.body, r.text)
		}
	}
	c.want(400, c.ask("GET", "/tickets?cursor=x", ""))
	c.want(404, c.ask("GET", "/tickets/Q-9999999", ""))
	c.want(404, c.ask("GET", "/contacts/999999", ""))
	c.want(422, c.ask("POST", "/faq/entries", `{"programme":"none","question":"Q","answer":[{"type":"paragraph","text":"A"}]}`))
	if r := c.ask("GET", "/tickets/Q-9999999", "", "Accept-Language", "en-GB"); r.body["detail"] != "There is no such thing here, or not for you." {
		t.Errorf("in English: %s", r.text)
	}
	for _, token := range []string{"mdg_" + strings.Repeat("A", 43), "x"} {
		if r := c.as(token).ask("GET", "/tickets", ""); r.status != 401 || r.header.Get("WWW-Authenticate") == "" || r.body["kind"] != "signed_out" {
			t.Errorf("token %s: %s", token, r.text)
		}
	}
	if r := c.as("").wrong("GET", "/me", ""); r.status != 401 {
		t.Errorf("no token: %s", r.text)
	}
}
