package edition

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A FaultKind is why it is not clear which document a file is.
type FaultKind string

// The kinds of fault.
const (
	Unlike    FaultKind = "shares under half of its entries with any stored document, but some"
	Ambiguous FaultKind = "is as much like several stored documents"
	Unknown   FaultKind = "is to replace a document that is not stored"
	Taken     FaultKind = "is to be a new document under the name of another one"
)

// A Fault says that a person has to say which document of its programme a file is.
type Fault struct {
	Kind       FaultKind
	Collection string
	File       string
	Document   string   // the name that was given, or ""
	Shared     int      // how many of its entries the document has that is most like it
	Entries    int      // how many it has
	Stored     []string // the names of the stored documents
}

// Error implements error.
func (e *Fault) Error() string {
	return fmt.Sprintf("%s %s of %s (%d of %d entries; stored: %s)", e.File, e.Kind, e.Collection, e.Shared, e.Entries, strings.Join(e.Stored, ", "))
}

// choose tells which document an import is, or makes a new one:
//
//  1. as a person says;
//  2. the one that came in a file of this name, where at least one entry is the same;
//  3. the one with which it has at least half of the entries of either in common;
//  4. a further one, where no entry is the same.
//
// In between a person has to say.
func (s *Shelf) choose(imp Import) (*Document, error) {
	imp.Document, imp.Collection.Document = trimmed(imp.Document), trimmed(imp.Collection.Document)
	named := cmp.Or(imp.Document, imp.Collection.Document)
	switch {
	case len(s.Documents) == 0:
		return &Document{Number: 1, Name: named}, nil
	case s.onlyOwn():
		return s.chooseNew(imp, named)
	case imp.New:
		return s.chooseNew(imp, named)
	case imp.Document != "":
		if d := s.named(imp.Document); d != nil && !d.Head.Own {
			return d, nil
		}
		return nil, s.fault(Unknown, imp)
	}
	if d := s.named(named); d != nil && !d.Head.Own && d.shared(imp) > 0 {
		return d, nil
	}
	return s.chooseLike(imp)
}

// chooseNew makes a document, unless the same command was given before: then it is there already.
func (s *Shelf) chooseNew(imp Import, named string) (*Document, error) {
	highest := 0
	for i := range s.Documents {
		d := &s.Documents[i]
		highest = max(highest, d.Number)
		if !d.Head.Own && (d.Name == named || imp.Document == "" && d.Head.Document == named) && d.alike(imp) {
			return d, nil
		}
	}
	name := named
	for n := 2; s.called(name) != nil; n++ {
		if imp.Document != "" {
			return nil, s.fault(Taken, imp)
		}
		name = fmt.Sprintf("%s（%d）", named, n)
	}
	return &Document{Number: highest + 1, Name: name}, nil
}

// chooseLike takes the document that has most in common with the file, and enough.
func (s *Shelf) chooseLike(imp Import) (*Document, error) {
	var best []*Document
	most, any := 0, false
	for i := range s.Documents {
		d := &s.Documents[i]
		if d.Head.Own {
			continue
		}
		n := d.shared(imp)
		any = any || n > 0
		if n == 0 || n < most || !d.alike(imp) {
			continue
		}
		if n > most {
			best, most = nil, n
		}
		best = append(best, d)
	}
	switch {
	case !any && len(imp.Collection.Entries) > 0:
		return s.chooseNew(imp, imp.Collection.Document)
	case len(best) == 0:
		return nil, s.fault(Unlike, imp)
	case len(best) > 1:
		return nil, s.fault(Ambiguous, imp)
	}
	return best[0], nil
}

// onlyOwn says whether all that is stored was written here.
func (s *Shelf) onlyOwn() bool {
	return !slices.ContainsFunc(s.Documents, func(d Document) bool { return !d.Head.Own })
}

// shared counts the file's entries that the document has.
func (d *Document) shared(imp Import) int {
	n := 0
	for _, f := range d.match(imp) {
		if f.At >= 0 {
			n++
		}
	}
	return n
}

// alike says whether at least half of the entries of either are the other's, too.
func (d *Document) alike(imp Import) bool {
	n, has := d.shared(imp), 0
	for i := range d.Rows {
		if !d.Rows[i].Missing {
			has++
		}
	}
	return n > 0 && (2*n >= len(imp.Collection.Entries) || 2*n >= has)
}

// called finds a document by its name.
func (s *Shelf) called(name string) *Document {
	if i := slices.IndexFunc(s.Documents, func(d Document) bool { return d.Name == name }); i >= 0 {
		return &s.Documents[i]
	}
	return nil
}

// named finds a document by its name, or by its present file's if only one came in such a file. A file
// that several came in names none.
func (s *Shelf) named(name string) *Document {
	var of []*Document
	for i := range s.Documents {
		if d := &s.Documents[i]; d.Name == name || d.Head.Document == name {
			of = append(of, d)
		}
	}
	if len(of) == 1 {
		return of[0]
	}
	return s.called(name)
}

func (s *Shelf) fault(kind FaultKind, imp Import) error {
	e := &Fault{Kind: kind, Collection: s.Collection, File: imp.Collection.Document, Document: imp.Document, Entries: len(imp.Collection.Entries), Stored: s.names()}
	for i := range s.Documents {
		e.Shared = max(e.Shared, s.Documents[i].shared(imp))
	}
	return e
}
