package faq

import (
	"context"
	"sync/atomic"
)

// An Index finds entries, and says what to do with a message. One never changes once it is built, and
// many goroutines may ask it at once. The package search builds them.
type Index interface {
	// Search ranks the entries for a query and returns the best n.
	Search(ctx context.Context, query string, n int, scope Scope) ([]Hit, error)
	// Decide says what to do with a message.
	Decide(ctx context.Context, query string, scope Scope) (Decision, error)
	// Explain says why the best n entries rank where they do, and what is decided.
	Explain(ctx context.Context, query string, n int, scope Scope) (Explanation, error)
	// Entry is the entry with this reference.
	Entry(ref string) (*Entry, bool)
	// Collections are what the index was built over, with their entries.
	Collections() []Collection
}

// A Library holds the index now in service. Readers take it with Current and keep it for as long
// as they need one consistent view; a new one is put in its place whole.
type Library struct {
	current atomic.Pointer[Index]
}

// Current is the index in service, or nil before the first Replace.
func (l *Library) Current() Index {
	if ix := l.current.Load(); ix != nil {
		return *ix
	}
	return nil
}

// Replace puts ix in service. Searches under way finish on the index they began with.
func (l *Library) Replace(ix Index) { l.current.Store(&ix) }
