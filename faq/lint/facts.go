package lint

import (
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"madoguchi/faq"
	"madoguchi/lazyregexp"
)

// A fact is something an answer tells that others may tell, too.
type fact struct {
	key  string   // the same for the same fact, however it is written
	text string   // as it is written
	day  faq.Date // of a day whose year is named
}

// The forms of facts, on text in one width and without the commas of numbers.
var (
	dayForm   = lazyregexp.New(`(?:(令和|平成)(元|\d{1,2})|(\d{4}))年 ?(\d{1,2})月 ?(\d{1,2})日|\b(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})\b|(\d{1,2})月 ?(\d{1,2})日`)
	moneyForm = lazyregexp.New(`(\d+(?:\.\d+)?) ?(万|千|億)? ?(円|ドル|ユーロ)`)
	phoneForm = lazyregexp.New(`\b0\d{1,4}[-(]\d{1,4}[-)]\d{3,4}\b`)
	mailForm  = lazyregexp.New(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	webForm   = lazyregexp.New(`https?://[\w.~:/?#@!$&'()*+,;=%-]+`)
	commas    = lazyregexp.New(`(\d),(\d{3})`)
)

// dashes are the signs that people write for the one between a number's groups.
var dashes = strings.NewReplacer("−", "-", "‐", "-", "–", "-", "—", "-", "―", "-")

// factsIn are the facts of an answer, each once, in their order.
func factsIn(answer string) []fact {
	text := dashes.Replace(norm.NFKC.String(answer))
	for commas.MatchString(text) {
		text = commas.ReplaceAllString(text, "$1$2")
	}
	var out []fact
	add := func(f fact) {
		if !slices.ContainsFunc(out, func(o fact) bool { return o.key == f.key }) {
			out = append(out, f)
		}
	}
	for _, m := range webForm.FindAllString(text, -1) {
		m = strings.TrimRight(m, ".,;:!?)")
		add(fact{key: "web " + strings.TrimRight(m, "/"), text: m})
	}
	text = webForm.ReplaceAllString(text, " ")
	for _, m := range mailForm.FindAllString(text, -1) {
		add(fact{key: "mail " + strings.ToLower(m), text: m})
	}
	for _, m := range phoneForm.FindAllString(text, -1) {
		add(fact{key: "phone " + strings.Map(digit, m), text: m})
	}
	text = phoneForm.ReplaceAllString(text, " ")
	for _, m := range dayForm.FindAllStringSubmatch(text, -1) {
		if f, ok := dayOf(m); ok {
			add(f)
		}
	}
	for _, m := range moneyForm.FindAllStringSubmatch(text, -1) {
		add(fact{key: "money " + amount(m[1], m[2]) + m[3], text: m[0]})
	}
	return out
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// amount is a sum in units, as text.
func amount(number, unit string) string {
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return number + unit
	}
	return strconv.FormatFloat(n*map[string]float64{"": 1, "千": 1e3, "万": 1e4, "億": 1e8}[unit], 'f', -1, 64)
}

// The years before the first of an era.
var eras = map[string]int{"令和": 2018, "平成": 1988}

// dayOf reads a day; one that no calendar has is none.
func dayOf(m []string) (fact, bool) {
	year, month, day := m[3], m[4], m[5]
	switch {
	case m[1] != "":
		n, _ := strconv.Atoi(strings.Replace(m[2], "元", "1", 1)) // of the form's digits
		year = strconv.Itoa(eras[m[1]] + n)
	case m[6] != "":
		year, month, day = m[6], m[7], m[8]
	case m[9] != "":
		month, day = m[9], m[10]
	}
	mm, _ := strconv.Atoi(month) // likewise
	dd, _ := strconv.Atoi(day)
	if mm < 1 || mm > 12 || dd < 1 || dd > 31 {
		return fact{}, false
	}
	f := fact{key: fmt.Sprintf("day %s-%02d-%02d", year, mm, dd), text: m[0]}
	if year != "" {
		f.day = faq.Date(fmt.Sprintf("%s-%02d-%02d", year, mm, dd))
	}
	return f, true
}

// A Fault says why a link leads nowhere.
type Fault string

// The faults. Missing, NoSite and Unreachable are known by asking the other side: see [Facts.Dead].
const (
	Sound     Fault = ""
	Relative  Fault = "relative"  // without a site: members read it elsewhere
	Malformed Fault = "malformed" // no address by its form
	Gone      Fault = "gone"      // to an entry that is not served

	Missing     Fault = "missing"     // the other site has no such page
	NoSite      Fault = "no_site"     // there is no site of that name
	Unreachable Fault = "unreachable" // the other site does not answer
)

// Addresses are the links of an entry's answer.
func Addresses(e *faq.Entry) []string {
	var out []string
	for _, b := range e.Answer {
		for _, address := range addresses(b) {
			if address = strings.TrimSpace(address); !slices.Contains(out, address) {
				out = append(out, address)
			}
		}
	}
	return out
}

// addresses are a block's links: its own, and those that stand in its text.
func addresses(b faq.Block) []string {
	var out []string
	if b.URL != "" {
		out = append(out, b.URL)
	}
	for _, m := range webForm.FindAllString(norm.NFKC.String(b.String()), -1) {
		if m = strings.TrimRight(m, ".,;:!?)"); !slices.Contains(out, m) && !strings.HasPrefix(b.URL, m) {
			out = append(out, m)
		}
	}
	return out
}

var entryPath = lazyregexp.New(`^/faq/([a-z0-9_-]+/\d+)/?$`)

// fault says what is wrong with a link, as far as that is known here.
func (c *checker) fault(address string) Fault {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil || strings.ContainsAny(address, " 　\t\n"):
		return Malformed
	case u.Scheme == "" && u.Host == "":
		return Relative
	case u.Scheme == "mailto":
		if _, err := mail.ParseAddress(u.Opaque); err != nil {
			return Malformed
		}
		return Sound
	case u.Scheme == "tel":
		if len(strings.Map(digit, u.Opaque)) < 8 {
			return Malformed
		}
		return Sound
	case u.Scheme != "http" && u.Scheme != "https", !strings.Contains(strings.Trim(u.Hostname(), "."), "."):
		return Malformed
	}
	if m := entryPath.FindStringSubmatch(u.Path); m != nil && c.Host != "" && u.Host == c.Host && c.entries[m[1]] == nil {
		return Gone
	}
	return c.Dead[strings.TrimSpace(address)]
}
