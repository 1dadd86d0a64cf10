package importer

import (
	"fmt"
	"strings"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

var reNumbered = lazyregexp.New(`^(?:([0-9０-９]{1,2}(?:[-－−.．][0-9０-９]{1,2}){1,3})[.．、)）:：\s　]|[(（]?([0-9０-９]{1,3})[.．、)）:：])[\s　.．、:：]*(.+)$`)

// numberStarts takes lines with bare numbers as questions when the numbers rise one by one and
// most of the lines ask something. Numbered steps inside an answer fail one test or the other.
func numberStarts(body []line) []start {
	var starts []start
	next, sub, asked := 1, 0, 0
	for i, l := range body {
		m := reNumbered.FindStringSubmatch(strings.TrimSpace(l.text))
		if m == nil {
			continue
		}
		text := m[3]
		ask := askScore(text) >= 2
		if m[1] != "" && !ask && i+1 < len(body) && body[i+1].gap == 0 && !body[i+1].whole && !isStructured(body[i+1]) {
			ask = askScore(text+strings.TrimSpace(body[i+1].text)) >= 2 // the printer cut it
		}
		if m[1] != "" && (ask || looksHeading(newLine(l.no, text))) {
			sub++
			asked += btoi(ask)
			starts = append(starts, start{at: i, label: chars.ListWidth(m[1]), number: chars.ListWidth(m[1]), rest: text})
			continue
		}
		n := 0
		fmt.Sscan(chars.ListWidth(m[2]), &n)
		fresh := n == 1 && ask && next > 2
		if sub > 0 || n != next && !fresh || !ask && !(l.gap > 0 && (looksHeading(newLine(l.no, text)) || len(starts) >= 2 && sameOpening(l, body[starts[0].at]))) {
			continue
		}
		next = n + 1
		asked += btoi(ask)
		starts = append(starts, start{at: i, label: fmt.Sprint(n), number: fmt.Sprint(n), rest: text})
	}
	if sub >= 2 {
		starts = onlySub(starts)
	}
	if len(starts) < 2 || asked*2 < len(starts) {
		return nil
	}
	return starts
}

// sameOpening says whether two numbered lines are written alike: both in brackets or neither.
func sameOpening(a, b line) bool {
	return strings.HasPrefix(a.fold, "(") == strings.HasPrefix(b.fold, "(")
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// onlySub keeps 1-1, 1-2, …: the numbers without a second part are then the sections.
func onlySub(starts []start) []start {
	var sub []start
	for _, s := range starts {
		if strings.ContainsAny(s.number, "-.−") {
			sub = append(sub, s)
		}
	}
	return sub
}
