package faq

import (
	"context"
	"fmt"
	"math"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Options are what an index is built with besides the entries themselves.
type Options struct {
	Synonyms []*Dictionary // an office's own dictionaries, over the built-in one; later ones win
	Embedder Embedder      // a vector model for one more ranking feature; nil is off
}

// A Dictionary is a parsed synonym dictionary.
type Dictionary struct{}

// An Embedder turns texts into vectors, one each, for a ranking feature beside the words.
type Embedder interface {
	Embed(ctx context.Context, texts []string) ([][]float32, error)
	Model() string
}

// A Scope is what the conversation already knows when a question comes in.
type Scope struct {
	Programme string // collection ID to answer from; "" is all
	Last      string // reference of the entry last answered, for follow-ups; "" is none
}

// A Hit is one entry found for a query.
type Hit struct {
	Entry *Entry
	Score float64 // orders the hits of one query; not comparable between queries
	P     float64 // calibrated probability that this entry answers the query
}

// An Index finds entries. It never changes once built, and many goroutines may search it at once.
type Index struct {
	collections []Collection
	entries     []*Entry
	byRef       map[string]*Entry
	postings    map[string][]posting
	length      []float64
	mean        float64
}

type posting struct {
	doc int32
	tf  float64
}

// NewIndex builds an index over the collections.
func NewIndex(ctx context.Context, cs []Collection, opt Options) (*Index, error) {
	ix := &Index{collections: cs, byRef: map[string]*Entry{}, postings: map[string][]posting{}}
	for i := range cs {
		for j := range cs[i].Entries {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("build index: %w", err)
			}
			e := &cs[i].Entries[j]
			if e.Collection == "" {
				e.Collection = cs[i].ID
			}
			if _, dup := ix.byRef[e.Ref()]; dup {
				return nil, fmt.Errorf("build index: entry %s is there twice", e.Ref())
			}
			ix.byRef[e.Ref()] = e
			ix.add(e)
		}
	}
	return ix, nil
}

func (ix *Index) add(e *Entry) {
	doc := int32(len(ix.entries))
	ix.entries = append(ix.entries, e)
	tf := map[string]float64{}
	n := 0.0
	for _, field := range []struct {
		text   string
		weight float64
	}{{e.Question + " " + strings.Join(e.Aliases, " "), 3}, {e.AnswerText(), 1}} {
		for _, g := range bigrams(field.text) {
			tf[g] += field.weight
			n += field.weight
		}
	}
	for g, f := range tf {
		ix.postings[g] = append(ix.postings[g], posting{doc, f})
	}
	ix.length = append(ix.length, n)
	ix.mean += (n - ix.mean) / float64(len(ix.entries))
}

// Entry is the entry with this reference.
func (ix *Index) Entry(ref string) (*Entry, bool) {
	e, ok := ix.byRef[ref]
	return e, ok
}

// Collections are the collections the index was built over, with their entries.
func (ix *Index) Collections() []Collection { return ix.collections }

// Search ranks the entries for a query and returns the best n.
func (ix *Index) Search(ctx context.Context, query string, n int, scope Scope) ([]Hit, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	scores := make([]float64, len(ix.entries))
	possible := 0.0
	for _, g := range bigrams(query) {
		ps := ix.postings[g]
		idf := math.Log(1 + (float64(len(ix.entries))-float64(len(ps))+.5)/(float64(len(ps))+.5))
		possible += idf * 2.2
		for _, p := range ps {
			scores[p.doc] += idf * p.tf * 2.2 / (p.tf + 1.2*(.25+.75*ix.length[p.doc]/ix.mean))
		}
	}
	var hits []Hit
	for i, s := range scores {
		if s > 0 && (scope.Programme == "" || scope.Programme == ix.entries[i].Collection) {
			hits = append(hits, Hit{Entry: ix.entries[i], Score: s, P: s / possible})
		}
	}
	sort.SliceStable(hits, func(a, b int) bool { return hits[a].Score > hits[b].Score })
	if len(hits) > n {
		hits = hits[:n]
	}
	return hits, nil
}

// Suggest finds entries for what has been typed so far.
func (ix *Index) Suggest(ctx context.Context, prefix string, n int) ([]Hit, error) {
	return ix.Search(ctx, prefix, n, Scope{})
}

func bigrams(text string) []string {
	var out []string
	run := []rune{}
	flush := func() {
		for i := range run {
			if i+1 < len(run) {
				out = append(out, string(run[i:i+2]))
			}
			if unicode.Is(unicode.Han, run[i]) {
				out = append(out, string(run[i:i+1]))
			}
		}
		run = run[:0]
	}
	rs := []rune(strings.ToLower(norm.NFKC.String(text)))
	if len(rs) > 400 {
		rs = rs[:400]
	}
	for _, r := range rs {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != 'ー' {
			flush()
			continue
		}
		run = append(run, r)
	}
	flush()
	return out
}
