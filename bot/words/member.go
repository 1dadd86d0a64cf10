package words

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What the bot says to members.

func Greeting(office string) string {
	return fmt.Sprintf("こんにちは。%sの窓口です。\nご質問をそのまま送ってください。お手続きは下のボタンからもどうぞ。「人」と送ると、事務局におつなぎします。", office)
}

func Source(s chat.Source) string {
	where := strings.TrimSpace(s.Document + " " + s.Label)
	if s.Page > 0 {
		where += fmt.Sprintf("・p.%d", s.Page)
	}
	return "（出典：" + where + "）"
}

func Ended(until faq.Date, programme bool) string {
	if programme {
		return fmt.Sprintf("このプログラムは%sに終了しています。\n以下は終了時点のご案内です。", LongDate(until))
	}
	return fmt.Sprintf("このご案内は%sまでのものです。\n以下は当時の内容です。", LongDate(until))
}

func NotYet(from faq.Date, programme bool) string {
	if programme {
		return fmt.Sprintf("このプログラムは%sに始まります。", LongDate(from))
	}
	return fmt.Sprintf("このご案内は%sからのものです。", LongDate(from))
}

// nextTime names the next day of something that recurs, by what the office's sentence is about.
func NextTime(sentence, day string) string {
	what := "次回"
	switch {
	case strings.Contains(sentence, "請求"):
		what = "次回のご請求"
	case strings.Contains(sentence, "引き落とし"), strings.Contains(sentence, "引落"):
		what = "次回の引き落とし"
	case strings.Contains(sentence, "締"), strings.Contains(sentence, "まで"), strings.Contains(sentence, "区切"):
		what = "次の締め切り"
	}
	return fmt.Sprintf("（本日時点の目安：%sは%sです）", what, day)
}

func Near(question string) string { return "近いご案内：" + chars.Clip(question, 30) }

func TableGroup(columns string, several bool) string {
	switch {
	case columns == "":
		return "・不要："
	case !several || strings.Contains(columns, "・"):
		return "・" + columns + "："
	}
	return "・" + columns + "のみ："
}

// cameLate tells the member that a text was not taken for the answer to the form's question.
func CameLate(text string) string {
	return "「" + chars.Clip(strings.Join(strings.Fields(text), " "), 30) + "」は遅れて届いたため、いまの質問への答えとしては受け取っていません。"
}

func Masked(what string) string {
	name := map[string]string{reading.CardNumber: "カード番号", reading.MyNumber: "マイナンバー", reading.BankAccount: "口座番号"}[what]
	if name == "" {
		name = "大切な番号"
	}
	return fmt.Sprintf("⚠️ %sは、このトークでは送らないようお願いいたします。\nいただいた番号は保存せず、伏せました。", name)
}

// handOver says that a person takes over: with care where the writer has lost patience, and without
// raising hopes where the answer before was the office's rule.
func HandOver(upset, declined bool) string {
	first := "承知しました。事務局におつなぎします。"
	if upset {
		first = "ご不快な思いをおかけし、申し訳ありません。事務局におつなぎします。"
	}
	if declined {
		return first + "\n先ほどのご案内そのものは変えられない場合がありますが、ご意見は事務局が必ずお預かりします。"
	}
	return first
}

func CannotLogIn(question string) string {
	return "ログインできません。（" + question + "）"
}

func InContext(text, question string) string {
	return text + "（「" + question + "」について）"
}

func Rather(programme string) string { return programme + "のほう" }

func NotThere(programme string) string {
	return fmt.Sprintf("%sには、同じ内容のご案内が見当たりませんでした。\n事務局におたずねしますか。", programme)
}

// onlyTax says which of a sum with and a sum without tax the office has written.
func OnlyTax(incl bool) string {
	if incl {
		return "FAQには、税込の金額のみ記載しています。\n税抜の金額は、事務局におたずねしますか。"
	}
	return "FAQには、税抜の金額のみ記載しています。\n税込の金額は、事務局におたずねしますか。"
}

func ProgrammeSet(name string) string {
	return fmt.Sprintf("%sについてご案内します。ご質問を送ってください。", name)
}

func StartLabel(form string) string {
	switch ticket.Kind(form) {
	case ticket.Change:
		return "ここで変更を依頼する"
	case ticket.Consultation:
		return "相談を申し込む"
	}
	return "事務局に問い合わせる"
}

func CanDoHere(kind ticket.Kind, known []string) string {
	switch {
	case kind == ticket.Change:
		return "このトークからも、事務局に変更を依頼できます（3分ほど）。"
	case kind == ticket.Inquiry:
		return "このトークからも、そのまま事務局にお問い合わせいただけます。"
	case len(known) > 0:
		return fmt.Sprintf("「%s」のご相談として、このトークからもお申し込みいただけます（3分ほど）。", strings.Join(known, "、"))
	}
	return "このトークからも、お申し込みいただけます（3分ほど）。"
}

func CodeWrong(left int) string {
	return fmt.Sprintf("確認コードが合わないようです。メールの6桁を、もう一度ご確認いただけますか。（あと%d回お試しいただけます）", left)
}

