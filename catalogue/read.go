package catalogue

import (
	"fmt"
	"strings"
)

// parse reads a file: tables become rooms, and what they hold keys of sentences.
//
// Of TOML it takes what a file of sentences needs: comments that fill a line, tables, and strings in
// one or in three quotation marks. Anything else is an error with its line. The library go-toml takes
// 0.5 ms for what this reads in 0.2 ms, and package words pays it at every start of the program; a
// test holds that both read the same.
func parse(source string) (map[string]string, error) {
	sentences := make(map[string]string, 1200)
	table := ""
	lines := strings.Split(source, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if line == "" || line[0] == '#' {
			continue
		}
		if name, ok := between(line, "[", "]"); ok {
			table = name + "."
			continue
		}
		name, value, ok := strings.Cut(line, " = ")
		if value == `"""` {
			from := i + 1
			for i = from; i < len(lines) && !strings.HasSuffix(lines[i], `"""`); i++ {
			}
			value = `"` + strings.TrimSuffix(strings.Join(lines[from:min(i+1, len(lines))], "\n"), `""`)
		}
		sentence, whole := unquote(value)
		if _, twice := sentences[table+name]; !ok || !whole || twice || strings.ContainsAny(name, ` ."`) {
			return sentences, fmt.Errorf("line %d is no sentence with a key of its own: %s", i+1, line)
		}
		sentences[table+name] = sentence
	}
	return sentences, nil
}

// unquote is what a string stands for. It reports false for escapes but \\ and \", the two that a
// sentence may need.
func unquote(value string) (string, bool) {
	text, quoted := between(value, `"`, `"`)
	if !strings.Contains(text, `\`) {
		return text, quoted
	}
	marks := strings.NewReplacer(`\\`, "", `\"`, "")
	return escapes.Replace(text), quoted && !strings.Contains(marks.Replace(text), `\`)
}

var escapes = strings.NewReplacer(`\\`, `\`, `\"`, `"`)

// between is what stands in text between two marks at its ends.
func between(text, open, close string) (string, bool) {
	if len(text) < len(open)+len(close) || !strings.HasPrefix(text, open) || !strings.HasSuffix(text, close) {
		return "", false
	}
	return text[len(open) : len(text)-len(close)], true
}
