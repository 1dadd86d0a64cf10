package learn

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// A Term is one thing that a question says, with how much it says about what is asked.
type Term struct {
	Key    string
	Weight float32
}

// Alike is from which likeness two questions are one: the share of what they say, by weight, that both say.
// Over the tree's labelled messages .91 of the pairs that it puts together have an entry in common; with .30 it
// would be .82 of twice as many, with .50 .94 of half as many (TestLikeness).
const Alike = .4

// Groups put questions to groups. A question belongs to the group whose first question it is most like, so
// that what was decided of a group holds on, whatever comes later, and each question is looked at once.
//
// Two like questions have a term in common among the rarest that make up more than 1-Alike of either's weight:
// only groups that have one of those are compared (prefix filtering). So a question costs the same among a
// million groups as among a thousand, unless it says nothing but what all say.
//
// It is not safe for use by several goroutines at a time.
type Groups struct {
	read   func(text string) []Term
	ids    map[string]uint32 // of terms
	with   [][]int32         // by term: the groups that have it, by place
	groups []group
	places map[int64]int32  // by group
	exact  map[string]int64 // by programme and folded wording
	latest int64
}

// A group is what a group is compared by.
type group struct {
	id        int64
	programme string
	terms     []weighted // by id
	weight    float32
	gone      bool
}

type weighted struct {
	id     uint32
	weight float32
}

// NewGroups are no groups yet. read tells what a question says, each term once.
func NewGroups(read func(text string) []Term) *Groups {
	return &Groups{read: read, ids: map[string]uint32{}, places: map[int64]int32{}, exact: map[string]int64{}}
}

// Read is what a question says.
func (g *Groups) Read(text string) []Term { return g.read(text) }

// Latest is the highest id of a group there has been.
func (g *Groups) Latest() int64 { return g.latest }

// Has reports whether there is a group with an id.
func (g *Groups) Has(id int64) bool {
	_, known := g.places[id]
	return known
}

// Len is how many groups there are.
func (g *Groups) Len() int { return len(g.places) }

// Add adds a group by its first question.
func (g *Groups) Add(id int64, programme, wording string, terms []Term) {
	if _, known := g.places[id]; known {
		return
	}
	grp := group{id: id, programme: programme, terms: g.weigh(terms, true)}
	for _, t := range grp.terms {
		grp.weight += t.weight
		g.with[t.id] = append(g.with[t.id], int32(len(g.groups)))
	}
	g.places[id] = int32(len(g.groups))
	g.groups = append(g.groups, grp)
	if key := exactly(programme, wording); g.exact[key] == 0 {
		g.exact[key] = id
	}
	g.latest = max(g.latest, id)
}

// Remove forgets a group that is no more.
func (g *Groups) Remove(id int64) {
	at, known := g.places[id]
	if !known {
		return
	}
	g.groups[at].gone = true
	delete(g.places, id)
	for key, of := range g.exact {
		if of == id {
			delete(g.exact, key)
		}
	}
}

// Find is the group that a question belongs to, 0 where none is like it, and what the question says. That is
// not read where its very words are known.
func (g *Groups) Find(programme, wording string) (id int64, terms []Term) {
	if id := g.exact[exactly(programme, wording)]; id != 0 {
		return id, nil
	}
	terms = g.read(wording)
	return g.FindRead(programme, wording, terms), terms
}

// FindRead is Find for a question that was read before.
func (g *Groups) FindRead(programme, wording string, terms []Term) int64 {
	key := exactly(programme, wording)
	if id := g.exact[key]; id != 0 {
		return id
	}
	id := g.nearest(programme, terms)
	if id != 0 && len(g.exact) < mostExact {
		g.exact[key] = id
	}
	return id
}

// mostExact bounds how many wordings are known by their very words besides the groups' own.
const mostExact = 1 << 20

// nearest is the most alike group, of several the oldest.
func (g *Groups) nearest(programme string, terms []Term) int64 {
	asked := g.weigh(terms, false)
	total := float32(0)
	for _, t := range terms {
		total += t.Weight
	}
	best, found := float32(Alike), int64(0)
	seen := map[int32]bool{}
	for _, t := range g.rarest(asked, total) {
		for _, at := range g.with[t.id] {
			grp := &g.groups[at]
			if seen[at] || grp.gone || programme != "" && grp.programme != "" && programme != grp.programme {
				continue
			}
			seen[at] = true
			if like := likeness(asked, total, grp); like > best || like == best && (found == 0 || grp.id < found) {
				best, found = like, grp.id
			}
		}
	}
	return found
}

// rarest are the terms of which a like group must have one: the rarest that make up more than what may be
// different. Terms that no group has count as different.
func (g *Groups) rarest(asked []weighted, total float32) []weighted {
	known := float32(0)
	for _, t := range asked {
		known += t.weight
	}
	may := (1 - Alike) * total
	left := may - (total - known)
	if left < 0 {
		return nil
	}
	sorted := slices.Clone(asked)
	slices.SortFunc(sorted, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(len(g.with[a.id]), len(g.with[b.id])), cmp.Compare(a.id, b.id))
	})
	for i, t := range sorted {
		if left -= t.weight; left < 0 {
			return sorted[:i+1]
		}
	}
	return sorted
}

// weigh turns terms into numbers, by number. Where enter is false, terms that no group has are left out.
func (g *Groups) weigh(terms []Term, enter bool) []weighted {
	out := make([]weighted, 0, len(terms))
	for _, t := range terms {
		id, known := g.ids[t.Key]
		if !known && !enter {
			continue
		}
		if !known {
			id = uint32(len(g.with))
			g.ids[t.Key] = id
			g.with = append(g.with, nil)
		}
		out = append(out, weighted{id, t.Weight})
	}
	slices.SortFunc(out, func(a, b weighted) int { return cmp.Compare(a.id, b.id) })
	return out
}

// likeness is the weight of what a question and a group both say, of all that either says (the weighted
// coefficient of Jaccard): 1 where they say the same, 0 where they have nothing in common.
func likeness(asked []weighted, total float32, grp *group) float32 {
	both, i := float32(0), 0
	for _, t := range grp.terms {
		for i < len(asked) && asked[i].id < t.id {
			i++
		}
		if i < len(asked) && asked[i].id == t.id {
			both += min(t.weight, asked[i].weight)
		}
	}
	if all := total + grp.weight - both; all > 0 {
		return both / all
	}
	return 0
}

// exactly is what two questions have in common that are word for word the same.
func exactly(programme, wording string) string {
	return programme + "\x00" + strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || r == 'ー' {
			return r
		}
		return -1
	}, wording))
}
