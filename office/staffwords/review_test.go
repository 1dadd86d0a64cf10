package staffwords

import (
	"testing"

	"madoguchi/faq/edition"
)

// TestReview: how far a draft is, in the same words wherever staff read it.
func TestReview(t *testing.T) {
	t.Parallel()
	for want, of := range map[string]struct {
		state edition.DraftState
		r     edition.Review
	}{
		"": {edition.Writing, edition.Review{}},
		"林さんに確認を依頼中です（期限：2036/04/01）。": {edition.Asked, edition.Review{Reviewer: "林", Deadline: "2036-04-01"}},
		"承認できる方に確認を依頼中です（期限：なし）。":      {edition.Asked, edition.Review{}},
		"林さんが差し戻しました。":                 {edition.Returned, edition.Review{Decided: "林"}},
		"林さんが承認しました。":                  {edition.Approved, edition.Review{Decided: "林"}},
	} {
		if got := Review(of.state, &of.r); got != want {
			t.Errorf("%s is %q, want %q", of.state, got, want)
		}
	}
}
