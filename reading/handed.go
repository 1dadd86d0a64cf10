package reading

import "madoguchi/chars"

// What somebody says of a matter that they have handed over before, in a sentence of their own: 「さっき出したやつ、
// もう見てくれた？」, 「昨日の相談に付け足してほしいことがある」. That is less sure than the wordings of lists/case.txt
// and lists/addition.txt, and holds only for who has a matter open.

var (
	handed = pattern(`(?:さっき|先ほど|先程|今朝|昨日|きのう|一昨日|おととい|先日|先週|この前|このまえ|こないだ|この間)(?:に|の)?.{0,8}?` +
		`(?:出し|送っ|送り|申し込|お願い|おねがい|頼ん|相談|問い?合わせ|依頼|聞い|質問|変更|やつ|件|あれ)|あの(?:相談|件|問い?合わせ|依頼|変更)`)
	standing = pattern(`どう(?:なり|なっ|なの|です|いう状|でしょう)|いかが|状態|状況|進[みん]|返事|返信|回答|連絡(?:が|は)?(?:まだ|来|き|ない)|まだ|(?:見|確認し|読ん)(?:て|で)(?:くれ|もらえ|いただけ)|いつ`)
	this     = pattern(`(?:これ|それ|こちら)(?:も|を)?`)
	adding   = pattern(`忘れ|書き足|付け足|つけ足|足して|足しと|付け加え|加えて|追加|追記|伝えて|伝えと|渡して|渡しと|まちがえ|間違え`)
)

var corrected = pattern(`^(?:あの|すみません|あと|えっと|ごめんなさい)*(?:さっき|先ほど|先程)(?:の|お伝えした|送った|言った|書いた)(?:住所|電話|番号|会社名|社名|担当|メール|アドレス|番地|名前|日付|日にち|金額|内容|問い合わせ|相談|依頼|変更|数量|品目|商品|希望日|希望).*(?:でした|です|だった|間違|まちが|違|ちが|訂正|変え|直)`)

// AsksAfterHanded reports whether a text asks how a matter stands that was handed over.
func AsksAfterHanded(text string) bool {
	folded := chars.FoldKana(text)
	at := handed().FindStringIndex(folded)
	return at != nil && chars.Length(text) <= controlText && standing().MatchString(folded[at[1]:])
}

// AddsToHanded reports whether a text is for a matter that was handed over, as a whole or announcing what
// follows: 「これを足してください」.
func AddsToHanded(text string) bool {
	folded := chars.FoldKana(text)
	if corrected().MatchString(folded) && !Asks(text) { // 「さっきの住所、番地が2-3-5でした」
		return true
	}
	for _, begins := range []func() []int{
		func() []int { return handed().FindStringIndex(folded) }, func() []int { return this().FindStringIndex(folded) },
	} {
		if at := begins(); at != nil && adding().MatchString(folded[at[1]:]) {
			return true
		}
	}
	return false
}

// aboutAdding are words of a text that only announces what is to be added.
var aboutAdding = pattern(`書き|書|忘れ|忘|漏れ|漏|足し|足|付け|付|加え|加|追加|追記|渡し|渡|昨日|先日|今朝|先ほど|先程|一つ|もう一|一点|大事|補足|件|分|前|間違え|間違|訂正|伝言|連`)

// AnnouncesMore reports whether a text says that something is to be added, and not yet what: 「書き忘れたことが
// あります。追加してもらえますか」.
func AnnouncesMore(text string) bool {
	return namesNothing(aboutAdding().ReplaceAllString(chars.Fold(text), " "), "")
}

var howItStands = pattern(`^(?:ところで|それで|で|あの|すみません)*(?:結果|お?返事|ご?回答|ご?返信|ご?連絡|お?手続き|変更)(?:は|って|が)?(?:いつ(?:頃|ごろ|まで)?|何日|どのくらい|どれくらい|どれぐらい)(?:に|で|ぐらい|くらい)*(?:わかり|分かり|もらえ|いただけ|頂け|来|き|届|終わ|でき|完了|なり|です|でしょう|反映).{0,8}$|^(?:その後|そのご|あれから|で|それで|あの|えっと|すみません|ところで|もう|まだ)*(?:どんな(?:感じ|かんじ|状況|具合)|どう(?:なっ|なり|です|でしょう|なん|かな)|いかが|進んで|すすんで|進捗|しんちょく|状況|見て(?:くれ|もらえ|いただけ)|届いて(?:ます|いる|る)|読んで(?:くれ|もらえ))(?:ていますか|てますか|てる|ましたか|ました|ますか|たか|た|ですかね|ですか|でしょうか|か|かな|の|ね|いますか)*$`)

// AsksHowItStands reports whether a text only asks how it stands, without saying what: 「その後どんな感じですか」. Who has a
// matter open means that.
func AsksHowItStands(text string) bool { return howItStands().MatchString(chars.FoldKana(text)) }

var saysHanded = pattern(`(?:昨日|きのう|一昨日|おととい|先日|先週|先月|今朝|さっき|先ほど|先程|この前|こないだ|この間|\d+日前).{0,12}(?:申し込ん|申込ん|申し込みし|申込みし|お?願いし|頼ん|依頼し|問い合わせ(?:し)?|送っ|相談し)(?:た|だ|ました)(?:もの|者|件|やつ|の)(?:です|ですが|ですけど|なんです|なんですが|なんですけど|だけど)`)

// SaysHanded reports whether a text says no more than that its writer has handed something over: 「昨日相談を申し込んだ者
// ですけど」. They want to hear of it.
func SaysHanded(text string) bool {
	return chars.Length(text) <= controlText && saysHanded().MatchString(chars.FoldKana(text)) && !AddsToHanded(text)
}
