package chars

import (
	"regexp"
	"testing"
)

func TestWantFinds(t *testing.T) {
	for _, tc := range []struct{ in, word, want string }{
		{"請求書の宛名を変えたい", "請求書宛名", "請求書の宛名"},
		{"請求書宛名の件", "請求書の宛名", "請求書宛名"},
		{"会員の登録を変更します", "会員登録変更", "会員の登録を変更"},
		{"会員登録変更", "会員の登録を変更", "会員登録変更"},
		{"カタログの英訳", "カタログ英訳", "カタログの英訳"},
		{"英訳カタログ", "英訳のカタログ", "英訳カタログ"},
		{"フォークリフトを手配", "ﾌｫｰｸﾘﾌﾄ手配", "フォークリフトを手配"},
		{"PDFの提出", "pdf提出", "PDFの提出"},
		{"ＡＢＣ 商店", "ABC商店", "ＡＢＣ 商店"},
		{"県の補助金", "県補助金", "県の補助金"},
		{"輸出についての相談", "輸出相談", "輸出についての相談"},
		{"住所・電話番号", "住所電話番号", "住所・電話番号"},
		{"髙橋さんの連絡先", "高橋さん連絡先", "髙橋さんの連絡先"},
		{"折り返しの電話", "折り返し電話", "折り返しの電話"},
		{"申請ではなく相談", "申請相談", ""},
		{"しおりのひょうし", "しおりひょうし", ""}, // no noun is seen to end within Hiragana
		{"請求書を送り、宛名は後で", "請求書宛名", ""},
		{"電話は090-1111-2222まで", "090-1111-", "090-1111"},
		{"電話は03-1111-2222まで", "(03)1111", "03-1111"},
		{"内線は1111", "-1111", "1111"},
		{"サーバーの件", "サーバー", "サーバー"},
	} {
		s := Seek(tc.in)
		from, to, found := s.Match(Want(tc.word))
		if found != (tc.want != "") || tc.in[from:to] != tc.want {
			t.Errorf("%q in %q: %q, want %q", tc.word, tc.in, tc.in[from:to], tc.want)
		}
	}
}

func FuzzWant(f *testing.F) {
	for _, s := range []string{"請求書の宛名", "ABC商店", "090-1111-", "(ー", "の", "ｶﾞの㌢", "\xff", ".*漢[字"} {
		f.Add(s, "請求書を宛名に")
	}
	f.Fuzz(func(t *testing.T, word, in string) {
		w, s := Want(word), Seek(in)
		if letters, gaps := w.Letters(); len(letters) > 0 && len(gaps) != len(letters)-1 {
			t.Fatalf("Want(%q): %d letters, %d gaps", word, len(letters), len(gaps))
		}
		if _, err := regexp.Compile(w.Pattern()); err != nil {
			t.Fatal(err)
		}
		if from, to, found := s.Match(w); found && (from < 0 || to > len(in) || from > to) {
			t.Fatalf("%q in %q: %d to %d", word, in, from, to)
		}
	})
}
