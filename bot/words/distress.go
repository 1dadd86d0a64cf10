package words

import (
	"fmt"
	"time"

	"madoguchi/ticket"
)

// What is said where a member writes of harming themselves, or can bear no more.

const (
	DistressTitle  = "ご本人の様子が心配です（至急）"
	DistressNotice = "🚨 会員が、つらいお気持ちや命にかかわることを書いています。自動の応答は止めてあります。すぐにご覧ください。"
	DistressOnCard = "命にかかわるおそれがあります。職員が書くまで、自動の応答は止まっています。"
)

// A HelpLine is somebody outside the office who can be talked to.
type HelpLine struct{ Name, Phone, Hours, URL string }

// Distress is the one answer to it: who can be talked to at once, and when a person of the office reads it.
func Distress(help []HelpLine, v CaseView, now time.Time) string {
	text := "お話しくださって、ありがとうございます。とてもおつらい中にいらっしゃるのですね。\nいただいた言葉は、事務局の者にすぐに伝えました。" + readAt(v, now) +
		"\n\nいま誰かと話したいときは、次の窓口がお話を聞いてくれます。"
	for _, l := range help {
		text += "\n・" + helpLine(l)
	}
	return text + "\n\nいま命の危険を感じているときは、ためらわずに119番か110番にお電話ください。"
}

func helpLine(l HelpLine) string {
	text := l.Name
	if l.Phone != "" {
		text += "　" + l.Phone
	}
	if l.Hours != "" {
		text += "（" + l.Hours + "）"
	}
	if l.URL != "" {
		text += "\n　" + l.URL
	}
	return text
}

func readAt(v CaseView, now time.Time) string {
	if v.Open || v.Next.IsZero() {
		return "担当者が、このあと拝見します。"
	}
	return fmt.Sprintf("ただいまは受付時間外のため、担当者が必ず拝見できるのは%s%s以降になります。", ticket.LongDay(now, v.Next), hour(v.Next))
}

// DistressMail tells whoever the office has named. It says nothing of what was written.
func DistressMail(office, number string) string {
	return fmt.Sprintf("【至急】%sの窓口で、会員の命にかかわるおそれのあるやり取りがありました\n\n受付番号： %s\n\n会員に自動の応答は送られません。職員の画面またはSlackで、すぐに内容をご確認ください。", office, number)
}

// ComplaintNotice tells staff of somebody who has lost patience, at once and before any form is filled in.
func ComplaintNotice(who, programme string) string {
	if programme != "" {
		who += "（" + programme + "）"
	}
	return fmt.Sprintf("⚠️ %sが、ご不満のご様子です。トークでお名前とご用件をうかがっています。まもなくチケットになります。", who)
}

// UpsetPassedOn is for a member who has lost patience while a person has their matter.
const UpsetPassedOn = "ご不快な思いをおかけし、申し訳ありません。担当者に急ぎお伝えしました。"

// ComplaintInTicket is the same for a matter that staff have already.
const ComplaintInTicket = "⚠️ 会員がご不満のご様子です。早めのご連絡をお願いします。"
