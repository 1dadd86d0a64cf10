package main

import (
	"encoding/json"
	"io"
	"net/http"
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
	url := postgrestest.URL(t)
	w := openTown(t, url)
	c := w.application(url, "kintone", staff.Scopes()...)
	number := c.want(201, c.ask("POST", "/tickets", everything)).body["number"].(string)
	reader := w.application(url, "助手", staff.ReadFAQ, staff.ReadTickets)
	drafter := w.application(url, "下書き係", staff.ReadFAQ, staff.ReadTickets, staff.WriteDrafts)

	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "mcp")
	cmd.Env = append(slices.Clone(w.env), "MADOGUCHI_TOKEN="+reader.token)
	for way, s := range map[string]*mcp.ClientSession{"http": w.assistant(reader.token), "stdio": assist(t, &mcp.CommandTransport{Command: cmd})} {
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
