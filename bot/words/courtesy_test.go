package words

import "testing"

// TestVariants: whoever would read a sentence twice in a row reads another one, and finds it under one name.
func TestVariants(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range variants {
		if len(v) < 2 {
			t.Errorf("%q has no other words", v[0])
		}
		for i, text := range v {
			if text == "" || text == v[(i+1)%len(v)] {
				t.Errorf("%q follows itself", text)
			}
			if seen[text] {
				t.Errorf("%q stands for two things", text)
			}
			seen[text] = true
		}
		if got := Variants(v[0]); len(got) != len(v) {
			t.Errorf("%q is not found", v[0])
		}
	}
	if Variants("受け付けました。受付番号は Q-0001 です。") != nil {
		t.Error("a receipt has variants")
	}
}
