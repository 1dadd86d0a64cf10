package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// In Markdown an entry is a heading with its answer below. What else it says stands in a comment between the two.
// A line of the answer that looks like one of ours begins with a backslash.

func writeMarkdown(all *file) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!-- %s -->\n\n# %s\n", comment(file{Mark: all.Mark, Programme: all.Programme, Title: all.Title}), oneLine(all.Title))
	for i := range all.Entries {
		it := all.Entries[i]
		answer := strings.Split(WriteAnswer(it.Answer), "\n")
		for n, line := range answer {
			if ours(line) {
				answer[n] = `\` + line
			}
		}
		question := it.Question
		it.Question, it.Answer = "", nil
		if oneLine(question) != question {
			it.Question = question
		}
		fmt.Fprintf(&b, "\n## %s\n\n<!-- %s -->\n\n%s\n", oneLine(question), comment(it), strings.Join(answer, "\n"))
	}
	return b.Bytes(), nil
}

// comment is what a comment holds: JSON, in which the signs that end a comment are escaped.
func comment(v any) string {
	b, err := json.Marshal(v) // escapes < and >
	if err != nil {
		return "{}"
	}
	return string(b)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// ours says whether a line of an answer could be taken for a heading, a comment, or one that is escaped.
func ours(line string) bool {
	rest := strings.TrimLeft(line, `\`)
	return strings.HasPrefix(rest, "## ") || strings.HasPrefix(rest, "<!--")
}

var errNoComment = errors.New("an entry has lost the comment below its heading")

func readMarkdown(data []byte, all *file) error {
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	head, rest, _ := strings.Cut(text, "\n")
	if err := readComment(head, all); err != nil {
		return err
	}
	sections := strings.Split("\n"+rest, "\n## ")
	for _, section := range sections[1:] {
		question, body, _ := strings.Cut(section, "\n")
		body = strings.TrimLeft(body, "\n")
		var it item
		if line, answer, _ := strings.Cut(body, "\n"); strings.HasPrefix(line, "<!--") {
			if err := readComment(line, &it); err != nil {
				return err
			}
			body = answer
		} else if strings.Contains(body, "<!--") {
			return fmt.Errorf("%w: %s", errNoComment, question)
		}
		if it.Question == "" || oneLine(it.Question) != question {
			it.Question = strings.TrimSpace(question)
		}
		lines := strings.Split(strings.Trim(body, "\n"), "\n")
		for i, line := range lines {
			if strings.HasPrefix(line, `\`) && ours(line) {
				lines[i] = line[1:]
			}
		}
		it.Answer = ReadAnswer(strings.Join(lines, "\n"))
		all.Entries = append(all.Entries, it)
	}
	return nil
}

func readComment(line string, into any) error {
	inner := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "<!--"), "-->")
	if err := json.Unmarshal([]byte(strings.TrimSpace(inner)), into); err != nil {
		return fmt.Errorf("read the comment %.60s: %w", line, err)
	}
	return nil
}
