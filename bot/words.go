package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// words is every sentence the bot speaks, to members first and to staff below, in one long file so
// that they can be read aloud as a whole. The first line says the thing; です・ます; nobody is blamed
// and no machine word is used. The questions of the forms stand with the forms.
var words = phrasebook{
	// To members.
	Welcome:           "どういたしまして。またいつでもどうぞ。",
	Glad:              "よかったです。またいつでもどうぞ。",
	AskAway:           "はい、ご質問をそのまま送ってください。",
	SayAgain:          "恐れ入りますが、文字でもう一度お聞かせください。",
	Stale:             "そのボタンは、前のやり取りのものです。あらためてご用件をお聞かせください。",
	StaleInForm:       "そのボタンは、前のご質問のものです。いまのご質問はこちらです。",
	NothingToQuit:     "いま進めているお手続きはありません。ご質問があれば、そのまま送ってください。",
	EntryGone:         "そのご案内は、ただいま見直し中です。ほかにご質問があればお聞かせください。",
	Suggest:           "こちらのことでしょうか。近いものを選んでください。",
	WhichProgramme:    "どちらのご質問でしょうか。",
	EitherProgramme:   "それぞれのご案内です。近いほうを選んでください。",
	NoAnswer:          "申し訳ありません、この内容の公式な回答がまだ登録されていません。\n事務局におたずねしますか。",
	NotHelped:         "お役に立てず申し訳ありません。次の中からお選びください。",
	Opinion:           "ありがとうございます。ご意見は、そのまま事務局にお届けします。",
	Stuck:             "では、事務局が代わりにお手続きします。",
	GoAhead:           "承知しました。ほかにご質問があれば、そのまま送ってください。",
	WhichOne:          "どちらでしょうか。近いものを選んでください。",
	ThanksInForm:      "どういたしまして。では、続きです。",
	NotAdded:          "追記を取りやめました。",
	NoForm:            "申し訳ありません、このお手続きはこちらでは受け付けていません。ご用件をそのまま送ってください。",
	Quit:              "取りやめました。入力された内容は送っていません。",
	FirstQuestion:     "これが最初のご質問です。",
	CannotSkip:        "恐れ入りますが、こちらは必要な項目です。",
	WhichLine:         "どこを直しますか。",
	GoingOn:           "では、続きです。",
	NoTickets:         "受付中のお問い合わせはありません。",
	NotYourTicket:     "その受付番号は見つかりませんでした。",
	TooLateToReopen:   "終了から日がたっているため、新しいお問い合わせとして承ります。",
	GoOnThen:          "承知しました。続けてお書きください。担当者にお届けします。",
	FileWithoutTicket: "ファイルを受け取りました。事務局にお渡しする場合は、下のボタンからお進みください。",
	Sticker:           "ありがとうございます。ご質問は文字で送ってください。",

	CodeSent:    "確認コードを送りました。6桁を入力してください。\nメールが届かないときは、迷惑メールのフォルダーもご覧ください。",
	CodeAsk:     "メールでお送りした確認コード（6桁）を入力してください。",
	CodeUnread:  "メールに書かれた6桁の数字を入力してください。届かないときは、下のボタンからお選びください。",
	CodeRight:   "確認できました。",
	CodeExpired: "確認コードの期限（10分）が過ぎました。「もう一度送る」を選ぶと、新しいコードをお送りします。",
	CodeNoTries: "確認コードが合わないようです。「もう一度送る」を選ぶと、新しいコードをお送りします。",
	CodeEnough:  "確認コードは、1時間に3回までお送りしています。先ほどのメールの6桁を入力してください。",
	CodeTooMany: "確認コードは、1時間に3回までお送りしています。このままお進みください。ご本人の確認は、事務局が別の方法で行います。",
	CodeSkipped: "承知しました。ご本人の確認は、事務局が別の方法で行います。",
	CodeHidden:  "（確認コード）",
	LabelNoCode: "コードなしで進む", LabelNewCode: "もう一度送る",

	LabelSolved: "解決した", LabelUnsolved: "解決しない", LabelOther: "別のことを聞く", LabelAskOffice: "事務局に相談",
	LabelContact: "事務局に連絡", LabelDone: "できた", LabelStuck: "うまくいかない", LabelNone: "どれでもない",
	LabelDontKnow: "わからない", LabelMyself: "自分で手続きする", LabelAsk: "事務局に聞く", LabelRephrase: "言い方を変える",
	LabelStatus: "受付状況", LabelYes: "はい", LabelNo: "いいえ", LabelNotYet: "まだ", LabelSkip: "とばす", LabelSend: "送る",
	LabelEdit: "直す", LabelQuit: "やめる", LabelKeep: "このまま伝える", LabelThanks: "解決しました", LabelStill: "まだ困っている",
	LabelAdd: "に追記する", LabelCancel: "を取り消す", LabelAddMore: "さらに追記する", LabelReopen: "再開する", LabelNoNeed: "不要",
	LabelNoLogin: "ログインできない", LabelDoItForMe: "事務局に変更を頼む", LabelOpinion: "意見を送る",

	LinkPage:   "Webの窓口と連携すると、どちらからでも受付状況をご覧になれます。\nいつもWebの窓口をお使いのブラウザで、下のボタンから開いてください。10分のあいだ、一度だけ使えます。\nやめるときは「連携を解除」と送ってください。",
	LinkAlone:  "連携は、この窓口との1対1のトークでだけお使いになれます。グループでは、ほかの方にも受付状況が見えてしまうためです。",
	LinkFailed: "連携できませんでした。時間が過ぎたか、すでに使われた操作です。もう一度「連携」と送ってお試しください。",
	Unlinked:   "連携を解除しました。これからは、こちらで受け付けたお問い合わせだけをお見せします。",
	NotLinked:  "いまは、ほかの窓口と連携していません。",
	NoLinking:  "いまは、ほかの窓口との連携を行っていません。",
	LabelLink:  "連携する",

	// To staff.
	IdentityLabel:     "本人確認",
	Member:            "会員",
	Hidden:            "（「詳細」で確認できます）",
	AlreadyDone:       "すでに受け付けています。",
	NoSuchTicket:      "このチケットは見つかりません。",
	NoSuchDelivery:    "この配信は見つかりません。",
	UnknownAct:        "この操作は行えません。画面を開き直してください。",
	ReplyTooLong:      "長すぎて会員に送れません。25,000文字以内に分けて送ってください。",
	EmptyReply:        "本文が空です。内容を入力してください。",
	Noted:             "メモを残しました。会員には送られません。",
	BadSnooze:         "保留の期限には、これからの日時を指定してください。",
	ResendAsked:       "もう一度送ります。",
	RecallAsked:       "まだ送られていなければ取りやめます。",
	TooLate:           "すでに送信済みか、取りやめ済みのため、この操作は行えません。",
	LabelSendThis:     "この回答を会員に送る",
	EntryIsGone:       "このFAQはいま公開されていないため、送れません。「返信」から入力してください。",
	EntryChanged:      "このFAQは、表示のあとに書き直されました。最新の内容を確認して「返信」から送ってください。",
	EntrySent:         "この回答は、すでに会員に送っています。",
	LiveIdled:         "15分発言がなかったため、直結モードを終わりました。このスレッドの発言は会員に届きません。",
	LiveOn:            "直結モードを始めました。このスレッドの発言は会員に届きます。「//」で始めるとメモになります。15分発言がないと終わります。",
	LiveOff:           "直結モードを終わりました。このスレッドの発言は会員に届きません。",
	LiveBanner:        "直結モード中：スレッドの発言が会員に届きます。",
	Complaint:         "ご不満のご様子です。早めのご連絡をお願いします。",
	LoginFailed:       "会員はログインできず、ご自身では手続きできていません。",
	LiveOnlyAssignee:  "直結モードは担当者だけが始められます。先に引き受けてください。",
	MergeSameContact:  "同じ会員の、ほかの受付中のチケットにだけまとめられます。",
	CannotUnsend:      "この発言はすでに会員に届いています。取り消せないため、必要なら訂正を送ってください。",
	Blocked:           "会員がこのアカウントをブロックしています。LINEでは届かないため、メールや電話でご連絡ください。",
	BackAgain:         "会員がブロックを解除しました。ふたたび届きます。",
	Blank:             "（空白だけのメッセージ）",
	Unsent:            "会員が送信を取り消しました。",
	Reworded:          "（書き直し）",
	ReopenedByMember:  "会員が「まだ困っている」を選び、再開しました。",
	ResolvedByMember:  "会員が解決を確認しました。",
	CancelledByMember: "会員が取り消しました。",
	Retrying:          "もう一度試しています",
	FailPointless:     "無料で送れる時間を過ぎたあいさつです",
	FailRejected:      "相手側が受け付けませんでした",
	FailQuota:         "通数上限",
	FailUnreachable:   "ブロックなどで会員に届かない状態です",
	FailSessionOver:   "会員の画面は閉じられ、つながらなくなっています",
	FailTooOld:        "24時間以内に送れませんでした",
}

