package faq

import (
	"context"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"
)

// entryReading is an entry taken apart.
type entryReading struct {
	phrasings []*reading
	answer    *reading
	section   *reading
}

// readAtOnce is how many entries are taken apart before they are entered into the tables. What was
// read is then let go: a reading is many times larger than what the tables keep of it.
const readAtOnce = 64

// build reads the entries and enters them into the tables and into bleve.
func (ix *tables) build(ctx context.Context) error {
	ix.terms.concepts = uint32(len(ix.lex.concepts))
	ix.terms.ids = map[string]uint32{}
	ix.terms.postings = make([][]posting, len(ix.lex.concepts))
	ix.spelling.begin()
	ix.sound.begin()
	names := newNameCounts(len(ix.collections))
	for from := 0; from < len(ix.entries); from += readAtOnce {
		to := min(from+readAtOnce, len(ix.entries))
		read, err := ix.readEntries(ctx, from, to)
		if err != nil {
			return err
		}
		for i := range read {
			ix.enter(int32(from+i), &read[i])
			names.count(ix.docs[from+i].collection, &read[i])
		}
	}
	ix.spelling.finish(len(ix.entries))
	ix.sound.finish(len(ix.entries))
	for i := range ix.docs {
		for j := range ix.docs[i].phrasings {
			ix.weigh(&ix.docs[i].phrasings[j])
		}
	}
	ix.learnNames(names)
	var err error
	ix.retriever, err = newRetriever(ctx, ix.forward())
	return err
}

// readEntries takes the entries from one number up to another apart, on all processors.
func (ix *tables) readEntries(ctx context.Context, from, to int) ([]entryReading, error) {
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
				out[i] = ix.readEntry(ix.entries[from+i])
			}
			return nil
		})
	}
	return out, g.Wait()
}

func (ix *tables) readEntry(e *Entry) entryReading {
	r := entryReading{answer: ix.lex.read(e.AnswerText()), section: ix.lex.read(e.Section)}
	for _, q := range append([]string{e.Question}, e.Aliases...) {
		if strings.TrimSpace(q) != "" {
			r.phrasings = append(r.phrasings, ix.lex.read(q))
		}
	}
	return r
}

// enter puts what was read of an entry into the tables. Entries come in order.
func (ix *tables) enter(doc int32, r *entryReading) {
	d, e := &ix.docs[doc], ix.entries[doc]
	var questions []term
	for _, p := range r.phrasings {
		ph := ix.phrase(p)
		questions = append(questions, ph.terms...)
		d.phrasings = append(d.phrasings, ph)
	}
	answers := append(ix.phrase(r.answer).terms, scale(ix.phrase(r.section).terms, sectionWorth)...)
	d.facets = facetsOf(append([]string{e.Question, e.AnswerText()}, e.Aliases...)...)
	ix.terms.post(doc, mergeTerms(questions), mergeTerms(answers))
	for _, p := range r.phrasings {
		ix.spelling.add(doc, spellingGrams(p), true)
		ix.sound.add(doc, soundGrams(p), true)
	}
	ix.spelling.add(doc, spellingGrams(r.answer), false)
	ix.sound.add(doc, soundGrams(r.answer), false)
}

// sectionWorth is what a word of the heading counts beside one of the answer.
const sectionWorth = .5

// forward lists each entry's tokens for bleve: the tables turned round. How often a token stands in
// an entry, and where, is for the tables to weigh.
func (ix *tables) forward() [][]token {
	sizes := make([]int32, len(ix.entries))
	ix.eachToken(func(doc int32, _ token) { sizes[doc]++ })
	out := make([][]token, len(ix.entries))
	for i, n := range sizes {
		out[i] = make([]token, 0, n)
	}
	ix.eachToken(func(doc int32, t token) { out[doc] = append(out[doc], t) })
	return out
}

// eachToken goes through all tokens of all entries: concepts and words, pairs of characters, and the
// sounds of the questions. The sounds of the answers bring too many entries for what they find.
func (ix *tables) eachToken(yield func(doc int32, t token)) {
	for id, ps := range ix.terms.postings {
		for i := range ps {
			yield(ps[i].doc, token{termToken, int32(id)})
		}
	}
	for id, ps := range ix.spelling.postings {
		for i := range ps {
			yield(ps[i].doc, token{spellingToken, int32(id)})
		}
	}
	for id, ps := range ix.sound.postings {
		for i := range ps {
			if ps[i].question > 0 {
				yield(ps[i].doc, token{soundToken, int32(id)})
			}
		}
	}
}
