package faq

import (
	"context"
	"sync"
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
	// Named are the programmes that a text names, by spelling or by sound, in the index's order, and
	// whether it says anything else.
	Named(text string) (programmes []string, more bool)
	// Entry is the entry with this reference.
	Entry(ref string) (*Entry, bool)
	// Collections are what the index was built over, with their entries.
	Collections() []Collection
}

// An Answering index can be had with another threshold: from which probability on its first entry is given as
// the answer.
type Answering interface{ AnsweringFrom(p float64) Index }

// A Changing index can be had as it would be with entries changed or added, in collections that it has, without reading all
// others again: to try a change on. It is no less an index, and as good as one that was built anew the larger the FAQ is.
type Changing interface {
	With(ctx context.Context, entries []Entry) (Index, error)
}

// AnsweringFrom is an index that answers at once from another probability on and is the same otherwise. One that has no
// threshold stays as it is.
func AnsweringFrom(ix Index, p float64) Index {
	if a, ok := ix.(Answering); ok {
		return a.AnsweringFrom(p)
	}
	return ix
}

// A Library holds the index now in service. Readers take it with Current and keep it for as long
// as they need one consistent view; a new one is put in its place whole.
//
// A zero Library has no index and expects none. One made by [OpenLibrary] expects its first: whoever
// cannot do without it waits for it.
type Library struct {
	mu      sync.RWMutex
	current Index
	opened  chan struct{} // closed once the first index is there, or none is; nil: nobody waits
}

// OpenLibrary is a library whose first index is being made.
func OpenLibrary() *Library { return &Library{opened: make(chan struct{})} }

// Current is the index in service, or nil before the first Replace.
func (l *Library) Current() Index {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.current
}

// Wait is the index in service, once the first is there: nil where it has turned out that there is
// none. It only fails when ctx ends before.
func (l *Library) Wait(ctx context.Context) (Index, error) {
	if l.opened == nil {
		return l.Current(), nil
	}
	select {
	case <-l.opened:
		return l.Current(), nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Expects says whether the first index is still being made.
func (l *Library) Expects() bool {
	if l.opened == nil {
		return false
	}
	select {
	case <-l.opened:
		return false
	default:
		return true
	}
}

// Replace puts ix in service; nil says that there is none to wait for. Searches under way finish on
// the index they began with.
func (l *Library) Replace(ix Index) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.current = ix
	if l.opened != nil {
		select {
		case <-l.opened:
		default:
			close(l.opened)
		}
	}
}
