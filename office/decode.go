package office

import (
	"bytes"
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// plain is the file as UTF-8: what Windows' editors write in Shift_JIS or UTF-16 is read, too. What is no
// text at all is a fault.
func plain(data []byte) ([]byte, error) {
	if rest, marked := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); marked {
		data = rest
	}
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case utf8.Valid(data):
		return data, nil
	default:
		from = japanese.ShiftJIS
	}
	text, err := from.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) || bytes.IndexByte(text, 0) >= 0 {
		return nil, &Fault{Line: 1 + bytes.Count(data[:firstStrange(data)], []byte("\n")), Text: words("office.fault.encoding")}
	}
	return text, nil
}

// firstStrange is where a text stops being UTF-8.
func firstStrange(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n < 2 {
			return i
		}
		i += n
	}
	return len(data)
}

// decode reads YAML strictly. What the library says of a fault is said anew, for who does not program.
func decode(data []byte, into any) error {
	err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(into)
	var ye yaml.Error
	switch {
	case err == nil, len(bytes.TrimSpace(data)) == 0:
		return nil
	case err.Error() == "EOF": // only comments
		return nil
	case errors.As(err, &ye) && ye.GetToken() != nil:
		f := explain(oneLine(ye.GetMessage()), lineOf(data, ye.GetToken().Position.Line))
		f.Line, f.column = ye.GetToken().Position.Line, ye.GetToken().Position.Column
		return f
	}
	return explain(oneLine(err.Error()), "")
}

func lineOf(data []byte, n int) string {
	lines := strings.Split(string(data), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

func oneLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return strings.Join(strings.Fields(s), " ")
}

// What the YAML library says, and how we say it.
var (
	reUnknown   = regexp.MustCompile(`^unknown field "(.*)"$`)
	reTwice     = regexp.MustCompile(`^mapping key "(.*)" already defined`)
	reUnlike    = regexp.MustCompile(`^cannot unmarshal (.*) into Go (?:struct field|value) .*?of type (.*)$`)
	reUsed      = regexp.MustCompile(`^(\w+) was used where (\w+) is expected`)
	reFullColon = regexp.MustCompile(`^[\s　-]*[^\s:：]+：`)
)

// explain puts what the library says of a line into the office's words.
func explain(message, line string) *Fault {
	var text string
	switch m := []string(nil); {
	case strings.HasPrefix(strings.TrimLeft(line, " "), "　"):
		text = words("office.fault.wide_space")
	case reFullColon.MatchString(line):
		text = words("office.fault.wide_colon")
	case match(reUnknown, message, &m):
		text = words("office.fault.unknown", "key", m[1])
		if near := nearest(m[1]); near != "" {
			text += words("office.fault.perhaps", "key", near)
		}
	case match(reTwice, message, &m):
		text = words("office.fault.twice", "key", m[1])
	case match(reUsed, message, &m):
		text = words("office.fault.shape", "want", shapeName(m[2]), "is", shapeName(m[1]))
	case match(reUnlike, message, &m):
		text = words("office.fault.shape", "want", typeName(m[2]), "is", shapeName(m[1]))
	case strings.Contains(line, "\t"):
		text = words("office.fault.tab")
	default:
		text = words("office.fault.yaml", "said", message)
	}
	return &Fault{Text: text}
}

func match(re *regexp.Regexp, s string, into *[]string) bool {
	*into = re.FindStringSubmatch(s)
	return *into != nil
}

// shapeName names what the library found or wants.
func shapeName(s string) string {
	for _, known := range []struct{ word, key string }{{"map", "mapping"}, {"seq", "sequence"}, {"[]", "sequence"}, {"bool", "bool"}, {"int", "number"}, {"float", "number"}, {"string", "text"}, {"null", "nothing"}} {
		if strings.Contains(strings.ToLower(s), known.word) {
			return shapes()[known.key]
		}
	}
	return s
}

// typeName names a type of ours.
func typeName(s string) string {
	switch {
	case strings.HasPrefix(s, "[]"):
		return shapes()["sequence"]
	case strings.Contains(s, "bool"):
		return shapes()["bool"]
	case strings.Contains(s, "int"):
		return shapes()["number"]
	case strings.Contains(s, "string"):
		return shapes()["text"]
	}
	return shapes()["mapping"]
}

func shapes() map[string]string {
	return map[string]string{
		"mapping": words("office.fault.is_mapping"), "sequence": words("office.fault.is_sequence"), "bool": words("office.fault.is_bool"),
		"number": words("office.fault.is_number"), "text": words("office.fault.is_text"), "nothing": words("office.fault.is_nothing"),
	}
}

// nearest is the key of the office file that a slip of the pen most likely means, "" for none.
func nearest(key string) string {
	best, most := "", 3
	for _, known := range keysOf(reflect.TypeFor[file](), nil) {
		if d := distance(strings.ToLower(key), known); d < most {
			best, most = known, d
		}
	}
	return best
}

// keysOf are the keys that a type of the file reads, and those of what it holds.
func keysOf(t reflect.Type, seen []reflect.Type) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || slices.Contains(seen, t) {
		return nil
	}
	var keys []string
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); name != "" && name != "-" {
			keys = append(keys, name)
			keys = append(keys, keysOf(t.Field(i).Type, append(seen, t))...)
		}
	}
	return keys
}

// distance is how many letters have to be put in, left out or changed to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost++
			}
			last, row[j+1] = row[j+1], min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
