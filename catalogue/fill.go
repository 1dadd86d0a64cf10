package catalogue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// fill puts values, which are pairs of a name and a value, into the places of a sentence. A place
// whose value is missing stays empty, and the error names it.
func fill(sentence string, values []any) (string, error) {
	if strings.IndexByte(sentence, '{') < 0 {
		return sentence, nil
	}
	var out strings.Builder
	out.Grow(len(sentence) + 64)
	var missing error
	for rest := sentence; ; {
		before, place, after, found := next(rest)
		out.WriteString(before)
		if !found {
			return out.String(), missing
		}
		name, forms, inflects := strings.Cut(place, "|")
		value, given := lookUp(values, name)
		switch {
		case !given:
			missing = fmt.Errorf("no value %q", name)
		case inflects:
			out.WriteString(inflect(forms, value))
		default:
			write(&out, value)
		}
		rest = after
	}
}

// next cuts text at its first place: what is before it, the place without its braces, and the rest.
func next(text string) (before, place, after string, found bool) {
	open := strings.IndexByte(text, '{')
	if open < 0 {
		return text, "", "", false
	}
	length := strings.IndexByte(text[open:], '}')
	if length < 0 {
		return text, "", "", false
	}
	return text[:open], text[open+1 : open+length], text[open+length+1:], true
}

func lookUp(values []any, name string) (any, bool) {
	for i := 0; i+1 < len(values); i += 2 {
		if given, ok := values[i].(string); ok && given == name {
			return values[i+1], true
		}
	}
	return nil, false
}

// inflect picks the form of "message|messages" for a number.
func inflect(forms string, n any) string {
	one, other, _ := strings.Cut(forms, "|")
	if fmt.Sprint(n) == "1" {
		return one
	}
	return other
}

func write(out *strings.Builder, value any) {
	switch value := value.(type) {
	case string:
		out.WriteString(value)
	case int:
		out.WriteString(strconv.Itoa(value))
	default:
		fmt.Fprint(out, value)
	}
}

// Places names the values a sentence takes, each once, in order.
func Places(sentence string) []string {
	var names []string
	for rest := sentence; ; {
		_, place, after, found := next(rest)
		if !found {
			return names
		}
		name, _, _ := strings.Cut(place, "|")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		rest = after
	}
}
