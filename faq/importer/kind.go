package importer

import (
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/lazyregexp"
)

// The forms an entry can lead to, as the ticket forms are called.
const (
	formInquiry      = "inquiry"
	formChange       = "change"
	formConsultation = "consultation"
)

var (
	reDecline = lazyregexp.New(`(?:でき|致し|いたし|出来|し)かね(?:ます|る)|お断り|(?:お答え|お伝え|お知らせ|公表|公開|開示|ご?説明|お出し|お返し|返金|返却|返品|払い?戻し|発行|送付|郵送|紹介|斡旋|あっせん|代行|保証|清算|精算|計算|日割り?|月割り?|割引|お受け|受付|受け付け|お引き受け|承っ?|対応|実施|配布|貸出|提供|変更|取り?消し|キャンセル|延長|お預かり)[^。、]{0,14}(?:ておりません|ていません|行っていません|行なっておりません|おりません|いたしません|できません|出来ません|致しません|しません|ございません|ありません|対象外)`)
	reAsk     = lazyregexp.New(`(?:お?問い?合わ?せ|お尋ね|おたずね|お確かめ|ご確認|ご相談|ご連絡|お聞き|お申し?出|ご照会|ご参照|お問合せ)(?:下さい|ください|いただ|願い|お願い|をお願い)`)
	reOutside = lazyregexp.New(`株式会社|運営会社|会社(?:様|へ|に)|自治体|都道府県|市区町村|県庁|市役所|区役所|役場|税務署|税関|税理士|弁護士|銀行|金融機関|カード会社|警察|保健所|ハローワーク|労働局|年金事務所|商工会議所|商工会|運送会社|配送業者|宅配|通関業者|メーカー|販売店|大使館|領事館|省|庁|各[^。、]{1,12}(?:窓口|担当)|それぞれの|提供元|主催者|申請先|様窓口`)
	reOwn     = lazyregexp.New(`事務局|当(?:センター|社|会|協会|機構|財団|課|室)|当方|私ども|弊社|運営事務|お問い?合わ?せ(?:フォーム|ページ|ボタン|窓口)|相談窓口|サポート(?:センター|窓口|デスク)|ヘルプデスク`)
	reSteps   = lazyregexp.New(`ログイン|サインイン|マイページ|会員ページ|管理画面|画面|メニュー|ボタン|アイコン|タブ|クリック|タップ|押す|押し|選択|選ぶ|選ん|入力|フォームから|ページから|サイトから|URL\s*から|「[^「」]+」(?:から|を押|を選)`)
	reRefer   = lazyregexp.New(`(?:を|も|に|は)(?:必ず|よく|あわせて|まず)?(?:ご?参照|ご覧|お読み|ご確認|ご一読)(?:ください|下さい|願)|(?:掲載|記載|まとめて|公開|案内)(?:し|して)?(?:います|おります|いたします|ある)`)
	reInside  = lazyregexp.New(`[(（]?Q\d[^。]{0,12}ご?参照(?:ください|下さい)。?[)）]?`)
	reChange  = lazyregexp.New(`変更|修正|訂正|直し|直せ|直す|書き?[換替か]え|書き直|変わっ|変わり|変え|改姓|移転|引っ越`)
	reRecord  = lazyregexp.New(`登録|情報|内容|住所|電話|担当|メールアドレス|会社名|社名|商号|代表者|名義|口座|プロフィール|申込|申し込|応募|所在地|連絡先|パスワード|氏名|名前`)
	reMember  = lazyregexp.New(`(?:担当者|ユーザー|利用者|メンバー|アカウント|ID)[^。]{0,14}(?:追加|増や|招待|削除|変更)`)
	reAdviser = lazyregexp.New(`コンサル|コーディネーター|サポーター|アドバイザー|専門家|相談員|診断士|カウンセラー|相談窓口|専門チーム|支援員|メンター`)
	reConsult = lazyregexp.New(`ご?相談|お?手伝い|サポート(?:いた|し|が必要)|支援いたし|助言|アドバイス|面談|お問い?合わ?せ|お知らせ|ご連絡|お申し込み`)
	// What a member can do or is asked to do; 「メールが届きます」 is no act of theirs.
	reMemberDoes = lazyregexp.New(`(?:から|より|で|を|に|へ)[^。]{0,40}(?:いただけます|いただきます|できます|行えます|ください|下さい|[せえけめれてべ]ます|られます|並びます|します)`)
	reProviso    = lazyregexp.New(`^\s*ただし|場合(?:は|には)|のままでは|なければ|ないと|以外(?:は|の)|ときは`)
	reSendIn     = lazyregexp.New(`(?:宛|あて|まで|へ|に|より|から)[^。]{0,30}(?:お送り|送付|ご送信|ご提出|ご返信|ご連絡|お知らせ|お申し?出|ご一報|お伝え|ご記入)(?:の上|して|を)?[^。]{0,8}(?:ください|下さい|お願い|いただ)`)
)

