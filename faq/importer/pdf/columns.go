package pdf

import (
	"cmp"
	"slices"
)

const (
	fewLines    = 4    // a column of a page has more lines than this
	gutterWidth = 0.8  // in letters, at the least
	fullShare   = 0.35 // of a column's lines that reach its edge, where it is running text
	aloneShare  = 0.25 // of the lines that have no neighbour in the other column
	maxColumns  = 4
	maxLines    = 1000 // of a page on which columns are looked for
)

// A cut is a place where a page's text is set in two columns: the lines from first to last, left and
// right of x.
type cut struct {
	x           float64
	first, last int // the last is not included
	n           int
}

// An orderer knows where the pages of a document were parted into columns: a page with few lines is parted
// as the others are.
type orderer struct{ known []float64 }

// inOrder puts a page's lines into the order in which people read them: column by column, where it has
// columns.
func (o *orderer) inOrder(lines []*line, column int, bound float64) []*line {
	slices.SortStableFunc(lines, func(a, b *line) int { return cmp.Compare(a.order(), b.order()) })
	var c cut
	ok := column < maxColumns && len(lines) <= maxLines
	if ok {
		c, ok = o.findCut(lines)
	}
	if !ok {
		for _, l := range lines {
			l.column, l.bound = column, bound
		}
		return lines
	}
	var left, right []*line
	for _, l := range lines[c.first:c.last] {
		a, b := l.splitAt(c.x)
		if a != nil {
			left = append(left, a)
		}
		if b != nil {
			right = append(right, b)
		}
	}
	out := o.inOrder(slices.Clone(lines[:c.first]), column, bound)
	out = append(out, o.inOrder(left, column, c.x)...)
	out = append(out, o.inOrder(right, column+1, bound)...)
	return append(out, o.inOrder(slices.Clone(lines[c.last:]), column, bound)...)
}

// order is a line's height on its page; a table stands where it begins.
func (l *line) order() float64 {
	if l.table != nil {
		return l.top
	}
	return l.base
}

// splitAt parts a line at x.
func (l *line) splitAt(x float64) (left, right *line) {
	for _, s := range l.segments {
		side := &left
		if s.midX() > x {
			side = &right
		}
		if *side == nil {
			part := *l
			part.segments = nil
			*side = &part
		}
		(*side).segments = append((*side).segments, s)
	}
	for _, part := range []*line{left, right} {
		if part != nil && part.table == nil {
			part.settle()
		}
	}
	return left, right
}

// findCut finds where a page parts into columns: the place that most lines respect.
func (o *orderer) findCut(lines []*line) (cut, bool) {
	var best cut
	for _, x := range append(o.known, cutPlaces(lines)...) {
		known := slices.Contains(o.known, x)
		for first := 0; first < len(lines); {
			if lines[first].crosses(x) {
				first++
				continue
			}
			last := first
			for last < len(lines) && !lines[last].crosses(x) {
				last++
			}
			if c := (cut{x, first, last, 0}); c.weigh(lines, known) && c.n > best.n {
				best = c
			}
			first = last
		}
	}
	return best, best.n > 0
}

// learn keeps the places where lines are parted.
func (o *orderer) learn(lines []*line) {
	var found orderer
	if len(lines) > maxLines || len(o.known) > 20 {
		return
	}
	if c, ok := found.findCut(lines); ok && !slices.ContainsFunc(o.known, func(x float64) bool { return abs(x-c.x) < 3 }) {
		o.known = append(o.known, c.x)
	}
}

// cutPlaces are the places just before which several segments begin.
func cutPlaces(lines []*line) []float64 {
	var lefts []float64
	begin := 1e9
	for _, l := range lines {
		begin = min(begin, l.left)
		for _, s := range l.segments {
			lefts = append(lefts, s.left)
		}
	}
	slices.Sort(lefts)
	var places []float64
	for i := 0; i < len(lefts); {
		n := 1
		for i+n < len(lefts) && lefts[i+n]-lefts[i] < 3 {
			n++
		}
		if n >= fewLines && lefts[i]-begin > 60 {
			places = append(places, lefts[i]-1)
		}
		i += n
	}
	return places
}

