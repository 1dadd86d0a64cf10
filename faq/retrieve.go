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

// A token is what bleve knows entries by: one thing of one of the tables.
type token struct {
	kind byte
	id   int32
}

// The kinds of token.
const (
	termToken     = 't'
	spellingToken = 'g'
	soundToken    = 's'
)

// String is the token as bleve has it.
func (t token) String() string {
	var buf [16]byte
	return string(strconv.AppendInt(append(buf[:0], t.kind), int64(t.id), 36))
}

// newRetriever indexes entries, each given by its tokens.
func newRetriever(ctx context.Context, entries [][]token) (*retriever, error) {
	ix, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open bleve index in memory: %w", err)
	}
	r := &retriever{index: ix}
	for from := 0; from < len(entries); from += batchSize {
		if err := ctx.Err(); err != nil {
			return nil, cmp.Or(ix.Close(), err)
		}
		b := ix.NewBatch()
		for i := from; i < min(from+batchSize, len(entries)); i++ {
			d := blevedoc.NewDocument(strconv.Itoa(i))
			d.AddField(readyField(textField, entries[i]))
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
func readyField(name string, tokens []token) blevedoc.Field {
	return blevedoc.NewTextFieldCustom(name, nil, nil, index.IndexField, &analysis.DefaultAnalyzer{Tokenizer: ready(tokens)})
}

// ready is a tokenizer that has its tokens already.
type ready []token

// Tokenize implements [analysis.Tokenizer].
func (r ready) Tokenize([]byte) analysis.TokenStream {
	out := make(analysis.TokenStream, len(r))
	tokens := make([]analysis.Token, len(r))
	for i, s := range r {
		tokens[i] = analysis.Token{Term: []byte(s.String()), Position: i + 1}
		out[i] = &tokens[i]
	}
	return out
}

// find gives the numbers of the entries that bleve ranks first for the tokens.
func (r *retriever) find(ctx context.Context, tokens []token, n int) ([]int32, error) {
	clauses := make([]query.Query, 0, len(tokens))
	for _, t := range tokens {
		clause := query.NewTermQuery(t.String())
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

// askedTokens are the tokens of a message that the index knows: its concepts and words, then the
// pairs and runs of characters that the fewest entries have.
func (ix *Index) askedTokens(q *question) []token {
	var out []token
	for _, t := range q.terms {
		if len(ix.terms.postings[t.id]) > 0 {
			out = append(out, token{termToken, int32(t.id)})
		}
	}
	out = append(out, ix.spelling.rarest(spellingToken, spellingGrams(q.reading))...)
	return append(out, ix.sound.rarest(soundToken, soundGrams(q.reading))...)
}

// rarest are the tokens of those grams that the fewest entries have.
func (g *gramIndex) rarest(kind byte, grams []uint64) []token {
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
	tokens := make([]token, 0, gramsAsked)
	for _, id := range known[:min(len(known), gramsAsked)] {
		tokens = append(tokens, token{kind, id})
	}
	return tokens
}
