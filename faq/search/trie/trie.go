// Package trie finds every key of a set that begins at a place of a text.
//
//	t := trie.New([]string{"会", "会費"}, []int32{7, 8}) // distinct keys, and a value for each
//	node := int32(0)
//	for _, r := range "会費は" {
//		if node = t.Step(node, r); node < 0 {
//			break
//		}
//		value := t.Value(node) // 7, then 8
//	}
//
// A trie never changes once it is made. It can be written to flat arrays and read where they lie.
package trie

import (
	"slices"
	"sort"

	"madoguchi/faq/search/flat"
)

// A Trie finds every key that begins at a place of a text. It is two flat slices, so that a
// dictionary of tens of thousands of keys costs the garbage collector nothing and a step is a
// short binary search.
type Trie struct {
	nodes []node
	runes []rune  // labels of the edges, sorted within a node
	next  []int32 // where each edge leads
}

type node struct {
	first, end int32 // edges
	value      int32 // of the key that ends here, or -1
}

// New builds a trie over keys; the value of keys[i] is values[i]. Keys are distinct.
func New(keys []string, values []int32) *Trie {
	order := make([]int, len(keys))
	runes := make([][]rune, len(keys))
	for i, k := range keys {
		order[i], runes[i] = i, []rune(k)
	}
	sort.Slice(order, func(a, b int) bool { return slices.Compare(runes[order[a]], runes[order[b]]) < 0 })
	t := &Trie{}
	t.build(runes, values, order, 0)
	return t
}

// build adds the node for the keys in order, which agree in their first depth runes, and says where it is.
func (t *Trie) build(keys [][]rune, values []int32, order []int, depth int) int32 {
	at := int32(len(t.nodes))
	t.nodes = append(t.nodes, node{value: -1})
	for len(order) > 0 && len(keys[order[0]]) == depth {
		t.nodes[at].value = values[order[0]]
		order = order[1:]
	}
	var starts []int
	for i := range order {
		if i == 0 || keys[order[i]][depth] != keys[order[i-1]][depth] {
			starts = append(starts, i)
		}
	}
	first := int32(len(t.runes))
	t.nodes[at].first, t.nodes[at].end = first, first+int32(len(starts))
	for _, s := range starts {
		t.runes = append(t.runes, keys[order[s]][depth])
		t.next = append(t.next, 0)
	}
	for i, s := range starts {
		end := len(order)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		child := t.build(keys, values, order[s:end], depth+1)
		t.next[int(first)+i] = child
	}
	return at
}

// Value is the value of the key that ends at a node, or -1.
func (t *Trie) Value(node int32) int32 { return t.nodes[node].value }

// Step follows r from node, or gives -1.
func (t *Trie) Step(node int32, r rune) int32 {
	n := &t.nodes[node]
	lo, hi := n.first, n.end
	for lo < hi {
		mid := (lo + hi) / 2
		if t.runes[mid] < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < n.end && t.runes[lo] == r {
		return t.next[lo]
	}
	return -1
}

// Get is the value of a whole key.
func (t *Trie) Get(key string) (int32, bool) {
	node := int32(0)
	for _, r := range key {
		if node = t.Step(node, r); node < 0 {
			return 0, false
		}
	}
	return t.nodes[node].value, t.nodes[node].value >= 0
}

// Put writes the trie.
func (t *Trie) Put(w *flat.Writer) {
	flat.Put(w, t.nodes)
	flat.Put(w, t.runes)
	flat.Put(w, t.next)
}

// Read reads a trie, which points into what it was read from.
func Read(r *flat.Reader) *Trie {
	return &Trie{nodes: flat.Get[node](r), runes: flat.Get[rune](r), next: flat.Get[int32](r)}
}
