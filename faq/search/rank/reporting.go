package rank

import (
	"fmt"

	"madoguchi/faq"
)

// Explain says what a message was read as, and why the best n of the candidates found rank where they do.
func (rk *Ranker) Explain(q *Question, found []Candidate, n int) faq.Explanation {
	x := faq.Explanation{Normalised: q.Reading.Text}
	for i := range q.Atoms {
		x.Atoms = append(x.Atoms, rk.reportAtom(q, &q.Atoms[i]))
		if q.Atoms[i].Df == 0 {
			x.Unknown = append(x.Unknown, q.Atoms[i].atom.Text)
		}
	}
	for _, c := range q.asks {
		x.Asks = append(x.Asks, rk.Lex.Concepts[c].Name)
	}
	for c := range q.named {
		if q.named[c] {
			x.Named = append(x.Named, rk.Collections[c].ID)
		}
	}
	for i := range found[:min(n, len(found))] {
		x.Hits = append(x.Hits, rk.reportHit(q, &found[i]))
	}
	return x
}

func (rk *Ranker) reportAtom(q *Question, a *asked) faq.AtomReport {
	r := faq.AtomReport{Text: a.atom.Text, BySound: !a.atom.Exact, Weight: float64(share(a.Weight, q.mass)), Entries: int(a.Df)}
	for _, c := range a.atom.Concepts {
		r.Concepts = append(r.Concepts, fmt.Sprintf("%s %.2g", rk.Lex.Concepts[c.Id].Name, c.Strength))
	}
	return r
}

func (rk *Ranker) reportHit(q *Question, c *Candidate) faq.HitReport {
	e := rk.Entries[c.Doc]
	h := faq.HitReport{Ref: e.Ref(), Question: e.Question, Score: c.Score, P: c.P, Features: map[string]float64{}}
	for i, v := range c.Features {
		if v != 0 {
			h.Features[FeatureNames[i]] = float64(v)
		}
	}
	for i := range q.Atoms {
		if c.held[i] > 0 {
			h.Found = append(h.Found, fmt.Sprintf("%s %.2f", q.Atoms[i].atom.Text, c.held[i]))
		} else {
			h.Missing = append(h.Missing, q.Atoms[i].atom.Text)
		}
	}
	return h
}
