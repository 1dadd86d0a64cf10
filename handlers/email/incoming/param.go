package incoming

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A disposition is a field that has a value and parameters: Content-Type, Content-Disposition.
type disposition struct {
	value  string // in lower case
	params map[string]string
}

// maxParams is how many pieces of parameters are read: a long Japanese name has some ten.
const maxParams = 100

// readParams reads such a field as it is found: parameters continued and in a character set (RFC 2231), as encoded
// words, which that place does not allow and most programs write, and raw in any set.
func readParams(field string) disposition {
	pieces := splitParams(clipBytes(field, 50_000))
	d := disposition{value: strings.ToLower(strings.TrimSpace(pieces[0])), params: map[string]string{}}
	type part struct {
		text    string
		encoded bool
	}
	continued := map[string]map[int]part{}
	for _, p := range pieces[1:min(len(pieces), maxParams)] {
		name, value, ok := strings.Cut(p, "=")
		name, value = strings.ToLower(strings.TrimSpace(name)), unquote(strings.TrimSpace(value))
		if !ok || name == "" {
			continue
		}
		base, n, encoded, extended := sections(name)
		if !extended {
			if _, have := d.params[name]; !have {
				d.params[name] = words(value)
			}
			continue
		}
		if continued[base] == nil {
			continued[base] = map[int]part{}
		}
		continued[base][n] = part{value, encoded}
	}
	for base, parts := range continued {
		var raw []byte
		charset := ""
		for n := range maxParams {
			p, ok := parts[n]
			if !ok {
				break
			}
			text := p.text
			if p.encoded && n == 0 {
				if set, rest, ok := strings.Cut(text, "'"); ok {
					if _, value, ok := strings.Cut(rest, "'"); ok {
						charset, text = set, value
					}
				}
			}
			if p.encoded {
				if plain, err := url.PathUnescape(text); err == nil {
					text = plain
				}
			}
			raw = append(raw, text...)
		}
		if len(raw) == 0 {
			continue
		}
		text, _ := decode(raw, charset)
		if charset == "" {
			text = words(string(raw))
		}
		d.params[base] = text // it says the same as a plain one beside it, and better
	}
	return d
}

// sections reads the name of a parameter: name*, name*0, name*1*.
func sections(name string) (base string, n int, encoded, extended bool) {
	base, rest, extended := strings.Cut(name, "*")
	if !extended {
		return name, 0, false, false
	}
	if rest == "" {
		return base, 0, true, true
	}
	digits, encoded := strings.CutSuffix(rest, "*")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || n >= maxParams {
		return name, 0, false, false
	}
	return base, n, encoded, true
}

// splitParams cuts a field at its semicolons, but for those in quotes or in raw Japanese.
func splitParams(field string) []string {
	var out []string
	start, quoted := 0, false
	escapes := utf8.ValidString(field) // in Shift_JIS the second byte of 表 looks like a backslash
	for i := 0; i < len(field); i++ {
		switch {
		case field[i] == 0x1b && i+1 < len(field) && field[i+1] == '$': // two bytes a character, whatever they look like
			end := strings.Index(field[i:], "\x1b(")
			if end < 0 {
				return append(out, field[start:])
			}
			i += end + 1
		case field[i] == '\\' && quoted && escapes && i+1 < len(field) && field[i+1] == '"':
			i++
		case field[i] == '"':
			quoted = !quoted
		case field[i] == ';' && !quoted:
			out = append(out, field[start:i])
			start = i + 1
		}
	}
	return append(out, field[start:])
}

func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' {
		return s
	}
	s = strings.TrimSuffix(s[1:], `"`)
	if !utf8.ValidString(s) || strings.Contains(s, "\x1b") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, `\"`, `"`), `\\`, `\`)
}
