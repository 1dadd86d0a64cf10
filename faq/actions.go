package faq

import (
	"regexp"
	"strings"
)

// An action is something a message asks to be done, rather than to be told.
type action struct {
	form   string // the form to open, "" for a person
	human  bool
	reason string
}

// The rules read the normalised text. They are about how a wish is put, so they are patterns, not
// search: "住所を変更してください" is a deed for the office, "住所はどこで変更できますか" a question that
// the FAQ answers.
var (
	person      = `(?:人間|生身の人|人|ひと|担当者?|たんとう(?:しゃ)?|スタッフ|すたっふ|オペレータ[ーァ]?|おぺれーたー?|職員|係の人|係員|係|窓口|責任者|上司|えらい人|偉い人|事務局|中の人)(?:の方|のかた|の人|のひと|さん|様|の者)?`
	soon        = `(?:直接|一度|いちど|少し|すこし|ちょっと|今すぐ|いますぐ|すぐに?|早く|はよ|ちゃんと|はっきり|、| )*`
	humanTalk   = regexp.MustCompile(person + `(?:と|に|へ|を|は|が)?` + soon + `(?:お?話(?:し|を|が|でも)?(?:し?たい|させ|せ(?:ます|る|ない|ませ|ん)|(?:し)?でき|し(?:て|でき))|お?はなし(?:し?たい|させ|でき)|しゃべりたい|喋りたい|つな(?:い|げ)|繋(?:い|げ)|お?取り?次|とりつ|(?:代|替|変|か)わ(?:って|れ|り)|出(?:して|せ|てき|てもら|てくれ)|だして|呼(?:んで|び|べ)|よんで|(?:を|に)?(?:お願い|おねがい)(?:し|でき|$|。)|頼(?:む|み|んます)|に(?:直接)?(?:聞|き)きたい|対応(?:して|に|を)|(?:に)?切り替え|おらへん(?:の|か)|おらん(?:の|か)|いない(?:の|か|ん)|いま(?:す|せん)か|おる(?:$|か|の|\?)|よこして)`)
	humanAlone  = regexp.MustCompile(`^(?:` + person + `|有人|有人対応|電話)(?:お願いします|おねがいします|お願い|希望|で|を|に|対応)?$`)
	humanPhone  = regexp.MustCompile(`(?:電話|でんわ|口頭|通話)(?:で|でも|にて|なら)` + soon + `(?:お?話|はな|相談|そうだん|聞|問|対応|しゃべ|喋)|(?:電話|でんわ)(?:が|を)?(?:したい|かけたい|してほしい|して欲しい|してください|してくれ|ください|くれ|ほしい|もらえ|いただけ|つな|繋|受け付け|受付|してもいい|してもよろ|して(?:も)?(?:ええ|よか)|させて)|折り返し(?:の電話|電話|お願い|ください|連絡)`)
	humanNotBot = regexp.MustCompile(`(?:機械|ロボット|ボット|ぼっと|bot|ai|自動(?:応答|返信)?|チャット)(?:じゃ|では|で(?:は)?)な(?:く|い)|有人(?:対応|の|に|で)`)
	notOffice   = regexp.MustCompile(`(?:海外|外国|現地|相手|向こう|先方|バイヤー|通訳|英語|言葉)(?:の|企業の|側の)?[^。?!\n]{0,4}(?:人|担当者?|スタッフ|方)|(?:別|他|ほか)の(?:人|担当者?|スタッフ)|(?:人|担当者?|スタッフ)(?:名|を?追加|を?増や|の?変更|が変わ|も使|も利用)|コーディネーター|サポーター|(?:話す|話した|はなす)(?:とき|時|際|場合)`)

	howTo     = regexp.MustCompile(`どこ|どう(?:[^かぞしも。]|し(?:た|よ|て))|どない|どげ|どが|方法|やり方|しかた|仕方|手順|どちら|誰に|だれに|どなた|いつ|教えて|おしえて|知りたい|なんで|なぜ|何を|(?:変更|修正|訂正|相談|予約|直すこと|変えること)(?:は|が|も)?(?:でき|可能)|必要|何が|できるの|可能|たい(?:のですが|んですが|けど|んだけど|んですけど|けれど|が)[^。]*(?:いない|いません|おらん|おらへん|見つから|みつから|決まってな|ついてな)`)
	field     = `(?:会社名|社名|企業名|法人名|屋号|商号|店名|氏名|名前|住所|所在地|郵便番号|電話(?:番号)?|でんわ(?:ばんごう)?|携帯(?:番号)?|fax|ファックス|メール(?:アドレス)?|メアド|めあど|めーるあどれす|アドレス|担当者?(?:名|の名前|の情報)?|代表者?(?:名)?|社長(?:名)?|連絡先|本社|じゅうしょ|しゃめい|かいしゃめい|たんとうしゃ|url|ホームページ|部署|役職|口座|名義|資本金)`
	record    = `(?:` + field + `|登録(?:内容|情報|データ|事項)?|とうろく(?:ないよう|じょうほう)?|申(?:し)?込み?(?:内容|情報)|申請(?:内容)|応募(?:内容|情報)|企業情報|会社(?:の)?情報|(?:会社)?プロフィール|情報|内容|番号|データ)`
	alter     = `(?:変更|修正|訂正|更新|差し替え|書き換え|へんこう|しゅうせい|ていせい)`
	alterVerb = `(?:変え|かえ|直し|なおし|書き換え|書き直し|改め|替え|換え|差し替え|新しく|新しいもの(?:に)?し|修正し|変更し|訂正し|更新し)`
	please    = `(?:ください|下さい|ほしい|欲しい|もらえ|もらい|もろ|いただ|頂|くれ|くだ|けろ|けれ|たのむ|頼|お願い|おねがい|おいて|といて|つかあさい|くだせ|やって|ちょうだい|くんろ)`
	changeAsk = regexp.MustCompile(record + `[^。?!\n]{0,24}(?:` + alter + `(?:手続き|の手続き|の?届け?|の?申請|の?依頼|の件)?(?:を|の)?(?:お願い|おねがい|依頼|希望|頼|願い|申請|届け出|届けたい|申し出|し(?:て|といて|とい)` + soon + please + `)|` + alterVerb + `(?:てお?いて|といて|て|とい|とく)` + soon + please + `|` + alterVerb + `(?:て|といて|とって)(?:$|。|!|や|ね|よ))`)
	changeHow = regexp.MustCompile(field + `(?:を|の|は|が)?[^。?!\n]{0,5}(?:` + alter + `(?:を)?(?:したい|しとう|希望|を?届け出たい|願いたい|申請したい)|(?:の)?` + alter + `$|(?:変え|かえ|直し|なおし|書き換え|替え)たい|新しいものにしたい)`)

	consult  = regexp.MustCompile(`(?:相談|そうだん|コンサル(?:ティング|テーション)?|面談|助言|アドバイス|カウンセリング)(?:を|に|の|が|も|は)?(?:一度|少し|ちょっと)?(?:し(?:たい|とう|てみたい|たく)|させて|お願い|おねがい|予約|よやく|申(?:し)?込(?:みます|みたい|む$|みをしたい|みをお願い|ませて)|の?申(?:し)?込み(?:を|が)?(?:したい|お願い|です)|乗って|のって|聞いて|受けたい|受けさせ|希望|ほしい|欲しい|もらいたい|もらえ(?:ます|ません|る|ん)|いただきたい|いただけ|ください|願い|頼)|(?:専門家|専門の人|プロ|詳しい人|詳しい方|コンサルタント|コンサルティングチーム|コーディネーター)(?:の方|さん)?(?:に|と|の)(?:直接)?(?:話|お話|意見|助言|知恵|アドバイス)(?:を|が)?(?:し|聞|き|伺|もら|いただ|ほし)[^。]{0,4}(?:たい|ほしい|ください|お願い)`)
	inquire  = regexp.MustCompile(`(?:問い?合わ?せ|といあわせ|質問状|要望|意見|苦情|クレーム|ご意見)(?:を|が|で|の|は)?(?:し(?:たい|ます|とう|たく|てもいい|てみたい)|させて|送(?:りたい|らせ|ります)|言いたい|伝えたい|出したい|入れたい|事項があり|です$|フォーム(?:を|は|って|の(?:場所|url|リンク)|どこ|$)|があります|お願い|ページ(?:は|を|どこ)|(?:先|窓口)?(?:は|って|を)?(?:どこ|どちら|教え))|(?:問い?合わ?せ)(?:たい|フォーム|ます$)|といあわせ(?:たい|ふぉーむ)|(?:問い?合わ?せ|といあわせ)$`)
	fault    = regexp.MustCompile(`エラー|えらー|不具合|ふぐあい|バグ|障害|故障|トラブル|固ま|フリーズ|動かな|うごかな|動きません|動かへん|真っ白|まっしろ|止ま(?:って|る)|表示され(?:ない|ません|へん)|読み込まな|進め(?:ない|ません|へん)|進まな|開(?:か|け)(?:ない|ません|へん)|つながらな|繋がらな|押せな|押しても|おかし(?:い|く)|ログイン(?:が|も)?でき(?:ない|ません|へん)|落ちる`)
	faultAct = regexp.MustCompile(`調べ(?:て|てほ|ても)|しらべて|確認(?:して|を?お願い|いただ|願)|見(?:て(?:ほしい|欲しい|ください|下さい|もらえ|もらい|いただ|くれ|や$))|直して|なおして|対応(?:して|を?お願い|いただ|願)|報告|ほうこく|何とかして|なんとかして|どうにかして|助けて|たすけて|連絡し(?:ます|たい)|お知らせし|知らせたい|伝えたい|調査|復旧|修理`)
)

