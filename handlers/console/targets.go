package console

import (
	"fmt"
	"net/http"
	"strings"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// mostTargets is how many entries are offered at once to move an entry behind or to merge it into. A programme with no
// more offers all; one with more the neighbours, and those that are looked for.
const mostTargets = 40

// A targetsView is what an entry may be moved behind or merged into.
type targetsView struct {
	Places []option
	Heirs  []option
	Search bool   // there are more than are offered
	Find   string // the words that were looked for
	None   bool   // of which nothing was found
	More   int    // were found besides
}

// targets offer the entries of a programme beside one of them: those with the words of the address, or those near it.
func (s *Service) targets(r *http.Request, ix faq.Index, c *faq.Collection, e *edition.Stored) (targetsView, error) {
	others := make([]*faq.Entry, 0, len(c.Entries))
	at := 0 // how many stand before it
	for i := range c.Entries {
		if other := &c.Entries[i]; other.Order != e.Entry.Order {
			others = append(others, other)
		} else {
			at = i
		}
	}
	if len(others) <= mostTargets {
		return newTargets(others, others), nil
	}
	find := strings.TrimSpace(chars.Clean(r.URL.Query().Get("find")))
	if find == "" {
		heirs, err := nearestTo(r, ix, c, e.Entry.Order, e.Entry.Question)
		from := max(0, min(at-mostTargets/2, len(others)-mostTargets))
		v := newTargets(others[from:from+mostTargets], heirs)
		v.Search = true
		return v, err
	}
	found := containing(others, find)
	if len(found) == 0 { // perhaps it is put otherwise
		var err error
		if found, err = nearestTo(r, ix, c, e.Entry.Order, find); err != nil {
			return targetsView{}, err
		}
	}
	more := max(0, len(found)-mostTargets)
	found = found[:len(found)-more]
	v := newTargets(found, found)
	v.Search, v.Find, v.None, v.More = true, find, len(found) == 0, more
	return v, nil
}

func newTargets(places, heirs []*faq.Entry) targetsView {
	var v targetsView
	for _, e := range places {
		v.Places = append(v.Places, option{Value: fmt.Sprint(e.Order), Label: say("console.edit.behind", "question", e.Question)})
	}
	for _, e := range heirs {
		v.Heirs = append(v.Heirs, option{Value: e.Ref(), Label: strings.TrimSpace(e.Label + " " + e.Question)})
	}
	return v
}

// containing are the entries that have all words in what names them.
func containing(entries []*faq.Entry, find string) []*faq.Entry {
	words := strings.Fields(chars.Fold(find))
	var out []*faq.Entry
	for _, e := range entries {
		text, all := chars.Fold(e.Label+" "+e.Question+" "+e.Section+" "+strings.Join(e.Aliases, " ")), true
		for _, w := range words {
			all = all && strings.Contains(text, w)
		}
		if all {
			out = append(out, e)
		}
	}
	return out
}

// nearestTo are the entries of a programme that a text is nearest to, but for one.
func nearestTo(r *http.Request, ix faq.Index, c *faq.Collection, but int, text string) ([]*faq.Entry, error) {
	if ix == nil {
		return nil, nil
	}
	hits, err := ix.Search(r.Context(), text, mostTargets, faq.Scope{Programme: c.ID})
	if err != nil {
		return nil, fmt.Errorf("look for entries near one: %w", err)
	}
	var out []*faq.Entry
	for _, h := range hits {
		if h.Entry.Collection == c.ID && h.Entry.Order != but {
			out = append(out, h.Entry)
		}
	}
	return out, nil
}
