package index

// A Probe is a message spread out over an index, so that what an entry has of it is read off in one walk through
// the entry's terms and runs of characters: 60 entries are glanced at for each message, and looking each thing of
// the message up in each of their lists took a third of a search.
//
//	p := ix.NewProbe()
//	p.Load(len(atoms), func(i int) []index.Term { return atoms[i].Terms })
//	p.Held(entry.Terms, question, answer) // how strongly each of them stands in an entry
//
// It is scratch of one search at a time, and belongs to one index.
type Probe struct {
	heads []int32 // by term: 1 + the first of its uses, 0 for a term that the message does not say
	uses  []use
	atoms int
}

// A use of a term is one atom of the message that says it.
type use struct {
	term     uint32
	atom     int32
	next     int32 // 1 + the next use of the term
	strength float32
}

// NewProbe is an empty probe for an index.
func (ix *Index) NewProbe() *Probe { return &Probe{heads: make([]int32, len(ix.Terms.df))} }

// Load spreads out the terms of a message's atoms, in place of what was loaded before.
func (p *Probe) Load(atoms int, terms func(atom int) []Term) {
	for i := range p.uses {
		p.heads[p.uses[i].term] = 0
	}
	p.uses, p.atoms = p.uses[:0], atoms
	for a := range atoms {
		for _, t := range terms(a) {
			p.uses = append(p.uses, use{t.Id, int32(a), p.heads[t.Id], t.Strength})
			p.heads[t.Id] = int32(len(p.uses))
		}
	}
}

// Held says how strongly each atom of the message stands in an entry's question and in its answer: of its terms, the
// strongest. Both lists have a place for each atom.
func (p *Probe) Held(entry []EntryTerm, question, answer []float32) {
	clear(question)
	clear(answer)
	for i := range entry {
		e := &entry[i]
		for u := p.heads[e.Id]; u != 0; u = p.uses[u-1].next {
			u := &p.uses[u-1]
			question[u.atom] = max(question[u.atom], u.strength*e.Question)
			answer[u.atom] = max(answer[u.atom], u.strength*e.Answer)
		}
	}
}

// Explained says how well terms account for each atom of the message: the strongest way in which they meet.
func (p *Probe) Explained(terms []Term, by []float32) {
	clear(by)
	for i := range terms {
		t := &terms[i]
		for u := p.heads[t.Id]; u != 0; u = p.uses[u-1].next {
			u := &p.uses[u-1]
			by[u.atom] = max(by[u.atom], u.strength*t.Strength)
		}
	}
}

// Says is how well the message as a whole accounts for an atom of an entry.
func (p *Probe) Says(atom []Term) float32 {
	best := float32(0)
	for i := range atom {
		t := &atom[i]
		for u := p.heads[t.Id]; u != 0; u = p.uses[u-1].next {
			best = max(best, p.uses[u-1].strength*t.Strength)
		}
	}
	return best
}
