package index

import (
	"context"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"madoguchi/faq"
	"madoguchi/faq/search/lexicon"
)

// entryReading is an entry taken apart.
type entryReading struct {
	phrasings []*lexicon.Reading
	answer    *lexicon.Reading
	section   *lexicon.Reading
}

// readAtOnce is how many entries are taken apart before they are entered into the tables. What was
// read is then let go: a reading is many times larger than what the tables keep of it.
const readAtOnce = 64

// build reads the entries and enters them into the tables and into bleve.
func (ix *Index) build(ctx context.Context) error {
	ix.Terms.concepts = uint32(len(ix.Lex.Concepts))
	ix.Terms.ids = map[string]uint32{}
	ix.Terms.Postings = make([][]Posting, len(ix.Lex.Concepts))
	ix.Spelling.begin()
	ix.Sound.begin()
	names := newNameCounts(len(ix.Collections))
	nouns := map[lexicon.Lexeme]bool{}
	for from := 0; from < len(ix.Entries); from += readAtOnce {
		to := min(from+readAtOnce, len(ix.Entries))
		read, err := ix.readEntries(ctx, from, to)
		if err != nil {
			return err
		}
		for i := range read {
			ix.enter(int32(from+i), &read[i])
			names.count(ix.Docs[from+i].Collection, &read[i])
			read[i].nouns(nouns)
		}
	}
	ix.Spelling.finish(len(ix.Entries))
	ix.Sound.finish(len(ix.Entries))
	for i := range ix.Docs {
		for j := range ix.Docs[i].Phrasings {
			ix.weigh(&ix.Docs[i].Phrasings[j])
		}
	}
	ix.learnNames(names)
	ix.Vocabulary = lexicon.NewVocabulary(ix.Names, nouns)
	ix.kanji = newKanjiTable(&ix.Terms)
	var err error
	ix.retriever, err = newRetriever(ctx, ix.forward())
	return err
}

// readEntries takes the entries from one number up to another apart, on all processors.
func (ix *Index) readEntries(ctx context.Context, from, to int) ([]entryReading, error) {
	out := make([]entryReading, to-from)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	const share = 8
	for part := 0; part < len(out); part += share {
		g.Go(func() error {
			for i := part; i < min(part+share, len(out)); i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				out[i] = ix.readEntry(ix.Entries[from+i])
			}
			return nil
		})
	}
	return out, g.Wait()
}

func (ix *Index) readEntry(e *faq.Entry) entryReading {
	r := entryReading{answer: ix.Lex.Read(e.AnswerText(), nil), section: ix.Lex.Read(e.Section, nil)}
	for _, q := range append([]string{e.Question}, e.Aliases...) {
		if strings.TrimSpace(q) != "" {
			r.phrasings = append(r.phrasings, ix.Lex.Read(q, nil))
		}
	}
	return r
}

// nouns notes the nouns of an entry.
func (r *entryReading) nouns(in map[lexicon.Lexeme]bool) {
	for _, p := range r.phrasings {
		p.Nouns(in)
	}
	r.answer.Nouns(in)
}

// enter puts what was read of an entry into the tables. Entries come in order.
func (ix *Index) enter(doc int32, r *entryReading) {
	d, e := &ix.Docs[doc], ix.Entries[doc]
	var questions []Term
	for _, p := range r.phrasings {
		ph := ix.phrase(p)
		questions = append(questions, ph.Terms...)
		d.Phrasings = append(d.Phrasings, ph)
	}
	answers := append(ix.phrase(r.answer).Terms, scale(ix.phrase(r.section).Terms, sectionWorth)...)
	d.Facets = facetsOf(append([]string{e.Question, e.AnswerText()}, e.Aliases...)...)
	ix.Terms.post(doc, MergeTerms(questions), MergeTerms(answers))
	for _, p := range r.phrasings {
		ix.Spelling.add(doc, SpellingGrams(p), true)
		ix.Sound.add(doc, SoundGrams(p), true)
	}
	ix.Spelling.add(doc, SpellingGrams(r.answer), false)
	ix.Sound.add(doc, SoundGrams(r.answer), false)
}

// sectionWorth is what a word of the heading counts beside one of the answer.
const sectionWorth = .5

// forward lists each entry's tokens for bleve: the tables turned round. How often a token stands in
// an entry, and where, is for the tables to weigh.
func (ix *Index) forward() [][]token {
	sizes := make([]int32, len(ix.Entries))
	ix.eachToken(func(doc int32, _ token) { sizes[doc]++ })
	out := make([][]token, len(ix.Entries))
	for i, n := range sizes {
		out[i] = make([]token, 0, n)
	}
	ix.eachToken(func(doc int32, t token) { out[doc] = append(out[doc], t) })
	return out
}

// eachToken goes through all tokens of all entries: concepts and words, pairs of characters, and the
// sounds of the questions. The sounds of the answers bring too many entries for what they find.
func (ix *Index) eachToken(yield func(doc int32, t token)) {
	for id, ps := range ix.Terms.Postings {
		for i := range ps {
			yield(ps[i].Doc, token{termToken, int32(id)})
		}
	}
	for id, ps := range ix.Spelling.postings {
		for i := range ps {
			yield(ps[i].doc, token{spellingToken, int32(id)})
		}
	}
	for id, ps := range ix.Sound.postings {
		for i := range ps {
			if ps[i].question > 0 {
				yield(ps[i].doc, token{soundToken, int32(id)})
			}
		}
	}
}
