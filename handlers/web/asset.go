package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"

	"madoguchi/handlers/problem"
)

//go:generate go test -run TestWidgetWords -update .
//go:generate go test -run TestBundle -update .

var (
	//go:embed widget/dist/*.js
	widgetFiles embed.FS
	//go:embed pages/page.css
	pageCSS []byte
	//go:embed pages/link.js
	linkJS []byte
)

// widgetParts are what of the widget is fetched when it is first needed: files of widget/dist.
var widgetParts = []string{"cards", "dress", "english", "files", "front", "identify", "menu", "suggest"}

// An asset is a file that pages of any origin may load. Its version is its content's hash: asked
// for by that it never changes, and without it a browser asks each time whether it has.
type asset struct {
	mediaType string
	plain     []byte
	packed    map[string][]byte // by content coding: br, gzip
	version   string
	integrity string // for the integrity attribute of a script element
}

// assets are all of them.
type assets struct {
	script, style, linking asset
	parts                  map[string]asset // of the widget
}

// loadAssets packs the files once a process: as small as they become, which takes a tenth of a second.
var loadAssets = sync.OnceValue(func() assets {
	const javascript = "text/javascript; charset=utf-8"
	read := func(name string) asset {
		content, err := widgetFiles.ReadFile("widget/dist/" + name + ".js")
		if err != nil {
			panic("web: " + err.Error()) // it is compiled in: a test reads each
		}
		return newAsset(javascript, content)
	}
	all := assets{script: read("widget"), style: newAsset("text/css; charset=utf-8", pageCSS), linking: newAsset(javascript, linkJS), parts: map[string]asset{}}
	for _, name := range widgetParts {
		all.parts[name] = read(name)
	}
	return all
})

func newAsset(mediaType string, content []byte) asset {
	sum, strong := sha256.Sum256(content), sha512.Sum384(content)
	return asset{
		mediaType: mediaType, plain: content, packed: map[string][]byte{"br": brotlied(content), "gzip": gzipped(content)},
		version: hex.EncodeToString(sum[:6]), integrity: "sha384-" + base64.StdEncoding.EncodeToString(strong[:]),
	}
}

// Writing into memory cannot fail.

func gzipped(content []byte) []byte {
	var b bytes.Buffer
	if zip, err := gzip.NewWriterLevel(&b, gzip.BestCompression); err == nil {
		_, _ = zip.Write(content)
		_ = zip.Close()
	}
	return b.Bytes()
}

// brotlied packs with andybalholm/brotli: the standard library has no brotli, and Google's own binding needs
// cgo, which the one static binary is built without. It is written in Go alone.
func brotlied(content []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	_, _ = w.Write(content)
	_ = w.Close()
	return b.Bytes()
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.mediaType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Allow-Origin", "*") // public, and an integrity attribute needs it
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == a.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	for _, coding := range []string{"br", "gzip"} {
		if takes(r, coding) {
			h.Set("ETag", `"`+a.version+`-`+coding+`"`)
			h.Set("Content-Encoding", coding)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.packed[coding]))
			return
		}
	}
	h.Set("ETag", `"`+a.version+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.plain))
}

// takes reports whether a client says that it understands a content coding.
func takes(r *http.Request, coding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		if strings.EqualFold(name, coding) {
			return q != "q=0" && !strings.HasPrefix(q, "q=0.000")
		}
	}
	return false
}

// part serves GET /widget/NAME: a part of the widget.
func (s *Service) part(w http.ResponseWriter, r *http.Request) {
	name, _ := strings.CutSuffix(r.PathValue("name"), ".js")
	a, known := s.parts[name]
	if !known {
		s.writeFault(w, r, &problem.Error{Kind: problem.NotFound, Code: "no_part"})
		return
	}
	a.serve(w, r)
}
