package index

import (
	"strings"

	"madoguchi/faq/search/kana"
)

// A facet is a kind of fact that a message asks for and that an answer can be seen to hold: a sum,
// a date, a number of something. A near-miss often shares its subject with an entry and differs in
// this alone: 商談は何分ですか beside an entry on interpreters at talks.
type facet uint8

const (
	FacetMoney facet = 1 << iota
	FacetTime
	FacetCount
)

// Facets are an entry's: which kinds of fact stand in it, and of what things it gives numbers.
type Facets struct {
	Kinds    facet
	Counters string // the characters that follow a number
}

// timeWords are signs of a date or a term besides 年, 月 and 日 after a number.
var timeWords = []string{"月末", "上旬", "中旬", "下旬", "順次", "次第", "随時", "毎月", "毎年", "いつでも", "当日", "翌", "まで", "期日", "期間", "日程", "時期", "タイミング", "日割", "月割"}

func facetsOf(texts ...string) Facets {
	var f Facets
	for _, t := range texts {
		f.add(kana.Normalise(t))
	}
	return f
}

func (f *Facets) add(text string) {
	number := false
	for _, r := range text {
		switch {
		case kana.IsDigit(r) || number && (r == ',' || r == '.' || r == ' ' || r == '~' || r == 'ー'):
			number = true
		case number:
			f.Counters += string(r)
			number = false
		}
	}
	if strings.ContainsAny(f.Counters, "円%") || strings.Contains(text, "無料") || strings.Contains(text, "費用") {
		f.Kinds |= FacetMoney
	}
	if strings.ContainsAny(f.Counters, "年月日時週営") {
		f.Kinds |= FacetTime
	}
	for _, w := range timeWords {
		if strings.Contains(text, w) {
			f.Kinds |= FacetTime
		}
	}
}

// Agree is 1 when an entry holds the kind of fact that is asked for, -1 when it does not, 0 when
// none is asked for.
func (asked Facets) Agree(has Facets) float32 {
	money, time, count := asked.KindsHeld(has)
	switch {
	case asked.Kinds == 0:
		return 0
	case max(money, time, count) == 1:
		return 1
	}
	return -1
}

// KindsHeld tells, for sums, times and numbers of things apart, whether an entry holds what is asked for: 1,
// -1 when it does not, 0 when none is asked for.
func (asked Facets) KindsHeld(has Facets) (money, time, count float64) {
	tell := func(kind facet, held bool) float64 {
		switch {
		case asked.Kinds&kind == 0:
			return 0
		case held:
			return 1
		}
		return -1
	}
	return tell(FacetMoney, has.Kinds&FacetMoney != 0), tell(FacetTime, has.Kinds&FacetTime != 0),
		tell(FacetCount, strings.ContainsAny(has.Counters, asked.Counters+manyCounters(asked.Counters)))
}

// manyCounters adds the counters that count the same: 人 and 名.
func manyCounters(s string) string {
	if strings.ContainsAny(s, "人名") {
		return "人名"
	}
	if strings.ContainsAny(s, "かカ") {
		return "月"
	}
	return ""
}
