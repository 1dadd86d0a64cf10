package faq

import (
	"context"
	"strings"

	japanese "madoguchi/reading" // reading is what the index makes of a message here
)

// maxParts is how many questions of one message are answered.
const maxParts = 3

// joints are the words with which a further question begins.
var joints = func() *strings.Replacer {
	var pairs []string
	for _, w := range []string{"それと", "あと、", "あとは、", "。あと", "!あと", "\nあと", "それから", "ついでに", "もう一つ", "もう一点", "もう1つ", "もう1点", "。また", "また、"} {
		pairs = append(pairs, w, joint)
	}
	return strings.NewReplacer(pairs...)
}()

// joint stands where a joint was; no normalised text holds it.
const joint = "\x1f"

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

// questionsIn are the sentences of a normalised text that ask something. Where words like それと join
// questions, each part is one, even when it is put as a statement (番号を忘れました。あと、…).
func questionsIn(text string) []string {
	var out []string
	parts := strings.Split(joints.Replace(text), joint)
	for _, part := range parts {
		asking, last := "", ""
		for _, s := range sentencesOf(part) {
			if last = s; japanese.Question(s) != japanese.Stating {
				asking = s
				out = append(out, s)
			}
		}
		if asking == "" && last != "" && len(parts) > 1 {
			out = append(out, last)
		}
	}
	return out
}

// sentencesOf are the sentences of a text, each question with its mark.
func sentencesOf(text string) []string {
	var out []string
	for text != "" {
		i := strings.IndexFunc(text, endsSentence)
		s := text
		if i < 0 {
			text = ""
		} else {
			s = text[:i]
			if text[i] == '?' {
				s += "?"
			}
			text = strings.TrimLeftFunc(text[i:], endsSentence)
		}
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
