package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/importer"
	"madoguchi/faq/search"
	"madoguchi/faq/search/compiled"
	"madoguchi/handlers/web"
	"madoguchi/office"
	"madoguchi/postgres"
	"madoguchi/samples"
	"madoguchi/ticket"
)

// keepFAQ makes the search ready and keeps it to what the database holds, until ctx ends. It fails
// where the office's own files cannot be read. A database that is away is waited for.
func (s *server) keepFAQ(ctx context.Context) error {
	began := time.Now()
	for {
		err := s.loadFAQ(ctx)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return nil
		}
		if s.db.store.Healthy(ctx) == nil {
			return err
		}
		s.log.Error("make the search ready; it will be tried again", "err", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(faqRetry):
		}
	}
	s.log.Info("search ready", "after", time.Since(began).Round(time.Millisecond).String(), "compiled", compiled.On)
	s.followFAQ(ctx)
	return nil
}

// faqRetry is how long a database that is away is left alone before the FAQ is asked for again.
const faqRetry = time.Second

// loadFAQ puts the database's FAQ into service. A new database is given the documents that the
// office file names, so that a first run has something to answer with.
func (s *server) loadFAQ(ctx context.Context) error {
	cs, revision, err := s.db.store.LoadCollections(ctx)
	if err != nil {
		return fmt.Errorf("load FAQ: %w", err)
	}
	if len(cs) == 0 {
		if err := s.importOffice(ctx); err != nil {
			return err
		}
		if cs, revision, err = s.db.store.LoadCollections(ctx); err != nil {
			return fmt.Errorf("load FAQ: %w", err)
		}
	}
	s.revision = revision
	if err := s.measureThreshold(ctx); err != nil {
		s.log.Error("the threshold for answering at once is the fitted one", "err", err)
	}
	return s.replaceIndex(ctx, cs, s.office.now())
}

// importOffice reads the documents of the office file's programmes, all of them or none.
func (s *server) importOffice(ctx context.Context) error {
	var imports []postgres.Import
	for _, p := range s.office.now().Programmes {
		for _, doc := range p.Documents {
			src, err := s.readProgramme(ctx, p.ID, p.Title, doc)
			if err != nil {
				return err
			}
			imports = append(imports, postgres.Import{Collection: src.collection, Source: src.digest, Content: src.content, By: say("terminal.office_file")})
		}
	}
	first, err := s.db.store.ImportFirst(ctx, imports...)
	if err != nil {
		return fmt.Errorf("save the office file's FAQ: %w", err)
	}
	for _, imp := range imports {
		if c := imp.Collection; first {
			s.log.Info("FAQ imported", "programme", c.ID, "document", c.Document, "entries", len(c.Entries), "warnings", len(c.Warnings))
		}
	}
	return nil
}

// readProgramme reads a document beside the office file, or one that ships with the program where
// the office file does, too.
func (s *server) readProgramme(ctx context.Context, id, title, doc string) (source, error) {
	opt := importer.Options{Programme: id, Title: title, Today: faq.DateOf(s.env.Now())}
	if s.config.OfficeFile != "" {
		return readDocument(ctx, s.env, filepath.Join(filepath.Dir(s.config.OfficeFile), doc), opt)
	}
	f, err := samples.Files.Open(doc)
	if err != nil {
		return source{}, fmt.Errorf("read sample FAQ: %w", err)
	}
	defer f.Close()
	return readSource(ctx, s.env.words(), doc, f, opt)
}

// replaceIndex builds an index and puts it into service. The old one serves until the new one is whole.
func (s *server) replaceIndex(ctx context.Context, cs []faq.Collection, off *office.Office) error {
	ix, err := s.buildIndex(ctx, cs, off)
	if err == nil && ix != nil {
		s.library.Replace(ix)
	}
	return err
}

// buildIndex is an index of collections under the names that an office file gives them, or nil
// where there are none.
func (s *server) buildIndex(ctx context.Context, cs []faq.Collection, off *office.Office) (faq.Index, error) {
	if len(cs) == 0 {
		if s.library.Expects() {
			s.library.Replace(nil) // nobody need wait for one
		}
		return nil, nil
	}
	opt, err := indexOptions(s.env)
	if err != nil {
		return nil, err
	}
	ix, err := search.NewIndex(ctx, withNames(cs, off), opt)
	if err != nil {
		return nil, fmt.Errorf("index FAQ: %w", err)
	}
	return s.answering(faq.Succeed(ix, successions(cs, off))), nil
}

// withNames adds what the office file says members call each programme.
func withNames(cs []faq.Collection, off *office.Office) []faq.Collection {
	for i := range cs {
		if p := off.Programme(cs[i].ID); p != nil {
			cs[i].Names = append(cs[i].Names, append([]string{p.Name}, p.Names...)...)
		}
	}
	for _, s := range successions(cs, off) {
		leaveNames(cs, s)
	}
	return cs
}

// leaveNames gives what members call two programmes to the one that succeeds.
func leaveNames(cs []faq.Collection, s faq.Succession) {
	at := func(id string) *faq.Collection {
		return &cs[slices.IndexFunc(cs, func(c faq.Collection) bool { return c.ID == id })]
	}
	old, successor := at(s.Old), at(s.New)
	old.Names = slices.DeleteFunc(slices.Clone(old.Names), func(name string) bool { return slices.Contains(successor.Names, name) })
}

// successions are those of the office file between programmes that have an FAQ.
func successions(cs []faq.Collection, off *office.Office) []faq.Succession {
	has := func(id string) bool {
		return slices.ContainsFunc(cs, func(c faq.Collection) bool { return c.ID == id })
	}
	return slices.DeleteFunc(off.Successions(), func(s faq.Succession) bool { return !has(s.Old) || !has(s.New) })
}

// followFAQ rebuilds the index whenever the database's FAQ has changed, by this process or another.
func (s *server) followFAQ(ctx context.Context) {
	for revision := range s.db.store.Revisions(ctx) {
		if revision == s.revision {
			continue
		}
		if err := s.takeFAQ(ctx); err != nil {
			s.log.Error("follow FAQ", "err", err)
		}
	}
}

// takeFAQ puts the database's FAQ into service. It waits while an office file is being taken, which
// names the programmes anew.
func (s *server) takeFAQ(ctx context.Context) error {
	s.naming.Lock()
	defer s.naming.Unlock()
	cs, revision, err := s.db.store.LoadCollections(ctx)
	if err == nil {
		err = s.replaceIndex(ctx, cs, s.office.now())
	}
	if err != nil {
		return err
	}
	s.revision = revision
	s.log.Info("FAQ replaced", "revision", revision, "collections", len(cs))
	return nil
}

// A suggester completes what a visitor types from the index in service.
type suggester struct{ library *faq.Library }

// Suggest implements [web.Suggester].
func (s suggester) Suggest(ctx context.Context, prefix, programme string, n int) ([]web.Suggestion, error) {
	ix := s.library.Current()
	if ix == nil {
		return nil, nil
	}
	hits, err := ix.Search(ctx, prefix, n, faq.Scope{Programme: programme})
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	out := make([]web.Suggestion, 0, len(hits))
	for _, h := range hits {
		if h.P < ticket.NearEnough {
			break // what is not near only stands between the member and their own words
		}
		out = append(out, web.Suggestion{Ref: h.Entry.Ref(), Question: h.Entry.Question})
	}
	return out, nil
}
