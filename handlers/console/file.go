package console

import (
	"errors"
	"fmt"
	"mime"
	"net/http"

	"madoguchi/chars"
	"madoguchi/chat"
)

// maxFile is the largest attachment the desk opens.
const maxFile = 20 << 20

// viewable are the media types a browser may show by itself. Everything else is saved.
var viewable = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

// openFile hands over what the member of a ticket sent along, and nothing that is not in their
// conversation. That somebody opened it is written to the ticket's log first.
func (s *Service) openFile(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	tk, err := s.ticketOf(r)
	if err != nil {
		return err
	}
	f, err := s.fileOf(r, tk.Contact, form(r, "file"))
	if err != nil {
		return err
	}
	e := s.event(r, chat.Look, tk.Number)
	e.Text = say("console.file_looked", "name", orElse(f.Name, fileName(f.Type)))
	if outcome, err := s.sink.Act(r.Context(), e); err != nil || !outcome.OK {
		return errors.Join(fmt.Errorf("log the opening of a file of %s", tk.Number), err)
	}
	body := &chat.Capped{Max: maxFile}
	mediaType, err := s.Content(r.Context(), tk.Contact, f, body)
	if err != nil {
		s.Log.Warn("open attachment", "ticket", tk.Number, "err", err)
		return errNoFile
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Type", mediaType)
	disposition := "attachment"
	if viewable[mediaType] {
		disposition = "inline"
	} else {
		h.Set("Content-Type", "application/octet-stream")
	}
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": chars.FileName(f.Name, "attachment")}))
	_, _ = w.Write(body.Bytes()) // an error here is a browser that has left
	return nil
}

// fileOf finds a file among those of a conversation.
func (s *Service) fileOf(r *http.Request, from chat.Address, id string) (chat.File, error) {
	if s.Content == nil || id == "" {
		return chat.File{}, chat.ErrNotFound
	}
	lines, err := s.stores.Tickets.LastLines(r.Context(), from, allLines)
	if err != nil {
		return chat.File{}, fmt.Errorf("look for a file: %w", err)
	}
	for i := range lines {
		for _, f := range lines[i].Message.Files {
			if f.ID == id && lines[i].Message.Author == chat.Member {
				return f, nil
			}
		}
	}
	return chat.File{}, chat.ErrNotFound
}
