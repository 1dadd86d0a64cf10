package importer

import "testing"

// TestMarkNumber: what follows 「Q」 or 「A」 and numbers it, and what belongs to the text.
func TestMarkNumber(t *testing.T) {
	for _, tc := range []struct{ after, want string }{
		{"7 会費は", "7"}, {"12 会費は", "12"}, {"1-2 会費は", "1-2"}, {"999 会費は", "999"},
		{"1000 会費は", "1000"}, {"2001. 会費は", "2001"}, {".1200 会費は", ".1200"}, {"12000：会費は", "12000"},
		{"2025年度の会費は", ""}, {" 2025年度の会費は", ""}, {"1000円です", ""}, {" 1000円です", ""}, {"1000部まで", ""},
		{" 2025.4.1から", ""}, {"2025-1 会費は", ""}, {" 0120-123-456へ", ""}, {" 2000 人まで", ""},
		{" 3日前まで", ""}, {"1.3日以内", "1"},
	} {
		if got := markNumber(foldRunes(tc.after)); got != tc.want {
			t.Errorf("markNumber(%q) = %q, want %q", tc.after, got, tc.want)
		}
	}
}
