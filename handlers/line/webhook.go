package line

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/handlers/problem"
)

// MaxBody is the longest webhook body that is read, in bytes.
const MaxBody = 1 << 20

// storeTime bounds how long a webhook may wait for its events to be stored. LINE gives up after
// two seconds and sends again.
const storeTime = 1700 * time.Millisecond

// ServeHTTP takes one webhook. It answers 200 once every event in it is stored or known to need
// nothing, 401 where LINE did not sign it, 413 where it is too long, 400 where it is signed but no
// JSON, and 503 where it could not be stored: then LINE sends it again.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	events, err := s.take(w, r)
	status := http.StatusOK
	if err != nil {
		status = problem.Of(err).HTTP()
		problem.WriteJSON(w, problem.Of(err), nil) // it is logged where it was found, with what LINE asked for
	}
	s.log.LogAttrs(r.Context(), levelOf(status), "line webhook", logRequest(r, status, events, time.Since(began))...)
}

func (s *Service) take(w http.ResponseWriter, r *http.Request) (events int, err error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return 0, &problem.Error{Kind: problem.Invalid, Status: http.StatusMethodNotAllowed, Field: "method"}
	}
	body, err := s.read(w, r)
	if err != nil {
		return 0, err
	}
	signers := s.signers(body, r.Header.Get("X-Line-Signature"))
	if len(signers) == 0 {
		s.cfg.Count(CountBadSignature)
		return 0, &problem.Error{Kind: problem.SignedOut, Field: "X-Line-Signature"}
	}
	hook, err := parseHook(body)
	if err != nil {
		s.cfg.Count(CountBadBody)
		s.log.Warn("line webhook is signed but not readable", "err", err)
		return 0, &problem.Error{Kind: problem.Invalid, Field: "body", Err: err}
	}
	return s.store(r.Context(), hook, signers)
}

// read reads the body, at most MaxBody bytes of it. Nobody knows yet who sent it: it takes the memory
// of what has arrived, not of what its length promises.
func (s *Service) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > MaxBody {
		s.cfg.Count(CountBadBody)
		return nil, &problem.Error{Kind: problem.TooLarge, Field: "body"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		s.cfg.Count(CountBadBody)
		return nil, &problem.Error{Kind: problem.TooLarge, Field: "body"}
	case err != nil:
		return nil, &problem.Error{Kind: problem.Invalid, Field: "body", Err: err}
	}
	return body, nil
}

// signers are the accounts with a secret that signed body: one, or none.
func (s *Service) signers(body []byte, signature string) []*account {
	var found []*account
	for _, a := range s.accounts {
		for _, secret := range a.Secrets {
			if Signed(secret, body, signature) {
				found = append(found, a)
				break
			}
		}
	}
	return found
}

// Signed reports whether signature is the one LINE makes for body with a channel's secret: the
// Base64 of its HMAC-SHA256. Texts are compared, in constant time, so that no second spelling of
// a right signature passes. An empty secret signs nothing.
func Signed(secret string, body []byte, signature string) bool {
	if secret == "" {
		return false
	}
	return hmac.Equal([]byte(Sign(secret, body)), []byte(signature))
}

// Sign makes the X-Line-Signature of a body.
func Sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// A hook is a webhook's body with its events still undecoded.
type hook struct {
	Destination string            `json:"destination"`
	Events      []json.RawMessage `json:"events"`
}

var errNoObject = errors.New("the body is not a JSON object")

func parseHook(body []byte) (hook, error) {
	var h hook
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' {
		return h, errNoObject
	}
	// Unmarshal, not a Decoder: a Decoder would not notice what follows the first value.
	err := json.Unmarshal(body, &h)
	return h, err
}

// store decodes a hook's events and hands them on.
func (s *Service) store(ctx context.Context, h hook, signers []*account) (n int, err error) {
	acct := destined(signers, h.Destination)
	if acct == nil {
		s.cfg.Count(CountUnknownDest)
		s.log.Error("line webhook is for an account that is not configured", "destination", chars.Clean(h.Destination))
		s.tell("line-destination:"+ident(h.Destination), say("line.unknown_account"))
		return 0, nil
	}
	all := s.decode(acct, h.Events)
	if len(all) == 0 {
		return 0, nil
	}
	events := make([]chat.Event, len(all))
	for i, e := range all {
		events[i] = e.Event
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if err := s.sink.Accept(ctx, events...); err != nil {
		s.cfg.Count(CountStoreFailed)
		s.log.Error("store line events; LINE will send them again", "events", len(events), "err", err)
		return 0, &problem.Error{Kind: problem.Unavailable, Err: err}
	}
	s.after(acct, all)
	return len(events), nil
}

// destined is the signer a webhook is meant for.
func destined(signers []*account, destination string) *account {
	for _, a := range signers {
		if a.Destination == "" || a.Destination == destination {
			return a
		}
	}
	return nil
}

// after does what a stored webhook gives rise to besides its events; nothing of it is waited for.
func (s *Service) after(acct *account, events []taken) {
	for _, e := range events {
		s.cfg.Count(CountEvent)
		if e.Quiet {
			continue
		}
		s.markRead(acct, e.read)
		switch e.Kind {
		case chat.Text, chat.Choose, chat.Media:
			s.lookUp(acct, e.From.ID)
			s.expect(acct, e.From)
		case chat.Follow:
			s.lookUp(acct, e.From.ID)
		}
	}
}

func logIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
