package llm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrInvalid is that what a server has answered is none of what was asked for.
var ErrInvalid = errors.New("the answer is not what was asked for")

// What an answer may hold at most: a message of more questions is a story, and a wording of more characters no question.
const (
	maxParts    = 5
	maxWordings = 8
	maxWording  = 80 // characters
)

// said is what a server may say. Unknown members are refused.
type said struct {
	Choice   *string           `json:"choice"`
	Parts    []string          `json:"parts"`
	Values   map[string]string `json:"values"`
	Wordings []string          `json:"wordings"`
}

// Read decodes what a server has said to a question, with all that is no sign of ours and no piece of the text taken out or
// refused. It is ErrInvalid where nothing of use is left.
//
// Servers that know of no response_format wrap their JSON, in a fence or behind what the model thought aloud: that is
// taken off. Beyond it nothing is mended.
func (q Question) Read(content string) (Answer, error) {
	var s said
	if err := decode(unwrap(content), &s); err != nil {
		return Answer{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	switch q.Purpose {
	case Choose:
		return q.chosen(s)
	case Fill:
		return q.filled(s)
	case Wordings:
		return q.reworded(s)
	}
	return Answer{}, fmt.Errorf("no such purpose: %q", q.Purpose)
}

// decode reads one JSON object and nothing behind it.
func decode(content string, into any) error {
	if !utf8.ValidString(content) {
		return errors.New("it is no text")
	}
	d := json.NewDecoder(strings.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something stands behind it")
	}
	return nil
}

// unwrap takes off what stands around the JSON.
func unwrap(content string) string {
	content = strings.TrimSpace(content)
	if rest, ok := strings.CutPrefix(content, "<think>"); ok {
		if _, behind, ended := strings.Cut(rest, "</think>"); ended {
			content = strings.TrimSpace(behind)
		}
	}
	if rest, ok := strings.CutPrefix(content, "```"); ok {
		rest = strings.TrimPrefix(rest, "json")
		content = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "```"))
	}
	return content
}

func (q Question) chosen(s said) (Answer, error) {
	if s.Choice == nil || s.Values != nil || s.Wordings != nil || s.Parts != nil && !q.Split {
		return Answer{}, fmt.Errorf("%w: want choice", ErrInvalid)
	}
	a := Answer{Parts: q.pieces(s.Parts)}
	if *s.Choice == None {
		a.Choice = None
		return a, nil
	}
	n, err := strconv.Atoi(*s.Choice)
	if err != nil || n < 1 || n > len(q.Candidates) || strconv.Itoa(n) != *s.Choice {
		return Answer{}, fmt.Errorf("%w: a choice that was not given", ErrInvalid)
	}
	a.Choice = q.Candidates[n-1].ID
	return a, nil
}

// pieces are parts that stand in the text, one behind the other: all of them or, where one does not, none.
func (q Question) pieces(parts []string) []string {
	var kept []string
	rest := q.Text
	for _, p := range parts {
		p = strings.TrimSpace(p)
		_, behind, found := strings.Cut(rest, p)
		if !found || utf8.RuneCountInString(p) < 2 {
			return nil
		}
		kept, rest = append(kept, p), behind
	}
	if len(kept) < 2 || len(kept) > maxParts {
		return nil
	}
	return kept
}

// filled keeps the values that stand in the text. One for a field that was not asked for refuses the answer.
func (q Question) filled(s said) (Answer, error) {
	if s.Values == nil || s.Choice != nil || s.Parts != nil || s.Wordings != nil {
		return Answer{}, fmt.Errorf("%w: want values", ErrInvalid)
	}
	asked := map[string]bool{}
	for _, f := range q.Fields {
		asked[f.ID] = true
	}
	a := Answer{Values: map[string]string{}}
	for id, v := range s.Values {
		if !asked[id] {
			return Answer{}, fmt.Errorf("%w: a field that was not asked for", ErrInvalid)
		}
		if v = strings.TrimSpace(v); v != "" && strings.Contains(q.Text, v) {
			a.Values[id] = v
		}
	}
	return a, nil
}

func (q Question) reworded(s said) (Answer, error) {
	if s.Wordings == nil || s.Choice != nil || s.Parts != nil || s.Values != nil {
		return Answer{}, fmt.Errorf("%w: want wordings", ErrInvalid)
	}
	a, seen := Answer{}, map[string]bool{q.Text: true}
	for _, w := range s.Wordings {
		w = strings.Join(strings.Fields(w), " ")
		if n := utf8.RuneCountInString(w); n < 2 || n > maxWording || seen[w] || len(a.Wordings) == maxWordings {
			continue
		}
		seen[w] = true
		a.Wordings = append(a.Wordings, w)
	}
	return a, nil
}

// A completion is the answer of the interface, as far as it is read.
type completion struct {
	Choices []struct {
		Message struct {
			Content string `json:"content"`
		} `json:"message"`
	} `json:"choices"`
	Usage json.RawMessage `json:"usage"` // of any shape
}

// content is what the model said, with what it cost.
func content(body []byte) (string, Tokens, error) {
	var c completion
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&c); err != nil {
		return "", Tokens{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	tokens := counted(c.Usage)
	if len(c.Choices) == 0 {
		return "", tokens, fmt.Errorf("%w: no choices", ErrInvalid)
	}
	return c.Choices[0].Message.Content, tokens, nil
}

// mostTokens is more than any server has room for: what is above it was not counted.
const mostTokens = 10_000_000

// counted is what a server says of its tokens. Not all do, and an answer is not refused for how they say it.
func counted(usage json.RawMessage) Tokens {
	var u struct {
		In  int `json:"prompt_tokens"`
		Out int `json:"completion_tokens"`
	}
	if json.Unmarshal(usage, &u) != nil || u.In < 0 || u.Out < 0 || u.In > mostTokens || u.Out > mostTokens {
		return Tokens{}
	}
	return Tokens{u.In, u.Out}
}
