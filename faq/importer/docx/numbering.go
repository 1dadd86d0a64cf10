package docx

import (
	"strconv"
	"strings"

	"madoguchi/faq/importer/parcel"
)

// Word keeps no number with a paragraph, only which list it belongs to and how deep; the numbers are
// counted when the document is shown. numbering counts them again.
type numbering struct {
	lists map[string]*list // by numId
}

// A list is one scheme of numbers. Lists of the same scheme go on counting together, unless one starts
// afresh.
type list struct {
	levels *[9]level
	count  *[9]int
	begun  bool
	fresh  map[int]int // levels that this list starts anew, with their first number
}

type level struct {
	format, text string
	start        int
}

func readNumbering(p *parcel.Parcel, part string) *numbering {
	n := &numbering{lists: map[string]*list{}}
	root, err := p.XML(part)
	if err != nil {
		return n
	}
	all := root.Kid("numbering")
	if all == nil {
		return n
	}
	schemes := map[string]*list{}
	for _, k := range all.Kids {
		if k.Name == "abstractNum" {
			schemes[k.Attr["abstractNumId"]] = readScheme(k)
		}
	}
	for _, k := range all.Kids {
		if k.Name != "num" {
			continue
		}
		s := schemes[k.Val("abstractNumId")]
		if s == nil {
			continue
		}
		l := &list{levels: s.levels, count: s.count, fresh: map[int]int{}}
		for _, o := range k.Kids {
			if o.Name != "lvlOverride" {
				continue
			}
			at, _ := strconv.Atoi(o.Attr["ilvl"])
			if first, err := strconv.Atoi(o.Val("startOverride")); err == nil && at >= 0 && at < 9 {
				l.fresh[at] = first
			}
		}
		n.lists[k.Attr["numId"]] = l
	}
	return n
}

func readScheme(e *parcel.Element) *list {
	s := &list{levels: &[9]level{}, count: &[9]int{}}
	for _, k := range e.Kids {
		at, err := strconv.Atoi(k.Attr["ilvl"])
		if k.Name != "lvl" || err != nil || at < 0 || at >= 9 {
			continue
		}
		start, err := strconv.Atoi(k.Val("start"))
		if err != nil {
			start = 1
		}
		s.levels[at] = level{format: k.Val("numFmt"), text: k.Val("lvlText"), start: start}
		s.count[at] = start - 1
	}
	return s
}

// next is the number before the next paragraph of a list, "" for a mere point. It is not known for a list
// that does not exist.
func (n *numbering) next(id string, at int) (label string, known bool) {
	l := n.lists[id]
	if l == nil || at < 0 || at >= 9 {
		return "", false
	}
	if !l.begun {
		l.begun = true
		for k, first := range l.fresh {
			l.count[k] = first - 1
		}
	}
	l.count[at]++
	for k := at + 1; k < 9; k++ {
		l.count[k] = l.levels[k].start - 1
	}
	if f := l.levels[at].format; f == "bullet" || f == "none" || l.levels[at].text == "" {
		return "", true
	}
	label = l.levels[at].text
	for k := 0; k <= at; k++ {
		label = strings.ReplaceAll(label, "%"+strconv.Itoa(k+1), numeral(l.levels[k].format, max(l.count[k], l.levels[k].start)))
	}
	return strings.TrimSpace(label), true
}

// numeral writes a number as a format has it; formats that are not known write it as usual.
func numeral(format string, n int) string {
	pick := func(from string) string {
		r := []rune(from)
		return string(r[(n-1)%len(r)])
	}
	switch {
	case n < 1:
	case format == "decimalEnclosedCircle" && n <= 20:
		return string(rune('①' + n - 1))
	case format == "decimalFullWidth" || format == "decimalFullWidth2":
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, strconv.Itoa(n))
	case format == "upperLetter":
		return pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	case format == "lowerLetter":
		return pick("abcdefghijklmnopqrstuvwxyz")
	case format == "aiueo" || format == "aiueoFullWidth":
		return pick("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン")
	case format == "iroha" || format == "irohaFullWidth":
		return pick("イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス")
	case format == "upperRoman" && n < 40:
		return roman(n)
	case format == "lowerRoman" && n < 40:
		return strings.ToLower(roman(n))
	case (format == "japaneseCounting" || format == "chineseCounting" || format == "ideographDigital" || format == "japaneseLegal") && n < 100:
		return kanji(n)
	}
	return strconv.Itoa(n)
}

func roman(n int) string {
	return strings.Repeat("X", n/10) + []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"}[n%10]
}

func kanji(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n%10]
	}
	return digits[n/10] + "十" + digits[n%10]
}
