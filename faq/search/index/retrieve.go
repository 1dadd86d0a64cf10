package index

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
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"madoguchi/faq/search/lexicon"
)

// A retriever finds the entries that are worth measuring: a bleve index in memory over what our own
// tokenizers make of the entries. Bleve's analyzers for Japanese know neither readings nor concepts
// (the package baseline shows what they find alone), so each field is given its tokens ready made:
// pairs of characters, runs of kana of the sound, and concepts and words by their numbers.
//
// It reads the postings of bleve's segments itself: each token of a message votes for its entries, a rare one with more
// weight. The query layer above them costs twice as much, for scores that the ranking, which reads its features from
// tables of its own, does not use; the layer that makes one list of all segments' costs half as much again.
type retriever struct {
	index  bleve.Index
	reader index.IndexReader // one view for the index's life: it never changes
	parts  []part
	of     []*retriever // whose segments these are, where they are others': they stay open as long as this is used
}

// A part is a segment of the bleve index, and which entry each of its numbers is.
type part struct {
	segment segment.Segment
	entries []int32
}

// The field of an entry's question, aliases and answer. One field halves what a search costs, and
// which of them a token stands in is for the ranking to weigh.
const textField = "text"

// gramsAsked bounds the work of one search: of a message's runs of characters, only as many are
// looked up, those first that the fewest entries have. retrieved is how many entries may be brought.
// Measured by eval with the samples' messages among 1,000 other entries: the right entry is first for .910 and in the
// first five for .989; with all entries brought, for .908 and .981.
const (
	gramsAsked = 12
	retrieved  = 60
)

// gramVote is what a run of characters counts beside a word, before its rarity.
const gramVote = .1

// batchSize is how many entries make one segment of the index. Few segments search fast: among 10,000 entries half of
// this costs a third more, twice as much a quarter less and 80 MB more while the index is built.
const batchSize = 2048

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

func (t token) compare(u token) int {
	return cmp.Or(cmp.Compare(t.kind, u.kind), cmp.Compare(t.id, u.id))
}

// append appends the token as bleve has it.
func (t token) append(to []byte) []byte {
	return strconv.AppendInt(append(to, t.kind), int64(t.id), 36)
}

// newRetriever indexes n entries, each by its tokens.
func newRetriever(ctx context.Context, n int, tokens func(entry int) []token) (*retriever, error) {
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
	if err := r.open(); err != nil {
		return nil, cmp.Or(ix.Close(), err)
	}
	// An index is replaced as a whole while searches still run on the old one: bleve's goroutines
	// end when the last reader has let go of it.
	reader := r.reader
	runtime.AddCleanup(r, func(ix bleve.Index) { _ = cmp.Or(reader.Close(), ix.Close()) }, ix)
	return r, nil
}

// open opens the view and learns which entry each of bleve's numbers is, segment by segment.
func (r *retriever) open() error {
	inner, err := r.index.Advanced()
	if err != nil {
		return fmt.Errorf("reach into the bleve index: %w", err)
	}
	if r.reader, err = inner.Reader(); err != nil {
		return fmt.Errorf("open a reader on the bleve index: %w", err)
	}
	snapshot, ok := r.reader.(*scorch.IndexSnapshot)
	if !ok {
		return fmt.Errorf("open a reader on the bleve index: it is a %T", r.reader)
	}
	for _, s := range snapshot.Segments() {
		part := part{segment: s.Segment(), entries: make([]int32, s.Segment().Count())}
		for i := range part.entries {
			name, err := part.segment.DocID(uint64(i))
			if err != nil {
				return fmt.Errorf("name an entry of the bleve index: %w", err)
			}
			n, err := strconv.ParseInt(string(name), 10, 32)
			if err != nil {
				return fmt.Errorf("name an entry of the bleve index: %w", err)
			}
			part.entries[i] = int32(n)
		}
		r.parts = append(r.parts, part)
	}
	return nil
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
		tokens[i] = analysis.Token{Term: s.append(nil), Position: i + 1}
		out[i] = &tokens[i]
	}
	return out
}

// A weightedToken is a token of a message, with the weight of its vote.
type weightedToken struct {
	token
	weight float32
}

// Retrieve gives the numbers of the entries worth measuring for a message of these terms and this
// reading, in no order; none where the index knows nothing of it.
func (ix *Index) Retrieve(ctx context.Context, a *Asked, b *Ballot) ([]int32, error) {
	tokens := ix.askedTokens(a)
	if len(tokens) == 0 {
		return nil, nil
	}
	return ix.retriever.find(ctx, tokens, retrieved, b)
}

// Asked is what a message is compared by.
type Asked struct {
	Terms           []Term // of all that it says, by id
	Spelling, Sound AskedGrams
}

// Ask makes a message of these terms and this reading ready to be compared.
func (ix *Index) Ask(terms []Term, r *lexicon.Reading) Asked {
	return Asked{terms, ix.spelling.ask(r, len(ix.Docs)), ix.sound.ask(r, len(ix.Docs))}
}

// askedTokens are the tokens of a message that the index knows: its concepts and words, then the
// pairs and runs of characters that the fewest entries have.
func (ix *Index) askedTokens(a *Asked) []weightedToken {
	var out []weightedToken
	common := max(int32(len(ix.Docs)/commonShare), commonEntries)
	for _, t := range a.Terms {
		if n := ix.Terms.df[t.Id]; n <= common { // one that stands in other wordings alone is in none
			out = append(out, weightedToken{token{termToken, int32(t.Id)}, t.Strength * ix.Idf(n)})
		}
	}
	out = append(out, ix.spelling.rarest(spellingToken, a.Spelling)...)
	return append(out, ix.sound.rarest(soundToken, a.Sound)...)
}

// A term that more than a share of a large FAQ's entries have is not looked up: it would bring them all, and those
// that are meant are brought by what else is said.
const (
	commonShare   = 8
	commonEntries = 200
)

// rarest are the tokens of those grams that the fewest entries have.
func (g *gramTable) rarest(kind byte, a AskedGrams) []weightedToken {
	known := slices.Clone(a.ids)
	slices.SortFunc(known, func(a, b int32) int { return cmp.Or(cmp.Compare(g.df[a], g.df[b]), cmp.Compare(a, b)) })
	tokens := make([]weightedToken, 0, gramsAsked)
	for _, id := range known[:min(len(known), gramsAsked)] {
		tokens = append(tokens, weightedToken{token{kind, id}, gramVote * g.idf[id]})
	}
	return tokens
}
