package reading

import "madoguchi/chars"

var unnamed = pattern(`匿名|名無し|(?:会社名?|社名|名前)(?:は|を|なんか|なんて)?(?:言わない|言わん|教えない|教える気|言う気)|名乗りたく|名乗らな|名乗る(?:必要|つもり)|名(?:前|乗)(?:は|を|なんか|なんて|も)?(?:言い|いい|教え|出し|書き|伝え|知られ|明かし)?(?:たく(?:ない|あり)|えません|せません|けません|えない|せない|けない)|名前(?:は|を)?(?:なし|無し|伏せ|秘密|ひみつ|内緒|ないしょ|勘弁|ご容赦|控え)`)

// StaysUnnamed reports whether a text says that its writer does not want to be named: 「匿名でお願いします」.
func StaysUnnamed(text string) bool {
	return chars.Length(text) <= offerText && unnamed().MatchString(chars.FoldKana(text))
}

// aboutDelegating are words of a wish that something be done in its writer's place.
var aboutDelegating = pattern(`代わり|かわり|代行|手続き|そちら|事務局|窓口|担当|恐縮|不得手|苦手|不慣れ|慣れ|パソコン|スマホ|ネット|機械|操作|高齢|年寄り|老|方法|全部|一切|叶|頂|戴|不要|面倒|難し|無理|自分|入力|申請|登録|変更|申込|申し込み|作業`)

// OnlyDelegates reports whether a text that leaves something to the office does not say what: that has been said before.
func OnlyDelegates(text string) bool {
	return namesNothing(aboutDelegating().ReplaceAllString(chars.Fold(text), " "), "")
}