type phrasebook struct {
	Reworded, FailPointless string

	LinkPage, LinkAlone, LinkFailed, Unlinked, NotLinked, NoLinking, LabelLink string

	CodeSent, CodeAsk, CodeUnread, CodeRight, CodeExpired, CodeNoTries, CodeEnough, CodeTooMany, CodeSkipped, CodeHidden,
	LabelNoCode, LabelNewCode, IdentityLabel string

	Welcome, Glad, AskAway, SayAgain, Stale, StaleInForm, NothingToQuit, EntryGone, Suggest, WhichProgramme,
	EitherProgramme, NoAnswer, NotHelped, Opinion, Stuck, GoAhead, NotAdded, ThanksInForm, WhichOne, NoForm, Quit, FirstQuestion, CannotSkip, WhichLine, GoingOn,
	NoTickets, NotYourTicket, TooLateToReopen, GoOnThen, FileWithoutTicket, Sticker string

	LabelSolved, LabelUnsolved, LabelOther, LabelAskOffice, LabelContact, LabelDone, LabelStuck, LabelNone, LabelDontKnow,
	LabelMyself, LabelAsk, LabelRephrase, LabelStatus, LabelYes, LabelNo, LabelNotYet, LabelSkip, LabelSend, LabelEdit,
	LabelQuit, LabelKeep, LabelThanks, LabelStill, LabelAdd, LabelCancel, LabelAddMore, LabelReopen, LabelNoNeed, LabelNoLogin,
	LabelDoItForMe, LabelOpinion string

	Member, Hidden, AlreadyDone, NoSuchTicket, NoSuchDelivery, UnknownAct, EmptyReply, ReplyTooLong, Noted, BadSnooze, ResendAsked,
	RecallAsked, TooLate, LabelSendThis, EntryIsGone, EntryChanged, EntrySent, LiveIdled, LiveOn, LiveOff, LiveBanner, LoginFailed, Complaint, LiveOnlyAssignee, MergeSameContact, CannotUnsend, Blocked, BackAgain, Unsent, Blank,
	ReopenedByMember, ResolvedByMember, CancelledByMember, Retrying, FailRejected, FailQuota, FailUnreachable, FailSessionOver, FailTooOld string
}

