package trie

import "testing"

func TestTrie(t *testing.T) {
	tr := New([]string{"会費", "会", "会員番号", "費"}, []int32{1, 2, 3, 4})
	for key, want := range map[string]int32{"会費": 1, "会": 2, "会員番号": 3, "費": 4} {
		if got, ok := tr.Get(key); !ok || got != want {
			t.Errorf("get(%s) = %d, %v, want %d", key, got, ok, want)
		}
	}
	for _, key := range []string{"会員", "", "番", "会費用"} {
		if got, ok := tr.Get(key); ok {
			t.Errorf("get(%q) = %d, want none", key, got)
		}
	}
}
