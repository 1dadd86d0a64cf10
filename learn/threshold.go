package learn

import "math"

// A Judged is a question of which it is known whether the entry that the search put first answers it: a member
// has said so, or staff have.
type Judged struct {
	P      float64 // how probable the search held it to be
	Right  bool
	Direct bool // the member was answered with it at once, and had not to choose
}

// A Threshold is how probable an answer must be to be given at once, with what an office's judgements say of those given.
type Threshold struct {
	Answer, Fitted float64 // in force; and where nothing is judged
	Judged, Right  int     // of the direct answers at or above Answer
	Low, High      float64 // the share of right ones is between these, at 95 %
}

const (
	// leastRight is the share of right ones that answers given at once never fall below.
	leastRight = .96
	// leastJudged is of how many judgements a share says anything.
	leastJudged = 25
	// The threshold stays between these, in hundredths: below, an entry is as likely wrong as right; above, what
	// is asked in an entry's own words would no longer be answered.
	lowest, highest = 50, 95
)

// NewThreshold moves the fitted threshold to where an office's own judgements say it belongs.
//
// It is raised where too many direct answers were wrong: to the first hundredth from which on enough were right. It is
// lowered a band at a time, and each band has to prove itself: a band is as many judgements below the threshold
// so far as say anything, and enough of them are right. All at or above the lowered threshold
// must be right in enough cases for certain: that is the lower bound of their interval, so that there are 93 of
// them at least. In between it stays as it was fitted.
func NewThreshold(fitted float64, judged []Judged) Threshold {
	t := Threshold{Answer: fitted, Fitted: fitted}
	if direct := tally(judged, fitted, 1, true); direct.n >= leastJudged && !direct.enough() {
		t.Answer = raised(fitted, judged)
	} else {
		t.Answer = lowered(fitted, judged)
	}
	direct := tally(judged, t.Answer, 1, true)
	t.Judged, t.Right = direct.n, direct.right
	t.Low, t.High = wilson(direct.right, direct.n)
	return t
}

func raised(fitted float64, judged []Judged) float64 {
	for k := hundredths(fitted) + 1; k < highest; k++ {
		from := float64(k) / 100
		if above := tally(judged, from, 1, true); above.n > 0 && above.enough() {
			return from
		}
	}
	return max(fitted, float64(highest)/100)
}

func lowered(fitted float64, judged []Judged) float64 {
	at := fitted
	for k := hundredths(fitted); k >= lowest; k-- {
		from := float64(k) / 100
		if from >= at {
			continue
		}
		band := tally(judged, from, at, false)
		low, _ := tally(judged, from, 1, false).interval()
		if direct := tally(judged, from, 1, true); band.n >= leastJudged && band.enough() && low >= leastRight && (direct.n == 0 || direct.enough()) {
			at = from
		}
	}
	return at
}

// hundredths is the last hundredth at or below a probability.
func hundredths(p float64) int { return int(math.Floor(p*100 + 1e-9)) }

// A count is how many judgements there are and how many are right.
type count struct{ n, right int }

func (c count) enough() bool { return float64(c.right) >= leastRight*float64(c.n) }

func (c count) interval() (low, high float64) { return wilson(c.right, c.n) }

// tally counts the judgements from one probability up to another, which belongs to them where it is 1.
func tally(judged []Judged, from, to float64, direct bool) (c count) {
	for _, j := range judged {
		if j.P < from || j.P >= to && to < 1 || direct && !j.Direct {
			continue
		}
		c.n++
		if j.Right {
			c.right++
		}
	}
	return c
}

// wilson is the interval that holds a share at 95 %, of which right of n were seen (E. B. Wilson, 1927). Of nothing
// seen it is everything.
func wilson(right, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964
	of := float64(n)
	p, zz := float64(right)/of, z*z/of
	middle, half := p+zz/2, z*math.Sqrt(p*(1-p)/of+zz/of/4)
	return max(0, (middle-half)/(1+zz)), min(1, (middle+half)/(1+zz))
}

// Enough reports whether there are as many judgements as say anything.
func (t *Threshold) Enough() bool { return t.Judged >= leastJudged }

// Wanting is how many judgements are missing until they say anything.
func (t *Threshold) Wanting() int { return max(0, leastJudged-t.Judged) }
