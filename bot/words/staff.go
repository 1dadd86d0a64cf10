package words

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// What the bot says to staff.

// wish is why a ticket came without the bot's searching on.
var wish = map[string]string{"human": "会員が担当者を希望", "complaint": "会員が担当者を希望", "opinion": "ご案内へのご意見"}

func Trace(tr ticket.Trace) string {
	switch {
	case wish[tr.Decision] != "" && len(tr.Hits) == 0:
		return wish[tr.Decision]
	case wish[tr.Decision] != "":
		return fmt.Sprintf("%s｜案内済み：%s「%s」", wish[tr.Decision], tr.Hits[0].Ref, chars.Clip(tr.Hits[0].Question, 30))
	case tr.Decision == "chosen" && len(tr.Hits) > 0:
		return fmt.Sprintf("案内済み：%s「%s」", tr.Hits[0].Ref, chars.Clip(tr.Hits[0].Question, 30))
	case len(tr.Hits) == 0 && tr.Query == "":
		return ""
	case len(tr.Hits) == 0:
		return "FAQに該当なし"
	case tr.Hits[0].P < ticket.NearEnough:
		return fmt.Sprintf("FAQに該当なし｜近いもの：%s「%s」（確からしさ %.2f）", tr.Hits[0].Ref, chars.Clip(tr.Hits[0].Question, 30), tr.Hits[0].P)
	}
	return fmt.Sprintf("FAQの候補：%s「%s」（確からしさ %.2f）", tr.Hits[0].Ref, chars.Clip(tr.Hits[0].Question, 30), tr.Hits[0].P)
}

func Unchecked(labels string) string {
	return "入力のまま受け付けました。ご確認ください：" + labels
}

func AssigneeIs(name string) string { return "担当 " + name }

func DueAt(t time.Time) string { return "期限 " + ticket.Day(t) + ticket.Clock(t) }

func StaleTicket(tk *ticket.Ticket) string {
	who := ""
	if tk.Assignee.Name != "" {
		who = "、担当は" + tk.Assignee.Name + "さん"
	}
	return fmt.Sprintf("先に更新がありました。%s はいま「%s」%sです。内容を確認して、もう一度お願いします。", tk.Number, tk.Status.Label(), who)
}

func TakenBy(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s は%sさんが先に引き受けました。", tk.Number, tk.Assignee.Name)
}

func AlreadyYours(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s はすでにあなたの担当です。", tk.Number)
}

func Claimed(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を引き受けました。", tk.Number)
}

func Assigned(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s の担当を%sさんにしました。", tk.Number, tk.Assignee.Name)
}

func AlreadyClosed(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s はすでに「%s」です。続ける場合は再開してください。", tk.Number, tk.Status.Label())
}

func StillOpen(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s は「%s」です。", tk.Number, tk.Status.Label())
}

func CannotMove(tk *ticket.Ticket, to ticket.Status) string {
	return fmt.Sprintf("%s は「%s」から「%s」には変えられません。", tk.Number, tk.Status.Label(), to.Label())
}

func MovedTo(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を「%s」にしました。", tk.Number, tk.Status.Label())
}

func Replied(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s の会員に返信を送ります。", tk.Number)
}

func Snoozed(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を%s %sまで保留にしました。", tk.Number, ticket.Day(tk.Snoozed), ticket.Clock(tk.Snoozed))
}

func Rerouted(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を%sに転送しました。", tk.Number, tk.Team)
}

func RoutedBy(name string) string { return name + "さんが転送" }

func MergedFrom(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s（%s）をこのチケットにまとめました。", tk.Number, tk.Title)
}

func MergedInto(tk, into *ticket.Ticket) string {
	return fmt.Sprintf("%s を %s にまとめました。", tk.Number, into.Number)
}

func NoteBy(name, text string) string { return "メモ（" + name + "）：" + text }

func DueSoon(tk *ticket.Ticket, now time.Time) string {
	return fmt.Sprintf("⏰ お返事の期限が近づいています（%s）。", ticket.Promise(now, tk.Due))
}

func DueLate(tk *ticket.Ticket) string {
	return fmt.Sprintf("⏰ お返事の期限（%s%s）を過ぎました。会員へのご連絡をお願いします。", ticket.Day(tk.Due), ticket.Clock(tk.Due))
}

func Awake(tk *ticket.Ticket) string {
	return fmt.Sprintf("⏰ 保留の日時になりました。「%s」に戻しました。", tk.Status.Label())
}

// about leads a remark that stands outside its ticket's thread.
func About(tk *ticket.Ticket, text string) string {
	return fmt.Sprintf("%s（%s）\n%s", tk.Number, tk.Title, text)
}

func AssigneeAway(a ticket.Absence) string {
	return fmt.Sprintf("担当の%sさんは%sまで不在です。お急ぎの場合は、ほかの方が引き受けてください。", a.Person.Name, a.Back())
}

func PlannedAway(a ticket.Absence, deputy string) string {
	text := fmt.Sprintf("担当予定の%sさんは%sまで不在です。", a.Person.Name, a.Back())
	if deputy != "" {
		text += "代理は" + deputy + "さんです。"
	}
	return text
}

// team names who a ticket is for: the team, and whom of it the routing table means.
func Team(team, person string) string {
	if person == "" {
		return team
	}
	return team + "（" + person + "さん）"
}

func AwayToday(all []ticket.Absence) string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = fmt.Sprintf("%sさん（%sまで）", a.Person.Name, a.Back())
	}
	return "不在：" + strings.Join(names, "、")
}

func Ending(programme string, until faq.Date) string {
	return fmt.Sprintf("📅 「%s」は%sに終了します。その翌日から、会員には「終了しています」と添えてご案内します。延長される場合は、それまでにFAQか設定の終了日を改めてください。", programme, LongDate(until))
}

func Proposal(e *faq.Entry) string {
	return fmt.Sprintf("FAQの候補：%s「%s」（会員には送っていません）", e.Ref(), e.Question)
}
