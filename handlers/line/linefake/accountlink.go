package linefake

import (
	"net/http"
	"net/url"
	"time"
)

// linkLife is for how long a link token works, once.
const linkLife = 10 * time.Minute

type linkToken struct {
	user  string
	until time.Time
}

func (s *Server) issueLinkToken(r *http.Request, _ []byte) answer {
	user := r.PathValue("user")
	if !recipientForm.MatchString(user) {
		s.fault("link token: %q is no user ID", user)
		return answer{status: 400, body: problem("The value for the 'userId' parameter is invalid")}
	}
	token := s.hex(16)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.links[token] = linkToken{user, s.Now().Add(linkLife)}
	return ok(map[string]string{"linkToken": token})
}

// Link is what becomes of a member who opens LINE's account link dialog at an address while signed in
// to LINE as user: the webhook of their account being linked, or of its failing where the token is
// somebody else's. It is nil where LINE shows an error page instead: the token is unknown, used or
// past its time, or the nonce is none.
func (s *Server) Link(user, address string) *Webhook {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host != "access.line.me" || u.Path != "/dialog/bot/accountLink" {
		s.fault("account link: %q is not the dialog's address", address)
		return nil
	}
	nonce := u.Query().Get("nonce")
	if len(nonce) < 10 || len(nonce) > 255 {
		s.fault("account link: a nonce of %d characters", len(nonce))
		return nil
	}
	s.mu.Lock()
	token, known := s.state.links[u.Query().Get("linkToken")]
	delete(s.state.links, u.Query().Get("linkToken"))
	s.mu.Unlock()
	if !known || s.Now().After(token.until) {
		return nil
	}
	e := s.Event("accountLink", user, map[string]any{"link": map[string]any{"result": "ok", "nonce": nonce}})
	if token.user != user {
		e["link"] = map[string]any{"result": "failed", "nonce": nonce}
		delete(e, "source")
		delete(e, "replyToken")
	}
	return s.Webhook(e)
}