func (phrasebook) greeting(office string) string {
	return fmt.Sprintf("こんにちは。%sの窓口です。\nご質問をそのまま送ってください。お手続きは下のボタンからもどうぞ。「人」と送ると、事務局におつなぎします。", office)
}

func (phrasebook) source(s chat.Source) string {
	where := strings.TrimSpace(s.Document + " " + s.Label)
	if s.Page > 0 {
		where += fmt.Sprintf("・p.%d", s.Page)
	}
	return "（出典：" + where + "）"
}

func (phrasebook) ended(until faq.Date, programme bool) string {
	if programme {
		return fmt.Sprintf("このプログラムは%sに終了しています。\n以下は終了時点のご案内です。", longDate(until))
	}
	return fmt.Sprintf("このご案内は%sまでのものです。\n以下は当時の内容です。", longDate(until))
}

func (phrasebook) notYet(from faq.Date, programme bool) string {
	if programme {
		return fmt.Sprintf("このプログラムは%sに始まります。", longDate(from))
	}
	return fmt.Sprintf("このご案内は%sからのものです。", longDate(from))
}

func longDate(d faq.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("2006年1月2日")
}

// nextTime names the next day of something that recurs, by what the office's sentence is about.
func (phrasebook) nextTime(sentence, day string) string {
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

func (phrasebook) near(question string) string { return "近いご案内：" + clip(question, 30) }

func (phrasebook) tableGroup(columns string, several bool) string {
	switch {
	case columns == "":
		return "・不要："
	case !several || strings.Contains(columns, "・"):
		return "・" + columns + "："
	}
	return "・" + columns + "のみ："
}

// cameLate tells the member that a text was not taken for the answer to the form's question.
func (phrasebook) cameLate(text string) string {
	return "「" + clip(strings.Join(strings.Fields(text), " "), 30) + "」は遅れて届いたため、いまの質問への答えとしては受け取っていません。"
}

func (phrasebook) masked(what string) string {
	name := map[string]string{ticket.CardNumber: "カード番号", ticket.MyNumber: "マイナンバー", ticket.BankAccount: "口座番号"}[what]
	if name == "" {
		name = "大切な番号"
	}
	return fmt.Sprintf("⚠️ %sは、このトークでは送らないようお願いいたします。\nいただいた番号は保存せず、伏せました。", name)
}

// handOver says that a person takes over: with care where the writer has lost patience, and without
// raising hopes where the answer before was the office's rule.
func (phrasebook) handOver(upset, declined bool) string {
	first := "承知しました。事務局におつなぎします。"
	if upset {
		first = "ご不快な思いをおかけし、申し訳ありません。事務局におつなぎします。"
	}
	if declined {
		return first + "\n先ほどのご案内そのものは変えられない場合がありますが、ご意見は事務局が必ずお預かりします。"
	}
	return first
}

func (phrasebook) cannotLogIn(question string) string {
	return "ログインできません。（" + question + "）"
}

func (phrasebook) inContext(text, question string) string {
	return text + "（「" + question + "」について）"
}

func (phrasebook) rather(programme string) string { return programme + "のほう" }

func (phrasebook) notThere(programme string) string {
	return fmt.Sprintf("%sには、同じ内容のご案内が見当たりませんでした。\n事務局におたずねしますか。", programme)
}

// onlyTax says which of a sum with and a sum without tax the office has written.
func (phrasebook) onlyTax(incl bool) string {
	if incl {
		return "FAQには、税込の金額のみ記載しています。\n税抜の金額は、事務局におたずねしますか。"
	}
	return "FAQには、税抜の金額のみ記載しています。\n税込の金額は、事務局におたずねしますか。"
}

func (phrasebook) programmeSet(name string) string {
	return fmt.Sprintf("%sについてご案内します。ご質問を送ってください。", name)
}

func (phrasebook) startLabel(form string) string {
	switch ticket.Kind(form) {
	case ticket.Change:
		return "ここで変更を依頼する"
	case ticket.Consultation:
		return "相談を申し込む"
	}
	return "事務局に問い合わせる"
}

func (phrasebook) canDoHere(kind ticket.Kind, known []string) string {
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

func (phrasebook) codeWrong(left int) string {
	return fmt.Sprintf("確認コードが合わないようです。メールの6桁を、もう一度ご確認いただけますか。（あと%d回お試しいただけます）", left)
}

// codeMail is the mail with a code. Its first line becomes the subject and stands in lists of what
// was sent, so the code is not in it.
func (phrasebook) codeMail(code string, good time.Duration) string {
	return fmt.Sprintf("確認コードをお送りします。\n\n確認コード： %s\n\n%d分以内に、お手続き中の画面に入力してください。\nこのコードは、ほかの方には伝えないでください。事務局からおたずねすることもありません。\n\nお心当たりのない場合は、このメールを破棄してください。コードを入力しないかぎり、確認は済みません。",
		code, int(good.Minutes()))
}

func (phrasebook) step(index, total int, mark string) string {
	if total <= 1 {
		return ""
	}
	if mark != "" {
		mark = "-" + mark
	}
	return fmt.Sprintf("［%d/%d%s］", index, total, mark)
}

func (phrasebook) confirm(title string, lines []string) string {
	return fmt.Sprintf("この内容で送ります。よろしいですか。\n\n【%s】\n%s", title, strings.Join(lines, "\n"))
}

func (phrasebook) resume(title string) string {
	return fmt.Sprintf("前回の「%s」の続きです。取りやめる場合は「やめる」と送ってください。", title)
}

func (phrasebook) opened(tk *ticket.Ticket, hours string, now time.Time) string {
	lines := []string{fmt.Sprintf("受け付けました。受付番号は %s です。", tk.Number)}
	countries := tk.Fields["countries"]
	switch {
	case tk.Team != "" && tk.Team != ticket.Secretariat:
		lines = append(lines, tk.Team+"にお渡ししました。")
	case slices.Contains(tk.Tags, unmatchedTag) && len(countries) > 0:
		lines = append(lines, ticket.CountryNames(countries)+"の担当者はまだ決まっていないため、事務局が承ります。")
	}
	if hours != "" {
		lines = append(lines, hours)
	}
	return strings.Join(append(lines, ticket.Promise(now, tk.Due)+"に、このトークでお返事します。"), "\n")
}

// hours says why an answer does not come at once.
func (phrasebook) hours(open, over bool, closed string, holidays []string) string {
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

func (phrasebook) yourTickets(lines []string) string {
	return "お客さまの受付状況です。\n" + strings.Join(lines, "\n")
}

func (phrasebook) ticketLine(tk *ticket.Ticket, now time.Time) string {
	line := fmt.Sprintf("・%s　%s　%s", tk.Number, tk.Kind.Label(), tk.Status.Label())
	if tk.Status.Open() && tk.Replied.IsZero() {
		line += "（" + ticket.Promise(now, tk.Due) + "にお返事します）"
	}
	return line
}

func (phrasebook) askResolved(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s は、これで解決でよろしいですか。", tk.Number)
}

func (phrasebook) fileAdded(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s に追加しました。担当者が確認します。", tk.Number)
}

func (phrasebook) addTo(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s の担当者にお届けします。追加の内容を送ってください。", tk.Number)
}

func (phrasebook) reopened(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を再開しました。お困りのことを続けてお書きください。", tk.Number)
}

func (phrasebook) cancelledForYou(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を取り消しました。", tk.Number)
}

func (phrasebook) resolved(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s の対応を終わりました。\nまだお困りのことがあれば、14日以内は下のボタンから再開できます。", tk.Number)
}

func (phrasebook) changeDone(tk *ticket.Ticket, items string) string {
	if items == "" {
		items = "ご依頼の内容"
	}
	return fmt.Sprintf("%s：%sの変更を反映しました。", tk.Number, items)
}

func (phrasebook) cancelled(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s は取り消しとなりました。ご不明な点があれば、下のボタンから再開できます。", tk.Number)
}

func (phrasebook) closedForYou(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s はすでに「%s」となっています。", tk.Number, tk.Status.Label())
}

func (phrasebook) mergedForYou(tk, into *ticket.Ticket) string {
	return fmt.Sprintf("%s は、%s とあわせて担当者が対応します。", tk.Number, into.Number)
}

func (phrasebook) pieces(n int) string { return fmt.Sprintf("%d件", n) }

// sent describes what came that is no text.
func (phrasebook) sent(e chat.Event) string {
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
func (phrasebook) staffName(office string) string { return office }

func (phrasebook) channel(name string) string {
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

// wish is why a ticket came without the bot's searching on.
var wish = map[string]string{"human": "会員が担当者を希望", "complaint": "会員が担当者を希望", "opinion": "ご案内へのご意見"}

func (phrasebook) trace(tr ticket.Trace) string {
	switch {
	case wish[tr.Decision] != "" && len(tr.Hits) == 0:
		return wish[tr.Decision]
	case wish[tr.Decision] != "":
		return fmt.Sprintf("%s｜案内済み：%s「%s」", wish[tr.Decision], tr.Hits[0].Ref, clip(tr.Hits[0].Question, 30))
	case tr.Decision == "chosen" && len(tr.Hits) > 0:
		return fmt.Sprintf("案内済み：%s「%s」", tr.Hits[0].Ref, clip(tr.Hits[0].Question, 30))
	case len(tr.Hits) == 0 && tr.Query == "":
		return ""
	case len(tr.Hits) == 0:
		return "FAQに該当なし"
	case tr.Hits[0].P < nearEnough:
		return fmt.Sprintf("FAQに該当なし｜近いもの：%s「%s」（確からしさ %.2f）", tr.Hits[0].Ref, clip(tr.Hits[0].Question, 30), tr.Hits[0].P)
	}
	return fmt.Sprintf("FAQの候補：%s「%s」（確からしさ %.2f）", tr.Hits[0].Ref, clip(tr.Hits[0].Question, 30), tr.Hits[0].P)
}

func (phrasebook) unchecked(labels string) string {
	return "入力のまま受け付けました。ご確認ください：" + labels
}

func (phrasebook) assigneeIs(name string) string { return "担当 " + name }
func (phrasebook) dueAt(t time.Time) string      { return "期限 " + ticket.Day(t) + ticket.Clock(t) }

func (phrasebook) stale(tk *ticket.Ticket) string {
	who := ""
	if tk.Assignee.Name != "" {
		who = "、担当は" + tk.Assignee.Name + "さん"
	}
	return fmt.Sprintf("先に更新がありました。%s はいま「%s」%sです。内容を確認して、もう一度お願いします。", tk.Number, tk.Status.Label(), who)
}

func (phrasebook) takenBy(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s は%sさんが先に引き受けました。", tk.Number, tk.Assignee.Name)
}

func (phrasebook) alreadyYours(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s はすでにあなたの担当です。", tk.Number)
}

func (phrasebook) claimed(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を引き受けました。", tk.Number)
}

func (phrasebook) assigned(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s の担当を%sさんにしました。", tk.Number, tk.Assignee.Name)
}

func (phrasebook) alreadyClosed(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s はすでに「%s」です。続ける場合は再開してください。", tk.Number, tk.Status.Label())
}

func (phrasebook) stillOpen(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s は「%s」です。", tk.Number, tk.Status.Label())
}

func (phrasebook) cannotMove(tk *ticket.Ticket, to ticket.Status) string {
	return fmt.Sprintf("%s は「%s」から「%s」には変えられません。", tk.Number, tk.Status.Label(), to.Label())
}

func (phrasebook) movedTo(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を「%s」にしました。", tk.Number, tk.Status.Label())
}

func (phrasebook) replied(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s の会員に返信を送ります。", tk.Number)
}

func (phrasebook) snoozed(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を%s %sまで保留にしました。", tk.Number, ticket.Day(tk.Snoozed), ticket.Clock(tk.Snoozed))
}

func (phrasebook) rerouted(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s を%sに転送しました。", tk.Number, tk.Team)
}

func (phrasebook) routedBy(name string) string { return name + "さんが転送" }

func (phrasebook) mergedFrom(tk *ticket.Ticket) string {
	return fmt.Sprintf("%s（%s）をこのチケットにまとめました。", tk.Number, tk.Title)
}

func (phrasebook) mergedInto(tk, into *ticket.Ticket) string {
	return fmt.Sprintf("%s を %s にまとめました。", tk.Number, into.Number)
}

func (phrasebook) noteBy(name, text string) string { return "メモ（" + name + "）：" + text }

func (phrasebook) proposal(e *faq.Entry) string {
	return fmt.Sprintf("FAQの候補：%s「%s」（会員には送っていません）", e.Ref(), e.Question)
}

// filesStay says honestly that a colleague's files have not gone to the member.
func (phrasebook) filesStay(files []chat.File) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = "「" + f.Name + "」"
	}
	return fmt.Sprintf("ファイル%sは会員に届いていません。送るときは「返信」のファイル欄に入れるか、発言の「その他」から「会員に送る」を選んでください。", strings.Join(names, ""))
}

// withNames is a reply as the office keeps it: the words, then what went along.
func (phrasebook) withNames(text string, files []chat.File) string {
	for _, f := range files {
		text = strings.TrimSpace(text + "\n📎 " + f.Name)
	}
	return text
}

// withAddresses is a reply as the member reads it: the words, then each file with where it opens.
func (phrasebook) withAddresses(text string, files []chat.File) string {
	for _, f := range files {
		text = strings.TrimSpace(fmt.Sprintf("%s\n\n📎 %s（%s）\n%s\n%sまで開けます。", text, f.Name, megabytes(f.Bytes), f.URL, ticket.Day(f.Until)))
	}
	return text
}

func (phrasebook) dueSoon(tk *ticket.Ticket, now time.Time) string {
	return fmt.Sprintf("⏰ お返事の期限が近づいています（%s）。", ticket.Promise(now, tk.Due))
}

func (phrasebook) dueLate(tk *ticket.Ticket) string {
	return fmt.Sprintf("⏰ お返事の期限（%s%s）を過ぎました。会員へのご連絡をお願いします。", ticket.Day(tk.Due), ticket.Clock(tk.Due))
}

func (phrasebook) awake(tk *ticket.Ticket) string {
	return fmt.Sprintf("⏰ 保留の日時になりました。「%s」に戻しました。", tk.Status.Label())
}

// about leads a remark that stands outside its ticket's thread.
func (phrasebook) about(tk *ticket.Ticket, text string) string {
	return fmt.Sprintf("%s（%s）\n%s", tk.Number, tk.Title, text)
}

func (phrasebook) assigneeAway(a ticket.Absence) string {
	return fmt.Sprintf("担当の%sさんは%sまで不在です。お急ぎの場合は、ほかの方が引き受けてください。", a.Person.Name, a.Back())
}

func (phrasebook) plannedAway(a ticket.Absence, deputy string) string {
	text := fmt.Sprintf("担当予定の%sさんは%sまで不在です。", a.Person.Name, a.Back())
	if deputy != "" {
		text += "代理は" + deputy + "さんです。"
	}
	return text
}

// team names who a ticket is for: the team, and whom of it the routing table means.
func (phrasebook) team(team, person string) string {
	if person == "" {
		return team
	}
	return team + "（" + person + "さん）"
}

func (phrasebook) awayToday(all []ticket.Absence) string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = fmt.Sprintf("%sさん（%sまで）", a.Person.Name, a.Back())
	}
	return "不在：" + strings.Join(names, "、")
}

func (phrasebook) ending(programme string, until faq.Date) string {
	return fmt.Sprintf("📅 「%s」は%sに終了します。その翌日から、会員には「終了しています」と添えてご案内します。延長される場合は、それまでにFAQか設定の終了日を改めてください。", programme, longDate(until))
}

// unreachable says why a channel cannot reach its member.
func (w phrasebook) unreachable(channel string) string {
	if channel == chat.Web {
		return w.FailSessionOver
	}
	return w.FailUnreachable
}

func (phrasebook) heldBack(reason string) string {
	return "返信はまだ会員に届いていません（" + reason + "）。届くようになりしだい送ります。お急ぎのときは、メールか電話でご連絡ください（連絡先は「詳細」）。"
}

func (phrasebook) givenUp(reason string) string {
	return "返信は会員に届きませんでした（" + reason + "）。スレッドの「再送」で送り直すか、メールか電話でご連絡ください（連絡先は「詳細」）。"
}

// delivery is what staff read of a reply on its way.
// delivery is what staff read of a reply on its way.
func (phrasebook) delivery(state chat.DeliveryState, reason string) string {
	switch state {
	case chat.Sent:
		return "✅ 送信済み"
	case chat.Discarded:
		return "↩️ 送信を取りやめました"
	case chat.Held:
		return "⏸ 保留（" + reason + "）"
	case chat.Dead:
		return "⚠️ 未達（" + reason + "）"
	case chat.Sending:
		return "⏳ 送信中（" + reason + "）"
	}
	if reason != "" {
		return "⏳ 送信待ち（" + reason + "）"
	}
	return "⏳ 送信待ち"
}
