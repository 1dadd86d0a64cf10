package pdf

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfium_errors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"madoguchi/faq/importer/tree"
)

// The bounds of a document.
const (
	maxPages  = 200
	maxGlyphs = 2_000_000
	// PDFium's own memory, in pages of 64 KB: 200 pages full of text need 60 MB. While it grows, it stands in
	// memory twice, which stays within the bound of a child.
	maxEnginePages = 192 << 20 / (64 << 10)
)

// engineVersion names the directory of the compiled library: another version is compiled anew.
const engineVersion = "pdfium-1.21.4"

// An engine is PDFium, running in a WebAssembly machine that reaches no file and no network.
type engine struct {
	pdfium.Pdfium
	pool  pdfium.Pool
	cache wazero.CompilationCache
}

// start starts PDFium. Compiling it takes seconds; the result is kept on disk, in the user's cache.
func start(ctx context.Context) (*engine, error) {
	cache := openCache()
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(maxEnginePages)
	if cache != nil {
		config = config.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MinIdle: 0, MaxIdle: 1, MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
		RuntimeConfig: config,
	})
	if err != nil {
		return nil, err
	}
	p, err := pool.GetInstance(time.Minute)
	if err != nil {
		pool.Close()
		return nil, err
	}
	return &engine{Pdfium: p, pool: pool, cache: cache}, nil
}

// openCache opens the place for the compiled library, or is nil where there is none that belongs to this
// user alone: what lies there is run.
func openCache() wazero.CompilationCache {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	dir = filepath.Join(dir, "madoguchi", engineVersion)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o022 != 0 {
		return nil
	}
	cache, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return nil
	}
	return cache
}

func (e *engine) close() {
	e.Pdfium.Close()
	e.pool.Close()
	if e.cache != nil {
		e.cache.Close(context.Background())
	}
}

// open opens a document, or says why it cannot be read.
func (e *engine) open(data []byte) (references.FPDF_DOCUMENT, int, error) {
	opened, err := e.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdfium_errors.ErrPassword), errors.Is(err, pdfium_errors.ErrSecurity):
		return "", 0, &tree.Fault{Code: tree.Encrypted}
	case err != nil:
		return "", 0, &tree.Fault{Code: tree.Broken, Cause: err.Error()}
	}
	n, err := e.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	switch {
	case err != nil:
		return "", 0, &tree.Fault{Code: tree.Broken, Cause: err.Error()}
	case n.PageCount > maxPages:
		return "", 0, &tree.Fault{Code: tree.TooMany, Limit: maxPages}
	case n.PageCount == 0:
		return "", 0, &tree.Fault{Code: tree.Empty}
	}
	return opened.Document, n.PageCount, nil
}

func (e *engine) shut(doc references.FPDF_DOCUMENT) {
	e.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc})
}

// title is what the document's settings call it.
func (e *engine) title(doc references.FPDF_DOCUMENT) string {
	m, err := e.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: doc, Tag: "Title"})
	if err != nil {
		return ""
	}
	return m.Value
}
