package reading

import (
	"strings"

	"madoguchi/chars"
)

// Who is asked something may ask back what is meant: 「品目って何のこと？」, 「どこまで書けばいいんですか」, 「なんで期限がいるんですか」.

// An AskedBack is what somebody wants to know of a question that they were asked.
type AskedBack struct {
	About string // the word that they ask about, folded; "" is the question itself
	Why   bool   // they ask what it is needed for
}

var (
	askedWhat  = pattern(`^(?:あの|えっと|すみません|すいません|その|この)*(.{0,12}?)(?:って|とは|というのは|ってのは|て|は)?(?:何|なん|なに|どういう|どんな)(?:の)?(?:こと|事|意味|もの|やつ|ですか|でしょう|でしたっけ|だっけ|なの|のことで)?(?:ですか|でしょうか|でしょう|なんですか|なのか|を指します|指して|を言えば|か|の|や|ですかね|だろう|っけ)*$`)
	askedSay   = pattern(`(?:どこまで|どのくらい|どれくらい|どの程度|何を|なにを|何て|なんて|どう|何と|どうやって|どんな風に|どういう風に|何|なに)(?:詳しく|細かく)?(?:書け|書く|かけ|答え|こたえ|言え|いえ|入れ|入力すれ|入力し|記入すれ|送れ|打て|打ち込め|書い)(?:ば|たら|れば|えば|るの|て)?(?:いい|よい|良い|よろしい|ええ|いいの)?`)
	askedWhy   = pattern(`(?:なんで|なぜ|何で|どうして|何のために|なんのため)(?:.{0,10})(?:いる|要る|必要|聞く|きく|聞かれ|書く|答え|いいま|言わ|入れ|知り|要り|いります|教え|ですか|なん|の)|(?:それ|これ|そんなの|ここ|そこ)(?:って|は|も)?(?:必要|要りますか|いりますか|いる\?|必須|書かな|答えな|言わな)|(?:絶対|必ず)(?:に)?(?:書|答|言|入)|(?:言う|言わなきゃ|書く|答える|教える|入れる|名乗る|出す)(?:必要|意味|の必要)(?:は|が|って)?(?:ある|あり)`)
	askedWhyOf = pattern(`^(?:あの|えっと)*(?:なんで|なぜ|何で|どうして)(.{1,10}?)(?:が|を|は|の|まで|なんか|なんて)(?:いる|いり|要|必要|聞|きか|書|答|知り|言|教え)`)
	askedNeed  = pattern(`^(?:あの|えっと|この)*(.{1,10}?)(?:って|は|も|まで)?(?:絶対|必ず|ぜったい)?(?:必要|必須|要ります|いります|いる|要る|書かないと|言わないと|答えないと|入れないと|書かなきゃ|言わなきゃ|書かなくては)(?:です|でしょう|なん|なの|だめ|いけない|いけません|ダメ|ですか|か|の|ん|ね|よ)*$`)
	askedMuch  = pattern(`^(?:あの|えっと|すみません)*(?:だいたい|大体|適当|ざっくり|おおまか|大まか|わかる範囲|分かる範囲|一部|空欄|仮|予定|見込み|おおよそ|大雑把)(?:な感じ)?(?:で|の数字で|のもので|でも|だけでも|だけで)?(?:いい|よい|良い|大丈夫|よろしい|ok|かまいま|構いま|平気)`)
	askedNone  = pattern(`^(?:あの|えっと|すみません|まだ)*(?:わからない|分からない|わからん|決まってない|決まっていない|ない|書けない|言えない)(?:場合|とき|時|ん|の|ん場合)(?:は|なら|ですが|ですけど|だけど)?(?:どう|なんと|何と|何て|なんて|いい|大丈夫)`)
)

// AsksBack reads a question about a question. It reports false for all else. That text is short: what tells more is a
// matter of its own.
func AsksBack(text string) (AskedBack, bool) {
	folded := chars.FoldKana(text)
	if chars.Length(text) > offerText {
		return AskedBack{}, false
	}
	switch {
	case askedWhy().MatchString(folded):
		asked := AskedBack{Why: true}
		if m := askedWhyOf().FindStringSubmatch(folded); m != nil {
			asked.About = m[1]
		}
		return asked, true
	case askedSay().MatchString(folded), askedMuch().MatchString(folded), askedNone().MatchString(folded):
		return AskedBack{}, true
	}
	if m := askedNeed().FindStringSubmatch(folded); m != nil && !strings.ContainsAny(m[1], "がをにで") && (Inquires(text) || strings.HasSuffix(folded, "か") || strings.HasSuffix(folded, "の")) {
		return AskedBack{About: strings.Trim(m[1], "「」 "), Why: true}, true
	}
	if m := askedWhat().FindStringSubmatch(folded); m != nil && !strings.ContainsAny(m[1], "がをにで") {
		return AskedBack{About: strings.Trim(m[1], "「」 ")}, true
	}
	return AskedBack{}, false
}
