package importer

import (
	"reflect"
	"slices"

	"madoguchi/faq"
)

// A ChangeKind says how an entry of a new reading relates to what is there already.
type ChangeKind string

// The kinds of change. Missing means that the new document does not have the entry; it stays in
// service until a person takes it out.
const (
	Added   ChangeKind = "added"
	Changed ChangeKind = "changed"
	Missing ChangeKind = "missing"
	Same    ChangeKind = "same"
)

// A Change pairs an entry that is there with the one that was read.
type Change struct {
	Kind   ChangeKind
	Old    *faq.Entry // nil when added
	New    *faq.Entry // nil when missing
	Fields []string   // of a changed entry: label, section, question, aliases, answer, source, …
}

// Diff compares the entries of a collection with those of a new reading of its document. The new
// entries come first, in their order, then the missing ones in theirs. A question keeps its entry
// when it moves or is relabelled: entries are paired by question, then by label with a like
// question or answer, then by like question alone.
func Diff(old, new faq.Collection) []Change {
	pairs := pair(old.Entries, new.Entries)
	used := make([]bool, len(old.Entries))
	changes := make([]Change, 0, len(new.Entries))
	for i := range new.Entries {
		n := &new.Entries[i]
		k := pairs[i]
		if k < 0 {
			changes = append(changes, Change{Kind: Added, New: n})
			continue
		}
		used[k] = true
		c := Change{Kind: Same, Old: &old.Entries[k], New: n, Fields: changedFields(&old.Entries[k], n)}
		if len(c.Fields) > 0 {
			c.Kind = Changed
		}
		changes = append(changes, c)
	}
	for k := range old.Entries {
		if !used[k] {
			changes = append(changes, Change{Kind: Missing, Old: &old.Entries[k]})
		}
	}
	return changes
}

// pair gives for each new entry the index of its old one, or -1. Entries with the same question
// pair first; the rest, few as a rule, are compared with each other.
func pair(old, new []faq.Entry) []int {
	pairs := make([]int, len(new))
	for i := range pairs {
		pairs[i] = -1
	}
	taken := make([]bool, len(old))
	for _, key := range []func(e *faq.Entry) string{
		func(e *faq.Entry) string { return e.Section + "\n" + e.Question + "\n" + e.AnswerText() },
		func(e *faq.Entry) string { return e.Section + "\n" + e.Question },
		func(e *faq.Entry) string { return matchKey(e.Question) },
	} {
		pairEqual(pairs, taken, old, new, key)
	}
	for _, like := range []func(o, n *faq.Entry) bool{
		func(o, n *faq.Entry) bool {
			return n.Label != "" && o.Label == n.Label && (similarity(o.Question, n.Question) >= 0.4 || sameAnswer(o, n))
		},
		func(o, n *faq.Entry) bool { return similarity(o.Question, n.Question) >= 0.75 },
		sameAnswer,
	} {
		pairLike(pairs, taken, old, new, like)
	}
	return pairs
}

// pairEqual pairs the free entries with equal keys, in order.
func pairEqual(pairs []int, taken []bool, old, new []faq.Entry, key func(*faq.Entry) string) {
	free := map[string][]int{}
	for k := range old {
		if !taken[k] {
			free[key(&old[k])] = append(free[key(&old[k])], k)
		}
	}
	for i := range new {
		if pairs[i] >= 0 {
			continue
		}
		s := key(&new[i])
		if ks := free[s]; len(ks) > 0 {
			pairs[i], taken[ks[0]], free[s] = ks[0], true, ks[1:]
		}
	}
}

// pairLike pairs the free entries that are alike, each with the first that is.
func pairLike(pairs []int, taken []bool, old, new []faq.Entry, like func(o, n *faq.Entry) bool) {
	const most = 300 // free entries to compare; with more, the documents have nothing to do with each other
	var free []int
	for k := range old {
		if !taken[k] && len(free) < most {
			free = append(free, k)
		}
	}
	for i, n := 0, 0; i < len(new) && n < most; i++ {
		if pairs[i] >= 0 {
			continue
		}
		n++
		for _, k := range free {
			if !taken[k] && like(&old[k], &new[i]) {
				pairs[i], taken[k] = k, true
				break
			}
		}
	}
}

func sameAnswer(o, n *faq.Entry) bool {
	text := o.AnswerText()
	return len(text) > 60 && text == n.AnswerText()
}

// changedFields names what an import would change. What only staff set (approved aliases, a
// confirmed kind or term) is left out: a document cannot take it back.
func changedFields(o, n *faq.Entry) []string {
	var fields []string
	note := func(name string, differs bool) {
		if differs {
			fields = append(fields, name)
		}
	}
	note("order", o.Order != n.Order)
	note("label", o.Label != n.Label)
	note("section", o.Section != n.Section)
	note("question", o.Question != n.Question)
	note("aliases", slices.ContainsFunc(n.Aliases, func(a string) bool { return !slices.Contains(o.Aliases, a) }))
	note("answer", !reflect.DeepEqual(list(o.Answer), list(n.Answer)))
	note("page", o.Source.Page != n.Source.Page)
	return fields
}
