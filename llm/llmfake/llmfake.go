// Package llmfake stands in for a server of a language model: it speaks /v1/chat/completions and /v1/models over HTTP, and
// says what a test lets it say. It has the faults of real ones: it is slow, talks nonsense, too much, or of something else.
//
//	s := llmfake.New(t, llmfake.Pick(func(message string, entries []llmfake.Entry) string { return entries[0].ID }))
//	c := llm.New(llm.Config{URL: s.URL, Model: llmfake.Model})
package llmfake

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Model is the model that the server has.
const Model = "stand-in"

// In and Out are the tokens that the server counts of every question and answer.
const (
	In  = 210
	Out = 12
)

// An Entry is one that may be chosen.
type Entry struct {
	ID, Question, Answer string
}

// A Request is what the server was asked.
type Request struct {
	Key       string // of the Authorization header
	Body      string // as it came
	Schema    bool   // an answer by a schema is wanted
	System    string
	Message   string            // of the member
	Entries   []Entry           // to choose from
	Questions map[string]string // of a form, by id
	Question  string            // of an entry that is to be worded otherwise
}

// A Reply is what the server says. Raw is the whole body where it is not "".
type Reply struct {
	Content string
	Status  int // 0 = 200
	Raw     string
	Wait    time.Duration
}

// A Server is one that runs until the test ends.
type Server struct {
	URL   string
	mu    sync.Mutex
	asked []Request
	say   func(Request) Reply
}

// New starts a server.
func New(t testing.TB, say func(Request) Reply) *Server {
	t.Helper()
	s := &Server{say: say}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", s.complete)
	mux.HandleFunc("GET /v1/models", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"data": []map[string]string{{"id": Model}}})
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Say changes what the server says from now on.
func (s *Server) Say(say func(Request) Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.say = say
}

// Asked is what the server was asked so far.
func (s *Server) Asked() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.asked...)
}

func (s *Server) complete(w http.ResponseWriter, r *http.Request) {
	req, err := read(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.asked = append(s.asked, req)
	say := s.say
	s.mu.Unlock()
	reply := say(req)
	if reply.Wait > 0 {
		select {
		case <-time.After(reply.Wait):
		case <-r.Context().Done():
			return
		}
	}
	if reply.Status != 0 {
		w.WriteHeader(reply.Status)
	}
	if reply.Raw != "" {
		_, _ = w.Write([]byte(reply.Raw))
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"choices": []any{map[string]any{"message": map[string]string{"role": "assistant", "content": reply.Content}}},
		"usage":   map[string]int{"prompt_tokens": In, "completion_tokens": Out, "total_tokens": In + Out},
	})
}

// read takes a request apart as it is documented.
func read(r *http.Request) (Request, error) {
	var raw json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&raw); err != nil {
		return Request{}, err
	}
	var body struct {
		Model    string
		Messages []struct{ Role, Content string }
		Format   json.RawMessage `json:"response_format"`
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		return Request{}, err
	}
	req := Request{Key: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), Body: string(raw), Schema: len(body.Format) > 0}
	for _, m := range body.Messages {
		if m.Role == "system" {
			req.System = m.Content
			continue
		}
		var data struct {
			Message   string
			Entries   []Entry
			Questions map[string]string
			Question  string
		}
		if err := json.Unmarshal([]byte(m.Content), &data); err != nil {
			return req, err
		}
		req.Message, req.Entries, req.Questions, req.Question = data.Message, data.Entries, data.Questions, data.Question
	}
	return req, nil
}

// Pick is a server that chooses as pick says: the ID of an entry, or "none".
func Pick(pick func(message string, entries []Entry) string) func(Request) Reply {
	return func(r Request) Reply {
		body := map[string]any{"choice": pick(r.Message, r.Entries)}
		if strings.Contains(r.System, `"parts"`) {
			body["parts"] = []string{}
		}
		raw, _ := json.Marshal(body) // strings only
		return Reply{Content: string(raw)}
	}
}

// Always is a server that says one thing whatever it is asked.
func Always(reply Reply) func(Request) Reply { return func(Request) Reply { return reply } }