// actionOf is what a message asks to be done, if anything. atoms is how many things it speaks of.
func actionOf(text string, atoms int) (action, bool) {
	compact := strings.TrimRight(strings.ReplaceAll(text, " ", ""), "。.!?、\n")
	switch {
	case wantsHuman(compact):
		return action{form: FormInquiry, human: true, reason: "human_word"}, true
	case fault.MatchString(compact) && faultAct.MatchString(compact) && !asksWhere(compact):
		return action{form: FormInquiry, reason: "fault_word"}, true
	case inquire.MatchString(compact) && atoms <= 3:
		return action{form: FormInquiry, reason: "inquiry_word"}, true
	case howTo.MatchString(compact):
		return action{}, false
	case changeAsk.MatchString(compact), changeHow.MatchString(compact):
		return action{form: FormChange, reason: "change_word"}, true
	case consult.MatchString(compact):
		return action{form: FormConsultation, reason: "consultation_word"}, true
	}
	return action{}, false
}

// asksWhere keeps questions about reports and the like from being taken for a report.
func asksWhere(s string) bool {
	return strings.Contains(s, "いつ") || strings.Contains(s, "報告書")
}

func wantsHuman(s string) bool {
	if humanAlone.MatchString(s) || humanNotBot.MatchString(s) {
		return true
	}
	return (humanTalk.MatchString(s) || humanPhone.MatchString(s)) && !notOffice.MatchString(s)
}
