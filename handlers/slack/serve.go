package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"madoguchi/handlers/problem"
)

// An answer is what a handler gives back to Slack, over HTTP or in a socket's acknowledgement.
type answer struct {
	status int    // of HTTP; over a socket anything but 200 leaves the envelope unacknowledged
	body   any    // nil, or a value sent as JSON
	plain  string // sent as text instead, for url_verification
}

var (
	ok        = answer{status: http.StatusOK}
	malformed = answer{status: http.StatusBadRequest}
	again     = answer{status: http.StatusInternalServerError} // Slack sends the event again
)

func (s *Service) serveEvents(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return s.write(w, malformed)
	}
	ctx, cancel := context.WithTimeout(r.Context(), beforeAck)
	defer cancel()
	return s.write(w, s.event(ctx, body))
}

func (s *Service) serveInteractive(w http.ResponseWriter, r *http.Request) error {
	values, err := form(r)
	if err != nil {
		return s.write(w, malformed)
	}
	if values.Get("ssl_check") == "1" {
		return s.write(w, ok)
	}
	ctx, cancel := context.WithTimeout(r.Context(), beforeAck)
	defer cancel()
	return s.write(w, s.interaction(ctx, []byte(values.Get("payload"))))
}

func (s *Service) serveCommand(w http.ResponseWriter, r *http.Request) error {
	values, err := form(r)
	if err != nil {
		return s.write(w, malformed)
	}
	if values.Get("ssl_check") == "1" {
		return s.write(w, ok)
	}
	ctx, cancel := context.WithTimeout(r.Context(), beforeAck)
	defer cancel()
	return s.write(w, s.command(ctx, command{
		Command: values.Get("command"), Text: values.Get("text"), TeamID: values.Get("team_id"),
		UserID: values.Get("user_id"), ChannelID: values.Get("channel_id"),
		TriggerID: values.Get("trigger_id"), ResponseURL: values.Get("response_url"),
	}))
}

// write is the one place an answer becomes HTTP. One that is no success is the error it stands for.
func (s *Service) write(w http.ResponseWriter, a answer) error {
	switch {
	case a.status == http.StatusBadRequest && a.body == nil:
		return &problem.Error{Kind: problem.Invalid, Field: "body"}
	case a.status >= http.StatusInternalServerError && a.body == nil:
		return &problem.Error{Kind: problem.Unavailable, Status: a.status, Err: errors.New("not stored: Slack sends it again")}
	case a.plain != "":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.plain)
	case a.body != nil:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(a.status)
		if err := json.NewEncoder(w).Encode(a.body); err != nil {
			s.log.Warn("slack: write answer", "err", err)
		}
	default:
		w.WriteHeader(a.status)
	}
	return nil
}

// decode reads one whole JSON object into v: nothing may follow it. A field of another type than
// we know is left empty, as if it were missing: Slack adds to what it sends, and a body that is
// refused is sent again for a day.
func decode(data []byte, v any) error {
	if len(data) == 0 {
		return errors.New("empty")
	}
	err := json.Unmarshal(data, v)
	var other *json.UnmarshalTypeError
	if errors.As(err, &other) && other.Field != "" {
		return nil
	}
	return err
}
