package index

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"madoguchi/faq"
	"madoguchi/faq/search/lexicon"
)

// With is the index as it would be with entries changed or added, in collections that it has: to try a change on. No
// other entry is read again, nor entered into bleve, so that it takes a fiftieth of what a new index does.
//
// All is weighed as in a new index but for the mean lengths of questions and answers by which runs of characters are
// weighed, which stay: among a thousand entries one moves them by a thousandth.
func (ix *Index) With(ctx context.Context, entries []faq.Entry) (*Index, error) {
	next := ix.fork()
	docs := make([]int32, 0, len(entries))
	for i := range entries {
		doc, err := next.put(entries[i])
		if err != nil {
			return nil, err
		}
		if !slices.Contains(docs, doc) {
			docs = append(docs, doc)
		}
	}
	next.recount(docs)
	next.weighAnew(ix, docs)
	next.Names = nil
	next.learnNames()
	next.Vocabulary = lexicon.NewVocabulary(next.Names, next.nouns)
	if len(next.Terms.ids) > len(ix.Terms.ids) {
		next.kanji = newKanjiTable(&next.Terms)
	}
	var err error
	next.retriever, err = ix.retriever.with(ctx, docs, func(doc int32) []token { return next.Docs[doc].tokens() })
	return next, err
}

// weighAnew weighs all entries by how common everything is now. Those of docs have counts of runs of characters yet, and
// the others what they counted in the index before.
func (ix *Index) weighAnew(before *Index, docs []int32) {
	spelling, sound := ix.spelling.reweigh(before.spelling.idf, len(ix.Docs)), ix.sound.reweigh(before.sound.idf, len(ix.Docs))
	sum := float32(0)
	for doc := range ix.Docs {
		d := &ix.Docs[doc]
		if slices.Contains(docs, int32(doc)) {
			ix.spelling.impacts(d.Spelling)
			ix.sound.impacts(d.Sound)
		} else {
			d.Spelling, d.Sound = d.Spelling.scaled(spelling), d.Sound.scaled(sound)
			d.Length *= before.length
		}
		sum += d.Length
		d.Phrasings = slices.Clone(d.Phrasings)
		for i := range d.Phrasings {
			d.Phrasings[i].Atoms = slices.Clone(d.Phrasings[i].Atoms)
			ix.weigh(&d.Phrasings[i])
		}
	}
	ix.length = max(sum, 1) / float32(max(len(ix.Docs), 1))
	for doc := range ix.Docs {
		ix.Docs[doc].Length /= ix.length
	}
}

// reweigh finds how rare each run is now, and by what its impacts differ from those of before.
func (g *gramTable) reweigh(before []float32, entries int) []float32 {
	g.weigh(entries)
	by := make([]float32, len(before))
	for i := range before {
		by[i] = g.idf[i] / before[i]
	}
	return by
}

// scaled are the impacts by other rarities. Where nothing changes, they are shared.
func (v GramVector) scaled(by []float32) GramVector {
	first := slices.IndexFunc(v, func(p gramImpact) bool { return by[p.id] != 1 })
	if first < 0 {
		return v
	}
	v = slices.Clone(v)
	for i := first; i < len(v); i++ {
		v[i].question *= by[v[i].id]
		v[i].answer *= by[v[i].id]
	}
	return v
}

// fork is a copy whose tables may be written on. What an entry has is shared: it is replaced, never changed.
func (ix *Index) fork() *Index {
	next := *ix
	next.Collections, next.Entries, next.Docs = slices.Clone(ix.Collections), slices.Clone(ix.Entries), slices.Clone(ix.Docs)
	for c := range next.Collections {
		next.Collections[c].Entries = slices.Clone(ix.Collections[c].Entries)
	}
	next.ByRef, next.nouns = maps.Clone(ix.ByRef), maps.Clone(ix.nouns)
	next.Terms = termTable{maps.Clone(ix.Terms.ids), slices.Clone(ix.Terms.df), slices.Clone(ix.Terms.has)}
	next.spelling.ids, next.spelling.df = maps.Clone(ix.spelling.ids), slices.Clone(ix.spelling.df)
	next.sound.ids, next.sound.df = maps.Clone(ix.sound.ids), slices.Clone(ix.sound.df)
	next.names = &nameCounts{entries: slices.Clone(ix.names.entries), sizes: slices.Clone(ix.names.sizes), sounds: maps.Clone(ix.names.sounds)}
	for c := range next.names.entries {
		next.names.entries[c] = maps.Clone(ix.names.entries[c])
	}
	return &next
}

