package linefake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxRequest is the longest request LINE takes, in bytes.
const maxRequest = 2 << 20

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v2/bot/message/reply", s.sending(s.reply))
	mux.HandleFunc("POST /v2/bot/message/push", s.sending(s.push))
	mux.HandleFunc("GET /v2/bot/message/quota", s.asking(s.getQuota))
	mux.HandleFunc("GET /v2/bot/message/quota/consumption", s.asking(s.getConsumption))
	mux.HandleFunc("GET /v2/bot/info", s.asking(s.getInfo))
	mux.HandleFunc("GET /v2/bot/channel/webhook/endpoint", s.asking(s.getEndpoint))
	mux.HandleFunc("POST /v2/bot/channel/webhook/test", s.asking(s.testEndpoint))
	mux.HandleFunc("GET /v2/bot/profile/{user}", s.asking(s.getProfile))
	mux.HandleFunc("POST /v2/bot/chat/loading/start", s.asking(s.startLoading))
	mux.HandleFunc("POST /v2/bot/chat/markAsRead", s.asking(s.markAsRead))
	mux.HandleFunc("POST /v2/bot/group/{id}/leave", s.asking(s.leave))
	mux.HandleFunc("POST /v2/bot/room/{id}/leave", s.asking(s.leave))
	mux.HandleFunc("GET /v2/bot/group/{id}/members/count", s.asking(s.members))
	mux.HandleFunc("GET /v2/bot/room/{id}/members/count", s.asking(s.members))
	mux.HandleFunc("GET /v2/bot/message/{id}/content", s.asking(s.getContent))
	mux.HandleFunc("GET /v2/bot/message/{id}/content/transcoding", s.asking(s.getTranscoding))
	mux.HandleFunc("POST /v2/bot/user/{user}/linkToken", s.asking(s.issueLinkToken))
	mux.HandleFunc("POST /oauth2/v3/token", s.issueToken)
	s.menuRoutes(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fault("call to %s %s, which is not in use", r.Method, r.URL.Path)
		s.record(r, http.StatusNotFound, nil)
		answer{status: http.StatusNotFound, body: problem("Not found")}.write(w, s.requestID())
	})
	return mux
}

// An answer is what the platform says to a call.
type answer struct {
	status int
	header map[string]string
	body   any
}

type errorBody struct {
	Message      string        `json:"message"`
	Details      []errorDetail `json:"details,omitempty"`
	SentMessages []sentMessage `json:"sentMessages,omitempty"`
}

type errorDetail struct {
	Message  string `json:"message"`
	Property string `json:"property"`
}

type sentMessage struct {
	ID         string `json:"id"`
	QuoteToken string `json:"quoteToken,omitempty"`
}

func problem(message string) errorBody { return errorBody{Message: message} }

var (
	unauthorized = answer{status: 401, body: problem("Authentication failed. Confirm that the access token in the authorization header is valid.")}
	trouble      = answer{status: 500, body: problem("Internal server error")}
	tooFast      = answer{status: 429, body: problem("The API rate limit has been exceeded. Try again later.")}
	refused      = answer{status: 400, body: problem("Failed to send messages")}
	monthOver    = answer{status: 429, body: problem("You have reached your monthly limit.")}
)

func (a answer) write(w http.ResponseWriter, requestID string) {
	for k, v := range a.header {
		w.Header().Set(k, v)
	}
	w.Header().Set("X-Line-Request-Id", requestID)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	if a.body != nil {
		_ = json.NewEncoder(w).Encode(a.body)
	}
}

func (s *Server) requestID() string {
	h := s.hex(16)
	return fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
}

// record keeps a call in the log.
func (s *Server) record(r *http.Request, status int, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.log = append(s.state.log, Call{
		Method: r.Method, Path: r.URL.Path, Status: status, Key: r.Header.Get("X-Line-Retry-Key"), Body: string(body), At: s.Now(),
	})
}

// authorised reports whether a call bears a token that is good.
func (s *Server) authorised(r *http.Request) bool {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	until, issued := s.state.issued[token]
	return s.Token != "" && token == s.Token || issued && s.Now().Before(until)
}

// early is what a call is answered before it is looked at: a set status, a slow platform.
func (s *Server) early(r *http.Request) (answer, bool) {
	s.mu.Lock()
	status, latency, stop := s.state.statusFor[r.URL.Path], s.state.latency, s.stop
	s.mu.Unlock()
	if latency > 0 {
		late := time.NewTimer(latency)
		defer late.Stop()
		select {
		case <-late.C:
		case <-r.Context().Done():
		case <-stop:
		}
	}
	if status != 0 {
		return answer{status: status, body: problem(http.StatusText(status))}, true
	}
	if !s.authorised(r) {
		return unauthorized, true
	}
	return answer{}, false
}

// asking serves a call that sends no message.
func (s *Server) asking(serve func(r *http.Request, body []byte) answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
		ans, done := s.early(r)
		if !done {
			s.checkType(r, body)
			ans = serve(r, body)
		}
		s.record(r, ans.status, body)
		if raw, ok := ans.body.(rawBody); ok {
			w.Header().Set("Content-Type", raw.typ)
			w.WriteHeader(ans.status)
			_, _ = io.Copy(w, bytes.NewReader(raw.data))
			return
		}
		ans.write(w, s.requestID())
	}
}

// checkType notes a call whose body is JSON and does not say so. Images say what they are.
func (s *Server) checkType(r *http.Request, body []byte) {
	typ := r.Header.Get("Content-Type")
	if len(body) > 0 && json.Valid(body) && !strings.HasPrefix(typ, "application/json") {
		s.fault("%s: the body is JSON, its Content-Type is %q", r.URL.Path, typ)
	}
}

// sending serves a call that sends messages, failing it as the mode says.
func (s *Server) sending(serve func(r *http.Request, body []byte, requestID string) answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
		if err != nil {
			return
		}
		id := s.requestID()
		mode, stop := s.takeMode()
		ans, done := s.before(r, mode, stop, body)
		if !done {
			if ans, done = s.early(r); !done {
				ans = serve(r, body, id)
			}
		}
		s.after(r, mode, stop, body, &ans)
		s.record(r, ans.status, body)
		ans.write(w, id)
	}
}

// before plays the modes in which a call does not reach the platform's inside.
func (s *Server) before(r *http.Request, mode Mode, stop <-chan struct{}, body []byte) (answer, bool) {
	switch mode {
	case Error500:
		return trouble, true
	case RateLimited:
		return tooFast, true
	case Unauthorized:
		return unauthorized, true
	case Refused:
		return refused, true
	case Hang, Drop:
		s.cut(r, mode == Hang, stop, body)
	}
	return answer{}, false
}

// after plays the modes in which a call succeeds without the caller learning of it.
func (s *Server) after(r *http.Request, mode Mode, stop <-chan struct{}, body []byte, ans *answer) {
	if ans.status/100 != 2 && ans.status != http.StatusConflict {
		return
	}
	switch mode {
	case AcceptThen500:
		*ans = trouble
	case AcceptThenDrop, AcceptThenHang:
		s.cut(r, mode == AcceptThenHang, stop, body)
	}
}

// cut ends a call without an answer, at once or when the caller or the test has had enough.
func (s *Server) cut(r *http.Request, wait bool, stop <-chan struct{}, body []byte) {
	s.record(r, 0, body)
	if wait {
		select {
		case <-r.Context().Done():
		case <-stop:
		}
	}
	panic(http.ErrAbortHandler)
}
