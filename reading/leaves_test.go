package reading

import "testing"

func TestLeavesToOffice(t *testing.T) {
	for text, want := range map[string]bool{
		"変更はそちらでお願いできますか": true, "住所の変更、代わりにやってもらえますか": true, "ここで変更してほしい": true, "事務局に変更を頼みたい": true,
		"住所を変更したい": false, "どこで変更できますか": false, "代わりに行くことはできますか": false, "事務局はどこですか": false,
	} {
		if got := LeavesToOffice(text); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestWillWait(t *testing.T) {
	for text, want := range map[string]bool{
		"わかりました、待ちます": true, "お待ちしています": true, "待ってますね": true,
		"ちょっと待ってください": false, "待てません": false, "待ち時間はどのくらい": false, "お待ちしていますがまだですか": false,
	} {
		if got := WillWait(text); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
