package reading

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"

	"madoguchi/chars"
)

// A gazetteer knows the names of countries and regions.
type gazetteer struct {
	codes   map[string]string // by name, folded
	known   map[string]bool   // the codes that have a name
	heads   map[rune]bool     // the characters that names begin with
	longest int               // characters of the longest name
}

// gazetteerOf is built from CLDR's Japanese and English names and the everyday ones on first use.
var gazetteerOf = sync.OnceValue(func() *gazetteer {
	g := &gazetteer{codes: map[string]string{}, known: map[string]bool{}, heads: map[rune]bool{}}
	ja, en := display.Regions(language.Japanese), display.Regions(language.English)
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			r, err := language.ParseRegion(string(a) + string(b))
			if err != nil || !r.IsCountry() || r.String() == "ZZ" || r.Canonicalize() != r {
				continue
			}
			g.known[r.String()] = ja.Name(r) != ""
			g.add(ja.Name(r), r.String())
			g.add(en.Name(r), r.String())
		}
	}
	_, regions := readList("countries")
	for _, r := range regions {
		for _, name := range r.words {
			g.add(name, r.name)
		}
	}
	return g
})

func (g *gazetteer) add(name, code string) {
	key := placeKey(name)
	if chars.Length(key) < 2 {
		return
	}
	g.codes[key] = code
	for _, r := range key {
		g.heads[r] = true
		break
	}
	g.longest = max(g.longest, chars.Length(key))
}

// placeKey is a name in one width and case, ヴ as バ's row, without blanks and points. Katakana and
// hiragana stay apart: in running text only katakana names a country.
func placeKey(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	s = strings.NewReplacer("ヴァ", "バ", "ヴィ", "ビ", "ヴェ", "ベ", "ヴォ", "ボ", "ヴ", "ブ", "・", "", " ", "", ".", "").Replace(s)
	return s
}

// Countries are the countries and regions named in text, in the order they are named, each once:
// ISO 3166 alpha-2 codes; regions stay regions, as UN M49 codes (東南アジア is 035, 中東 145) and
// EU. Which country of a region is meant is for a person to ask: guessing all of them would send
// the ticket to whoever comes first. Japan itself is named only where nothing else is.
func Countries(text string) []string {
	g := gazetteerOf()
	text = chars.Plain(chars.Clip(text, limitText))
	if codes := g.list(text); codes != nil {
		return codes
	}
	text = notCountries().ReplaceAllString(text, "　")
	rs := []rune(strings.NewReplacer("・", "、").Replace(text))
	var codes []string
	for i := 0; i < len(rs); {
		code, n := g.at(rs, i)
		if n == 0 {
			i++
			continue
		}
		codes = append(codes, code)
		i += n
	}
	return settle(codes)
}

// list reads text that is nothing but names or codes apart by commas or blanks: VN, th; べとなむ.
func (g *gazetteer) list(text string) []string {
	var codes []string
	whole := g.code(text)
	if whole != "" {
		return []string{whole}
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",、・/と&+。", r) }) {
		code := g.code(word)
		if code == "" {
			return nil
		}
		codes = append(codes, code)
	}
	return settle(codes)
}

// code is the code of one whole word, which may also be in hiragana or a code itself.
func (g *gazetteer) code(word string) string {
	if upper := strings.ToUpper(word); countryNames()[upper] != "" {
		return upper
	}
	key := placeKey(word)
	if code := g.codes[key]; code != "" {
		return code
	}
	if code := g.codes[placeKey(strings.Map(chars.Katakana, word))]; code != "" {
		return code
	}
	if len(word) == 2 {
		if r, err := language.ParseRegion(word); err == nil && g.known[r.Canonicalize().String()] {
			return r.Canonicalize().String() // UK is GB; YU, which is no more, is none
		}
	}
	return ""
}

// at is the longest name that begins at i and stands as a word, with its length.
func (g *gazetteer) at(rs []rune, i int) (string, int) {
	if r := unicode.ToLower(rs[i]); !g.heads[r] && r != 'ヴ' {
		return "", 0
	}
	if i > 0 && joined(rs[i-1], rs[i]) && !unicode.Is(unicode.Han, rs[i]) {
		return "", 0
	}
	for n := min(g.longest+4, len(rs)-i); n >= 2; n-- {
		name := string(rs[i : i+n])
		if len(name) == 2 && name != strings.ToUpper(name) {
			continue // "us" in running English is no country
		}
		code := g.codes[placeKey(name)]
		if code != "" && rs[i+n-1] != ' ' && g.ends(rs, i, i+n) {
			return code, n
		}
	}
	return "", 0
}

// ends reports whether a name at rs[i:end] may end there: the next character is of another script,
// begins another name, or the name is long enough to lead a compound (ベトナムバイヤー).
func (g *gazetteer) ends(rs []rune, i, end int) bool {
	if end == len(rs) || !joined(rs[end-1], rs[end]) {
		return true
	}
	if unicode.Is(unicode.Han, rs[end-1]) {
		return true
	}
	for n := 2; n <= min(g.longest, len(rs)-end); n++ {
		if g.codes[placeKey(string(rs[end:end+n]))] != "" && (end+n == len(rs) || !joined(rs[end+n-1], rs[end+n])) {
			return true
		}
	}
	return isKatakana(rs[end]) && end-i >= 4 && rs[end] != 'ン' && rs[end] != 'ー'
}

// joined reports whether two characters belong to one word of one script.
func joined(a, b rune) bool {
	latin := func(r rune) bool { return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return isKatakana(a) && isKatakana(b) || latin(a) && latin(b)
}

func isKatakana(r rune) bool { return 'ァ' <= r && r <= 'ヺ' || r == 'ー' }

// settle removes doubles, and Japan where anything else is named.
func settle(codes []string) []string {
	var out []string
	for _, c := range codes {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	if len(out) > 1 {
		out = slices.DeleteFunc(out, func(c string) bool { return c == "JP" })
	}
	return out
}

var (
	notCountries = phrases("no-countries", anywhere, chars.Plain)
	countryNames = sync.OnceValue(func() map[string]string { return swaps("country-names")().with })
)

// CountryName is a country or region as members call it.
func CountryName(code string) string {
	if name := countryNames()[code]; name != "" {
		return name
	}
	if r, err := language.ParseRegion(code); err == nil {
		if name := display.Regions(language.Japanese).Name(r); name != "" {
			name, _, _ = strings.Cut(name, "(") // コンゴ民主共和国(キンシャサ)
			return name
		}
	}
	return code
}

// CountryNames are several of them as one phrase.
func CountryNames(codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = CountryName(c)
	}
	return strings.Join(names, "・")
}
