// Package logo is the office's own mark: a picture that lies beside the office file, and that the public pages and
// the chat show. It is read again when its file has changed, so that a new one needs no restart.
package logo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // whose sizes are read
	_ "image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "golang.org/x/image/webp"
)

// A Logo is the picture. It does not change; what every page asks of it is worked out once.
type Logo struct {
	MediaType string
	Content   []byte

	version string
	w, h    int           // its sides, to each other; 0 where they are not known
	drawn   func() []byte // as a PNG, once it is asked for
}

// New is the picture with a content.
func New(mediaType string, content []byte) *Logo {
	sum := sha256.Sum256(content)
	l := &Logo{MediaType: mediaType, Content: content, version: hex.EncodeToString(sum[:8])}
	l.drawn = func() []byte { return nil }
	if mediaType == svg {
		l.drawn = sync.OnceValue(func() []byte { return draw(content) })
		l.w, l.h = svgSize(content)
	} else if c, _, err := image.DecodeConfig(bytes.NewReader(content)); err == nil {
		l.w, l.h = c.Width, c.Height
	}
	return l
}

// Version is the content's hash: asked for by that, the picture never changes.
func (l *Logo) Version() string { return l.version }

// Header sets what goes with the picture wherever it is served: what it is, that an SVG that is opened by itself runs
// nothing, and that who asked by its version may keep it.
func (l *Logo) Header(h http.Header, r *http.Request) {
	h.Set("Content-Type", l.MediaType)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	if r.URL.Query().Get("v") == l.Version() {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
}

// Width is how wide the picture is at a height, for a page to keep its place until it has come: as wide as high where
// that is not known.
func (l *Logo) Width(height int) int {
	if l.w <= 0 || l.h <= 0 {
		return height
	}
	return max(1, (l.w*height+l.h/2)/l.h)
}

// most bounds a logo's file: every visitor loads it.
const most = 500 << 10

const svg = "image/svg+xml"

// Read reads a picture; what it is, its content tells.
func Read(path string) (*Logo, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(content) > most {
		return nil, fmt.Errorf("%s has %d bytes, want at most %d", path, len(content), most)
	}
	switch kind := http.DetectContentType(content); {
	case kind == "image/png" || kind == "image/jpeg" || kind == "image/webp":
		return New(kind, content), nil
	case strings.EqualFold(filepath.Ext(path), ".svg") && bytes.Contains(content, []byte("<svg")):
		return New(svg, content), nil
	}
	return nil, errors.New(path + " is no PNG, JPEG, WebP or SVG")
}

// A File is the picture's file. The zero value is ready.
type File struct {
	mu       sync.Mutex
	path     string
	modified time.Time
	logo     *Logo
}

// Read gives the picture that lies at path, nil where that is "". A file that cannot be used is told of once.
func (f *File) Read(path string) (*Logo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var modified time.Time
	if path != "" {
		if info, err := os.Stat(path); err == nil {
			modified = info.ModTime()
		}
	}
	if path == f.path && modified.Equal(f.modified) {
		return f.logo, nil
	}
	f.path, f.modified, f.logo = path, modified, nil
	if path == "" {
		return nil, nil
	}
	var err error
	f.logo, err = Read(path)
	return f.logo, err
}
