package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	_ "embed" // for the assets below
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

//go:generate go test -run TestWidgetWords -update .
//go:generate go test -run TestBundle -update .

var (
	//go:embed widget/dist/widget.js
	widgetJS []byte
	//go:embed pages/page.css
	pageCSS []byte
	//go:embed pages/link.js
	linkJS []byte
)

// An asset is a file that pages of any origin may load. Its version is its content's hash: asked
// for by that it never changes, and without it a browser asks each time whether it has.
type asset struct {
	mediaType string
	plain     []byte
	packed    []byte
	version   string
	integrity string // for the integrity attribute of a script element
}

func newAsset(mediaType string, content []byte) asset {
	sum, strong := sha256.Sum256(content), sha512.Sum384(content)
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err == nil {
		_, _ = zip.Write(content) // into memory: it cannot fail
		_ = zip.Close()
	}
	return asset{
		mediaType: mediaType, plain: content, packed: packed.Bytes(),
		version: hex.EncodeToString(sum[:8]), integrity: "sha384-" + base64.StdEncoding.EncodeToString(strong[:]),
	}
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
	if !takesGzip(r) {
		h.Set("ETag", `"`+a.version+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.plain))
		return
	}
	h.Set("ETag", `"`+a.version+`-gzip"`)
	h.Set("Content-Encoding", "gzip")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.packed))
}

func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, q, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		if coding == "gzip" {
			return q != "q=0" && !strings.HasPrefix(q, "q=0.000")
		}
	}
	return false
}
