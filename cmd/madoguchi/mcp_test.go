package main

import (
	"encoding/json"
	"io"
	"net/http"
	neturl "net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
)

// bearer puts a token onto every request.
type bearer struct{ token string }

// RoundTrip implements [http.RoundTripper].
func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token)
	return http.DefaultTransport.RoundTrip(r)
}

// assist connects an assistant.
func assist(t *testing.T, transport mcp.Transport) *mcp.ClientSession {
	t.Helper()
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() })
	return session
}

func (w *town) assistant(token string) *mcp.ClientSession {
	w.t.Helper()
	return assist(w.t.(*testing.T), &mcp.StreamableClientTransport{
		Endpoint: w.base + "/api/mcp", HTTPClient: &http.Client{Transport: bearer{token}}, DisableStandaloneSSE: true,
	})
}

// local is an assistant that runs the program itself, on this machine.
func (w *town) local(token string) *mcp.ClientSession {
	w.t.Helper()
	path, err := program()
	if err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.Command(path, "mcp")
	cmd.Env = append(slices.Clone(w.env), "MADOGUCHI_TOKEN="+token)
	return assist(w.t.(*testing.T), &mcp.CommandTransport{Command: cmd})
}

// tools are what an assistant may use.
func tools(t *testing.T, s *mcp.ClientSession) (names []string) {
	t.Helper()
	list, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if reads := tool.Annotations != nil && tool.Annotations.ReadOnlyHint; reads != (tool.Name != "draft_reply") {
			t.Errorf("%s: read-only %t", tool.Name, reads)
		}
	}
	slices.Sort(names)
	return names
}

// use lets an assistant use a tool, and gives what it is told.
func use(t *testing.T, s *mcp.ClientSession, tool string, arguments map[string]any) (text string, failed bool) {
	t.Helper()
	result, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		return err.Error(), true
	}
	for _, c := range result.Content {
		if said, ok := c.(*mcp.TextContent); ok {
			text += said.Text
		}
	}
	return text, result.IsError
}

// TestMCP: an assistant looks up what its token lets it, over HTTP and over standard input and output alike, and
// leaves nothing behind but a draft.
func TestMCP(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	w := openTown(t, url)
	c := w.application(url, "kintone", staff.Scopes()...)
	number := c.want(201, c.ask("POST", "/tickets", everything)).body["number"].(string)
	reader := w.application(url, "助手", staff.ReadFAQ, staff.ReadTickets)
	drafter := w.application(url, "下書き係", staff.ReadFAQ, staff.ReadTickets, staff.WriteDrafts)

	for way, s := range map[string]*mcp.ClientSession{"http": w.assistant(reader.token), "stdio": w.local(reader.token)} {
		if got := strings.Join(tools(t, s), " "); got != "ask faq_search ticket_list ticket_read" {
			t.Errorf("%s: the tools are %s", way, got)
		}
		for tool, tc := range map[string]struct {
			arguments map[string]any
			want      string
		}{
			"faq_search":  {map[string]any{"query": "領収書はもらえますか"}, "領収書"},
			"ask":         {map[string]any{"text": "領収書はもらえますか"}, `"decision":"answer"`},
			"ticket_list": {map[string]any{"status": "received,working"}, number},
			"ticket_read": {map[string]any{"number": number}, "請求書を再発行"},
		} {
			text, failed := use(t, s, tool, tc.arguments)
			if failed || !strings.Contains(text, tc.want) || !json.Valid([]byte(text)) {
				t.Errorf("%s: %s: %t %.400s", way, tool, failed, text)
			}
			for _, personal := range []string{"湊 太郎", "03-1234-5678", "minato@example.jp"} {
				if strings.Contains(text, personal) {
					t.Errorf("%s: %s tells %s: %s", way, tool, personal, text)
				}
			}
		}
		if text, failed := use(t, s, "ticket_read", map[string]any{"number": "Q-999999"}); !failed || strings.Contains(text, "sql") {
			t.Errorf("%s: a ticket that is not there: %s", way, text)
		}
		if text, failed := use(t, s, "draft_reply", map[string]any{"number": number, "text": "あ"}); !failed {
			t.Errorf("%s: a draft without the right: %s", way, text)
		}
	}

	if text, failed := use(t, w.assistant(drafter.token), "draft_reply", map[string]any{"number": number, "text": "再発行の手続きをご案内します。"}); failed {
		t.Errorf("a draft: %s", text)
	}
	if log := c.ask("GET", "/tickets/"+number+"/log", ""); !strings.Contains(log.text, `"drafted"`) || !strings.Contains(log.text, "再発行の手続きをご案内します。") {
		t.Errorf("the log lacks the draft: %s", log.text)
	}
	if said := c.ask("GET", "/tickets/"+number+"/messages", ""); strings.Contains(said.text, "ご案内します") {
		t.Errorf("the draft was said to the member: %s", said.text)
	}
	resp, err := http.Post(w.base+"/api/mcp", "application/json", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a token: %d %s", resp.StatusCode, body)
	}
}

