package mcp_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"madoguchi/chat"
	"madoguchi/handlers/api"
	"madoguchi/handlers/mcp"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A store whose database is down, or, of a number, has nothing.
type store struct{ tickets }

// tickets is what of a store nobody asks for here.
type tickets interface{ api.Tickets }

var errDown = errors.New("dial db.internal: connection refused")

func (store) ApplicationByToken(context.Context, []byte, time.Time) (staff.Application, bool, error) {
	return staff.Application{ID: 7, Name: "助手", Scopes: staff.Scopes()}, true, nil
}

func (store) Ticket(_ context.Context, number string) (ticket.Ticket, error) {
	if number == "Q-404" {
		return ticket.Ticket{}, chat.ErrNotFound
	}
	return ticket.Ticket{}, errDown
}

func (store) Tickets(context.Context, ticket.Filter) ([]ticket.Ticket, error) { return nil, errDown }

// bearer puts a token onto every request.
type bearer struct{}

// RoundTrip implements [http.RoundTripper].
func (bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer mdg_x")
	return http.DefaultTransport.RoundTrip(r)
}

// TestFailures: what is our fault stands in the log with its cause, and the assistant is told no more than that it failed.
func TestFailures(t *testing.T) {
	var log bytes.Buffer
	mux := http.NewServeMux()
	mcp.New(api.New(api.Config{}, nil, api.Stores{Applications: store{}, Tickets: store{}}), "1", slog.New(slog.NewTextHandler(&log, nil))).Routes(mux)
	server := httptest.NewServer(mux)
	defer server.Close()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(),
		&sdk.StreamableClientTransport{Endpoint: server.URL + "/api/mcp", HTTPClient: &http.Client{Transport: bearer{}}, DisableStandaloneSSE: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	for _, tc := range []struct {
		tool      string
		arguments map[string]any
		logged    bool
	}{
		{"ticket_read", map[string]any{"number": "Q-1"}, true},
		{"ticket_list", nil, true},
		{"ticket_read", map[string]any{"number": "Q-404"}, false},
		{"ticket_read", map[string]any{"number": "x"}, false},
	} {
		log.Reset()
		result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: tc.tool, Arguments: tc.arguments})
		if err != nil || !result.IsError {
			t.Fatalf("%s: %+v, %v", tc.tool, result, err)
		}
		if text := result.Content[0].(*sdk.TextContent).Text; strings.Contains(text, "db.internal") || text == "" {
			t.Errorf("%s: the assistant is told %q", tc.tool, text)
		}
		line := log.String()
		if strings.Contains(line, "level=ERROR") != tc.logged {
			t.Errorf("%s %v is logged as %q", tc.tool, tc.arguments, line)
		}
		for _, want := range []string{"call=" + tc.tool, "application=7", "db.internal"} {
			if tc.logged && !strings.Contains(line, want) {
				t.Errorf("the log lacks %s: %q", want, line)
			}
		}
	}
}
