package reading

import "madoguchi/chars"

// What people write who claim their right to the data an office keeps of them (個人情報の保護に関する法律,
// 33 to 35), and what only sounds like it: a question on what the office does with data, and the data
// that a firm keeps of its own customers.
var (
	ownData = pattern(`(?:個人(?:情報|データ)|(?:自分|わたし|私|ぼく|僕|うち)(?:の|に関する|について)(?:個人)?(?:情報|データ|記録)|登録(?:して(?:い)?る|した)?(?:個人)?情報)` +
		`(?:の|を|は|について|に関する)?(?:すべて|全て|全部)?(?:の|を)?(?:開示|訂正|利用停止|利用の停止|利用をやめ|利用を止め|使うのをやめ|使わない|消去|削除|抹消|消して|消した|消すよう|けして|見せて)`)
	ownDataRequest = pattern(`(?:開示|訂正|利用停止|消去)(?:の)?(?:請求|の手続き|手続き)|(?:請求).{0,6}(?:開示|利用停止)`)
	notOwnData     = pattern(`第三者|他社|取引先|お客|顧客|ユーザー|従業員|社員|開示され|開示しますか|開示する(?:こと|場合)|(?:削除|消去|訂正)され|漏|とは|方針|ポリシー|商品|サイトに|画面`)
)

// ClaimsOwnData reports whether a text asks the office to show, to correct, to stop using or to erase what
// it keeps about its writer.
func ClaimsOwnData(text string) bool {
	folded := chars.Fold(text)
	return (ownData().MatchString(folded) || ownDataRequest().MatchString(folded)) && !notOwnData().MatchString(folded)
}