// TestMCPAsThingsAre: an assistant that has connected once is judged at each call, on this machine as over HTTP: by
// whether the office has the API on, and by whether its token is good.
func TestMCPAsThingsAre(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	file := officeCopy(t)
	w := openTown(t, url, "MADOGUCHI_OFFICE="+file)
	c := w.application(url, "助手", staff.ReadFAQ, staff.ReadTickets)
	local := w.local(c.token)
	answers := func(want bool) {
		t.Helper()
		w.until("calls are taken, or not", func() bool { _, failed := use(t, local, "ticket_list", nil); return failed != want })
		if _, err := local.ListTools(t.Context(), nil); (err == nil) != want {
			t.Errorf("the tools are listed: %v", err)
		}
		w.until("the API is there, or not", func() bool {
			resp, err := http.DefaultClient.Do(c.request("GET", "/me", ""))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			return resp.StatusCode == http.StatusOK == want
		})
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	answers(true)
	off := edited(t, string(data), "  api: true ", "  api: false ")
	if err := os.WriteFile(file, []byte(off), 0o600); err != nil {
		t.Fatal(err)
	}
	answers(false)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	answers(true)
	ways := map[string]*mcp.ClientSession{"http": w.assistant(c.token), "stdio": local}
	for way, s := range ways {
		if text, failed := use(t, s, "ticket_list", nil); failed {
			t.Errorf("%s: before it is revoked: %s", way, text)
		}
	}
	if _, failure, code := call(t, "", map[string]string{"DATABASE_URL": url}, "token", "revoke", "app:1"); code != 0 {
		t.Fatalf("token revoke: %d %s", code, failure)
	}
	for way, s := range ways {
		if _, err := s.ListTools(t.Context(), nil); err == nil {
			t.Errorf("%s: with a token that is revoked the tools are listed", way)
		}
		if text, failed := use(t, s, "ticket_list", nil); !failed {
			t.Errorf("%s: with a token that is revoked: %s", way, text)
		}
	}
}

// TestMCPBounds: what an assistant may ask for is bounded as it is for who comes by the API, and is as much where it does
// not say how much.
func TestMCPBounds(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	w := openTown(t, url)
	c := w.application(url, "助手", staff.ReadFAQ, staff.ReadTickets, staff.WriteDrafts)
	s := w.assistant(c.token)
	long := func(n int) string { return strings.Repeat("あ", n) }
	var same struct{ Items []json.RawMessage }
	text, _ := use(t, s, "faq_search", map[string]any{"query": "会費はいくらですか"})
	if err := json.Unmarshal([]byte(text), &same); err != nil || len(same.Items) != 5 {
		t.Errorf("%d entries, %v", len(same.Items), err)
	}
	if r := c.want(200, c.ask("GET", "/faq/search?q="+neturl.QueryEscape("会費はいくらですか"), "")); len(r.body["items"].([]any)) != len(same.Items) {
		t.Errorf("by the API: %s", r.text)
	}
	for _, tc := range []struct {
		tool      string
		arguments map[string]any
		field     string // "" = it is taken
	}{
		{"faq_search", map[string]any{"query": long(1000), "limit": 20}, ""},
		{"faq_search", map[string]any{"query": long(1001)}, "query"},
		{"faq_search", map[string]any{"query": " \u3000"}, "query"},
		{"faq_search", map[string]any{"query": "会費", "limit": 21}, "limit"},
		{"faq_search", map[string]any{"query": "会費", "limit": -1}, "limit"},
		{"ask", map[string]any{"text": long(4000)}, ""},
		{"ask", map[string]any{"text": long(4001)}, "text"},
		{"ask", map[string]any{"text": ""}, "text"},
		{"ticket_list", map[string]any{"text": long(1001)}, "text"},
		{"ticket_read", map[string]any{"number": long(9)}, "number"},
		{"draft_reply", map[string]any{"number": long(9), "text": "あ"}, "number"},
		{"draft_reply", map[string]any{"number": "Q-1", "text": long(25_001)}, "text"},
	} {
		text, failed := use(t, s, tc.tool, tc.arguments)
		if failed != (tc.field != "") || !strings.HasSuffix(text, tc.field) {
			t.Errorf("%s %.60v: %.300s; want %q", tc.tool, tc.arguments, text, tc.field)
		}
	}
	for path, field := range map[string]string{"/faq/search?q=" + long(1001): "q", "/tickets?q=" + long(1001): "q", "/faq/search?q=x&limit=21": "limit"} {
		if r := c.wrong("GET", path, ""); r.status != 400 || r.body["field"] != field {
			t.Errorf("%.40s: %s", path, r.text)
		}
	}
	if r := c.wrong("POST", "/faq/ask", `{"text":"`+long(4001)+`"}`); r.status != 422 || r.body["field"] != "text" {
		t.Errorf("ask: %s", r.text)
	}
}
