package staffwords

import (
	"testing"

	"madoguchi/faq/edition"
)

// TestEffectNow: what is not tried yet is not said to change nothing.
func TestEffectNow(t *testing.T) {
	t.Parallel()
	won := edition.Shift{From: edition.Outcome{Kind: edition.None}, To: edition.Outcome{Kind: edition.Direct, Ref: "a/1"}}
	for want, e := range map[string]edition.Effect{
		"変わる質問はありません。":      {Asked: 4},
		"変わる 1件：未回答→この項目 1": {Asked: 4, Shifts: []edition.Shift{won}},
		"影響を調べています（40％）。":   {Asked: 4, Left: 6},
		"影響を調べています（0％）。":    {Left: 10},
		"影響を調べています（50％）。いまのところ、変わる 1件：未回答→この項目 1": {Asked: 5, Left: 5, Shifts: []edition.Shift{won}},
	} {
		if got := EffectNow(&e, "a/1"); got != want {
			t.Errorf("%+v is %q, want %q", e, got, want)
		}
	}
	all := edition.Effect{Shifts: []edition.Shift{won, {From: won.To, To: edition.Outcome{Kind: edition.Direct, Ref: "a/2"}}, {From: won.To, To: won.To, Anew: true}, {From: won.To, To: won.From}}}
	if got, want := EffectOfAll(&all), "変わる 4件：未回答→回答 1、別の項目での回答 1、同じ項目で文面が変わるもの 1、回答→未回答 1"; got != want {
		t.Errorf("of all it is %q, want %q", got, want)
	}
}
