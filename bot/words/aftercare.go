package words

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/ticket"
)

// What the bot says of a matter that was handed over: where it stands, and that something was added.

const (
	NoCases        = "お預かりしているお問い合わせは、いまのところございません。\nご用件をそのまま送っていただければ、こちらでお答えします。事務局へのお問い合わせは、下のボタンからもどうぞ。"
	NotYourCase    = "その受付番号のお問い合わせは、こちらのトークでは見つかりませんでした。\n番号をもう一度ご確認いただけますか。"
	WhichCase      = "どのお問い合わせに追記しますか。"
	NothingToAddTo = "いま受付中のお問い合わせが見当たりませんでした。\n新しいお問い合わせとして、事務局にお伝えしますか。"
	LateOnce       = "お急ぎのところ、心苦しく思います。ご事情をひとことお書き添えいただければ、担当者にすぐ伝わります。"
	LateAgain      = "重ねてお待たせしております。担当者には、お待ちいただいていることを伝えてあります。"
	MemberWaits    = "会員から、お返事についてのおたずねがありました。"
	MemberWaitLate = "🚨 お約束の期限を過ぎて、会員がお返事を待っています。早めのご連絡をお願いします。"
)

// A CaseView is a ticket as its member is told of it.
type CaseView struct {
	About string // what it is about in few words; "" where it does not say
	Open  bool   // the office is open now
	Next  time.Time
	Why   string // why an answer takes until it does: holidays, closed
}

// Case says in words where a ticket stands, and by when a person answers.
func Case(tk *ticket.Ticket, v CaseView, now time.Time) string {
	name := tk.Number
	if v.About != "" {
		name += "（" + v.About + "）"
	}
	switch {
	case tk.Status == ticket.Resolved:
		return fmt.Sprintf("%sは、%sに対応を終えています。", name, ticket.LongDay(now, tk.Closed))
	case tk.Status == ticket.Cancelled:
		return fmt.Sprintf("%sは、%sに取り消しとなっています。", name, ticket.LongDay(now, tk.Closed))
	case tk.Status == ticket.Waiting:
		return fmt.Sprintf("%sには、事務局からお返事をお送りしています。続きがありましたら、このままお書きください。", name)
	case !tk.Replied.IsZero():
		return lines(fmt.Sprintf("%sは、担当者がいただいた内容を確認しています。お返事まで、もう少しお待ちください。", name), nextSeen(v, now))
	case !tk.Due.IsZero() && tk.Due.Before(now):
		return lines(fmt.Sprintf("お待たせして申し訳ありません。%sのお返事は、お約束の%s%sを過ぎてしまいました。", name, ticket.LongDay(now, tk.Due), hour(tk.Due)),
			"お待ちいただいていることを、いま担当者にあらためて伝えました。", nextSeen(v, now))
	}
	return lines(name+caseState(tk.Status), v.Why, ticket.Promise(now, tk.Due)+"に、このトークでお返事します。")
}

func caseState(s ticket.Status) string {
	switch s {
	case ticket.Working:
		return "は、担当者が対応しています。"
	case ticket.OnHold:
		return "は、確認に少しお時間をいただいています。"
	}
	return "は、受け付けて、担当者が順に確認しています。"
}

// CaseAgain is Case for somebody who has just been told, n times in a row.
func CaseAgain(tk *ticket.Ticket, n int, now time.Time) string {
	late := !tk.Due.IsZero() && tk.Due.Before(now)
	switch {
	case !tk.Status.Open():
		return fmt.Sprintf("%sは、すでに終わったお問い合わせです。続きがありましたら、下のボタンから再開できます。", tk.Number)
	case n%2 == 0 && tk.Replied.IsZero() && late:
		return LateOnce
	case n%2 == 0:
		return fmt.Sprintf("お待ちいただき、ありがとうございます。%sのご状況に変わりはありません。お急ぎのご事情は、担当者にお伝えできます。", tk.Number)
	case tk.Status == ticket.Waiting || !tk.Replied.IsZero():
		return fmt.Sprintf("%sのご状況は、先ほどお伝えしたとおりです。お急ぎのご事情がありましたら、そのままお書きください。担当者にお伝えします。", tk.Number)
	case late:
		return LateAgain
	}
	return fmt.Sprintf("先ほどお伝えしたとおり、%sは%sにお返事します。お急ぎのご事情がありましたら、下のボタンからお知らせください。", tk.Number, ticket.Promise(now, tk.Due))
}

// nextSeen says when a person reads what was written, where that is not today's business.
func nextSeen(v CaseView, now time.Time) string {
	if v.Open || v.Next.IsZero() {
		return ""
	}
	return fmt.Sprintf("次に担当者が拝見するのは、%s%s以降です。", ticket.LongDay(now, v.Next), hour(v.Next))
}

// PassedOn acknowledges what a member has written to the person who has their matter: outside hours with
// the time at which it is read.
func PassedOn(v CaseView, now time.Time) string {
	if v.Open || v.Next.IsZero() {
		return "担当者にお伝えしました。"
	}
	return fmt.Sprintf("担当者にお伝えしました。ただいまは受付時間外のため、拝見するのは%s%s以降になります。", ticket.LongDay(now, v.Next), hour(v.Next))
}

// AddedTo says that something was added to a ticket.
func AddedTo(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s に追記しました。担当者に伝わっています。", tk.Number)
}

// SettledOpen is for a member whose matter is settled while nobody of the office has answered it.
func SettledOpen(tk *ticket.Ticket) string {
	return fmt.Sprintf("それは何よりです。受付中の %s が不要になりましたら、下のボタンから取り消せます。そのままでしたら、担当者からお返事します。", tk.Number)
}

// MayAdd offers to hand a question that names a ticket over to whoever has it.
func MayAdd(tk *ticket.Ticket) string {
	return fmt.Sprintf("いただいた内容を %s の担当者に伝えるときは、下のボタンを押してください。", tk.Number)
}

// hour is t's time of day in Japan as it is said: 「9:30」.
func hour(t time.Time) string { return strings.TrimPrefix(ticket.Clock(t), "0") }

// lines are the parts that say something, one a line.
func lines(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, "\n")
}
