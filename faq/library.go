package faq

import "sync/atomic"

// A Library holds the index now in service. Readers take it with Current and keep it for as long
// as they need one consistent view; a new one is put in its place whole.
type Library struct {
	current atomic.Pointer[Index]
}

// Current is the index in service, or nil before the first Replace.
func (l *Library) Current() *Index { return l.current.Load() }

// Replace puts ix in service. Searches under way finish on the index they began with.
func (l *Library) Replace(ix *Index) { l.current.Store(ix) }
