// Package meaning says how near Japanese words are to each other in what they mean: it has, for the words that texts
// are cut into, a vector each, so that 道具 lies near ラケット and 引っ越す near 転居. The search knows by it what no
// dictionary of synonyms can say, that a message and an entry speak of the same corner of the world.
//
// A word's vector is made once, when the program is built, of the English words that the dictionary EDICT explains it
// by, and of what vectors trained on English texts know of those. There is no model at run time: a text's vector is the
// sum of its words'.
//
//	table, err := meaning.Shared() // nil where the build has none
//	var v meaning.Vector
//	known := table.Add(&v, "道具", 1)
//
// The table is no part of the source tree. "make build" fetches EDICT from Debian and the vectors from npm, both
// pinned, and its converter (gen) writes table/meaning.bin; a plain "go build" in a fresh clone does without. The folder
// table always holds the licences and what was changed.
package meaning

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"madoguchi/faq/search/compiled"
	"madoguchi/faq/search/flat"
)

// Concept is the table's key of a concept of our dictionary: what its words mean together.
func Concept(name string) string { return "\x00" + name }

// File is the table's name in its folder.
const File = "meaning.bin"

// Size is how many numbers a vector has.
const Size = 100

// A Vector is where a word or a text lies among the others.
type Vector [Size]float32

// A Small vector is a unit vector in a quarter of the memory.
type Small [Size]int8

// smallUnit is 1 in a small vector.
const smallUnit = 127

// A Table has the words' vectors, sorted by the words' digests.
type Table struct {
	digests []uint64
	vectors []Small
}

// Shared is the table that the program was built with; it is nil where it was built without.
var Shared = sync.OnceValues(func() (*Table, error) {
	data := compiled.Meaning()
	if !compiled.On {
		var err error
		if data, err = source(); err != nil {
			return nil, fmt.Errorf("read the words' meanings: %w", err)
		}
	}
	if data == "" {
		return nil, nil
	}
	return parse(data)
})

// parse reads a table where it lies.
func parse(data string) (*Table, error) {
	r := flat.NewReader(data)
	t := &Table{digests: flat.Get[uint64](r), vectors: flat.Get[Small](r)}
	if err := r.Err(); err != nil {
		return nil, fmt.Errorf("read the words' meanings: %w", err)
	}
	if len(t.digests) != len(t.vectors) {
		return nil, fmt.Errorf("read the words' meanings: %d words and %d vectors", len(t.digests), len(t.vectors))
	}
	return t, nil
}

// Write is the file of a table.
func Write(words map[string]Vector) []byte {
	t := Table{}
	of := make(map[uint64]Small, len(words))
	for word, v := range words {
		of[digest(word)] = v.Small()
	}
	for d := range of {
		t.digests = append(t.digests, d)
	}
	slices.Sort(t.digests)
	for _, d := range t.digests {
		t.vectors = append(t.vectors, of[d])
	}
	var w flat.Writer
	flat.Put(&w, t.digests)
	flat.Put(&w, t.vectors)
	return w.Bytes()
}

// digest stands for a word (FNV-1a): that two of 100,000 words have the same happens in one table of a thousand million.
func digest(word string) uint64 {
	const basis, prime = 14695981039346656037, 1099511628211
	d := uint64(basis)
	for i := range len(word) {
		d = (d ^ uint64(word[i])) * prime
	}
	return d
}

// Len is how many words a table has.
func (t *Table) Len() int {
	if t == nil {
		return 0
	}
	return len(t.digests)
}

// Add adds a word's vector to another, times a weight, and says whether it knows the word. A table that is nil knows none.
func (t *Table) Add(v *Vector, word string, weight float32) bool {
	if t == nil {
		return false
	}
	i, known := slices.BinarySearch(t.digests, digest(word))
	if !known {
		return false
	}
	for k, x := range &t.vectors[i] {
		v[k] += weight / smallUnit * float32(x)
	}
	return true
}

// Add adds another vector, times a weight.
func (v *Vector) Add(o *Vector, weight float32) {
	for k, x := range o {
		v[k] += weight * x
	}
}

// Unit scales a vector to length 1; what is nearly nothing becomes nothing, and false.
func (v *Vector) Unit() bool {
	sum := float32(0)
	for _, x := range v {
		sum += x * x
	}
	if sum < nothing {
		*v = Vector{}
		return false
	}
	by := 1 / float32(math.Sqrt(float64(sum)))
	for k := range v {
		v[k] *= by
	}
	return true
}

// nothing is the square of a length that says nothing.
const nothing = 1e-8

// Small is a unit vector made small.
func (v *Vector) Small() (s Small) {
	for k, x := range v {
		s[k] = int8(math.Round(float64(min(max(x, -1), 1)) * smallUnit))
	}
	return s
}

// Near is the cosine of a unit vector and a small one: 1 for the same, about 0 for what has nothing to do with it.
func (v *Vector) Near(s *Small) float32 {
	sum := float32(0)
	for k, x := range s {
		sum += v[k] * float32(x)
	}
	return sum / smallUnit
}
