package index

import (
	"context"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"madoguchi/faq"
	"madoguchi/faq/search/lexicon"
	"madoguchi/faq/search/sentence"
)

// entryReading is an entry taken apart.
type entryReading struct {
	phrasings []*lexicon.Reading
	answer    *lexicon.Reading
	section   *lexicon.Reading
	meaning   Meaning
}

// readAtOnce is how many entries are taken apart before they are entered into the tables. What was
// read is then let go: a reading is many times larger than what the tables keep of it.
const readAtOnce = 64

// build reads the entries and enters them into the tables and into bleve.
func (ix *Index) build(ctx context.Context) error {
	ix.Terms = termTable{ids: map[string]uint32{}, df: make([]int32, len(ix.Lex.Concepts)), has: make([]bool, len(ix.Lex.Concepts))}
	ix.spelling, ix.sound = newGramTable(SpellingGrams), newGramTable(SoundGrams)
	ix.names, ix.nouns = newNameCounts(len(ix.Collections)), map[lexicon.Lexeme]int{}
	for from := 0; from < len(ix.Entries); from += readAtOnce {
		to := min(from+readAtOnce, len(ix.Entries))
		read, err := ix.readEntries(ctx, from, to)
		if err != nil {
			return err
		}
		for i := range read {
			ix.enter(int32(from+i), &read[i])
			ix.names.count(ix.Docs[from+i].Collection, &read[i], 1)
			read[i].nouns(ix.nouns, 1)
		}
	}
	ix.finishGrams()
	ix.finishLengths()
	for i := range ix.Docs {
		for j := range ix.Docs[i].Phrasings {
			ix.weigh(&ix.Docs[i].Phrasings[j])
		}
	}
	ix.learnNames()
	ix.Vocabulary = lexicon.NewVocabulary(ix.Names, ix.nouns)
	ix.kanji = newKanjiTable(&ix.Terms)
	var err error
	ix.retriever, err = newRetriever(ctx, len(ix.Docs), func(doc int) []token { return ix.Docs[doc].tokens() })
	return err
}

// finishGrams weighs all entries' runs of characters.
func (ix *Index) finishGrams() {
	spelling, sound := make([]GramVector, len(ix.Docs)), make([]GramVector, len(ix.Docs))
	for i := range ix.Docs {
		spelling[i], sound[i] = ix.Docs[i].Spelling, ix.Docs[i].Sound
	}
	ix.spelling.finish(spelling)
	ix.sound.finish(sound)
}

// finishLengths sets each answer's length beside the mean.
func (ix *Index) finishLengths() {
	sum := float32(0)
	for i := range ix.Docs {
		sum += ix.Docs[i].Length
	}
	ix.length = max(sum, 1) / float32(max(len(ix.Docs), 1))
	for i := range ix.Docs {
		ix.Docs[i].Length /= ix.length
	}
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
	r.meaning = meaningOf(ix.Near, ix.Lex, &r)
	return r
}

// nouns counts the nouns of an entry, by 1, or -1 for one that goes.
func (r *entryReading) nouns(in map[lexicon.Lexeme]int, by int) {
	for _, p := range r.phrasings {
		p.Nouns(in, by)
	}
	r.answer.Nouns(in, by)
}

// enter puts what was read of an entry into the tables. Entries come in order.
func (ix *Index) enter(doc int32, r *entryReading) {
	d, e := &ix.Docs[doc], ix.Entries[doc]
	for _, p := range r.phrasings {
		d.Phrasings = append(d.Phrasings, ix.phrase(p))
	}
	var questions []Term
	if len(d.Phrasings) > 0 {
		questions = d.Phrasings[0].Terms
	}
	answers := append(ix.phrase(r.answer).Terms, scale(ix.phrase(r.section).Terms, sectionWorth)...)
	d.Facets = facetsOf(e.Question, e.AnswerText())
	d.Sentences = ix.sentences(r.answer)
	d.Length = float32(len(r.answer.Runes))
	d.Meaning = r.meaning
	d.Terms = ix.Terms.enter(MergeTerms(slices.Clone(questions)), MergeTerms(answers))
	d.Spelling, d.Sound = ix.spelling.enter(r), ix.sound.enter(r)
	ix.spelling.mark(d.Spelling, r.answer)
	for i := range d.Terms {
		ix.Terms.has[d.Terms[i].Id] = true
	}
	for i, p := range r.phrasings[min(1, len(r.phrasings)):] {
		d.found = append(d.found, ix.aliasTokens(&d.Phrasings[i+1], p)...)
	}
}

// aliasTokens are what bleve is to find an entry by for one of its other wordings. A wording is one way to ask for
// the entry: what it says is not what the entry says. So its words count in no table of the entry, where they would
// draw messages that share them, and make no word more common than it is.
func (ix *Index) aliasTokens(p *Phrasing, r *lexicon.Reading) []token {
	var out []token
	for _, t := range p.Terms {
		ix.Terms.has[t.Id] = true
		out = append(out, token{termToken, int32(t.Id)})
	}
	for _, x := range SpellingGrams(r) {
		out = append(out, token{spellingToken, ix.spelling.id(x)})
	}
	for _, x := range SoundGrams(r) {
		out = append(out, token{soundToken, ix.sound.id(x)})
	}
	return out
}

// sentences are the terms of a text, sentence by sentence.
func (ix *Index) sentences(r *lexicon.Reading) [][]Term {
	var out [][]Term
	var terms []Term
	at := 0
	end := func() {
		if len(terms) > 0 {
			out = append(out, slices.Clip(MergeTerms(terms)))
			terms = nil
		}
	}
	for i := range r.Atoms {
		a := &r.Atoms[i]
		if slices.ContainsFunc(r.Runes[at:a.Start], sentence.Ends) {
			end()
		}
		at = max(at, a.Start)
		if !a.Question {
			terms = append(terms, ix.Terms.Of(a, true)...)
		}
	}
	end()
	return out
}

// sectionWorth is what a word of the heading counts beside one of the answer.
const sectionWorth = .5

// tokens are what bleve is to find an entry by: its concepts and words, its pairs of characters, and the sounds of
// its question. The sounds of the answers bring too many entries for what they find.
func (d *document) tokens() []token {
	out := make([]token, 0, len(d.Terms)+len(d.Spelling)+len(d.Sound)+len(d.found))
	for i := range d.Terms {
		out = append(out, token{termToken, int32(d.Terms[i].Id)})
	}
	for i := range d.Spelling {
		out = append(out, token{spellingToken, d.Spelling[i].id})
	}
	for i := range d.Sound {
		if d.Sound[i].question > 0 {
			out = append(out, token{soundToken, d.Sound[i].id})
		}
	}
	out = append(out, d.found...)
	slices.SortFunc(out, token.compare)
	return slices.Compact(out)
}