// put enters an entry in place of what it was before, or behind all others.
func (ix *Index) put(e faq.Entry) (int32, error) {
	c := slices.IndexFunc(ix.Collections, func(c faq.Collection) bool { return c.ID == e.Collection })
	if c < 0 {
		return 0, fmt.Errorf("enter %s: there is no such collection", e.Ref())
	}
	col := &ix.Collections[c]
	doc, known := ix.ByRef[e.Ref()]
	if known {
		ix.takeOut(doc)
		at := slices.IndexFunc(col.Entries, func(o faq.Entry) bool { return o.Order == e.Order })
		col.Entries[at] = e
		ix.Entries[doc] = &col.Entries[at]
	} else {
		doc = int32(len(ix.Entries))
		ix.ByRef[e.Ref()] = doc
		col.Entries = append(col.Entries, e)
		ix.Entries = append(ix.Entries, &col.Entries[len(col.Entries)-1])
		ix.Docs = append(ix.Docs, document{})
	}
	ix.Docs[doc] = document{Collection: int32(c)}
	r := ix.readEntry(ix.Entries[doc])
	ix.enter(doc, &r)
	ix.names.count(int32(c), &r, 1)
	r.nouns(ix.nouns, 1)
	return doc, nil
}

// takeOut takes what an entry counts out of the tables.
func (ix *Index) takeOut(doc int32) {
	d := &ix.Docs[doc]
	for _, t := range d.Terms {
		ix.Terms.df[t.Id]--
		ix.Terms.has[t.Id] = ix.Terms.df[t.Id] > 0
	}
	for _, t := range d.found {
		if t.kind == termToken {
			ix.Terms.has[t.id] = ix.Terms.df[t.id] > 0
		}
	}
	for _, g := range d.Spelling {
		ix.spelling.df[g.id]--
	}
	for _, g := range d.Sound {
		ix.sound.df[g.id]--
	}
	r := ix.readEntry(ix.Entries[doc])
	ix.names.count(d.Collection, &r, -1)
	r.nouns(ix.nouns, -1)
}

// recount says of the terms that stand in other wordings alone that they are there.
func (ix *Index) recount(changed []int32) {
	for i := range ix.Docs {
		for _, t := range ix.Docs[i].found {
			if t.kind == termToken {
				ix.Terms.has[t.id] = true
			}
		}
	}
	for _, doc := range changed { // one of several may have been entered before another was taken out
		for _, t := range ix.Docs[doc].Terms {
			ix.Terms.has[t.Id] = true
		}
	}
}

// changed stands in place of the number of an entry that is found under other words now.
const changed = -1

// with is a retriever that finds some entries by other tokens.
func (r *retriever) with(ctx context.Context, docs []int32, tokens func(doc int32) []token) (*retriever, error) {
	own, err := newRetriever(ctx, len(docs), func(i int) []token { return tokens(docs[i]) })
	if err != nil {
		return nil, err
	}
	next := &retriever{parts: slices.Clone(r.parts), of: []*retriever{r, own}}
	for i := range next.parts {
		p := &next.parts[i]
		p.entries = slices.Clone(p.entries)
		for j, e := range p.entries {
			if slices.Contains(docs, e) {
				p.entries[j] = changed
			}
		}
	}
	for _, p := range own.parts {
		entries := make([]int32, len(p.entries))
		for i, n := range p.entries {
			entries[i] = docs[n]
		}
		next.parts = append(next.parts, part{p.segment, entries})
	}
	return next, nil
}
