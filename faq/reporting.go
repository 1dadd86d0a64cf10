package faq

import "fmt"

// explain says what a message was read as, and why the best n of the candidates found rank where they do.
func (rk *ranker) explain(q *question, found []candidate, n int) Explanation {
	x := Explanation{Normalised: q.reading.text}
	for i := range q.atoms {
		x.Atoms = append(x.Atoms, rk.reportAtom(q, &q.atoms[i]))
		if q.atoms[i].df == 0 {
			x.Unknown = append(x.Unknown, q.atoms[i].atom.text)
		}
	}
	for _, c := range q.asks {
		x.Asks = append(x.Asks, rk.lex.concepts[c].name)
	}
	for c := range q.named {
		if q.named[c] {
			x.Named = append(x.Named, rk.collections[c].ID)
		}
	}
	for i := range found[:min(n, len(found))] {
		x.Hits = append(x.Hits, rk.reportHit(q, &found[i]))
	}
	return x
}

func (rk *ranker) reportAtom(q *question, a *asked) AtomReport {
	r := AtomReport{Text: a.atom.text, BySound: !a.atom.exact, Weight: float64(share(a.weight, q.mass)), Entries: int(a.df)}
	for _, c := range a.atom.concepts {
		r.Concepts = append(r.Concepts, fmt.Sprintf("%s %.2g", rk.lex.concepts[c.id].name, c.strength))
	}
	return r
}

func (rk *ranker) reportHit(q *question, c *candidate) HitReport {
	e := rk.entries[c.doc]
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