// crosses says whether words of a line go over x.
func (l *line) crosses(x float64) bool {
	for _, s := range l.segments {
		if s.left < x-1 && s.right > x {
			return true
		}
	}
	return false
}

// A side is what stands on one side of a cut.
type side struct {
	segments []segment
	alone    int // lines with nothing on the other side
	reach    float64
}

func (s *side) add(seg segment) {
	s.segments = append(s.segments, seg)
	s.reach = max(s.reach, seg.right)
}

// weigh says whether the lines of a cut are columns of text, and not a table. Where another page is parted
// at the same place, few lines are enough.
func (c *cut) weigh(lines []*line, known bool) bool {
	var left, right side
	size := 1e9 // of the smallest letters
	for _, l := range lines[c.first:c.last] {
		a, b := false, false
		for _, s := range l.segments {
			if s.midX() < c.x {
				left.add(s)
				a = true
			} else {
				right.add(s)
				b = true
			}
		}
		left.alone += btoi(a && !b)
		right.alone += btoi(b && !a)
		size = min(size, max(l.size, 4))
	}
	n := c.last - c.first
	c.n = len(left.segments) + len(right.segments)
	few := fewLines
	if known {
		few = 1
	}
	if len(left.segments) < few || len(right.segments) < few || c.x-left.reach < gutterWidth*size-1 {
		return false
	}
	if tooMany := 1.3 * float64(n); float64(len(left.segments)) > tooMany || float64(len(right.segments)) > tooMany {
		return false // cells
	}
	if left.isSparse(&right) || right.isSparse(&left) {
		return false
	}
	alone := float64(left.alone) >= aloneShare*float64(n) && float64(right.alone) >= aloneShare*float64(n)
	return known || alone || left.isFull(size) && right.isFull(size)
}

// isSparse says whether a side has holes beside the other's text, as a table's column of short cells has.
func (s *side) isSparse(other *side) bool {
	if len(s.segments)*10 >= len(other.segments)*7 {
		return false
	}
	if s.alone*7 > len(s.segments) {
		return false // a table's rows begin on one line
	}
	holes := 0
	for i := 1; i < len(s.segments); i++ {
		holes += btoi(s.segments[i].top-s.segments[i-1].bottom > 1.6*s.segments[i].height())
	}
	return holes >= 3
}

// isFull says whether a good part of a side's lines reach its edge.
func (s *side) isFull(size float64) bool {
	full := 0
	for _, seg := range s.segments {
		full += btoi(seg.right > s.reach-1.5*size)
	}
	return float64(full) >= fullShare*float64(len(s.segments))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// setEdges learns how far each column's lines reach: to where several of them end, or to the margin that
// is as wide as the left one, where none is long enough to have been cut.
func setEdges(pages []*page, lines [][]*line) {
	type place struct{ column, bound int }
	at := func(l *line) place { return place{l.column, int(l.bound / 8)} }
	left, width := 1e9, 0.0
	columns := map[place][]*line{}
	for i := range pages {
		width = max(width, pages[i].width)
		for _, l := range lines[i] {
			left = min(left, l.left)
			columns[at(l)] = append(columns[at(l)], l)
		}
	}
	for _, column := range columns {
		var rights []float64
		size, bound := usualSize(column), width-left
		for _, l := range column {
			if l.table == nil && l.size < headingShare*size {
				rights = append(rights, l.right)
			}
			if l.bound > 0 {
				bound = l.bound - l.size
			}
		}
		edge := edgeOf(rights, size, bound)
		for _, l := range column {
			l.edge = edge
		}
	}
}

// usualSize is the size of the letters of most lines.
func usualSize(lines []*line) float64 {
	sizes := make([]float64, len(lines))
	for i, l := range lines {
		sizes[i] = l.size
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}

func edgeOf(rights []float64, size, bound float64) float64 {
	if len(rights) == 0 {
		return bound
	}
	slices.Sort(rights)
	reach := rights[len(rights)-1]
	together := 0
	for _, r := range rights {
		together += btoi(r > reach-1.3*size)
	}
	if together >= 3 || reach > bound-3*size {
		return reach
	}
	return bound
}
