package reading

import "madoguchi/chars"

// Who hands something over wants to hear by when they are answered: 「いつごろお返事もらえますか」, 「今日中に連絡いただけ
// ますか」, and, where the matter is known, only 「いつわかりますか」. While a form is filled, or a ticket is open, this is no
// question to the FAQ: what the documents say of notices and results is about other answers.

const (
	replyLead = `^(?:あの|えっと|ええと|すみません|すいません|恐れ入ります|ところで|ちなみに|それで|それは|これは|これって|それって|じゃあ|じゃ|では|で|あと|が|けど|` +
		`(?:この|さっきの|先ほどの|先程の|今の|いまの|昨日の|きのうの|例の)?(?:件|お?問い?合わせ|質問|相談|依頼|申し込み|お願い)?(?:は|って|の|ですが|なんですが|なんですけど)?|` +
		`(?:これ(?:を|で)?|今|いま)?(?:送っ|送信し|頼ん|お願いし|出し|申し込ん)(?:たら|だら|た場合|た後)|(?:送る|送れ|送信すれ|頼め|頼む)(?:と|ば))*`
	replyWhen = `(?:いつ(?:頃|ごろ)?|何時(?:頃|ごろ)?|何日(?:後|くらい|ぐらい)?|何曜日|どの(?:くらい|ぐらい)|どれ(?:くらい|ぐらい)|何営業日)(?:まで|に|で|の|は|には|までに|で待てば|待てば)*`
	replySoon = `(?:今日|本日|明日|あした|今週|来週|すぐ|午前|午後|週明け)(?:中|じゅう|の|に|うち|は|までに)*`
	replyWord = `(?:そちら|事務局|担当者?|担当の方|窓口)?(?:から|の|より)?(?:お|ご)?(?:返事|返信|回答|連絡|電話|折り返し|返答|答え|れす)`
	replyCome = `(?:し|を|は|って|が|も|の)*(?:もらえ|貰え|いただけ|頂け|頂戴|くれ|下さ|くださ|来|きま|くる|届|とど|あり|ある|でき|出来|になり|なりま|です|でしょう|ですか|か)`
)

var waitHow = pattern(`(?:いつ|何時|何日|どのくらい|どれくらい|どのぐらい|どれぐらい)(?:まで|くらい|ぐらい|ほど)?(?:に)?(?:待て|待つ|待ち|お待ち|待って)`)

var (
	replyAsked  = pattern(replyLead + `(?:` + replyWhen + replyWord + `.{0,16}|` + replySoon + replyWord + replyCome + `.{0,14}|` + replyWord + `(?:は|って|が|を|も)?` + `(?:` + replyWhen + `|` + replySoon + `(?:もらえ|貰え|いただけ|頂け|くれ|来|きま|くる|あり|ある|でき))` + `.{0,14})$`)
	resultAsked = pattern(replyLead + replyWhen + `(?:お|ご)?(?:わかり|分かり|分かる|わかる|反映|変わり|変わる|直り|直る|終わり|終わる|でき|出来|なり|なる|対応|完了|やって|やり|して|見て|届き|届く|来|きます|くる|もらえ|いただけ)(?:ます|る|に|され|して|くれ|もらえ|いただけ|の|です|ん|そう|し)*(?:ますか|ます|るか|か|かね|かな|でしょうか|の|る|い|ん)*$`)
)

var ifSent = pattern(`^(?:あの|これ(?:で|は|って)?|もう|ちゃんと|今の(?:は|で)?|それで|で)*(?:届|とど|送(?:れ|られ|信(?:され|でき)?|った|りまし)|受け付け|受付|できて|完了し|終わり|おわり|申し込(?:め|まれ)|済み)(?:い|き|て|まし|られ|され|でき|し|ち)*(?:ました|ます|います|いる|た|てる|たん|んです|です|だ)*(?:か|かな|かね|の|よね|ですか|でしょうか)+$`)

var howLong = pattern(`^(?:あの|それで|で|これ(?:は|って)?|あと|ちなみに)*(?:どの|どれ)(?:くらい|ぐらい)(?:の)?(?:時間|日数|期間)?(?:が|は|で)?かか(?:り|る)(?:ます|そう|の|ん|です)*(?:か|かね|かな|でしょうか|の|ん)*$`)

// AsksHowLong reports whether a text asks how long it takes, and not what: 「どのくらいかかりますか」.
func AsksHowLong(text string) bool {
	return chars.Length(text) <= offerText && howLong().MatchString(chars.FoldKana(text))
}

// AsksIfSent reports whether a text asks if what stands in a form has been sent: 「もう届きましたか」.
func AsksIfSent(text string) bool {
	return chars.Length(text) <= offerText && ifSent().MatchString(chars.FoldKana(text))
}

// AsksForReply reports whether a text asks by when its writer is answered, and nothing else.
func AsksForReply(text string) bool {
	folded := chars.FoldKana(text)
	return chars.Length(text) <= controlText && (replyAsked().MatchString(folded) || chars.Length(text) <= offerText && waitHow().MatchString(folded)) && (Inquires(text) || chars.Length(folded) <= 16)
}

// AsksWhen reports whether a text asks by when, without saying what: 「いつわかりますか」. Who has handed something over means
// that.
func AsksWhen(text string) bool {
	return chars.Length(text) <= offerText && resultAsked().MatchString(chars.FoldKana(text))
}
