package pdf

import (
	"slices"
)

// A grid is a table that lines frame.
type grid struct {
	box
	xs, ys           []float64 // where its columns and rows are parted, the edges included
	uprights, levels [][]box   // the lines near each of these places
}

const (
	touch    = 3.0  // lines that come so near to each other touch
	maxRules = 6000 // on a page: a plan or a diagram has more
	sameLine = 4.0  // edges so near are one edge, drawn twice
)

// gridsOf finds the tables that lines frame: lines that touch belong to one.
func gridsOf(p *page) []grid {
	rules := p.rules
	if len(rules) < 4 || len(rules) > maxRules {
		return nil
	}
	group := make([]int, len(rules))
	for i := range group {
		group[i] = i
	}
	find := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	order := make([]int, len(rules))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(rules[a].top - rules[b].top) })
	for k, i := range order {
		for _, j := range order[k+1:] {
			if rules[j].top > rules[i].bottom+touch+1 {
				break
			}
			if near(rules[i], rules[j]) {
				group[find(i)] = find(j)
			}
		}
	}
	members := map[int][]box{}
	for i := range rules {
		members[find(i)] = append(members[find(i)], rules[i])
	}
	var grids []grid
	for _, m := range members {
		if g, ok := newGrid(m); ok {
			grids = append(grids, g)
		}
	}
	slices.SortFunc(grids, func(a, b grid) int { return int(a.top - b.top) })
	return grids
}

func near(a, b box) bool {
	return a.left <= b.right+touch && b.left <= a.right+touch && a.top <= b.bottom+touch && b.top <= a.bottom+touch
}

// newGrid makes a table of lines, if they make one: at least two cells.
func newGrid(rules []box) (grid, bool) {
	g := grid{box: rules[0]}
	for _, r := range rules {
		g.box = g.join(r)
		if r.height() > r.width() {
			g.xs = append(g.xs, r.midX())
		} else {
			g.ys = append(g.ys, r.midY())
		}
	}
	g.xs, g.ys = distinct(g.xs), distinct(g.ys)
	if len(g.xs) < 2 || len(g.ys) < 2 || (len(g.xs)-1)*(len(g.ys)-1) < 2 || len(g.xs) > maxPlaces || len(g.ys) > maxPlaces || g.height() <= 12 {
		return g, false
	}
	g.uprights, g.levels = make([][]box, len(g.xs)), make([][]box, len(g.ys))
	for _, r := range rules {
		if r.height() > r.width() {
			addNear(g.uprights, g.xs, r.midX(), r)
		} else {
			addNear(g.levels, g.ys, r.midY(), r)
		}
	}
	return g, true
}

// maxPlaces is the most columns, and the most rows, of a table on a page.
const maxPlaces = 150

// addNear adds a line to those of each place it is near to.
func addNear(to [][]box, places []float64, at float64, r box) {
	for i, place := range places {
		if abs(place-at) <= sameLine {
			to[i] = append(to[i], r)
		}
	}
}

// distinct are places in order, those nearly the same as one.
func distinct(at []float64) []float64 {
	slices.Sort(at)
	var out []float64
	for _, x := range at {
		if len(out) == 0 || x-out[len(out)-1] > sameLine {
			out = append(out, x)
		}
	}
	return out
}

// isParted says whether a line runs between two neighbouring cells: along half of the edge between them at
// least, from a to b.
func isParted(lines []box, upright bool, a, b float64) bool {
	covered := 0.0
	for _, r := range lines {
		if upright {
			covered += max(0, min(r.bottom, b)-max(r.top, a))
		} else {
			covered += max(0, min(r.right, b)-max(r.left, a))
		}
	}
	return covered >= 0.5*(b-a)
}

// cells gives each place of the table its cell: the number of the place at its upper left. A merged cell
// covers several places.
func (g *grid) cells() [][]int {
	rows, columns := len(g.ys)-1, len(g.xs)-1
	of := make([][]int, rows)
	for y := range of {
		of[y] = make([]int, columns)
		for x := range of[y] {
			of[y][x] = y*columns + x
			if x > 0 && !isParted(g.uprights[x], true, g.ys[y], g.ys[y+1]) {
				of[y][x] = of[y][x-1]
			} else if y > 0 && !isParted(g.levels[y], false, g.xs[x], g.xs[x+1]) {
				of[y][x] = of[y-1][x]
			}
		}
	}
	return of
}

// areas are the areas of the cells.
func (g *grid) areas(of [][]int) map[int]box {
	areas := map[int]box{}
	for y := range of {
		for x, id := range of[y] {
			c := box{g.xs[x], g.ys[y], g.xs[x+1], g.ys[y+1]}
			if known, ok := areas[id]; ok {
				c = c.join(known)
			}
			areas[id] = c
		}
	}
	return areas
}
