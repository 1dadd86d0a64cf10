package main

import (
	"path/filepath"

	"madoguchi/bot/facts"
	"madoguchi/faq"
	"madoguchi/handlers/faqsite"
	"madoguchi/handlers/logo"
	"madoguchi/office"
	"madoguchi/switches"
)

// buildFAQPages sets up the FAQ as pages that anybody may read.
func (s *server) buildFAQPages() {
	s.faqPages = faqsite.New(faqsite.Config{
		Facts: func() faqsite.Facts {
			off := s.office.now()
			f := faqsite.Facts{Office: off.Name, Phone: off.Phone, Chat: off.On(office.WebChat), Paper: office.Paper}
			f.Notices = func(programme string) []string { return off.NoticesAt(programme, switches.FAQPages, s.env.Now()) }
			f.Colour, f.Tint = off.Brand.Colours()
			for i := range off.Programmes {
				f.Programmes = append(f.Programmes, faqsite.Programme{ID: off.Programmes[i].ID, Name: off.Programmes[i].Name})
			}
			f.Logo = s.officeLogo()
			return f
		},
		Frame: func(c faq.Collection, e *faq.Entry) string {
			now := s.env.Now()
			return facts.New(s.library, s.office.now(), s.env.Now).Frame(now, c, e)
		},
		BaseURL: s.base, Proxies: s.config.Limits.Proxies, Now: s.env.Now, Log: s.log,
	}, s.library, s.db.store)
}

// officeLogo is the office's mark as it is now, nil where there is none.
func (s *server) officeLogo() *logo.Logo {
	l, err := s.logo.Read(logoPath(s.config.OfficeFile, s.office.now()))
	if err != nil {
		s.log.Error("read the office's logo; the pages go without", "err", err)
	}
	return l
}

// logoPath is where the office's logo lies: beside the office file. "" where there is none.
func logoPath(officeFile string, off *office.Office) string {
	if off.Brand.Logo == "" || officeFile == "" || filepath.IsAbs(off.Brand.Logo) {
		return off.Brand.Logo
	}
	return filepath.Join(filepath.Dir(officeFile), off.Brand.Logo)
}
