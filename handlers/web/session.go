package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
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
	id := ""
	if r.Header.Get("Authorization") != "" {
		var err error
		if id, err = s.authenticate(r); err != nil {
			return err
		}
	}
	o, err := s.open(r.Context(), id)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, o)
	return nil
}

// open makes a token for session id, or for a new session when id is "". The bot is told of a new
// one, so that it greets.
func (s *Service) open(ctx context.Context, id string) (opened, error) {
	fresh := id == ""
	if fresh {
		id = uuid.NewString()
	}
	secret := make([]byte, tokenBytes)
	rand.Read(secret)
	now := s.Now()
	o := opened{
		Token: base64.RawURLEncoding.EncodeToString(secret), ID: id,
		Expires: now.Add(s.SessionLife).UTC().Truncate(time.Second), ExpiresIn: int(s.SessionLife.Seconds()),
	}
	if err := s.sessions.OpenSession(ctx, hash(o.Token), id, o.Expires); err != nil {
		return opened{}, fmt.Errorf("open web session: %w", err)
	}
	if !fresh {
		return o, nil
	}
	greet := chat.Event{ID: id + ":open", Kind: chat.Open, From: address(id), At: now}
	if err := s.sink.Accept(ctx, greet); err != nil {
		return opened{}, fmt.Errorf("accept opening of web session: %w", err)
	}
	return o, nil
}

// authenticate is the session the request's bearer token speaks for.
func (s *Service) authenticate(r *http.Request) (string, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", unauthorized()
	}
	return s.session(r.Context(), strings.TrimSpace(token))
}

func (s *Service) session(ctx context.Context, token string) (string, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return "", unauthorized()
	}
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
