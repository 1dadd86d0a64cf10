package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"madoguchi/handlers/problem"
)

// maxBody bounds a request. Slack's largest, a view submission with a full view, is 250 kB.
const maxBody = 1 << 20

// maxSkew is how far a request's time may lie from ours, by Slack's own advice.
const maxSkew = 5 * time.Minute

// The request URLs, below the address at which the program is reached.
const (
	eventsRoute      = "/webhook/slack/events"
	interactiveRoute = "/webhook/slack/interactive"
	commandRoute     = "/webhook/slack/command"
)

// routes puts every route behind the one middleware that verifies: a path under /webhook/slack/
// that is unsigned is refused whether it exists or not.
func (s *Service) routes() *http.ServeMux {
	write := problem.JSON(s.log)
	inner := http.NewServeMux()
	inner.Handle("POST "+eventsRoute, write.Handler(s.serveEvents))
	inner.Handle("POST "+interactiveRoute, write.Handler(s.serveInteractive))
	inner.Handle("POST "+commandRoute, write.Handler(s.serveCommand))
	mux := http.NewServeMux()
	mux.Handle("/webhook/slack/", write.Handler(s.verified(problem.Mux(inner, write))))
	return mux
}

// verified lets through only what Slack signed within the last five minutes, with its body read.
func (s *Service) verified(next http.Handler) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			var big *http.MaxBytesError
			if errors.As(err, &big) {
				return &problem.Error{Kind: problem.TooLarge, Field: "body", Err: err}
			}
			return &problem.Error{Kind: problem.Invalid, Field: "body", Err: err}
		}
		if err := verify(s.cfg.SigningSecret, r.Header, body, s.now()); err != nil {
			s.log.Warn("slack: request refused", "path", r.URL.Path, "reason", err)
			return &problem.Error{Kind: problem.SignedOut, Field: "X-Slack-Signature", Err: err}
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		next.ServeHTTP(w, r)
		return nil
	}
}

// verify checks Slack's v0 signature: an HMAC-SHA256 over "v0:time:body" with the signing secret.
// Without a secret nothing is genuine.
func verify(secret string, h http.Header, body []byte, now time.Time) error {
	if secret == "" {
		return errors.New("no signing secret is set")
	}
	stamp := h.Get("X-Slack-Request-Timestamp")
	sec, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return errors.New("timestamp missing or not a number")
	}
	if now.Sub(time.Unix(sec, 0)).Abs() > maxSkew {
		return errors.New("timestamp too far from now")
	}
	given, ok := strings.CutPrefix(h.Get("X-Slack-Signature"), "v0=")
	if !ok {
		return errors.New("signature missing or of another version")
	}
	sum, err := hex.DecodeString(given)
	if err != nil {
		return errors.New("signature is not hexadecimal")
	}
	if !hmac.Equal(sum, sign(secret, stamp, body)) {
		return errors.New("signature does not match")
	}
	return nil
}

// sign is the v0 signature of body at the time stamp.
func sign(secret, stamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	return mac.Sum(nil)
}

// form reads a verified form. Fields are taken from the body alone: the address is not signed.
func form(r *http.Request) (url.Values, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	return url.ParseQuery(string(body))
}
