package rank

// A focus is what of a message asks: the rest is story. A near-miss shares its subject with an
// entry, and what it asks about the subject is what no entry speaks of.
type focus struct {
	asking []bool // by atom of the question
	last   []int  // the last things asked about, at most headAtoms: the predicate and what stands before it
	story  int    // how many atoms are no part of the asking
}

// headAtoms is how many things are the head of a question: 弁償してもらえますか has one, 割引がありますか
// and 録画を見られますか two.
const headAtoms = 2

// focusOf tells the atoms in sentences that ask from the others. When none asks, all do.
func focusOf(q *Question, worth []float32) focus {
	f := focus{asking: make([]bool, len(q.Atoms))}
	for i := range q.Reading.Atoms {
		a := &q.Reading.Atoms[i]
		if a.Question || worth[a.Start] < 1 {
			continue
		}
		for j := range q.Atoms {
			if q.Atoms[j].atom.Text == a.Text {
				f.asking[j] = true
			}
		}
	}
	for j := len(q.Atoms) - 1; j >= 0; j-- {
		switch {
		case !f.asking[j]:
			f.story++
		case len(f.last) < headAtoms && !q.Atoms[j].name:
			f.last = append(f.last, j)
		}
	}
	return f
}
