package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"madoguchi/chat"
)

// An opened session, as the browser is told of it.
type opened struct {
	Token     string    `json:"token"`
	ID        string    `json:"id"`
	Expires   time.Time `json:"expires"`
	ExpiresIn int       `json:"expires_in"` // seconds: for browsers, whose clocks are their own
}

// tokenBytes is the size of a token: 256 bits, so that it needs no salt and no lookup by name.
const tokenBytes = 32

// openSession serves POST /chat/session: a new session, or a fresh token for the one the request
// already speaks for.
func (s *Service) openSession(w http.ResponseWriter, r *http.Request) error {
	if err := wantJSON(r); err != nil {
		return err
	}
	if after := s.gates.sessions.Take(s.client(r), s.Now()); after > 0 {
		return tooMany(after)
	}
	o, err := s.openOrRenew(r)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, o)
	return nil
}

// openOrRenew opens a session, or exchanges the token of the request for a fresh one.
func (s *Service) openOrRenew(r *http.Request) (opened, error) {
	if r.Header.Get("Authorization") == "" {
		return s.open(r.Context(), pageLanguage(r))
	}
	old, err := token(r)
	if err != nil {
		return opened{}, err
	}
	o := s.draw()
	id, ok, err := s.sessions.RenewSession(r.Context(), hash(old), hash(o.Token), o.Expires, s.Now())
	switch {
	case err != nil:
		return opened{}, fmt.Errorf("renew web session: %w", err)
	case !ok:
		return opened{}, unauthorized()
	}
	o.ID = id
	return o, nil
}

// draw makes a token that speaks for nobody yet.
func (s *Service) draw() opened {
	secret := make([]byte, tokenBytes)
	rand.Read(secret)
	return opened{
		Token:   base64.RawURLEncoding.EncodeToString(secret),
		Expires: s.Now().Add(s.SessionLife).UTC().Truncate(time.Second), ExpiresIn: int(s.SessionLife.Seconds()),
	}
}

// open makes a new session with a token for it. The bot is told of it, so that it greets.
func (s *Service) open(ctx context.Context, language string) (opened, error) {
	o := s.draw()
	o.ID = uuid.NewString()
	if err := s.sessions.OpenSession(ctx, hash(o.Token), o.ID, o.Expires); err != nil {
		return opened{}, fmt.Errorf("open web session: %w", err)
	}
	if err := s.sink.Accept(ctx, s.greeting(o.ID, language)); err != nil {
		return opened{}, fmt.Errorf("accept opening of web session: %w", err)
	}
	return o, nil
}

// greeting is that a session has begun, on a page in a language.
func (s *Service) greeting(id, language string) chat.Event {
	return chat.Event{ID: id + ":open", Kind: chat.Open, From: address(id), At: s.Now(), Data: language}
}

// pageLanguage is chat.English where the widget says that its page is in English, and "" else: a word that is
// there for the greeting alone refuses no session.
func pageLanguage(r *http.Request) string {
	var said struct {
		Lang string `json:"lang"`
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<10))
	if err == nil && json.Unmarshal(body, &said) == nil {
		return languageOf(said.Lang)
	}
	return ""
}

// languageOf is chat.English for the tag of any English, "" for all others.
func languageOf(tag string) string {
	if strings.HasPrefix(strings.ToLower(tag), chat.English) {
		return chat.English
	}
	return ""
}

// authenticate is the session the request's bearer token speaks for.
func (s *Service) authenticate(r *http.Request) (string, error) {
	token, err := token(r)
	if err != nil {
		return "", err
	}
	return s.session(r.Context(), token)
}

// token is the bearer token of a request.
func token(r *http.Request) (string, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return "", unauthorized()
	}
	return token, nil
}

func (s *Service) session(ctx context.Context, token string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, s.StoreTime) // a stream has no bound of its own
	defer cancel()
	id, ok, err := s.sessions.Session(ctx, hash(token), s.Now())
	if err != nil {
		return "", fmt.Errorf("look up web session: %w", err)
	}
	if !ok {
		return "", unauthorized()
	}
	return id, nil
}

// hash is what is stored of a token: whoever reads the table can speak for nobody.
func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
