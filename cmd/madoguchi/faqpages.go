package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"madoguchi/bot/facts"
	"madoguchi/faq"
	"madoguchi/handlers/faqsite"
	"madoguchi/office"
	"madoguchi/switches"
)

// buildFAQPages sets up the FAQ as pages that anybody may read.
func (s *server) buildFAQPages() {
	logo := &logoFile{}
	s.faqPages = faqsite.New(faqsite.Config{
		Facts: func() faqsite.Facts {
			off := s.office.now()
			f := faqsite.Facts{Office: off.Name, Phone: off.Phone, Chat: off.On(office.WebChat), Paper: office.Paper}
			f.Notices = func(programme string) []string { return off.NoticesAt(programme, switches.FAQPages, s.env.Now()) }
			f.Colour, f.Tint = off.Brand.Colours()
			for i := range off.Programmes {
				f.Programmes = append(f.Programmes, faqsite.Programme{ID: off.Programmes[i].ID, Name: off.Programmes[i].Name})
			}
			var err error
			if f.Logo, err = logo.read(logoPath(s.config.OfficeFile, off)); err != nil {
				s.log.Error("read the office's logo; the pages go without", "err", err)
			}
			return f
		},
		Frame: func(c faq.Collection, e *faq.Entry) string {
			now := s.env.Now()
			return facts.New(s.library, s.office.now(), s.env.Now).Frame(now, c, e)
		},
		BaseURL: s.base, Proxies: s.config.Limits.Proxies, Now: s.env.Now, Log: s.log,
	}, s.library, s.db.store)
}

// logoPath is where the office's logo lies: beside the office file. "" where there is none.
func logoPath(officeFile string, off *office.Office) string {
	if off.Brand.Logo == "" || officeFile == "" || filepath.IsAbs(off.Brand.Logo) {
		return off.Brand.Logo
	}
	return filepath.Join(filepath.Dir(officeFile), off.Brand.Logo)
}

// A logoFile is the office's logo, read again when its file has changed.
type logoFile struct {
	mu       sync.Mutex
	path     string
	modified time.Time
	logo     *faqsite.Logo
}

// read gives the logo, nil where the office has none. A file that cannot be used is told of once.
func (l *logoFile) read(path string) (*faqsite.Logo, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var modified time.Time
	if path != "" {
		if info, err := os.Stat(path); err == nil {
			modified = info.ModTime()
		}
	}
	if path == l.path && modified.Equal(l.modified) {
		return l.logo, nil
	}
	l.path, l.modified, l.logo = path, modified, nil
	if path == "" {
		return nil, nil
	}
	var err error
	l.logo, err = readLogo(path)
	return l.logo, err
}

// mostLogo bounds a logo's file: every visitor loads it.
const mostLogo = 500 << 10

// readLogo reads a picture; what it is, its content tells.
func readLogo(path string) (*faqsite.Logo, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(content) > mostLogo {
		return nil, fmt.Errorf("%s has %d bytes, want at most %d", path, len(content), mostLogo)
	}
	switch kind := http.DetectContentType(content); {
	case kind == "image/png" || kind == "image/jpeg" || kind == "image/webp":
		return &faqsite.Logo{MediaType: kind, Content: content}, nil
	case strings.EqualFold(filepath.Ext(path), ".svg") && bytes.Contains(content, []byte("<svg")):
		return &faqsite.Logo{MediaType: "image/svg+xml", Content: content}, nil
	}
	return nil, errors.New(path + " is no PNG, JPEG, WebP or SVG")
}
