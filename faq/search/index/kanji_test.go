package index

import "testing"

func TestKanjiAlike(t *testing.T) {
	terms := termTable{ids: map[string]uint32{}}
	for _, w := range []string{"納付", "納期", "期限", "会費", "会員", "会場", "会議", "延長"} {
		terms.id('b', w, true)
	}
	k := newKanjiTable(&terms)
	for _, c := range []struct {
		word, other string
		want        bool
	}{
		{"納入", "納付", true},  // a rare kanji in common
		{"会社", "会費", false}, // a common one
		{"延期", "延長", true},
		{"延長", "延長", false}, // itself is no other word
		{"のべ", "延長", false},
	} {
		self, known := terms.id('b', c.word, false)
		id, _ := terms.id('b', c.other, false)
		found := false
		for _, x := range k.alike(c.word, self, known) {
			found = found || x.Id == id
		}
		if found != c.want {
			t.Errorf("%s is like %s: %v, want %v", c.word, c.other, found, c.want)
		}
	}
}
