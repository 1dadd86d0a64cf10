package words

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
)

// FileNews tells the staff of a ticket what became of a file; size is in bytes, of a kept one.
func FileNews(fate turn.FileFate, f chat.File, size int64) string {
	name := strings.Trim(Sent(chat.Event{Files: []chat.File{f}}), "［］")
	return File(fate, name, size)
}

// megabytes is a size for people.
func megabytes(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%dKB", max(bytes/1024, 1))
	}
	return fmt.Sprintf("%.1fMB", float64(bytes)/(1<<20))
}

const (
	FileIsOver      = "※ファイルを開ける期限が過ぎてしまいました。必要なときは、このままお知らせください。"
	StaffFileIsOver = "📎 この返信は長く保留されていたため、会員に届いたときにはファイルを開ける期限が過ぎていました。必要なら、ファイルを添えてもう一度返信してください。"
)

const (
	// To members.
	Welcome           = "どういたしまして。またいつでもどうぞ。"
	Glad              = "お役に立てて何よりです。またいつでもどうぞ。"
	AskAway           = "はい、ご質問をそのまま送ってください。"
	SayAgain          = "恐れ入りますが、文字でもう一度お聞かせください。"
	Stale             = "そのボタンは、前のやり取りのものです。あらためてご用件をお聞かせください。"
	StaleInForm       = "そのボタンは、前のご質問のものです。いまのご質問はこちらです。"
	NothingToQuit     = "いま進めているお手続きはありません。ご質問があれば、そのまま送ってください。"
	EntryGone         = "そのご案内は、ただいま見直し中です。ほかにご質問があればお聞かせください。"
	Suggest           = "こちらのことでしょうか。近いものを選んでください。"
	WhichProgramme    = "どちらのご質問でしょうか。"
	EitherProgramme   = "それぞれのご案内です。近いほうを選んでください。"
	NoAnswer          = "申し訳ありません、この内容の公式な回答がまだ登録されていません。\n事務局におたずねしますか。"
	NotHelped         = "お役に立てず申し訳ありません。次の中からお選びください。"
	Opinion           = "ありがとうございます。ご意見は、そのまま事務局にお届けします。"
	Stuck             = "では、事務局が代わりにお手続きします。"
	GoAhead           = "承知しました。ほかにご質問があれば、そのまま送ってください。"
	WhichOne          = "どちらでしょうか。近いものを選んでください。"
	ThanksInForm      = "どういたしまして。では、続きです。"
	NotAdded          = "追記を取りやめました。"
	NoForm            = "申し訳ありません、このお手続きはこちらでは受け付けていません。ご用件をそのまま送ってください。"
	Quit              = "取りやめました。入力された内容は送っていません。"
	FirstQuestion     = "これが最初のご質問です。"
	CannotSkip        = "恐れ入りますが、こちらは必要な項目です。"
	WhichLine         = "どこを直しますか。"
	GoingOn           = "では、続きです。"
	NoTickets         = "受付中のお問い合わせはありません。"
	NotYourTicket     = "その受付番号は見つかりませんでした。"
	TooLateToReopen   = "終了から日がたっているため、新しいお問い合わせとして承ります。"
	GoOnThen          = "承知しました。続けてお書きください。担当者にお届けします。"
	FileWithoutTicket = "ファイルを受け取りました。事務局にお渡しする場合は、下のボタンからお進みください。"
	Sticker           = "ありがとうございます。ご質問は文字で送ってください。"

	CodeSent     = "確認コードを送りました。6桁を入力してください。\nメールが届かないときは、迷惑メールのフォルダーもご覧ください。"
	CodeAsk      = "メールでお送りした確認コード（6桁）を入力してください。"
	CodeUnread   = "メールに書かれた6桁の数字を入力してください。届かないときは、下のボタンからお選びください。"
	CodeRight    = "確認できました。"
	CodeExpired  = "確認コードの期限（10分）が過ぎました。「もう一度送る」を選ぶと、新しいコードをお送りします。"
	CodeNoTries  = "確認コードが合わないようです。「もう一度送る」を選ぶと、新しいコードをお送りします。"
	CodeEnough   = "確認コードは、1時間に3回までお送りしています。先ほどのメールの6桁を入力してください。"
	CodeTooMany  = "確認コードは、1時間に3回までお送りしています。このままお進みください。ご本人の確認は、事務局が別の方法で行います。"
	CodeSkipped  = "承知しました。ご本人の確認は、事務局が別の方法で行います。"
	CodeHidden   = "（確認コード）"
	LabelNoCode  = "コードなしで進む"
	LabelNewCode = "もう一度送る"

	LabelSolved    = "解決した"
	LabelUnsolved  = "解決しない"
	LabelOther     = "別のことを聞く"
	LabelAskOffice = "事務局に相談"
	LabelContact   = "事務局に連絡"
	LabelDone      = "できた"
	LabelStuck     = "うまくいかない"
	LabelNone      = "どれでもない"
	LabelDontKnow  = "わからない"
	LabelMyself    = "自分で手続きする"
	LabelAsk       = "事務局に聞く"
	LabelRephrase  = "言い方を変える"
	LabelStatus    = "受付状況"
	LabelYes       = "はい"
	LabelNo        = "いいえ"
	LabelNotYet    = "まだ"
	LabelSkip      = "とばす"
	LabelSend      = "送る"
	LabelEdit      = "直す"
	LabelQuit      = "やめる"
	LabelKeep      = "このまま伝える"
	LabelThanks    = "解決しました"
	LabelStill     = "まだ困っている"
	LabelAdd       = "に追記する"
	LabelCancel    = "を取り消す"
	LabelAddMore   = "さらに追記する"
	LabelReopen    = "再開する"
	LabelNoNeed    = "不要"
	LabelNoLogin   = "ログインできない"
	LabelDoItForMe = "事務局に変更を頼む"
	LabelOpinion   = "意見を送る"

	LinkPage   = "Webの窓口と連携すると、どちらからでも受付状況をご覧になれます。\nいつもWebの窓口をお使いのブラウザで、下のボタンから開いてください。10分のあいだ、一度だけ使えます。\nやめるときは「連携を解除」と送ってください。"
	LinkAlone  = "連携は、この窓口との1対1のトークでだけお使いになれます。グループでは、ほかの方にも受付状況が見えてしまうためです。"
	LinkFailed = "連携できませんでした。時間が過ぎたか、すでに使われた操作です。もう一度「連携」と送ってお試しください。"
	Unlinked   = "連携を解除しました。これからは、こちらで受け付けたお問い合わせだけをお見せします。"
	NotLinked  = "いまは、ほかの窓口と連携していません。"
	NoLinking  = "いまは、ほかの窓口との連携を行っていません。"
	LabelLink  = "連携する"

	// To staff.
	IdentityLabel     = "本人確認"
	Member            = "会員"
	Hidden            = "（「詳細」で確認できます）"
	AlreadyDone       = "すでに受け付けています。"
	NoSuchTicket      = "このチケットは見つかりません。"
	NoSuchDelivery    = "この配信は見つかりません。"
	UnknownAct        = "この操作は行えません。画面を開き直してください。"
	ReplyTooLong      = "長すぎて会員に送れません。25,000文字以内に分けて送ってください。"
	EmptyReply        = "本文が空です。内容を入力してください。"
	Noted             = "メモを残しました。会員には送られません。"
	BadSnooze         = "保留の期限には、これからの日時を指定してください。"
	ResendAsked       = "もう一度送ります。"
	RecallAsked       = "まだ送られていなければ取りやめます。"
	TooLate           = "すでに送信済みか、取りやめ済みのため、この操作は行えません。"
	LabelSendThis     = "この回答を会員に送る"
	EntryIsGone       = "このFAQはいま公開されていないため、送れません。「返信」から入力してください。"
	EntryChanged      = "このFAQは、表示のあとに書き直されました。最新の内容を確認して「返信」から送ってください。"
	EntrySent         = "この回答は、すでに会員に送っています。"
	LiveIdled         = "15分発言がなかったため、直結モードを終わりました。このスレッドの発言は会員に届きません。"
	LiveOn            = "直結モードを始めました。このスレッドの発言は会員に届きます。「//」で始めるとメモになります。15分発言がないと終わります。"
	LiveOff           = "直結モードを終わりました。このスレッドの発言は会員に届きません。"
	LiveBanner        = "直結モード中：スレッドの発言が会員に届きます。"
	Complaint         = "ご不満のご様子です。早めのご連絡をお願いします。"
	LoginFailed       = "会員はログインできず、ご自身では手続きできていません。"
	LiveOnlyAssignee  = "直結モードは担当者だけが始められます。先に引き受けてください。"
	MergeSameContact  = "同じ会員の、ほかの受付中のチケットにだけまとめられます。"
	CannotUnsend      = "この発言はすでに会員に届いています。取り消せないため、必要なら訂正を送ってください。"
	Blocked           = "会員がこのアカウントをブロックしています。LINEでは届かないため、メールや電話でご連絡ください。"
	BackAgain         = "会員がブロックを解除しました。ふたたび届きます。"
	Blank             = "（空白だけのメッセージ）"
	Unsent            = "会員が送信を取り消しました。"
	Reworded          = "（書き直し）"
	ReopenedByMember  = "会員が「まだ困っている」を選び、再開しました。"
	ResolvedByMember  = "会員が解決を確認しました。"
	CancelledByMember = "会員が取り消しました。"
	Retrying          = "もう一度試しています"
	FailPointless     = "無料で送れる時間を過ぎたあいさつです"
	FailRejected      = "相手側が受け付けませんでした"
	FailQuota         = "通数上限"
	FailUnreachable   = "ブロックなどで会員に届かない状態です"
	FailSessionOver   = "会員の画面は閉じられ、つながらなくなっています"
	FailTooOld        = "24時間以内に送れませんでした"
)

func longDate(d faq.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("2006年1月2日")
}
