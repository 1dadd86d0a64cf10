package reading

import (
	"strings"
	"sync"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// An Amendment is what a text says of something its writer answered before: that it was wrong, what is
// meant instead, or both.
type Amendment struct {
	Word  string // what is to change, as the writer calls it: 会社名; "" where they do not say
	Old   string // the value that was wrong, where they repeat it
	Value string // what it is to be; "" where they do not say
	Rest  string // what the text says behind it
	Slip  bool   // they say that it was wrong; without, they only name what and the value
}

const (
	opening  = `(?:(?:あ|あっ|あの|あれ|え|いや|ごめん|ごめんなさい|すみません|すいません|済みません|失礼しました|失礼|申し訳ありません|申し訳ございません|恐れ入ります(?:が)?|やっぱり|やはり|もう一度|ちょっと|さっきの?|先ほどの?|先程の?|いまの|今の|前の|はい)(?:[、,。.！!…\s]*))*`
	itsName  = `([^、,。\s:：「」]{1,14}?)(?:の(?:項目|ところ|欄|部分))?`
	closes   = `(?:です|でした|に(?:なります|してください)|でお願いします|で|が正しいです|でございます)?`
	polished = `(?:して|します|しました|してください|して下さい|していただけますか|してもらえますか|して欲しいです|してほしいです|したいです|したい|お願いします|をお願いします|させてください|る|てください|て下さい|て|たいです|たい|ます)?`
)

var (
	slipFirst = sync.OnceValue(func() *lazyregexp.Regexp {
		return lazyregexp.New(`^` + opening + `(?:` + itsName + `(?:を|が|は|の|も|に)?)??` + grammar("slips", asWritten) + `(?:んです|ので|のですが|けど|が)?(?:[、,。.！!…\s]+(.*)|)$`)
	})
	itsError  = pattern(`^` + opening + `(?:` + itsName + `(?:は|：|:))?[、\s]*(.+?)の(?:間違い|まちがい|誤り|打ち間違い|書き間違い|入力ミス|ミス)` + closes + `$`)
	notBut    = pattern(`^` + opening + `(?:` + itsName + `(?:は|が))?[、\s]*(.+?)(?:じゃなくて?|ではなくて?|でなく|じゃなくって)[、\s]*(.+?)` + closes + `$`)
	madeInto  = pattern(`^` + opening + itsName + `(?:を|は)[、\s]*(.+?)(?:に|へ)(?:と)?(?:変更|訂正|修正|直|なお|変え|書き換え|書き直)` + polished + `$`)
	namedWith = pattern(`^` + opening + itsName + `\s*(?:は|：|:)\s*(.+?)` + closes + `$`)
)

// Amends reads what a text says of an earlier answer: 「すみません、間違えました」, 「会社名まちがえました。みなと
// 商事です」, 「みなと商店じゃなくてみなと商事です」, 「電話番号を03-1111-2222に直してください」, and with Slip unset
// 「会社名はみなと商事です」, which may be such a thing or an answer of its own. It reports false for all else.
func Amends(text string) (Amendment, bool) {
	text = Unspaced(strings.TrimSpace(chars.Tidy(text)))
	if chars.Length(text) > 300 {
		return Amendment{}, false
	}
	if m := slipFirst().FindStringSubmatch(strings.ReplaceAll(text, "\n", "。")); m != nil {
		value, rest := firstSentence(m[2])
		if named := namedWith().FindStringSubmatch(value); named != nil && strings.TrimSpace(m[1]) == "" && ownLabel().MatchString(named[1]) { // まちがえた、名前は木村です
			return Amendment{Word: named[1], Value: named[2], Rest: rest, Slip: true}, true
		}
		return Amendment{Word: strings.TrimSpace(m[1]), Value: value, Rest: rest, Slip: true}, true
	}
	first, rest := firstSentence(text)
	if m := itsError().FindStringSubmatch(first); m != nil {
		return Amendment{Word: m[1], Value: m[2], Rest: rest, Slip: true}, true
	}
	if m := notBut().FindStringSubmatch(first); m != nil {
		return Amendment{Word: m[1], Old: m[2], Value: m[3], Rest: rest, Slip: true}, true
	}
	if m := madeInto().FindStringSubmatch(first); m != nil {
		return Amendment{Word: m[1], Value: m[2], Rest: rest, Slip: true}, true
	}
	if m := namedWith().FindStringSubmatch(first); m != nil && !saysOf().MatchString(m[2]) {
		sorry := sorryFirst().MatchString(first)
		return Amendment{Word: m[1], Value: m[2], Rest: rest, Slip: sorry}, true
	}
	return Amendment{}, false
}

// ownLabel are the words by which many call what they were asked for.
var ownLabel = pattern(`^(?:お?名前|氏名|苗字|名字|担当者?(?:名|の名前)?|会社名?|社名|屋号|法人名|団体名|電話(?:番号)?|携帯(?:番号)?|メール(?:アドレス)?|アドレス|住所|所在地|番地|日付|日にち|日|希望日|国|品目|商品|数量|数|重さ|期限|用件|ご用件|内容|理由)$`)

// saysOf is what a sentence says of an answer rather than the answer itself: 会社名はそのままでいいです.
var saysOf = pattern(`なくて|ないで|ません|そのまま|このまま|大丈夫|結構|同じ|合って|あって|正しい|変え|変わ|変更|直し|まだ|未定|(?:か|の)[?？]*$`)

// sorryFirst begins a sentence that takes something back: すみません国はベトナムだけでした.
var sorryFirst = pattern(`^(?:あ、?|あっ、?)?(?:ごめん|すみません|すいません|失礼|申し訳|やっぱり|やはり|さっき|先ほど|先程|いまの|今の|前の)`)

// firstSentence is the first sentence of a text without its stop, and what stands behind it.
func firstSentence(text string) (first, rest string) {
	at := strings.IndexAny(text, "。！!\n")
	if at < 0 {
		return strings.TrimSpace(text), ""
	}
	first = text[:at]
	return strings.TrimSpace(first), strings.TrimLeft(text[at:], "。！! \n")
}

var (
	urgent    = pattern(`急ぎ|いそぎ|至急|しきゅう|急いで|大至急|緊急|早急|一刻も早|今すぐ|いますぐ|今日中|本日中|なるはや|なる早|早くし(?:て|ろ)|早く(?:返事|対応|連絡|電話|回答|何とか|なんとか)`)
	notUrgent = pattern(`急ぎ(?:では|じゃ|で)(?:な|あり)|急ぎません|急いで(?:い)?(?:ない|ません)|急がな|急ぐ(?:必要|わけ)|お急ぎでな|至急(?:では|じゃ)(?:な|あり)|いそぎません`)
	further   = pattern(`(?:も|を|の変更も|も一緒に|もあわせて)?(?:変え|変更|直し|なおし|かえ|追加|訂正|修正|お願い)(?:たい|て|する|します|し|も|を|お願い|で)*`)
)

// WantsMore reports whether a text wishes to change something besides: 「電話番号も変えたい」.
func WantsMore(text string) bool { return more().MatchString(text) }

var more = pattern(`も(?:一緒に|いっしょに|あわせて|合わせて|ついでに)?(?:変え|変更|直し|なおし|修正|訂正)(?:たい|て|し|を|お願い)[^、。]*[。.！!]?$|も(?:変わ|替わ|代わ|かわ)(?:っ|り)`)

// Urgent reports whether the writer says that it is urgent.
func Urgent(text string) bool { return urgent().MatchString(text) && !notUrgent().MatchString(text) }

// Unhurried reports whether the writer says that it is not urgent.
func Unhurried(text string) bool { return notUrgent().MatchString(text) }

// WantsChanged reports whether a text wishes to change something.
func WantsChanged(text string) bool {
	return further().MatchString(text) && !Asks(text) && !asItIs().MatchString(text)
}

var asItIs = pattern(`なくて|ないで|ません|ない(?:です)?[。.！!]?$|そのまま|このまま`)

var denial = pattern(`^` + opening + `(?:それは|これは|さっきのは|伏せられた(?:番号)?は|番号は)?(?:銀行)?(口座(?:番号)?|マイ\s?ナンバー|個人番号)(?:では|じゃ)(?:ありません|ないんです(?:が|けど)?|ない(?:です)?|ございません|なくて?)[、,。.！!\s]*(.*)$`)

// DeniesSecret reads 「口座ではありません」: a number was struck out that is none. Rest is what the text says
// behind it, where the number may stand again.
func DeniesSecret(text string) (rest string, denied bool) {
	m := denial().FindStringSubmatch(strings.ReplaceAll(strings.TrimSpace(text), "\n", " "))
	if m == nil {
		return "", false
	}
	return m[2], true
}
