package linefake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

func pad(n int64) string { return fmt.Sprintf("%018d", n) }

// A rawBody is an answer that is not JSON.
type rawBody struct {
	typ  string
	data []byte
}

// content is a message's content: not ready for a number of polls, there, or gone.
type content struct {
	raw     rawBody
	waiting int
	gone    int // the status it is answered with, once gone
}

// SetContent gives a message a content.
func (s *Server) SetContent(messageID, typ string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.contents[messageID] = &content{raw: rawBody{typ, data}}
}

// DelayContent makes a content be "not ready" for the next n requests.
func (s *Server) DelayContent(messageID string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.contents[messageID].waiting = n
}

// DropContent makes a content be gone, answered with status (404 or 410).
func (s *Server) DropContent(messageID string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.contents[messageID] = &content{gone: status}
}

func ok(body any) answer { return answer{status: 200, body: body} }

var notFound = answer{status: 404, body: problem("Not found")}

func (s *Server) getContent(r *http.Request, _ []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.state.contents[r.PathValue("id")]
	switch {
	case c == nil:
		return notFound
	case c.gone != 0:
		return answer{status: c.gone, body: problem("Gone")}
	case c.waiting > 0:
		c.waiting--
		return answer{status: 202, body: struct{}{}}
	}
	return ok(c.raw)
}

func (s *Server) getTranscoding(r *http.Request, _ []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.state.contents[r.PathValue("id")]
	if c == nil {
		return notFound
	}
	status := "succeeded"
	if c.waiting > 0 {
		c.waiting--
		status = "processing"
	}
	return ok(map[string]string{"status": status})
}

func (s *Server) getQuota(*http.Request, []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.quota == 0 {
		return ok(map[string]any{"type": "none"})
	}
	return ok(map[string]any{"type": "limited", "value": s.state.quota})
}

func (s *Server) getConsumption(*http.Request, []byte) answer {
	return ok(map[string]any{"totalUsage": s.Used()})
}

func (s *Server) getInfo(*http.Request, []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return ok(map[string]any{
		"userId": s.Destination, "basicId": "@linefake", "displayName": "窓口のにせもの", "chatMode": s.state.chatMode, "markAsReadMode": s.state.readMode,
	})
}

func (s *Server) getEndpoint(*http.Request, []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.endpoint == "" {
		return notFound
	}
	return ok(map[string]any{"endpoint": s.state.endpoint, "active": s.state.active})
}

func (s *Server) testEndpoint(*http.Request, []byte) answer {
	return ok(map[string]any{"success": true, "timestamp": s.Now().UTC().Format(time.RFC3339), "statusCode": 200, "reason": "OK", "detail": "200"})
}

func (s *Server) getProfile(r *http.Request, _ []byte) answer {
	user := r.PathValue("user")
	s.mu.Lock()
	name, known := s.state.profiles[user]
	s.mu.Unlock()
	switch {
	case !recipientForm.MatchString(user):
		s.fault("profile: %q is no user ID", user)
		return answer{status: 400, body: problem("The value for the 'userId' parameter is invalid")}
	case !known:
		return notFound
	}
	return ok(map[string]any{"userId": user, "displayName": name, "language": "ja"})
}

func (s *Server) startLoading(_ *http.Request, body []byte) answer {
	var in struct {
		ChatID  string `json:"chatId"`
		Seconds int    `json:"loadingSeconds"`
	}
	if json.Unmarshal(body, &in) != nil || !recipientForm.MatchString(in.ChatID) || in.ChatID[0] != 'U' ||
		in.Seconds%5 != 0 || in.Seconds < 5 || in.Seconds > 60 {
		s.fault("loading: bad request %s", body)
		return answer{status: 400, body: problem("The request is invalid")}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.loading = append(s.state.loading, in.ChatID)
	return answer{status: 202, body: struct{}{}}
}

// markAsRead marks a message as read, by the token that came with it.
func (s *Server) markAsRead(_ *http.Request, body []byte) answer {
	var in struct {
		Token string `json:"markAsReadToken"`
	}
	err := json.Unmarshal(body, &in)
	s.mu.Lock()
	defer s.mu.Unlock()
	user, known := s.state.unread[in.Token]
	if err != nil || !known {
		s.state.faults = append(s.state.faults, fmt.Sprintf("mark as read: bad request %s", body))
		return answer{status: 400, body: problem("The property, 'markAsReadToken', in the request body is invalid")}
	}
	s.state.read = append(s.state.read, user)
	return ok(struct{}{})
}

func (s *Server) leave(r *http.Request, _ []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.left = append(s.state.left, r.PathValue("id"))
	return ok(struct{}{})
}

// members counts a group's members; every group has three.
func (s *Server) members(*http.Request, []byte) answer { return ok(map[string]int{"count": 3}) }

// issueToken issues a stateless token, which lives fifteen minutes.
func (s *Server) issueToken(w http.ResponseWriter, r *http.Request) {
	err := r.ParseForm()
	form := r.PostForm
	if ans, done := s.early(r); done && ans.status != unauthorized.status {
		s.record(r, ans.status, nil)
		ans.write(w, s.requestID())
		return
	}
	s.record(r, 200, nil)
	if err != nil || form.Get("grant_type") != "client_credentials" || form.Get("client_id") != s.ChannelID || form.Get("client_secret") != s.Secret {
		answer{status: 400, body: map[string]string{"error": "invalid_client", "error_description": "Channel authentication failed"}}.write(w, s.requestID())
		return
	}
	token := "stateless-" + s.hex(16)
	s.mu.Lock()
	s.state.issued[token] = s.Now().Add(15 * time.Minute)
	s.mu.Unlock()
	ok(map[string]any{"token_type": "Bearer", "access_token": token, "expires_in": 900}).write(w, s.requestID())
}
