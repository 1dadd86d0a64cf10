package chars

import "testing"

func TestListWidth(t *testing.T) {
	if got := ListWidth(" ①２つ ㈱ﾐﾅﾄ "); got != "①2つ (株)ミナト" {
		t.Errorf("%q", got)
	}
}

// TestFolds says where the folds differ.
func TestFolds(t *testing.T) {
	for _, c := range []struct{ in, width, cased, folded, kana string }{
		{"ＦＡＱ　Ｑ１", "FAQ Q1", "faq q1", "faqq1", "faqq1"},
		{"「送る」。", "「送る」。", "「送る」。", "送る", "送る"},
		{"送る！", "送る!", "送る!", "送る!", "送る"},
		{"カタカナ", "カタカナ", "カタカナ", "カタカナ", "かたかな"},
		{"ｶﾀｶﾅ", "カタカナ", "カタカナ", "カタカナ", "かたかな"},
		{"はーい〜👍", "はーい〜👍", "はーい〜👍", "はーい〜👍", "はーい"},
		{"㈱みなと", "(株)みなと", "(株)みなと", "株みなと", "株みなと"},
		{"１−２", "1−2", "1−2", "1−2", "1-2"},
	} {
		for _, got := range [][3]string{{"Width", Width(c.in), c.width}, {"FoldCase", FoldCase(c.in), c.cased}, {"Fold", Fold(c.in), c.folded}, {"FoldKana", FoldKana(c.in), c.kana}} {
			if got[1] != got[2] {
				t.Errorf("%s(%q) = %q, want %q", got[0], c.in, got[1], got[2])
			}
		}
	}
}
