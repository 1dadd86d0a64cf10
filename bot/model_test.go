package bot_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"madoguchi/llm"
	"madoguchi/llm/llmfake"
)

// setModel gives the office a language model that says what a script wants of it, over HTTP.
func (s *scene) setModel(what string) {
	verb, rest, _ := strings.Cut(what, " ")
	say := llmfake.Pick(func(_ string, entries []llmfake.Entry) string {
		for _, e := range entries {
			if strings.Contains(e.Question, what) {
				return e.ID
			}
		}
		return "none"
	})
	switch verb {
	case "none":
		say = llmfake.Pick(func(string, []llmfake.Entry) string { return "none" })
	case "fails":
		say = llmfake.Always(llmfake.Reply{Status: 500, Raw: "out of memory"})
	case "parts":
		say = llmfake.Always(llmfake.Reply{Content: jsonText(map[string]any{"choice": "none", "parts": strings.Split(rest, "｜")})})
	case "values":
		field, value, _ := strings.Cut(rest, "=")
		say = llmfake.Always(llmfake.Reply{Content: jsonText(map[string]any{"values": map[string]string{field: value}})})
	}
	s.bot.Model = llm.New(llm.Config{URL: llmfake.New(s.t, say).URL, Model: llmfake.Model, Limit: patient})
	s.bot.Consulted = s.store
}

func jsonText(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// writeCalls writes down what left the house.
func (s *scene) writeCalls() {
	for _, c := range s.store.Calls()[s.calls:] {
		s.calls++
		said := c.Answer.Choice
		if len(c.Answer.Parts) > 0 {
			said = strings.Join(c.Answer.Parts, "｜")
		}
		for field, value := range c.Answer.Values {
			said = field + "=" + value
		}
		if c.Outcome != llm.Answered {
			said = string(c.Outcome)
		}
		fmt.Fprintf(&s.out, "%% %s → %s\n", c.Question.Text, said)
	}
}
