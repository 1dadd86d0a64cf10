package faq

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	blevedoc "github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// A retriever finds the entries that are worth measuring: a bleve index in memory over what our own
// tokenizers make of the entries. Bleve's analyzers for Japanese know neither readings nor concepts
// (the package baseline shows what they find alone), so each field is given its tokens ready made:
// pairs of characters, runs of kana of the sound, and concepts and words by their numbers.
//
// The ranking reads its features from tables beside it, not from bleve's scores, which are only
// good for a first order.
type retriever struct {
	index bleve.Index
}

// The field of an entry's question, aliases and answer. One field halves what a search costs, and
// which of them a token stands in is for the ranking to weigh.
const textField = "text"

// gramsAsked bounds the work of one search: of a message's runs of characters, only as many are
// looked up, those first that the fewest entries have. retrieved is how many entries may be brought.
// Measured with 300 messages of an author who did not know the index, among 1,030 entries: the right
// entry is first for .865 and in the first five for .962, as when all entries are looked at.
const (
	gramsAsked = 12
	retrieved  = 250
)

// batchSize is how many entries make one segment of the index. Few segments search fast.
const batchSize = 1024

// newRetriever indexes n entries; tokens gives those of an entry.
func newRetriever(ctx context.Context, n int, tokens func(i int) []string) (*retriever, error) {
	ix, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open bleve index in memory: %w", err)
	}
	r := &retriever{index: ix}
	for from := 0; from < n; from += batchSize {
		if err := ctx.Err(); err != nil {
			return nil, cmp.Or(ix.Close(), err)
		}
		b := ix.NewBatch()
		for i := from; i < min(from+batchSize, n); i++ {
			d := blevedoc.NewDocument(strconv.Itoa(i))
			d.AddField(readyField(textField, tokens(i)))
			if err := b.IndexAdvanced(d); err != nil {
				return nil, fmt.Errorf("index entry %d: %w", i, cmp.Or(ix.Close(), err))
			}
		}
		if err := ix.Batch(b); err != nil {
			return nil, fmt.Errorf("write bleve batch: %w", cmp.Or(ix.Close(), err))
		}
	}
	// An index is replaced as a whole while searches still run on the old one: bleve's goroutines
	// end when the last reader has let go of it.
	runtime.AddCleanup(r, func(ix bleve.Index) { _ = ix.Close() }, ix)
	return r, nil
}

// readyField is a field whose tokens were made before.
func readyField(name string, tokens []string) blevedoc.Field {
	return blevedoc.NewTextFieldCustom(name, nil, nil, index.IndexField, &analysis.DefaultAnalyzer{Tokenizer: ready(tokens)})
}

// ready is a tokenizer that has its tokens already.
type ready []string

// Tokenize implements [analysis.Tokenizer].
func (r ready) Tokenize([]byte) analysis.TokenStream {
	out := make(analysis.TokenStream, len(r))
	tokens := make([]analysis.Token, len(r))
	for i, s := range r {
		tokens[i] = analysis.Token{Term: []byte(s), Position: i + 1}
		out[i] = &tokens[i]
	}
	return out
}

// find gives the numbers of the entries that bleve ranks first for the tokens.
func (r *retriever) find(ctx context.Context, tokens []string, n int) ([]int32, error) {
	clauses := make([]query.Query, 0, len(tokens))
	for _, t := range tokens {
		clause := query.NewTermQuery(t)
		clause.SetField(textField)
		clauses = append(clauses, clause)
	}
	found, err := r.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(query.NewDisjunctionQuery(clauses), n, 0, false))
	if err != nil {
		return nil, fmt.Errorf("search bleve index: %w", err)
	}
	out := make([]int32, 0, len(found.Hits))
	for _, h := range found.Hits {
		i, err := strconv.ParseInt(h.ID, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read bleve hit %q: %w", h.ID, err)
		}
		out = append(out, int32(i))
	}
	return out, nil
}

// entryTokens are the tokens of an entry as bleve indexes them.
func (ix *Index) entryTokens(i int, r *entryReading) []string {
	out := appendTerms(nil, ix.phrase(r.answer).terms)
	for _, p := range ix.docs[i].phrasings {
		out = appendTerms(out, p.terms)
	}
	for _, p := range r.phrasings {
		out = ix.sound.tokens(ix.spelling.tokens(out, 'g', spellingGrams(p)), 's', soundGrams(p))
	}
	out = ix.spelling.tokens(out, 'g', spellingGrams(r.answer))
	slices.Sort(out)
	return slices.Compact(out) // how often a token stands there is for the tables to weigh
}

// askedTokens are the tokens of a message that the index knows: its concepts and words, then the
// pairs and runs of characters that the fewest entries have.
func (ix *Index) askedTokens(q *question) []string {
	var out []string
	for _, t := range q.terms {
		if len(ix.terms.postings[t.id]) > 0 {
			out = append(out, termToken(t.id))
		}
	}
	out = append(out, ix.spelling.rarest('g', spellingGrams(q.reading))...)
	return append(out, ix.sound.rarest('s', soundGrams(q.reading))...)
}

// rarest are the tokens of those grams that the fewest entries have.
func (g *gramIndex) rarest(kind byte, grams []uint64) []string {
	known := make([]int32, 0, len(grams))
	for _, x := range grams {
		if id, ok := g.ids[x]; ok {
			known = append(known, id)
		}
	}
	slices.SortFunc(known, func(a, b int32) int {
		return cmp.Or(cmp.Compare(len(g.postings[a]), len(g.postings[b])), cmp.Compare(a, b))
	})
	known = slices.Compact(known)
	tokens := make([]string, 0, gramsAsked)
	for _, id := range known[:min(len(known), gramsAsked)] {
		tokens = append(tokens, numberToken(kind, id))
	}
	return tokens
}

func appendTerms(to []string, terms []term) []string {
	for _, t := range terms {
		to = append(to, termToken(t.id))
	}
	return to
}

func (g *gramIndex) tokens(to []string, kind byte, grams []uint64) []string {
	for _, x := range grams {
		to = append(to, numberToken(kind, g.ids[x]))
	}
	return to
}

func termToken(id uint32) string { return "t" + strconv.FormatUint(uint64(id), 36) }

func numberToken(kind byte, id int32) string {
	var buf [16]byte
	return string(strconv.AppendInt(append(buf[:0], kind), int64(id), 36))
}
