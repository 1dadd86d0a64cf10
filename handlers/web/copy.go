package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/handlers/problem"
	"madoguchi/reading"
)

// A visitor can have the talk by mail. The address is typed, shown as it was read, and confirmed: only then
// does a mail go out, by the outbox as every other.

// A Mailer sends talks by mail.
type Mailer interface {
	// MailTalk puts the copy into the outbox, once for its key. It reports false where as many went out as may be.
	MailTalk(ctx context.Context, c chat.TalkCopy) (bool, error)
}

const (
	copiesMost = 3   // of one talk
	longestTo  = 300 // characters of what is typed as an address
)

// A wish is a copy that is asked for.
type wish struct {
	ClientID string `json:"client_id"` // a UUID of the browser's making: the same when it asks again
	Mail     string `json:"mail"`
	Lang     string `json:"lang"`
	Sure     bool   `json:"sure"` // the address was shown, and confirmed
}

// postCopy serves POST /chat/copy: it says how the address reads, and sends the talk there once that is confirmed.
func (s *Service) postCopy(w http.ResponseWriter, r *http.Request) error {
	session, err := s.speaker(r)
	if err != nil {
		return err
	}
	var c wish
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4<<10))
	if err == nil {
		err = json.Unmarshal(body, &c)
	}
	if err != nil {
		return badRequest(fmt.Errorf("read what copy is wished for: %w", err))
	}
	to, err := s.copyTo(c)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if c.Sure {
		if err := s.sendCopy(r, session, to, c); err != nil {
			return err
		}
		status = http.StatusAccepted
	}
	writeJSON(w, status, map[string]string{"mail": to})
	return nil
}

// language is the catalogue of who asks: of a page in English, the English one.
func (c wish) language() *catalogue.Language {
	return languageNamed(c.Lang)
}

// copyTo is the one address that was typed.
func (s *Service) copyTo(c wish) (string, error) {
	bad := &problem.Error{Kind: problem.Invalid, Code: "no_address", Field: "mail", Message: c.language().Say("web.copy.bad")}
	if chars.Length(c.Mail) > longestTo {
		return "", bad
	}
	found := reading.Mail(chars.Line(c.Mail))
	switch {
	case found.Fault == reading.Slip:
		bad.Message = c.language().Say("web.copy.slip", "meant", found.Meant)
		return "", bad
	case !found.OK() || found.Rest != "":
		return "", bad
	}
	return found.Value, nil
}

// sendCopy mails the talk as the visitor sees it.
func (s *Service) sendCopy(r *http.Request, session, to string, c wish) error {
	l := c.language()
	id, err := uuid.Parse(c.ClientID)
	if err != nil {
		return badRequest(fmt.Errorf("client_id %.40q is no UUID", c.ClientID))
	}
	if after := s.gates.copies.Take(s.client(r), s.Now()); after > 0 {
		return tooMany(after)
	}
	lines, err := s.talk(r.Context(), session)
	if err != nil {
		return err
	}
	nothing := &problem.Error{Kind: problem.Invalid, Code: "no_talk", Message: l.Say("web.copy.nothing")}
	if !spoken(lines) {
		return nothing
	}
	ok, err := s.Mailer.MailTalk(r.Context(), chat.TalkCopy{
		Of: address(session), Key: id.String() + ":" + to, To: to, Most: copiesMost,
		Mail: chat.Message{Author: chat.Bot, Subject: copySubject(l, s.facts.Load().office, s.Now()), Text: copyText(l, s.facts.Load().office, lines), Copy: true},
	})
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return nothing
	case err != nil:
		return fmt.Errorf("mail a talk: %w", err)
	case !ok:
		return &problem.Error{Kind: problem.RateLimited, Code: "copies", After: 24 * time.Hour, Message: l.Say("web.copy.enough", "n", copiesMost)}
	}
	return nil
}

// spoken reports whether the visitor has said anything.
func spoken(lines []view) bool {
	for _, v := range lines {
		if v.Author == chat.Member {
			return true
		}
	}
	return false
}

// What the plain page shows of a copy.
type plainCopy struct {
	wish
	Ask   bool // for the address to be confirmed
	Sent  bool
	Error string
}

// plainCopy serves POST /chat/plain/copy: the address, and then that it is right.
func (s *Service) plainCopy(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		return badRequest(err)
	}
	session, err := s.plainSession(r)
	if err != nil {
		return err
	}
	if session == "" {
		http.Redirect(w, r, in(languageFor(r), "/chat/plain"), http.StatusSeeOther)
		return nil
	}
	c := plainCopy{wish: wish{ClientID: r.PostForm.Get("client_id"), Mail: chars.Clip(chars.Line(r.PostForm.Get("mail")), longestTo), Sure: r.PostForm.Get("sure") != "", Lang: r.URL.Query().Get("lang")}}
	err = s.mayCopy(r, session, &c)
	var wrong *problem.Error
	switch {
	case errors.As(err, &wrong):
		c.Error, c.Ask = told(wrong, c.language(), s.Limits.Characters), false
		return s.showTalk(w, r, session, wrong.HTTP(), plainData{Copy: c})
	case err != nil:
		return err
	case !c.Sure:
		c.Ask = true
		return s.showTalk(w, r, session, http.StatusOK, plainData{Copy: c})
	}
	http.Redirect(w, r, in(languageFor(r), "/chat/plain?copied")+"#copy", http.StatusSeeOther)
	return nil
}

// mayCopy reads the address, and sends the talk there if it was confirmed.
func (s *Service) mayCopy(r *http.Request, session string, c *plainCopy) error {
	if after := s.gates.messages.Take(session, s.Now()); after > 0 {
		return tooMany(after)
	}
	to, err := s.copyTo(c.wish)
	if err != nil {
		return err
	}
	c.Mail = to
	if !c.Sure {
		return nil
	}
	return s.sendCopy(r, session, to, c.wish)
}

// who says a line, as the widget names them.
func (v view) who(l *catalogue.Language) string {
	switch v.Author {
	case chat.Member:
		return l.Say("widget.you")
	case chat.Staff:
		return cmp.Or(v.Name, l.Say("widget.staff"))
	}
	return cmp.Or(v.Name, l.Say("widget.bot"))
}