// proposeKind says what sort of answer an entry gives, why, and which form it leads to. The rules
// stand in the order in which a wrong guess would hurt: a refusal must not be followed by a
// friendly form, and a question for somebody else must not become our ticket.
func proposeKind(e *faq.Entry, organisation string) {
	text := chars.ListWidth(strings.ReplaceAll(e.AnswerText(), "\n", " "))
	e.Form = proposeForm(e, text)
	e.Kind, e.KindReason = kindOf(e, text, chars.ListWidth(organisation))
	if e.Kind == faq.KindDecline || e.Kind == faq.KindRedirect {
		e.Form = ""
	}
}

func kindOf(e *faq.Entry, text, organisation string) (faq.Kind, string) {
	switch {
	case text == "":
		return faq.KindForm, say("import.kind.empty")
	case asksOutside(e, text, organisation):
		return faq.KindRedirect, because(say("import.kind.redirect"), reAsk.FindString(text))
	case declines(text):
		return faq.KindDecline, because(say("import.kind.decline"), reDecline.FindString(text))
	case e.Form == formChange && isSelfService(text), e.Form == "" && isSelfService(text):
		return faq.KindSelf, because(say("import.kind.self"), reSteps.FindString(text))
	case e.Form != "":
		return faq.KindForm, say("import.kind.form")
	case pointsElsewhere(e, text):
		return faq.KindPointer, because(say("import.kind.pointer"), reRefer.FindString(text))
	}
	return faq.KindAnswer, say("import.kind.answer")
}

func because(what, words string) string {
	if words == "" {
		return say("import.kind.plain", "what", what)
	}
	return say("import.kind.because", "what", what, "words", words)
}

// asksOutside says whether the answer sends the member to somebody who is not the office: an
// asking phrase whose sentence, or the one before, names an outside body.
func asksOutside(e *faq.Entry, text, organisation string) bool {
	before := ""
	for _, s := range reSentence.FindAllString(text, -1) {
		if reAsk.MatchString(s) && !strings.Contains(s, "参照") {
			where := s
			if !reOutside.MatchString(s) && !reOwn.MatchString(s) {
				where = before + s
			}
			if organisation != "" {
				where = strings.ReplaceAll(where, organisation, "")
			}
			if reOutside.MatchString(where) && !reOwn.MatchString(where) {
				return true
			}
		}
		before = s
	}
	return false
}

// declines says whether the refusal is the answer's point: it stands in the first sentence, or the
// sentences before it are not longer than a preface.
func declines(text string) bool {
	seen := 0
	for _, s := range reSentence.FindAllString(text, -1) {
		if reDecline.MatchString(s) && !reProviso.MatchString(s) {
			return true
		}
		if seen += utf8.RuneCountInString(s); seen > 60 {
			return false
		}
	}
	return false
}

// isSelfService says whether at least half of the answer are steps that the member takes.
func isSelfService(text string) bool {
	steps, all := 0, 0
	for _, s := range reSentence.FindAllString(text, -1) {
		n := utf8.RuneCountInString(s)
		if all += n; reSteps.MatchString(s) && reMemberDoes.MatchString(s) && !(reAsk.MatchString(s) && reOwn.MatchString(s)) {
			steps += n
		}
	}
	return steps*2 >= all && steps > 0
}

// pointsElsewhere says whether the answer is mostly a reference to something to read.
func pointsElsewhere(e *faq.Entry, text string) bool {
	text = reInside.ReplaceAllString(text, "")
	link := false
	for _, b := range e.Answer {
		link = link || b.Type == faq.Link
	}
	return reRefer.MatchString(text) && (link || utf8.RuneCountInString(text) <= 60) || link && utf8.RuneCountInString(text) <= 80
}

// proposeForm says what the office would have to do for the member who asks this.
func proposeForm(e *faq.Entry, text string) string {
	q := chars.ListWidth(e.Question)
	asks := reAsk.MatchString(text) || reSendIn.MatchString(text)
	switch {
	case text == "":
		return formInquiry
	case reChange.MatchString(q) && reRecord.MatchString(q), reMember.MatchString(text) && reSteps.MatchString(text):
		return formChange
	case reAdviser.MatchString(text) && reConsult.MatchString(text) && (asks || strings.Contains(text, "相談") || strings.Contains(text, "お手伝い")) && !strings.Contains(q, "とは"):
		return formConsultation
	case asks && reOwn.MatchString(text) && !isSelfService(text):
		return formInquiry
	}
	return ""
}
