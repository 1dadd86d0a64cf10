package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // one of the two formats a preview is made of
	"log/slog"
	"mime"
	"net/http"
	"time"

	"golang.org/x/image/draw"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/handlers/problem"
)

// Sent keeps what the office sends.
type Sent interface {
	// SharedFile reads a file by its id. One that is not there any more is chat.ErrNotFound.
	SharedFile(ctx context.Context, id string, at time.Time) (name, mediaType string, content []byte, err error)
}

// A Service answers at /shared/ID and /shared/ID/preview.
type Service struct {
	files Sent
	now   func() time.Time
	log   *slog.Logger
	busy  chan struct{} // previews are made one at a time: each takes the memory of a whole picture
	queue chan struct{} // of those that wait for it, and hold nothing meanwhile
}

// maxWaiting is how many previews are waited for at once. Making one takes well under a second.
const maxWaiting = 16

// New builds a service; now and log may be nil.
func New(files Sent, now func() time.Time, log *slog.Logger) *Service {
	if now == nil {
		now = time.Now
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Service{files: files, now: now, log: log, busy: make(chan struct{}, 1), queue: make(chan struct{}, maxWaiting)}
}

// Address is the path at which a file with the id is served, and that of its preview.
func Address(id string) (file, preview string) { return "/shared/" + id, "/shared/" + id + "/preview" }

// Routes implements handlers.Part.
func (s *Service) Routes(mux *http.ServeMux) {
	write := problem.Page(s.log)
	mux.Handle("GET /shared/{id}", write.Handler(s.serveFile))
	mux.Handle("GET /shared/{id}/preview", write.Handler(s.servePreview))
}

// What a request for a file may end in.
var (
	errGone      = &problem.Error{Kind: problem.NotFound, Words: "files.gone"}
	errNoPreview = &problem.Error{Kind: problem.NotFound, Words: "files.no_preview"}
)

// later asks to come again.
func later(err error) error {
	return &problem.Error{Kind: problem.Unavailable, Words: "files.later", After: 5 * time.Second, Err: err}
}

// read is the file of a request. The headers are those of every answer that holds one.
func (s *Service) read(w http.ResponseWriter, r *http.Request) (name, mediaType string, content []byte, err error) {
	name, mediaType, content, err = s.files.SharedFile(r.Context(), r.PathValue("id"), s.now())
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return "", "", nil, errGone
	case err != nil:
		return "", "", nil, later(fmt.Errorf("read a shared file: %w", err))
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "private, max-age=3600")
	return name, mediaType, content, nil
}

func (s *Service) serveFile(w http.ResponseWriter, r *http.Request) error {
	name, mediaType, content, err := s.read(w, r)
	if err != nil {
		return err
	}
	disposition := "attachment"
	if IsPicture(mediaType) {
		disposition = "inline"
	} else {
		mediaType = "application/octet-stream"
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": chars.FileName(name, "file")}))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	return nil
}

// turn waits for the one slot in which a preview is made. It reports false where too many wait
// already, or the client has gone.
func (s *Service) turn(ctx context.Context) bool {
	select {
	case s.queue <- struct{}{}:
		defer func() { <-s.queue }()
	default:
		return false
	}
	select {
	case s.busy <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Service) servePreview(w http.ResponseWriter, r *http.Request) error {
	if !s.turn(r.Context()) { // before the file is read: so at most one is in memory
		return later(errors.New("too many previews are waited for"))
	}
	small, err := s.small(w, r)
	<-s.busy // before it is sent: a client may be slow
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	_, _ = w.Write(small)
	return nil
}

// small is the preview that a request asks for.
func (s *Service) small(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	_, mediaType, content, err := s.read(w, r)
	if err != nil {
		return nil, err
	}
	small, err := preview(mediaType, content)
	if err != nil {
		return nil, errNoPreview
	}
	return small, nil
}

// IsPicture reports whether files of a media type open by themselves and have a preview.
func IsPicture(mediaType string) bool { return mediaType == "image/jpeg" || mediaType == "image/png" }

// maxPixels bounds the pictures a preview is made of: as bitmaps they take four bytes a pixel.
const maxPixels = 25_000_000

// HasPreview reports whether a preview can be made of a picture.
func HasPreview(mediaType string, content []byte) bool {
	c, _, err := image.DecodeConfig(bytes.NewReader(content))
	return err == nil && IsPicture(mediaType) && c.Width > 0 && c.Height > 0 && c.Width*c.Height <= maxPixels
}

// previewSide is the longer side of a preview, in pixels. As a JPEG it stays far below the 1 MB that
// LINE takes.
const previewSide = 1024

func preview(mediaType string, content []byte) ([]byte, error) {
	if !HasPreview(mediaType, content) {
		return nil, chat.ErrNotFound
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	b := picture.Bounds()
	long := max(b.Dx(), b.Dy(), previewSide)
	small := image.NewRGBA(image.Rect(0, 0, max(b.Dx()*previewSide/long, 1), max(b.Dy()*previewSide/long, 1)))
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src) // a JPEG knows no transparency
	draw.ApproxBiLinear.Scale(small, small.Bounds(), picture, b, draw.Over, nil)
	var out bytes.Buffer
	err = jpeg.Encode(&out, small, &jpeg.Options{Quality: 80})
	return out.Bytes(), err
}
