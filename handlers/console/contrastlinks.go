package console

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/contrast"
	"madoguchi/faq/edition"
)

// Contrasts keep what drafts and documents change for who has a link and no account. What is not there is
// chat.ErrNotFound.
type Contrasts interface {
	SaveContrast(ctx context.Context, hash []byte, c edition.Contrast, by audit.Record) error
	Contrast(ctx context.Context, hash []byte) (edition.Contrast, error)
	// Contrasts lists them, the latest first, without a document's changes; all, where nothing is named.
	Contrasts(ctx context.Context, of edition.ContrastOf) ([]edition.Contrast, error)
	DropContrast(ctx context.Context, number int64, by audit.Record) error
}

// contrastLinks are the links that still show one draft or document, and where another is made.
type contrastLinks struct {
	Action string // makes one, or makes one void
	About  string // what such a link shows
	Fresh  string // a link that was made just now: it is shown once
	Links  []contrastLink
}

// A contrastLink is a link that still shows something.
type contrastLink struct {
	Number int64
	Name   string // of what it shows
	Href   string // where that is at the desk; "" where it may be gone
	Note   string
}

// linkLength is the length of rand.Text.
const linkLength = 26

// contrastLinks lists the links of a draft or a document. They are nil where there is nothing to keep them.
func (s *Service) contrastLinks(r *http.Request, of edition.ContrastOf, action, fresh string) (*contrastLinks, error) {
	if s.stores.Contrasts == nil {
		return nil, nil
	}
	all, err := s.stores.Contrasts.Contrasts(r.Context(), of)
	if err != nil {
		return nil, err
	}
	v := &contrastLinks{Action: action, Fresh: fresh, About: say("console.contrast.links_about")}
	if of.Ordinal == 0 {
		v.About = say("console.contrast.links_about_document")
	}
	for i := range all {
		v.Links = append(v.Links, s.contrastLink(&all[i]))
	}
	return v, nil
}

func (s *Service) contrastLink(c *edition.Contrast) contrastLink {
	l := contrastLink{Number: c.Number, Name: c.Of.Document, Note: say("console.contrast.link", "when", moment(s.Now(), c.At), "name", c.By, "until", moment(s.Now(), c.Expires))}
	if ref := c.Of.Ref(); ref != "" {
		l.Name, l.Href = c.Changes[0].After.Question, "/desk/edit/"+ref
	}
	return l
}

// showContrastLinks lists every link that still shows something, also of what was published or thrown away meanwhile.
func (s *Service) showContrastLinks(w http.ResponseWriter, r *http.Request) error {
	v, err := s.contrastLinks(r, edition.ContrastOf{}, "/desk/contrast", "")
	switch {
	case err != nil:
		return err
	case v == nil:
		return chat.ErrNotFound
	}
	s.render(w, r, "contrastlinks", page{Title: say("console.contrast.all"), Nav: "faq", Body: v})
	return nil
}

// dropAnyContrast makes a link void on the list of all.
func (s *Service) dropAnyContrast(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	return s.dropContrast(w, r, "/desk/contrast")
}

// dropContrast makes the link void whose number the form has.
func (s *Service) dropContrast(w http.ResponseWriter, r *http.Request, back string) error {
	if s.stores.Contrasts == nil {
		return chat.ErrNotFound
	}
	n, err := strconv.ParseInt(form(r, "drop"), 10, 64)
	if err != nil {
		return errBadForm
	}
	if err := s.stores.Contrasts.DropContrast(r.Context(), n, s.record(r, "", "")); err != nil {
		return fmt.Errorf("make a link void: %w", err)
	}
	s.redirect(w, r, back, flash{OK: true, Text: say("console.contrast.dropped")})
	return nil
}

// saveContrast keeps what is shown, without the names of people of the office, and returns its link.
func (s *Service) saveContrast(r *http.Request, of edition.ContrastOf, changes []edition.Beside) (string, error) {
	if s.stores.Contrasts == nil {
		return "", chat.ErrNotFound
	}
	c := edition.Contrast{Of: of}
	for _, ch := range changes {
		c.Changes = append(c.Changes, edition.Beside{Before: nameless(ch.Before), After: nameless(ch.After)})
	}
	token := rand.Text()
	if err := s.stores.Contrasts.SaveContrast(r.Context(), hash(token), c, s.record(r, "", "")); err != nil {
		return "", err
	}
	return s.BaseURL + "/desk/shown/" + token, nil
}

// linkContrast makes a link by which who has no account sees a draft as it is now, or makes one void.
func (s *Service) linkContrast(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if form(r, "drop") != "" {
		return s.dropContrast(w, r, "/desk/contrast/"+refOf(r))
	}
	d, before, err := s.drafted(r)
	if err != nil {
		return err
	}
	of := edition.ContrastOf{Collection: d.Entry.Collection, Ordinal: d.Entry.Order}
	link, err := s.saveContrast(r, of, []edition.Beside{{Before: before, After: &d.Entry}})
	if err != nil {
		return err
	}
	return s.renderContrast(w, r, link)
}

// nameless is an entry without what names people of the office, and without what only they read.
func nameless(e *faq.Entry) *faq.Entry {
	if e == nil {
		return nil
	}
	bare := *e
	bare.Owner, bare.Review, bare.KindReason, bare.Warnings = "", "", "", nil
	return &bare
}

// shown finds what a link shows.
func (s *Service) shown(w http.ResponseWriter, r *http.Request) (edition.Contrast, contrast.Table, error) {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	w.Header().Set("Referrer-Policy", "no-referrer")
	token := r.PathValue("token")
	if s.stores.Contrasts == nil || len(token) != linkLength {
		return edition.Contrast{}, contrast.Table{}, chat.ErrNotFound
	}
	c, err := s.stores.Contrasts.Contrast(r.Context(), hash(token))
	switch {
	case err != nil:
		return c, contrast.Table{}, err
	}
	when, until := whole(c.At), whole(c.Expires)
	if c.Of.Ordinal == 0 {
		t := s.documentContrast(c.Changes)
		t.Of, t.Dated = s.tableOf(c.Of.Collection, ""), say("console.contrast.imported_until", "document", c.Of.Document, "when", when, "until", until)
		return c, t, nil
	}
	t := s.contrastOf(c.Changes[0].Before, c.Changes[0].After)
	t.Dated = say("console.contrast.dated_until", "when", when, "until", until)
	return c, t, nil
}

// showShown is what a link shows to anybody: the table, and nothing else of the desk.
func (s *Service) showShown(w http.ResponseWriter, r *http.Request) error {
	_, table, err := s.shown(w, r)
	if err != nil {
		return err
	}
	v := contrastView{Table: table, Docx: r.URL.Path + "/docx"}
	var b bytes.Buffer
	if err := pages()["contrast"].ExecuteTemplate(&b, "bare", v); err != nil {
		return errors.Join(errors.New("show a draft by its link"), err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // an error here is a browser that has left
	return nil
}

// shownDocx is the Word document of a link.
func (s *Service) shownDocx(w http.ResponseWriter, r *http.Request) error {
	c, table, err := s.shown(w, r)
	if err != nil {
		return err
	}
	return sendDocx(w, table, c.Of.Collection)
}
