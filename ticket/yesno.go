package ticket

import "strings"

// Whole answers that mean yes or no, folded: no marks, katakana as hiragana.
var (
	yesWords = words(`はい はいはい はーい はあい ええ えぇ うん うんうん うむ そう そうです そうですね そうだね その通り その通りです そのとおり そのとおりです おっけー おっけーです ok okです okay おけ おけです おーけー
 yes y yep yeah いえす りょうかい 了解 了解です 了解しました 承知 承知しました かしこまりました わかりました 分かりました お願いします おねがいします お願い おねがい お願いいたします お願い致します はいお願いします はいおねがいします ぜひ ぜひお願いします
 よろしく よろしくお願いします よろしくおねがいします よろしくお願いいたします 宜しくお願いします 宜しくお願いいたします 宜しくお願い致します それで それでお願いします それでいいです それで大丈夫です それで結構です それで進めてください これで これでお願いします これでいいです これで大丈夫です これで結構です
 大丈夫 大丈夫です だいじょうぶ だいじょうぶです 問題ない 問題ないです 問題ありません もんだいないです もんだいありません 問題なし 合ってる 合ってます 合っています あってる あってます あっています 合ってますよ 間違いない 間違いないです 間違いありません まちがいないです まちがいありません
 正しい 正しいです 正解 いいよ いいですよ いいですね よいです 良いです よろしいです おーらい あり ありです あります ある いる 必要 必要です 要ります 希望します 送って 送ってください 送ります 送る 送信 進めて 進めてください 続ける 続けます 申し込む 申し込みます する します やる やります もちろん もちろんです いかにも できた できました 解決 解決した 解決しました それです それだ これです`)
	noWords = words(`いいえ いえ いいえいいえ いや いやです いやいや いえいえ ううん うーん no n nope のー ちがう 違う ちがいます 違います ちがうよ 違うよ ちがいますよ 違いますよ 間違い 間違いです まちがい まちがいです 間違ってる 間違っています 間違ってます まちがってます 合ってない 合ってません 合っていません あってません
 だめ だめです 駄目 駄目です 結構 結構です けっこうです もう結構です 大丈夫じゃない 大丈夫ではない やめ やめる やめて やめます やめてください やめたい やめとく やめとき やめときます やめておきます 遠慮します 遠慮しておきます いらない いらないです いりません 要らない 要りません 不要 不要です 必要ない 必要ないです 必要ありません
 ない ないです ありません なし なしです しない しません やらない やりません 希望しません 待って まって 待ってください ちょっと待って ちょっと待ってください ちょっとまって まだ まだです まだだよ 送らない 送らないで 送らないでください 直す 直します 直したい 直したいです 修正 修正したい 修正します 訂正 訂正します 変える 変更する もういい もういいです そうじゃない そうじゃないです そうではない そうではありません できない できません できなかった 解決しない 解決していない 解決していません いまはいい 今はいい 今はいいです 今回はいい また今度 今度にします キャンセル`)
	yesMarks = []string{"👍", "🙆", "⭕", "👌", "✅", "🆗", "○", "〇", "◯", "☑"}
	noMarks  = []string{"👎", "🙅", "❌", "✖", "✕", "×", "🆖"}
)

// words is a set of folded words written apart by blanks.
func words(s string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		set[fold(w)] = true
	}
	return set
}

// readYesNo reads all ways to say yes and no. 「大丈夫です」 is yes, 「結構です」 no: that is how they
// are meant after a question whether something shall be done. 「いいです」 alone can be either, and
// is asked again.
func (f *Field) readYesNo(text string) (Reading, error) {
	switch agreement(text) {
	case "yes":
		return Reading{Values: []string{"yes"}, Shown: "はい"}, nil
	case "no":
		return Reading{Values: []string{"no"}, Shown: "いいえ"}, nil
	}
	return Reading{}, f.fail("恐れ入りますが、「はい」か「いいえ」で教えていただけますか。")
}

func agreement(text string) string {
	s := fold(text)
	if s == "" || s == "○" || s == "〇" || s == "×" {
		return byMark(text)
	}
	switch {
	case yesWords[s]:
		return "yes"
	case noWords[s]:
		return "no"
	case length(s) > 16:
		return ""
	}
	for _, cut := range []string{"です", "ます", "よ", "ね", "よね", "と思います", "わ", "っす", "w", "笑"} {
		if t, ok := strings.CutSuffix(s, fold(cut)); ok {
			switch {
			case yesWords[t]:
				return "yes"
			case noWords[t]:
				return "no"
			}
		}
	}
	for _, yes := range []string{"はい", "ええ", "うん"} {
		if rest, ok := strings.CutPrefix(s, yes); ok {
			if noWords[rest] {
				return "" // はい、違います: asked again
			}
			if length(s) <= 12 && yesWords[rest] {
				return "yes"
			}
		}
	}
	for _, no := range []string{"いいえ", "いや", "いえ", "ううん"} {
		if rest, ok := strings.CutPrefix(s, no); ok && !yesWords[rest] {
			return "no"
		}
	}
	return ""
}

// byMark reads emoji and signs that stand alone.
func byMark(text string) string {
	for _, m := range yesMarks {
		if strings.Contains(text, m) {
			return "yes"
		}
	}
	for _, m := range noMarks {
		if strings.Contains(text, m) {
			return "no"
		}
	}
	return ""
}
