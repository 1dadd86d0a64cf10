package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"madoguchi/chat"
	"madoguchi/handlers/problem"
)

// An Identifier keeps which sessions are of which members of the host site.
type Identifier interface {
	// IdentifySession gives the session of the old token to the site's member: the fresh token speaks
	// for it from then on, and no other. Where it is another member's, it is over, and the new one begins.
	// It returns which session it is, and which has ended by it, or "". The error is [chat.ErrNotFound] where the
	// old token speaks for nobody, and [chat.ErrTaken] where the site's word has served another session.
	IdentifySession(ctx context.Context, v chat.Vouching) (id, ended string, err error)

	// SignOutSession ends the session of a token if it is a member's, and says which it was, or "".
	SignOutSession(ctx context.Context, hash []byte, now time.Time) (id string, err error)
}

// postIdentify serves POST /chat/identify: the host site's word on who the visitor of a session is. An empty
// token is its word that nobody is signed in there any more. Where a token is no good, nothing changes.
func (s *Service) postIdentify(w http.ResponseWriter, r *http.Request) error {
	if err := wantJSON(r); err != nil {
		return err
	}
	old, err := token(r)
	if err != nil {
		return err
	}
	if after := s.gates.sessions.Take(s.client(r), s.Now()); after > 0 {
		return tooMany(after)
	}
	var ask struct {
		Token *string `json:"token"`
		Lang  string  `json:"lang"` // of the page: for the greeting of a new talk
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 2*maxIdentity))
	if err != nil || json.Unmarshal(body, &ask) != nil || ask.Token == nil {
		return badRequest(errors.Join(errors.New("no token of a site"), err))
	}
	if *ask.Token == "" {
		return s.signOut(w, r, old)
	}
	m, err := readIdentity(s.IdentifySecret, *ask.Token, s.Now())
	if err != nil {
		return badIdentity(err)
	}
	o, err := s.identify(r.Context(), old, *ask.Token, languageOf(ask.Lang), m)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, o)
	return nil
}

// identify gives the session of the old token, or a new one, to the member. The old token is dead before anybody
// learns who the member is, and what follows it comes to its end.
func (s *Service) identify(ctx context.Context, old, word, language string, m siteMember) (opened, error) {
	o, fresh := s.draw(), uuid.NewString()
	id, ended, err := s.Identifier.IdentifySession(ctx, chat.Vouching{
		Old: hash(old), Fresh: hash(o.Token), NewID: fresh, Subject: hash("sub " + m.Sub), Word: hash(word), WordUntil: m.Until, Expires: o.Expires, Now: s.Now(),
	})
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return opened{}, unauthorized()
	case errors.Is(err, chat.ErrTaken):
		return opened{}, usedIdentity()
	case err != nil:
		return opened{}, fmt.Errorf("identify a visitor: %w", err)
	}
	o.ID = id
	var events []chat.Event
	if id == fresh {
		events = append(events, s.greeting(id, language))
	}
	sum := sha256.Sum256([]byte(word))
	events = append(events, chat.Event{ID: id + ":vouch:" + hex.EncodeToString(sum[:12]), Kind: chat.Vouch, From: address(id), At: s.Now(),
		Values: map[string]string{"sub": m.Sub, "name": m.Name, "company": m.Company, "mail": m.Mail}})
	if err := s.sink.Accept(ctx, events...); err != nil {
		return opened{}, fmt.Errorf("accept who a visitor is: %w", err)
	}
	if ended != "" { // its streams end
		if err := s.transcript.Announce(ctx, address(ended)); err != nil {
			return opened{}, err
		}
	}
	return o, s.transcript.Announce(ctx, address(id))
}

// signOut ends the talk of a member who has left the site. That of somebody who was nobody there goes on.
func (s *Service) signOut(w http.ResponseWriter, r *http.Request, old string) error {
	id, err := s.Identifier.SignOutSession(r.Context(), hash(old), s.Now())
	if err != nil {
		return fmt.Errorf("sign a visitor out: %w", err)
	}
	if id != "" {
		err = s.transcript.Announce(r.Context(), address(id))
	}
	if err == nil {
		writeJSON(w, http.StatusOK, map[string]bool{"ended": id != ""})
	}
	return err
}

// What is wrong with a token is for the site's engineer, who reads English; a visitor is not shown it.

func badIdentity(err error) *problem.Error {
	if errors.Is(err, errLate) {
		return &problem.Error{Kind: problem.Invalid, Code: "identity_expired", Field: "token", Err: err,
			Message: "The token's time is over. Make one for every page, good for an hour at most."}
	}
	return &problem.Error{Kind: problem.Invalid, Code: "identity_invalid", Field: "token", Err: err,
		Message: fmt.Sprintf("The token is not accepted (%v): it has to be a JWT signed with HS256 under the shared secret, with sub, iat and an exp within an hour of it (docs/identify.md).", err)}
}

func usedIdentity() *problem.Error {
	return &problem.Error{Kind: problem.Conflict, Code: "identity_used", Field: "token",
		Message: "The token has served another talk. A new talk needs a new token (docs/identify.md)."}
}
