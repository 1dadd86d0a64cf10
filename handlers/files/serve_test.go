package files

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
)

// kept are files as the database keeps them: by id, its name, its media type and its content.
type kept map[string][3]string

func (k kept) SharedFile(_ context.Context, id string, _ time.Time) (string, string, []byte, error) {
	if id == "broken" {
		return "", "", nil, errors.New("the database is away")
	}
	f, found := k[id]
	if !found {
		return "", "", nil, chat.ErrNotFound
	}
	return f[0], f[1], []byte(f[2]), nil
}

func pictureOf(t *testing.T, w, h int) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		img.Set(i%w, i/w, color.NRGBA{uint8(i), uint8(i / 7), uint8(i / 13), 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestServe: pictures open, everything else is saved, and nothing can act as a page of ours.
func TestServe(t *testing.T) {
	files := kept{
		"pdf":  {"../見積書.pdf", "application/pdf", "%PDF-1.7"},
		"html": {"x.html", "text/html", "<script>alert(1)</script>"},
		"png":  {"地図.png", "image/png", pictureOf(t, 4, 3)},
	}
	mux := http.NewServeMux()
	New(files, nil, nil).Routes(mux)
	for _, tc := range []struct {
		path, kind, disposition string
		status                  int
	}{
		{"/shared/pdf", "application/octet-stream", "attachment", 200},
		{"/shared/html", "application/octet-stream", "attachment", 200},
		{"/shared/png", "image/png", "inline", 200},
		{"/shared/png/preview", "image/jpeg", "", 200},
		{"/shared/pdf/preview", "", "", 404},
		{"/shared/gone", "", "", 404},
		{"/shared/broken", "", "", 503},
	} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", tc.path, nil))
		h := w.Header()
		if w.Code != tc.status || tc.kind != "" && h.Get("Content-Type") != tc.kind || !strings.HasPrefix(h.Get("Content-Disposition"), tc.disposition) {
			t.Errorf("%s answered %d %v", tc.path, w.Code, h)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'; ") || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s has headers %v", tc.path, h)
		}
		if strings.Contains(h.Get("Content-Disposition"), "/") {
			t.Errorf("%s is saved as %s", tc.path, h.Get("Content-Disposition"))
		}
	}
}

// TestPreview is small enough for LINE whatever the picture, and no picture is too large to be refused.
func TestPreview(t *testing.T) {
	content := pictureOf(t, 1500, 500)
	small, err := preview("image/png", []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(small))
	if err != nil || c.Width != 1024 || c.Height != 341 || len(small) > 1_000_000 {
		t.Errorf("the preview is %dx%d, %d bytes (%v)", c.Width, c.Height, len(small), err)
	}
	var huge bytes.Buffer
	if err := png.Encode(&huge, image.NewPaletted(image.Rect(0, 0, 5001, 5000), color.Palette{color.White})); err != nil {
		t.Fatal(err)
	}
	if HasPreview("image/png", huge.Bytes()) {
		t.Error("a preview would be made of 25 million pixels")
	}
	if HasPreview("image/png", []byte("no picture")) || HasPreview("image/gif", []byte(content)) {
		t.Error("a preview would be made of no picture")
	}
}

// slow files are read one at a time, by whoever is let in.
type slow struct {
	kept
	reading chan struct{} // takes one for each file that is being read
	on      chan struct{} // lets one of them end
}

func (s slow) SharedFile(ctx context.Context, id string, at time.Time) (string, string, []byte, error) {
	s.reading <- struct{}{}
	<-s.on
	return s.kept.SharedFile(ctx, id, at)
}

// TestPreviewsWaitOutside: of many previews asked for at once one file is in memory, some wait, and the
// others are asked to come again, as is who has not waited.
func TestPreviewsWaitOutside(t *testing.T) {
	const many = maxWaiting + 10
	files := slow{kept{"png": {"地図.png", "image/png", pictureOf(t, 4, 3)}}, make(chan struct{}, 2*many), make(chan struct{})}
	mux := http.NewServeMux()
	s := New(files, nil, nil)
	s.Routes(mux)
	ask := func(ctx context.Context) int {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/shared/png/preview", nil))
		return w.Code
	}
	codes := make(chan int, many)
	for range many {
		go func() { codes <- ask(t.Context()) }()
	}
	count := map[int]int{}
	for range many - 1 - maxWaiting {
		count[<-codes]++
	}
	if len(files.reading) != 1 {
		t.Errorf("%d files are in memory", len(files.reading))
	}
	close(files.on)
	for range 1 + maxWaiting {
		count[<-codes]++
	}
	if count[200] != 1+maxWaiting || count[503] != many-1-maxWaiting {
		t.Errorf("answered %v", count)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	s.busy <- struct{}{}
	if code := ask(gone); code != 503 || len(s.queue) != 0 {
		t.Errorf("who has gone was answered %d, %d wait", code, len(s.queue))
	}
}
