package faq

import (
	"context"
	"fmt"
	"strings"
)

// A Verdict is what to do with a member's message.
type Verdict string

// The verdicts.
const (
	Answer  Verdict = "answer"  // the first hit answers it
	Suggest Verdict = "suggest" // one of the first three hits may
	Choices Verdict = "choices" // the programmes answer differently: ask which
	Form    Verdict = "form"    // something is to be done: open Decision.Form
	Handoff Verdict = "handoff" // a person should answer
)

// The forms that a decision may open.
const (
	FormInquiry      = "inquiry"
	FormChange       = "change"
	FormConsultation = "consultation"
)

// A Decision is what Decide makes of one message.
type Decision struct {
	Query      string
	Verdict    Verdict
	Form       string     // "inquiry", "change", "consultation" or ""
	Human      bool       // the member asked for a person
	Programmes []string   // for Choices: the collection IDs to choose from
	Hits       []Hit      // the first five by rank, whatever the verdict
	P          float64    // probability that the first hit answers the query
	Parts      []Decision // when one message holds several questions: one each, else nil
	Reason     string     // a short word for the trace: below_threshold, human_word, …
}

// Decide says what to do with a message: the action rules first, then the search.
func (ix *Index) Decide(ctx context.Context, query string, scope Scope) (Decision, error) {
	hits, err := ix.Search(ctx, query, 5, scope)
	if err != nil {
		return Decision{}, fmt.Errorf("decide: %w", err)
	}
	d := Decision{Query: query, Hits: hits, Verdict: Handoff, Form: "inquiry", Reason: "below_threshold"}
	if len(hits) > 0 {
		d.P = hits[0].P
	}
	switch {
	case hasAny(query, "人と話", "担当者を出", "担当者お願い", "オペレーター", "電話で話") || strings.TrimSpace(query) == "人":
		d.Human, d.Reason = true, "human_word"
	case hasAny(query, "変更したい", "変更をお願い", "変更してください", "変えてください"):
		d.Verdict, d.Form, d.Reason = Form, "change", "change_word"
	case hasAny(query, "に相談したい", "相談を予約", "相談させて"):
		d.Verdict, d.Form, d.Reason = Form, "consultation", "consultation_word"
	case hasAny(query, "問い合わせをしたい", "問い合わせしたい", "不具合を報告"):
		d.Verdict, d.Form, d.Reason = Form, "inquiry", "inquiry_word"
	case d.P > .5:
		d.Verdict, d.Form, d.Reason = Answer, hits[0].Entry.Form, "confident"
	case d.P > .2:
		d.Verdict, d.Form, d.Reason = Suggest, "", "unsure"
	}
	return d, nil
}

func hasAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
