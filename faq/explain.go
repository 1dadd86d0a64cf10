package faq

import (
	"context"
	"fmt"
)

// An Explanation says why entries rank where they do for a message.
type Explanation struct {
	Query      string       `json:"query"`
	Normalised string       `json:"normalised"`
	Atoms      []AtomReport `json:"atoms"`   // what the message says, in its order
	Asks       []string     `json:"asks"`    // the question words in it
	Named      []string     `json:"named"`   // the programmes it names
	Unknown    []string     `json:"unknown"` // what no entry explains
	Hits       []HitReport  `json:"hits"`
	Decision   Decision     `json:"-"`
}

// An AtomReport is one thing the message says.
type AtomReport struct {
	Text     string   `json:"text"`
	Concepts []string `json:"concepts"` // of the dictionary, surest first
	BySound  bool     `json:"by_sound"` // found by its sound, not its spelling
	Weight   float64  `json:"weight"`   // share of the message
	Entries  int      `json:"entries"`  // in how many entries it occurs
}

// A HitReport is one entry with what its rank is made of.
type HitReport struct {
	Ref      string             `json:"ref"`
	Question string             `json:"question"`
	Score    float64            `json:"score"`
	P        float64            `json:"p"`
	Found    []string           `json:"found"`   // what of the message its question or answer explains
	Missing  []string           `json:"missing"` // and what not
	Features map[string]float64 `json:"features"`
}

// featureNames are the features as an explanation prints them.
var featureNames = [featureCount]string{
	"explained", "answered", "covered", "spelling", "spelling_answer", "sound", "sound_answer",
	"asks", "named", "misnamed", "twin", "scope", "last", "both", "facet", "asked", "head", "vector",
}

// Explain says why the best n entries rank where they do for a message, and what is decided.
func (ix *Index) Explain(ctx context.Context, query string, n int, scope Scope) (Explanation, error) {
	d, err := ix.Decide(ctx, query, scope)
	if err != nil {
		return Explanation{}, fmt.Errorf("explain: %w", err)
	}
	q, found := ix.rank(ctx, query, scope)
	x := Explanation{Query: query, Normalised: q.reading.text, Decision: d}
	for i := range q.atoms {
		x.Atoms = append(x.Atoms, ix.reportAtom(q, &q.atoms[i]))
		if q.atoms[i].df == 0 {
			x.Unknown = append(x.Unknown, q.atoms[i].atom.text)
		}
	}
	for _, c := range q.asks {
		x.Asks = append(x.Asks, ix.lex.concepts[c].name)
	}
	for c := range q.named {
		if q.named[c] {
			x.Named = append(x.Named, ix.collections[c].ID)
		}
	}
	for i := range found[:min(n, len(found))] {
		x.Hits = append(x.Hits, ix.reportHit(q, &found[i]))
	}
	return x, nil
}

func (ix *Index) reportAtom(q *question, a *asked) AtomReport {
	r := AtomReport{Text: a.atom.text, BySound: !a.atom.exact, Weight: float64(share(a.weight, q.mass)), Entries: int(a.df)}
	for _, c := range a.atom.concepts {
		r.Concepts = append(r.Concepts, fmt.Sprintf("%s %.2g", ix.lex.concepts[c.id].name, c.strength))
	}
	return r
}

func (ix *Index) reportHit(q *question, c *candidate) HitReport {
	e := ix.entries[c.doc]
	h := HitReport{Ref: e.Ref(), Question: e.Question, Score: c.score, P: c.p, Features: map[string]float64{}}
	for i, v := range c.features {
		if v != 0 {
			h.Features[featureNames[i]] = float64(v)
		}
	}
	for i := range q.atoms {
		if c.held[i] > 0 {
			h.Found = append(h.Found, fmt.Sprintf("%s %.2f", q.atoms[i].atom.text, c.held[i]))
		} else {
			h.Missing = append(h.Missing, q.atoms[i].atom.text)
		}
	}
	return h
}
