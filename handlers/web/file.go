package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/handlers/problem"
)

// A file comes in pieces, so that a telephone whose connection breaks goes on where it was; the message
// that names it comes behind. From then on it is a file like one that a platform keeps for us: fetched,
// kept, shown to staff and forgotten by the same hands.

// Files keeps what visitors send.
type Files interface {
	// ArriveFile takes a piece of a file of f.Bytes from offset on, and says how much of it is there. A
	// contact nobody knows is chat.ErrNotFound, one who has sent too much already chat.ErrTooBig.
	ArriveFile(ctx context.Context, from chat.Address, f chat.File, mediaType string, offset int64, piece []byte) (have int64, err error)

	// Arrived describes files that are there whole, or fails with chat.ErrNotFound.
	Arrived(ctx context.Context, from chat.Address, ids []string) ([]chat.File, error)

	// DropArrived forgets a file that no message has named yet.
	DropArrived(ctx context.Context, from chat.Address, id string) error

	// File reads one, or fails with chat.ErrNotFound.
	File(ctx context.Context, from chat.Address, id string) (mediaType string, content []byte, err error)
}

const (
	maxFile     = 10 << 20  // bytes: what the office keeps of a member's file
	maxPiece    = 256 << 10 // bytes: nine seconds of a slow telephone, after which the server would cut it
	maxFiles    = 5         // of one message
	maxFileName = 200       // characters
)

// fileID is the id of a session's file: the session's, so that it is nobody else's, and the browser's own.
func fileID(session, client string) (string, error) {
	id, err := uuid.Parse(client)
	if err != nil || len(client) != 36 {
		return "", badRequest(fmt.Errorf("file id %.40q is no UUID", client))
	}
	return session + ":" + id.String(), nil
}

// takesFiles is the session of a request about files, where they are taken.
func (s *Service) takesFiles(r *http.Request) (session, id string, err error) {
	if s.Files == nil {
		return "", "", &problem.Error{Kind: problem.NotFound, Code: "no_files"}
	}
	if session, err = s.authenticate(r); err != nil {
		return "", "", err
	}
	id, err = fileID(session, r.PathValue("id"))
	return session, id, err
}

// putFile serves PUT /chat/files/ID?name=&size=&at=: a piece of a file. It answers how much is there.
func (s *Service) putFile(w http.ResponseWriter, r *http.Request) error {
	session, id, err := s.takesFiles(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	size, err1 := strconv.ParseInt(q.Get("size"), 10, 64)
	at, err2 := strconv.ParseInt(q.Get("at"), 10, 64)
	if err := errors.Join(err1, err2); err != nil || size < 1 || at < 0 || at >= max(size, 1) {
		return badRequest(fmt.Errorf("size %.20q at %.20q: %w", q.Get("size"), q.Get("at"), err))
	}
	if size > maxFile {
		return fileTooBig()
	}
	if after := s.gates.pieces.Take(session, s.Now()); after > 0 {
		return tooMany(after)
	}
	piece, err := io.ReadAll(http.MaxBytesReader(w, r.Body, min(maxPiece, size-at)))
	if err != nil || len(piece) == 0 {
		return badRequest(fmt.Errorf("read a piece of a file: %w", errors.Join(err, io.ErrUnexpectedEOF)))
	}
	kind, mediaType := "", ""
	if at == 0 {
		kind, mediaType = kindOf(piece)
	}
	f := chat.File{ID: id, Name: cleanName(q.Get("name")), Type: kind, Bytes: size}
	have, err := s.Files.ArriveFile(r.Context(), address(session), f, mediaType, at, piece)
	switch {
	case errors.Is(err, chat.ErrTooBig):
		return tooManyFiles()
	case errors.Is(err, chat.ErrNotFound):
		return &problem.Error{Kind: problem.Unavailable, Code: "not_yet", After: 1, Err: err} // the session has just been opened
	case err != nil:
		return err
	}
	writeJSON(w, http.StatusOK, map[string]int64{"have": have})
	return nil
}

// cleanName is a file's name without the folders it was in.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(chars.Clean(name), `\`, "/"))
	if utf8.RuneCountInString(name) > maxFileName {
		name = chars.Clip(name, maxFileName)
	}
	return chars.FileName(name, "file")
}

// kindOf is what a file holds, by its first bytes: what its name says, anybody could write.
func kindOf(head []byte) (kind, mediaType string) {
	mediaType = http.DetectContentType(head)
	if len(head) > 12 && string(head[4:8]) == "ftyp" && strings.HasPrefix(string(head[8:12]), "hei") {
		mediaType = "image/heic" // a telephone's picture, which the standard library does not know
	}
	kind, _, _ = strings.Cut(mediaType, "/")
	if kind != "image" && kind != "video" && kind != "audio" {
		kind = "file"
	}
	return kind, mediaType
}

// dropFile serves DELETE /chat/files/ID: one that the visitor has thought better of.
func (s *Service) dropFile(w http.ResponseWriter, r *http.Request) error {
	session, id, err := s.takesFiles(r)
	if err != nil {
		return err
	}
	if err := s.Files.DropArrived(r.Context(), address(session), id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// getFile serves GET /chat/files/ID to who has sent it. It is saved, never shown as a page of ours.
func (s *Service) getFile(w http.ResponseWriter, r *http.Request) error {
	session, id, err := s.takesFiles(r)
	if err != nil {
		return err
	}
	mediaType, content, err := s.Files.File(r.Context(), address(session), id)
	if errors.Is(err, chat.ErrNotFound) {
		return &problem.Error{Kind: problem.NotFound, Code: "no_file", Err: err}
	}
	if err != nil {
		return err
	}
	if !isPicture(mediaType) {
		mediaType = "application/octet-stream"
	}
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": r.PathValue("id")}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=86400, immutable") // an id's content never changes
	h.Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content) // the client has gone: nobody is left to tell
	return nil
}

// isPicture reports whether browsers show files of a media type by themselves, and nothing else in them.
func isPicture(mediaType string) bool {
	switch mediaType {
	case "image/jpeg", "image/png", "image/gif", "image/webp":
		return true
	}
	return false
}

// sent are the files that a message names.
func (s *Service) sent(ctx context.Context, session string, clients []string) ([]chat.File, error) {
	if len(clients) == 0 {
		return nil, nil
	}
	if s.Files == nil || len(clients) > maxFiles {
		return nil, badRequest(fmt.Errorf("%d files of a message", len(clients)))
	}
	ids := make([]string, len(clients))
	for i, c := range clients {
		id, err := fileID(session, c)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	found, err := s.Files.Arrived(ctx, address(session), ids)
	if errors.Is(err, chat.ErrNotFound) {
		return nil, badRequest(err)
	}
	return found, err
}

// Content writes a file that a message has named: for who fetches what members send. See files.Source.
func (s *Service) Content(ctx context.Context, _, id string, w io.Writer, limit int64) (mediaType string, err error) {
	session, _, _ := strings.Cut(id, ":")
	mediaType, content, err := s.Files.File(ctx, address(session), id)
	switch {
	case err != nil:
		return "", err
	case int64(len(content)) > limit:
		return "", chat.ErrTooBig
	}
	_, err = w.Write(content)
	return mediaType, err
}
