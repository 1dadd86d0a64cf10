package reading

import "testing"

func TestClaimsOwnData(t *testing.T) {
	for text, want := range map[string]bool{
		"個人情報を開示してください":             true,
		"わたしの個人情報をすべて削除してほしいです":     true,
		"私に関する情報を消してください":           true,
		"個人情報の利用停止をお願いします":          true,
		"登録している個人情報を訂正したい":          true,
		"個人情報の開示請求をしたいのですが":         true,
		"保有個人データの開示の手続きを教えてください":    true,
		"個人情報は第三者に開示されますか":          false,
		"個人情報の取り扱いについて教えてください":      false,
		"退会すると個人情報は削除されますか":         false,
		"お客様の個人情報を削除するよう取引先に言われました": false,
		"登録内容を変更したい":                false,
		"電話番号を訂正してください":             false,
		"商品情報を削除したい":                false,
		"メールアドレスの変更":                false,
		"":                          false,
	} {
		if got := ClaimsOwnData(text); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}

func FuzzClaimsOwnData(f *testing.F) {
	f.Add("個人情報を開示してください")
	f.Fuzz(func(_ *testing.T, text string) { ClaimsOwnData(text) })
}
