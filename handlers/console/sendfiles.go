package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"madoguchi/chars"
	"madoguchi/chat"
)

// Shares keep what staff send to members, each file under an address of its own.
type Shares interface {
	// Share keeps a file for a contact and gives it back with the address at which it can be fetched.
	Share(ctx context.Context, to chat.Address, f chat.File, content []byte) (chat.File, error)
	// Unshare forgets files that were kept for a reply which was not sent.
	Unshare(ctx context.Context, files []chat.File) error
}

// What one reply can carry: the same as from Slack.
const (
	maxAttached   = 3
	maxAttachment = 10 << 20
	maxSend       = maxAttached*maxAttachment + maxBody + 64<<10 // of the whole request, with the marks between its parts
)

// An enclosure is a file as it was chosen on the page.
type enclosure struct {
	name    string
	content []byte
}

// shares are where files for members are kept, nil where none are sent.
func (s *Service) shares() Shares {
	if s.Sharing != nil && !s.Sharing() {
		return nil
	}
	return s.Shares
}

// send sends a reply as its preview showed it, with the files that were chosen there. Where it is refused, nothing of
// it is kept but the words, and the ticket's page says why; a browser asks for the files again.
func (s *Service) send(w http.ResponseWriter, r *http.Request) error {
	number := r.PathValue("number")
	if !isNumber(number) {
		return chat.ErrNotFound
	}
	files, refused, err := readReply(r)
	if err != nil {
		return err
	}
	tk, err := s.ticketOf(r)
	if err != nil {
		return err
	}
	e := s.event(r, chat.Reply, number)
	if refused == "" {
		refused = s.fill(&e, r)
	}
	if refused == "" {
		if unsure, err := s.unsure(r, &tk); err != nil || unsure {
			return s.askAgain(w, r, err)
		}
	}
	if refused == "" && len(files) > 0 {
		if e.Files, err = s.keep(r.Context(), tk.Contact, files); err != nil {
			s.Log.Error("share a file", "ticket", number, "err", err)
			refused = say("console.act.failed")
		}
	}
	if refused == "" {
		outcome, err := s.sink.Act(r.Context(), e)
		if err == nil && outcome.OK {
			s.Log.Info("staff act", "act", chat.Reply, "ticket", number, "person", e.Person.ID, "files", len(e.Files))
			s.redirect(w, r, "/desk/t/"+number, flash{OK: true, Text: orElse(outcome.Text, say("console.act.finished"))})
			return nil
		}
		if refused = outcome.Text; err != nil { // it may have been taken all the same: its files stay
			s.Log.Error("staff act", "act", chat.Reply, "ticket", number, "err", err)
			refused = say("console.act.failed")
		} else {
			s.forget(r.Context(), e.Files)
		}
	}
	v, err := s.ticketView(r, false)
	if err != nil {
		return err
	}
	v.Refused, v.Draft = refused, form(r, "text")
	s.renderTicket(w, r, http.StatusConflict, v)
	return nil
}

// keep shares files with a contact: all of them or none.
func (s *Service) keep(ctx context.Context, to chat.Address, files []enclosure) ([]chat.File, error) {
	shares := s.shares()
	if shares == nil {
		return nil, errors.New("files are not sent to members here")
	}
	var kept []chat.File
	for _, f := range files {
		file, err := shares.Share(ctx, to, chat.File{Name: f.name, Bytes: int64(len(f.content))}, f.content)
		if err != nil {
			s.forget(ctx, kept)
			return nil, err
		}
		kept = append(kept, file)
	}
	return kept, nil
}

// forget takes back what was shared for a reply that was not sent, also where the office has turned files off since.
func (s *Service) forget(ctx context.Context, files []chat.File) {
	if len(files) == 0 {
		return
	}
	if err := s.Shares.Unshare(ctx, files); err != nil { // they go when their time is over
		s.Log.Warn("forget files that were not sent", "err", err)
	}
}

// readReply reads a reply's fields and files, in the order in which the page has them: the words come first, so that
// they are there whatever is wrong with the files.
func readReply(r *http.Request) (files []enclosure, refused string, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, "", parse(r) // a form without files
	}
	r.PostForm = url.Values{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return files, "", nil
		}
		if err != nil {
			return nil, "", orWords(r, err)
		}
		if part.FileName() == "" {
			if err := readField(r, part); err != nil {
				return nil, "", orWords(r, err)
			}
			continue
		}
		f, refused, err := readFile(part, len(files))
		if err != nil || refused != "" {
			return nil, refused, err
		}
		files = append(files, f)
	}
}

// readField keeps a field of a form in parts.
func readField(r *http.Request, part *multipart.Part) error {
	b, err := io.ReadAll(io.LimitReader(part, maxBody+1))
	if err == nil && len(b) > maxBody {
		err = &http.MaxBytesError{Limit: maxBody}
	}
	if err == nil && part.FormName() != "" {
		r.PostForm.Add(part.FormName(), string(b))
	}
	return err
}

// readFile reads the file of a part, or says why it is not taken. before is how many were there already.
func readFile(part *multipart.Part, before int) (enclosure, string, error) {
	name := chars.FileName(chars.Base(part.FileName()), "file")
	content, err := io.ReadAll(io.LimitReader(part, maxAttachment+1))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong) || err == nil && len(content) > maxAttachment:
		return enclosure{}, say("console.files.too_big", "name", name), nil
	case err != nil:
		return enclosure{}, say("console.files.unread", "name", name), nil
	case len(content) == 0:
		return enclosure{}, say("console.files.empty", "name", name), nil
	case before >= maxAttached:
		return enclosure{}, say("console.files.too_many", "most", maxAttached), nil
	}
	return enclosure{name, content}, "", nil
}

// orWords is what is wrong with a request that broke off.
func orWords(r *http.Request, err error) error {
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		return err
	}
	return fmt.Errorf("read a reply of %d fields (%s): %w", len(r.PostForm), strings.TrimSpace(r.Header.Get("Content-Type")), errBadForm)
}
