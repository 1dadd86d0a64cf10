package faqsite

import (
	"strings"

	"madoguchi/faq"
)

// What search engines read of the pages, in the words of schema.org. A page says nothing there that its
// readers do not see.

type schemaSite struct {
	Context   string             `json:"@context"`
	Type      string             `json:"@type"`
	URL       string             `json:"url"`
	Name      string             `json:"name"`
	Language  string             `json:"inLanguage"`
	Publisher schemaOrganisation `json:"publisher"`
}

type schemaOrganisation struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type schemaPage struct {
	schemaSite
	Modified  string           `json:"dateModified,omitempty"`
	Trail     schemaTrail      `json:"breadcrumb"`
	Questions []schemaQuestion `json:"mainEntity"`
}

type schemaQuestion struct {
	Type   string       `json:"@type"`
	ID     string       `json:"@id"`
	URL    string       `json:"url"`
	Name   string       `json:"name"`
	Answer schemaAnswer `json:"acceptedAnswer"`
}

type schemaAnswer struct {
	Type string `json:"@type"`
	Text string `json:"text"`
	URL  string `json:"url"`
}

type schemaTrail struct {
	Type  string       `json:"@type"`
	Items []schemaStep `json:"itemListElement"`
}

type schemaStep struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item"`
}

func (s *Service) schemaSite(f *Facts, kind, path, name string) schemaSite {
	return schemaSite{"https://schema.org", kind, s.BaseURL + path, name, "ja", schemaOrganisation{"Organization", f.Office}}
}

// siteData is that of the list of programmes.
func (s *Service) siteData(f *Facts) schemaSite {
	return s.schemaSite(f, "CollectionPage", "/faq", title(say("faqsite.faq"), f.Office))
}

// programmeData is that of a programme's page, with all its questions.
func (s *Service) programmeData(f *Facts, c *faq.Collection) schemaPage {
	name := say("faqsite.faq_of", "name", f.nameOf(c))
	p := schemaPage{schemaSite: s.schemaSite(f, "FAQPage", refPath(c.ID), name), Modified: string(c.Dated), Trail: s.schemaTrail(link{"/faq", say("faqsite.faq")}, link{refPath(c.ID), name})}
	for i := range c.Entries {
		p.Questions = append(p.Questions, s.question(c, &c.Entries[i]))
	}
	return p
}

// entryData is that of an entry's own page.
func (s *Service) entryData(f *Facts, c *faq.Collection, e *faq.Entry) schemaPage {
	path := refPath(e.Ref())
	p := schemaPage{schemaSite: s.schemaSite(f, "FAQPage", path, e.Question), Modified: string(e.Dated), Questions: []schemaQuestion{s.question(c, e)}}
	if confirmed := faq.DateOf(e.Confirmed); !e.Confirmed.IsZero() && string(confirmed) > p.Modified {
		p.Modified = string(confirmed)
	}
	p.Trail = s.schemaTrail(link{"/faq", say("faqsite.faq")}, link{refPath(c.ID), f.nameOf(c)}, link{path, e.Question})
	return p
}

// question is an entry with the words that stand above its answer where that does not hold today.
func (s *Service) question(c *faq.Collection, e *faq.Entry) schemaQuestion {
	at := s.BaseURL + refPath(e.Ref())
	text := e.AnswerText()
	if frame := s.Frame(*c, e); frame != "" {
		text = frame + "\n\n" + text
	}
	return schemaQuestion{"Question", at + "#question", at, e.Question, schemaAnswer{"Answer", strings.TrimSpace(text), at}}
}

func (s *Service) schemaTrail(steps ...link) schemaTrail {
	t := schemaTrail{Type: "BreadcrumbList"}
	for i, l := range steps {
		t.Items = append(t.Items, schemaStep{"ListItem", i + 1, l.Text, s.BaseURL + l.Path})
	}
	return t
}