// codeMail is the mail with a code. Its first line becomes the subject and stands in lists of what
// was sent, so the code is not in it.
func CodeMail(code string, good time.Duration) string {
	return fmt.Sprintf("確認コードをお送りします。\n\n確認コード： %s\n\n%d分以内に、お手続き中の画面に入力してください。\nこのコードは、ほかの方には伝えないでください。事務局からおたずねすることもありません。\n\nお心当たりのない場合は、このメールを破棄してください。コードを入力しないかぎり、確認は済みません。",
		code, int(good.Minutes()))
}

func Step(index, total int, mark string) string {
	if total <= 1 {
		return ""
	}
	if mark != "" {
		mark = "-" + mark
	}
	return fmt.Sprintf("［%d/%d%s］", index, total, mark)
}

func Confirm(title string, lines []string) string {
	return fmt.Sprintf("この内容で送ります。よろしいですか。\n\n【%s】\n%s", title, strings.Join(lines, "\n"))
}

func Resume(title string) string {
	return fmt.Sprintf("前回の「%s」の続きです。取りやめる場合は「やめる」と送ってください。", title)
}

func Opened(tk *ticket.Ticket, countries []string, hours string, now time.Time) string {
	lines := []string{fmt.Sprintf("受け付けました。受付番号は %s です。", tk.Number)}
	switch {
	case tk.Team != "" && tk.Team != ticket.Secretariat:
		lines = append(lines, tk.Team+"にお渡ししました。")
	case slices.Contains(tk.Tags, ticket.UnmatchedTag) && len(countries) > 0:
		lines = append(lines, reading.CountryNames(countries)+"の担当者はまだ決まっていないため、事務局が承ります。")
	}
	if hours != "" {
		lines = append(lines, hours)
	}
	return strings.Join(append(lines, ticket.Promise(now, tk.Due)+"に、このトークでお返事します。"), "\n")
}

// hours says why an answer does not come at once.
func Hours(open, over bool, closed string, holidays []string) string {
	var parts []string
	switch {
	case closed != "":
		parts = append(parts, "本日は"+closed+"のため、お休みをいただいています。")
	case over:
		parts = append(parts, "本日の受付時間は終了しています。")
	case !open:
		parts = append(parts, "ただいま受付時間の前です。")
	}
	if len(holidays) > 0 {
		parts = append(parts, strings.Join(holidays, "、")+"のため、お休みをいただきます。")
	}
	return strings.Join(parts, "\n")
}

func YourTickets(lines []string) string {
	return "お客さまの受付状況です。\n" + strings.Join(lines, "\n")
}

func TicketLine(tk *ticket.Ticket, now time.Time) string {
	line := fmt.Sprintf("・%s　%s　%s", tk.Number, tk.Kind.Label(), tk.Status.Label())
	if tk.Status.Open() && tk.Replied.IsZero() {
		line += "（" + ticket.Promise(now, tk.Due) + "にお返事します）"
	}
	return line
}

func AskResolved(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s は、これで解決でよろしいですか。", tk.Number)
}

func FileAdded(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s に追加しました。担当者が確認します。", tk.Number)
}

func AddTo(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s の担当者にお届けします。追加の内容を送ってください。", tk.Number)
}

func Reopened(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を再開しました。お困りのことを続けてお書きください。", tk.Number)
}

func CancelledForYou(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を取り消しました。", tk.Number)
}

func Resolved(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s の対応を終わりました。\nまだお困りのことがあれば、14日以内は下のボタンから再開できます。", tk.Number)
}

func ChangeDone(tk *ticket.Ticket, items string) string {
	if items == "" {
		items = "ご依頼の内容"
	}
	return fmt.Sprintf("%s：%sの変更を反映しました。", tk.Number, items)
}

func Cancelled(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s は取り消しとなりました。ご不明な点があれば、下のボタンから再開できます。", tk.Number)
}

func ClosedForYou(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s はすでに「%s」となっています。", tk.Number, tk.Status.Label())
}

func MergedForYou(tk, into *ticket.Ticket) string {
	return fmt.Sprintf("%s は、%s とあわせて担当者が対応します。", tk.Number, into.Number)
}

func Pieces(n int) string { return fmt.Sprintf("%d件", n) }

// sent describes what came that is no text.
func Sent(e chat.Event) string {
	if e.Text != "" {
		return e.Text
	}
	names := map[string]string{"image": "画像", "video": "動画", "audio": "音声", "file": "ファイル"}
	var parts []string
	for _, f := range e.Files {
		name := names[f.Type]
		if name == "" {
			name = "ファイル"
		}
		if f.Name != "" {
			name += "「" + f.Name + "」"
		}
		parts = append(parts, name)
	}
	return "［" + strings.Join(parts, "、") + "］"
}

// staffName is how a member of staff is shown to members: the office speaks, not a person.
func StaffName(office string) string { return office }

func Channel(name string) string {
	switch name {
	case chat.LINE:
		return "LINE"
	case chat.Web:
		return "Web"
	case chat.Email:
		return "メール"
	case chat.Terminal:
		return "端末"
	}
	return name
}
