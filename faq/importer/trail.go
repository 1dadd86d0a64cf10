package importer

import (
	"strings"
)

// A trail is the headings that a place in a document stands under, the widest first.
type trail []step

type step struct {
	level int
	title string
}

// enter goes under a heading: those of its level and below are left. A heading without words only
// leaves them.
func (t trail) enter(level int, title string) trail {
	t = t.above(level)
	if title == "" {
		return t
	}
	return append(t, step{level, title})
}

// above is the trail without headings of a level and below it.
func (t trail) above(level int) trail {
	n := 0
	for n < len(t) && t[n].level < level {
		n++
	}
	return t[:n:n]
}

// through goes under the headings of some lines. Those of a text have no levels: they take the place
// of the ones before them.
func (t trail) through(heads []line) trail {
	if len(heads) == 0 {
		return t
	}
	if !hasLevels(heads) {
		t = nil
		for i, h := range heads {
			title, _ := heading(h.text)
			t = append(t, step{i, strings.Trim(title, "*_ ")})
		}
		return t
	}
	for _, h := range heads {
		if h.level > 0 {
			title, _ := heading(headTitleOf(h))
			t = t.enter(h.level, strings.Trim(title, "*_ "))
		}
	}
	return t
}

// String is the trail as an entry's section.
func (t trail) String() string {
	titles := make([]string, len(t))
	for i, s := range t {
		titles[i] = s.title
	}
	return strings.Join(titles, " / ")
}

func hasLevels(lines []line) bool {
	for _, l := range lines {
		if l.level > 0 {
			return true
		}
	}
	return false
}

// cutAtHeading ends an answer at the first heading that is not below its question's level; where the
// question is no heading, at any. What stands under that heading before the next question introduces a
// section and is no answer.
func (d *document) cutAtHeading(region []line, level int) (rest, heads []line) {
	for i, l := range region {
		if l.level == 0 || level > 0 && l.level > level {
			continue
		}
		for _, l := range region[i:] {
			if l.level > 0 {
				heads = append(heads, l)
			} else {
				d.outside = append(d.outside, l)
			}
		}
		return region[:i:i], heads
	}
	return region, nil
}
