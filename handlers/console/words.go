package console

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// channelName is a channel as people call it.
func channelName(name string) string {
	switch name {
	case chat.LINE:
		return "LINE"
	case chat.Web:
		return "Web"
	case chat.Slack:
		return "Slack"
	case chat.Desk:
		return "窓口デスク"
	case chat.Email:
		return "メール"
	case chat.Terminal:
		return "端末"
	}
	return name
}

// stateName is where a delivery stands, in words.
func stateName(s chat.DeliveryState) string {
	switch s {
	case chat.Pending:
		return "送信待ち"
	case chat.Sending:
		return "送信中"
	case chat.Sent:
		return "送信済み"
	case chat.Held:
		return "保留中"
	case chat.Dead:
		return "未達"
	case chat.Discarded:
		return "破棄"
	}
	return string(s)
}

// eventName is what came in, in words, where it came without any.
func eventName(k chat.Kind) string {
	switch k {
	case chat.Choose:
		return "（ボタンの操作）"
	case chat.Media:
		return "（画像・ファイルなど）"
	case chat.Follow:
		return "（友だち追加）"
	case chat.Unfollow:
		return "（ブロック）"
	case chat.Unsend:
		return "（送信取り消し）"
	case chat.StaffAct:
		return "（事務局の操作）"
	}
	return "（本文なし）"
}

// viaName is how a delivery went, in words.
func viaName(via string) string {
	switch via {
	case "reply":
		return "応答（無料）"
	case "push":
		return "プッシュ"
	case "stream":
		return "Web画面"
	case "post", "update":
		return "投稿"
	}
	return via
}

// logNames are what can stand in a ticket's log, in words.
var logNames = map[string]string{
	"opened": "受付", "claimed": "引き受け", "assigned": "担当を変更", "replied": "会員へ返信", "noted": "社内メモ",
	"moved": "状態を変更", "routed": "転送", "member_wrote": "会員から", "delivered": "送信済み", "looked": "個人情報を表示",
	"resent": "再送", "recalled": "送信を取り消し", "discarded": "破棄", "live": "直結モード", "merged": "統合", "erased": "内容を消去", "retracted": "Slackでの編集・削除",
	"reachable": "連絡可否", "reminded": "期限のお知らせ", "added": "会員が追記", "linked": "窓口を連携",
}

func logName(what string) string {
	if name, ok := logNames[what]; ok {
		return name
	}
	return what
}

// kindName says what sort of answer an FAQ entry gives.
func kindName(k faq.Kind) string {
	switch k {
	case faq.KindAnswer:
		return "回答"
	case faq.KindSelf:
		return "手続きの案内"
	case faq.KindRedirect:
		return "他の窓口を案内"
	case faq.KindDecline:
		return "方針によりお断り"
	case faq.KindForm:
		return "受付フォームへ"
	case faq.KindPointer:
		return "参照先の案内"
	}
	return string(k)
}

// formName names a form.
func formName(id string) string {
	switch ticket.Kind(id) {
	case ticket.Inquiry, ticket.Change, ticket.Consultation:
		return ticket.Kind(id).Label()
	}
	return id
}

// verdictName is what the bot would do with a message.
func verdictName(d faq.Decision) string {
	switch d.Verdict {
	case faq.Answer:
		return "この回答を返します"
	case faq.Suggest:
		return "候補を示して選んでもらいます"
	case faq.Choices:
		return "どの事業のことか尋ねます"
	case faq.Form:
		return formName(d.Form) + "の受付を始めます"
	case faq.Handoff:
		return "事務局への取り次ぎをご案内します"
	}
	return string(d.Verdict)
}

// termName says where today lies in a term, with its days.
func termName(v faq.Validity, now time.Time) string {
	if v.From == "" && v.Until == "" {
		return "期間の定めなし"
	}
	days := fmt.Sprintf("%s〜%s", day(v.From), day(v.Until))
	switch v.At(now) {
	case faq.Ended:
		return "終了（" + days + "）"
	case faq.NotYet:
		return "開始前（" + days + "）"
	}
	return "期間中（" + days + "）"
}

func day(d faq.Date) string { return strings.ReplaceAll(string(d), "-", "/") }

// moment is a time as the desk shows it: the clock today, day and clock else.
func moment(now, t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case faq.DateOf(now) == faq.DateOf(t):
		return ticket.Clock(t)
	}
	return ticket.LongDay(now, t) + " " + ticket.Clock(t)
}

// span is a length of time in its largest unit: 「3日」「2時間」「5分」.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d日", d/(24*time.Hour))
	case d >= time.Hour:
		return fmt.Sprintf("%d時間", d/time.Hour)
	}
	return fmt.Sprintf("%d分", d/time.Minute)
}

// percent is a probability for people.
func percent(p float64) string { return fmt.Sprintf("%.0f%%", p*100) }
