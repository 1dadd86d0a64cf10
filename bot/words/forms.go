package words

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What the bot says around a form's questions.

const (
	TakeYourTime    = "はい、お待ちしています。ご用意ができましたら、お送りください。"
	LikewisePlease  = "こちらこそ、よろしくお願いいたします。"
	AnswerThis      = "では、こちらのご質問にお答えいただけますか。"
	QuestionNoted   = "ご質問は、補足として事務局にお伝えします。では、続きです。"
	QuestionLater   = "恐れ入ります、そのご質問はこのお手続きのあとで、あらためてお送りください。"
	AddedNote       = "補足に書き添えました。"
	AddedUrgent     = "お急ぎとのこと、承知しました。補足に書き添えました。"
	NothingToMend   = "承知しました。では、こちらのご質問にお答えください。"
	SayNumberAgain  = "失礼しました。番号は伏せたため、こちらに残っていません。\n「口座ではありません」に続けて、もう一度送っていただけますか。（例：口座ではありません。会員番号の1234567です）"
	NumberTakenBack = "失礼しました。番号をそのまま承りました。"
	ItemAdded       = "承知しました。そちらも、このあとおうかがいします。では、続きです。"
	AgreeOrNot      = "国外の担当者にお渡ししてよろしいか、下のボタンでお選びください。"

	LabelAgree  = "同意して送る"
	LabelAtHome = "国内の事務局だけに送る"
	LabelGoOn   = "このまま続ける"
)

// NotOne tells how to send again what was struck out by mistake, or is "" where that cannot be.
func NotOne(what string) string {
	switch what {
	case reading.BankAccount:
		return "\n口座番号でない場合は、「口座ではありません」に続けて、もう一度送ってください。"
	case reading.MyNumber:
		return "\nマイナンバーでない場合は、「マイナンバーではありません」に続けて、もう一度送ってください。"
	}
	return ""
}

// MendLatest offers to mend the answer given last.
func MendLatest(l *ticket.Line) string {
	return fmt.Sprintf("承知しました。直前の「%s：%s」を直しますか。ほかの項目もお選びいただけます。", l.Label, chars.Clip(l.Shown, 60))
}

// LabelMend is the button that mends one answer.
func LabelMend(l *ticket.Line) string { return fmt.Sprintf("%d %s", l.No, l.Label) }

// Mended says that an answer was changed.
func Mended(l *ticket.Line) string {
	return fmt.Sprintf("「%s」を「%s」に直しました。", l.Label, chars.Clip(l.Shown, 60))
}

// Abroad says to whom outside Japan a form's answers would go, and which.
func Abroad(country string, labels []string) string {
	return fmt.Sprintf("%sの担当者（委託先）に%sをお渡しします。", country, strings.Join(labels, "・"))
}

// MailChanging tells the address registered so far that another one was asked for. The new one is not in
// it: whoever reads this may be somebody else.
func MailChanging(office, number string) string {
	return fmt.Sprintf("登録メールアドレスの変更を受け付けました\n\nこのメールアドレスのご登録について、変更のお申し出を受け付けました。受付番号は %s です。\n\nお心当たりのない場合は、お手数ですが%sまでご連絡ください。ご確認が取れるまで、登録は変わりません。", number, office)
}

// ChangeApplied tells the member what was changed, and from when it holds.
func ChangeApplied(tk *ticket.Ticket, items string, day time.Time) string {
	text := strings.TrimSuffix(ChangeDone(tk, items), "。")
	if day.IsZero() {
		return text + "。"
	}
	return text + "（適用日：" + ticket.Day(day) + "）。"
}
