package member

import (
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/chars"
	"madoguchi/reading"
)

// mentioned are the programmes that a text names, less one that it says it does not mean, and whether it
// says anything else.
func (dg *Dialogue) mentioned(t *turn.Turn, text string) (ids []string, more bool) {
	if known := &t.Mentioned; known.Text != text || text == "" {
		ids, more := dg.readMentioned(text)
		*known = turn.Mentioned{Text: text, Programmes: ids, More: more}
	}
	return slices.Clone(t.Mentioned.Programmes), t.Mentioned.More
}

func (dg *Dialogue) readMentioned(text string) (ids []string, more bool) {
	folded := chars.Fold(text)
	left := folded
	add := func(id string) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	var not, rather []string
	for _, p := range dg.Office.Programmes {
		for _, name := range append([]string{p.Name, p.Title, p.ID}, p.Names...) {
			name = chars.Fold(name)
			if name == "" || !strings.Contains(folded, name) {
				continue
			}
			add(p.ID)
			left = strings.ReplaceAll(left, name, "")
			for before, after, found := strings.Cut(folded, name); found; {
				if reading.SetAside(after) {
					not = append(not, p.ID)
				}
				if reading.SetFirst(before, after) {
					rather = []string{p.ID}
				}
				before, after, found = strings.Cut(after, name)
			}
		}
	}
	if ix := dg.Library.Current(); ix != nil {
		heard, others := ix.Named(text)
		more = others
		for _, id := range heard {
			add(id)
		}
	} else {
		more = chars.Length(left) > 8
	}
	if len(rather) > 0 {
		ids = rather
	}
	if len(not) < len(ids) {
		ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(not, id) })
	}
	return ids, more && !reading.OnlyNaming(left)
}
