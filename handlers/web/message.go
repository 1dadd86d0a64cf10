package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/handlers/problem"
)

// A posted message is what the browser sends.
type posted struct {
	ClientID string `json:"client_id"` // a UUID of the browser's making: the same when it sends again
	Text     string `json:"text"`      // what was written, or the label of the pressed choice
	Data     string `json:"data"`      // of a pressed choice

	Files     []string `json:"files"`     // instead of words: the ids of files that are here
	Programme string   `json:"programme"` // the one that was chosen on the first screen
}

const (
	maxBody      = 64 << 10 // a message of 4,000 characters, each written as two \u escapes, and its frame
	maxProgramme = 100      // bytes; longer than any ID
	maxData      = 1000     // bytes; a choice's data is a short token of our own making
)

// speaker is the session that a request speaks for, where it may say one thing more.
func (s *Service) speaker(r *http.Request) (session string, err error) {
	if err := wantJSON(r); err != nil {
		return "", err
	}
	if session, err = s.authenticate(r); err != nil {
		return "", err
	}
	if after := s.gates.messages.Take(session, s.Now()); after > 0 {
		return "", tooMany(after)
	}
	return session, nil
}

// postMessage serves POST /chat/messages. The answer comes when the message is safe, not when it
// has been dealt with.
func (s *Service) postMessage(w http.ResponseWriter, r *http.Request) error {
	session, err := s.speaker(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return tooLong(s.Limits.Characters)
		}
		return badRequest(fmt.Errorf("read message: %w", err))
	}
	e, files, err := parsePosted(body, s.Limits.Characters)
	if err != nil {
		return err
	}
	if e.Files, err = s.sent(r.Context(), session, files); err != nil {
		return err
	}
	clientID := e.ID
	e.ID, e.From, e.At = session+":"+clientID, address(session), s.Now()
	if e.Kind == chat.Media {
		e.MessageID = e.ID // by which what comes of its files finds its line
	}
	if err := s.sink.Accept(r.Context(), e); err != nil {
		return fmt.Errorf("accept web message: %w", err)
	}
	writeJSON(w, http.StatusAccepted, map[string]string{"id": e.ID})
	return nil
}

// parsePosted reads a posted message of at most limit characters, and which files come with it. The event's
// ID is the browser's.
func parsePosted(body []byte, limit int) (e chat.Event, files []string, err error) {
	var p posted
	if err := json.Unmarshal(body, &p); err != nil {
		return chat.Event{}, nil, badRequest(fmt.Errorf("parse message: %w", err))
	}
	e, err = checkPosted(p, limit)
	return e, p.Files, err
}

func checkPosted(p posted, limit int) (chat.Event, error) {
	id, err := uuid.Parse(p.ClientID)
	if err != nil || len(p.ClientID) != 36 {
		return chat.Event{}, badRequest(fmt.Errorf("client_id %.40q is no UUID", p.ClientID))
	}
	e := chat.Event{ID: id.String(), Kind: chat.Text, Text: strings.TrimSpace(chars.Clean(p.Text)), Data: p.Data}
	if p.Programme = chars.Clean(p.Programme); len(p.Programme) <= maxProgramme {
		e.Programme = p.Programme // one that is none means nothing to the dialogue
	}
	if utf8.RuneCountInString(e.Text) > limit {
		return chat.Event{}, tooLong(limit)
	}
	if len(p.Data) > maxData || strings.TrimSpace(chars.Clean(p.Data)) != p.Data {
		return chat.Event{}, badRequest(errors.New("data of a choice is too long or not plain"))
	}
	if e.Data != "" {
		e.Kind = chat.Choose
	}
	if len(p.Files) > 0 {
		e.Kind, e.Text, e.Data = chat.Media, "", ""
		return e, nil
	}
	if e.Text == "" && e.Data == "" {
		return chat.Event{}, &problem.Error{Kind: problem.Invalid, Code: "empty", Field: "text", Words: "web.fault.empty"}
	}
	return e, nil
}
