package faq

import (
	"context"
	"strings"
)

// maxParts is how many questions of one message are answered.
const maxParts = 3

// joints are the words with which a further question begins.
var joints = strings.NewReplacer("それと", "。", "あと、", "。", "あとは、", "。", "それから", "。", "ついでに", "。", "もう一つ", "。", "もう一点", "。", "もう1つ", "。", "もう1点", "。", "また、", "。")

// parts decides the questions of a message one by one. It gives nil unless there are at least two
// that are answered, by different entries.
func (ix *Index) parts(ctx context.Context, q *question, scope Scope) []Decision {
	sentences := questionsIn(q.reading.text)
	if len(sentences) < 2 {
		return nil
	}
	var out []Decision
	seen := map[*Entry]bool{}
	for _, s := range sentences {
		part, found := ix.rank(ctx, s, scope)
		if len(part.atoms) == 0 || len(found) == 0 {
			continue
		}
		d := ix.decide(s, part, found)
		if d.Reason == severalEntries && d.P >= thresholds.Answer { // short beside others is not vague
			d.Verdict, d.Form = Answer, found[0].form(ix)
		}
		if d.Verdict != Answer || seen[d.Hits[0].Entry] {
			continue
		}
		seen[d.Hits[0].Entry] = true
		if out = append(out, d); len(out) == maxParts {
			break
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// questionsIn are the sentences of a normalised text that ask something.
func questionsIn(text string) []string {
	var out []string
	rest := joints.Replace(text)
	for rest != "" {
		i := strings.IndexFunc(rest, endsSentence)
		s := rest
		if i < 0 {
			rest = ""
		} else {
			s = rest[:i]
			if rest[i] == '?' {
				s += "?"
			}
			rest = strings.TrimLeftFunc(rest[i:], endsSentence)
		}
		if s = strings.TrimSpace(s); s != "" && asks(s) {
			out = append(out, s)
		}
	}
	return out
}
