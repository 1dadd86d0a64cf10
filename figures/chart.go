package figures

import (
	"strconv"
	"time"
)

// A Chart is bars of a row of months, or whatever else, one or two beside each other. It shows nothing that the table
// beside it does not say, and names itself to who does not see it.
type Chart struct {
	ID     string
	Title  string
	About  string // what it shows, in a sentence with its highest and lowest
	Series []string
	Bars   []Bar
	Lines  []Grid
	Width  int
	Height int
}

// A Bar is one of a chart, in its own units.
type Bar struct {
	X, Y, W, H int
	Series     int    // 0 is this year
	Label      string // below, of the first of a group; "" = none
	LabelX     int
	Says       string
}

// A Grid is a line behind the bars.
type Grid struct {
	Y     int
	Value string
}

// The measures of a chart, in units of its viewBox.
const (
	chartWidth  = 640
	chartHeight = 200
	chartLeft   = 44
	chartBottom = 24
	chartTop    = 12
)

// MonthChart shows a number of each month beside the one a year earlier.
func MonthChart(id, title string, d Dates, span, before Span, now, last []int) Chart {
	c := Chart{ID: id, Title: title, Width: chartWidth, Height: chartHeight, Series: []string{d.Span(span), d.Span(before)}}
	months := span.Months()
	top := ceiling(append(append([]int{0}, now...), last...))
	floor := chartHeight - chartBottom
	scale := func(n int) int { return n * (floor - chartTop) / top }
	for i := 0; i <= 2; i++ {
		c.Lines = append(c.Lines, Grid{Y: floor - scale(top*i/2), Value: strconv.Itoa(top * i / 2)})
	}
	step := (chartWidth - chartLeft) / max(1, len(months))
	bar := max(1, step*2/5)
	for i, m := range months {
		x := chartLeft + i*step
		label := ""
		if step >= 28 || i%6 == 0 { // more would stand on one another
			label = say("figures.date.only_month", "month", int(m.Month()))
		}
		for s, list := range [][]int{now, last} {
			n := 0
			if i < len(list) {
				n = list[i]
			}
			b := Bar{X: x + s*bar, Y: floor - scale(n), W: bar, H: scale(n), Series: s, Says: say("figures.chart.bar", "month", d.Month(m.AddDate(-s, 0, 0)), "n", n)}
			if s == 0 {
				b.Label, b.LabelX = label, x+bar
			}
			c.Bars = append(c.Bars, b)
		}
	}
	c.About = about(d, months, now)
	return c
}

// ceiling is a round number that no value is above.
func ceiling(values []int) int {
	most := 2
	for _, n := range values {
		most = max(most, n)
	}
	for step := 2; ; step *= 10 {
		for _, k := range []int{1, 2, 5} {
			if most <= step*k {
				return step * k
			}
		}
	}
}

// about says in words what the bars do.
func about(d Dates, months []time.Time, now []int) string {
	if len(now) == 0 {
		return ""
	}
	high, low := 0, 0
	for i, n := range now {
		if n > now[high] {
			high = i
		}
		if n < now[low] {
			low = i
		}
	}
	return say("figures.chart.about", "high", d.Month(months[high]), "most", now[high], "low", d.Month(months[low]), "least", now[low])
}
