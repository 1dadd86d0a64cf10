package slack

import (
	"fmt"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A wordsType holds the sentences this package speaks to staff.
type wordsType struct {
	notInGroup, sharedChannel, notMember, notPerson, guest, otherTeam string
	failed, tryAgain, pressAgain, loading, close                      string
	submit, choose, empty, tooLong, past, notNumber                   string
	notAssignable, noTeam, draftLost                                  string
	cancelTold, cancelSpam, cancelHint                                string
	goAway, comeBack, awayLast, awayHint, awayList, wrongDay          string
	replyLabel, replyWarning, toPreview                               string
	previewTitle, previewLead, previewTail, send, back                string
	snoozeHint, noteHint, liveOn, liveOff, liveHint                   string
	member, program, history, looked                                  string
	status, subject, channel, assignee, opened, due                   string
	routed, asked, unsent, urgent, nobody, programme                  string
	confirm, yes, toMember, bot, reply, lastReply                     string
	notThere                                                          string
	checking, help, noFinder                                          string
	moreFields                                                        string
	keptLabel, keptHint, chooseFiles                                  string
	filesLabel, filesHint, aFile, tooManyFiles, fileTooBig, noFiles   string
	preparing, sentWithFiles, noThread                                string
	homeLate, homeMine, homeFree, none, more                          string
	happened                                                          map[string]string
}

var words = wordsType{
	sharedChannel: "このチャンネルは社外と共有されているため、ここからは操作できません。管理者の方にご相談ください。",
	notMember:     "窓口のチャンネルのメンバーだけが操作できます。チャンネルに参加してから、もう一度お試しください。",
	notInGroup:    "窓口の担当グループのメンバーだけが操作できます。グループに加わってから、もう一度お試しください。",
	notPerson:     "この利用者からは操作できません。",
	guest:         "ゲストの方は操作できません。事務局のメンバーにお声がけください。",
	otherTeam:     "ほかのワークスペースの方は操作できません。",

	failed:     "うまく処理できませんでした。少し待ってから、もう一度お試しください。",
	notThere:   "見つかりませんでした。すでに削除されたか、番号が変わった可能性があります。",
	tryAgain:   "確認に時間がかかっています。入力はそのままですので、もう一度押してください。",
	pressAgain: "時間内に画面を開けませんでした。お手数ですが、もう一度押してください。",
	loading:    "読み込んでいます…",
	close:      "閉じる",
	submit:     "決定",
	choose:     "選んでください",
	empty:      "入力してください。",
	tooLong:    "長すぎて一度に送れません。25,000文字以内に分けて送ってください。",
	past:       "これから先の日時を選んでください。",
	notNumber:  "受付番号（例：Q-1204）を入力してください。",

	notAssignable: "この方は窓口のメンバーではないため、担当にできません。",
	noTeam:        "この転送先は、いまはありません。もう一度「転送」から選んでください。",
	draftLost:     "内容を確認できませんでした。「返信」からもう一度入力してください。送信はされていません。",

	replyLabel:   "返信の内容",
	replyWarning: "この内容は会員に送られます。次の画面で確認してから送信します。",
	toPreview:    "確認へ進む",
	previewTitle: "送信内容の確認",
	previewLead:  "会員には、次のように届きます。",
	previewTail:  "「会員に送る」を押すと送信されます。直すときは「戻る」を押してください。",
	send:         "会員に送る",
	back:         "戻る",

	snoozeHint: "この日時まで保留にします。",
	noteHint:   "社内だけのメモです。会員には送られません。",
	liveOn:     "始める", liveOff: "終える",
	liveHint: "始めると、担当者がスレッドに書いた内容がそのまま会員に届きます。// で始まる行は社内メモです。",

	cancelTold: "取り消して、会員にも知らせる",
	cancelSpam: "迷惑として閉じる（会員には知らせない）",
	cancelHint: "取り消すと、この受付は終わります。あとから「再開」できます。",

	goAway:   "不在にする",
	comeBack: "戻りました",
	awayLast: "不在の最後の日",
	awayHint: "この日まで、新しい受付は代理の方か、チームのほかの方に振り分けます。いまの担当はそのままで、カードに不在と表示します。",
	awayList: "不在",
	wrongDay: "きょうから1年以内の日を選んでください。",

	member:   "会員",
	program:  "自動",
	history:  "これまでの経過",
	looked:   "この画面を開いたことは、経過に記録されます。",
	status:   "状態",
	subject:  "件名",
	channel:  "受付経路",
	assignee: "担当",
	opened:   "受付日時",
	due:      "回答期限",
	routed:   "振り分け",
	asked:    "最初のご質問",
	unsent:   "（会員が送信を取り消しました）",
	urgent:   "至急",
	nobody:   "未定",

	programme: "事業",
	confirm:   "この操作は会員とのやり取りを終わらせます。よろしいですか。",
	yes:       "はい",
	toMember:  "会員への返信",
	bot:       "自動応答",
	reply:     "返信の状況",
	lastReply: "最後の返信",

	checking: "確認しています。少しお待ちください。",
	noFinder: "FAQの検索は、いまはご利用いただけません。",
	help: "使い方\n「/madoguchi 検索 領収書」 FAQを検索します\n「/madoguchi Q-1204」 受付の状況を見ます\n「/madoguchi ヘルプ」 この説明を表示します\n" +
		"スレッドに書いた内容は社内メモです。会員には「返信」ボタンから送ります。",
	moreFields: "ほかの項目は「詳細」でご覧いただけます。",

	filesLabel:   "ファイル（会員に届きます）",
	filesHint:    "3つまで、1つ10MBまで。会員には、30日間開けるリンクで届きます。ファイルだけを送るときも、ひとこと添えてください。",
	keptLabel:    "この返信に添えるファイル",
	keptHint:     "選ばれていないものは送られません。",
	chooseFiles:  "一度に送れるファイルは3つまでです。送るものを下の一覧で選んでください。",
	aFile:        "ファイル",
	tooManyFiles: "一度に送れるファイルは3つまでです。",
	fileTooBig:   "10MBを超えるファイルは送れません。分けるか、ほかの方法でお送りください。",
	noFiles:      "いまはファイルを会員に送れないため、外しました。まだ何も送られていません。文章だけでよければ、そのまま進んでください。",
	preparing: "ファイルの準備に少し時間がかかっています。準備ができしだい送ります。このままお待ちください。\n" +
		"この表示が変わらないときは、スレッドに返信が出ていないことを確かめてから、もう一度「返信」からお試しください。",
	sentWithFiles: "返信とファイルを送信待ちに入れました。届いたかどうかは、スレッドでご覧いただけます。",
	noThread:      "この発言は、受付のスレッドのものではありません。受付のカードにつながるスレッドの発言でお使いください。",

	homeLate: "期限を過ぎた受付", homeMine: "自分の担当", homeFree: "担当がまだ決まっていない受付",
	none: "ありません。", more: "ほかにもあります。一覧は受付画面（/desk）でご覧いただけます。",

	happened: map[string]string{
		"opened": "受け付けました", "claimed": "担当になりました", "assigned": "担当が変わりました", "replied": "返信しました",
		"noted": "メモを残しました", "moved": "状態が変わりました", "routed": "振り分けました", "member_wrote": "会員からの連絡",
		"delivered": "会員に届けました", "looked": "詳細を開きました", "snoozed": "保留にしました", "resolved": "解決にしました",
		"reopened": "再開しました", "cancelled": "取り消しました", "merged": "統合しました", "live": "直結モードを切り替えました",
		"recalled": "送信を取り消しました", "resent": "もう一度送りました", "erased": "内容を消去しました",
		"reminded": "期限のお知らせ", "retracted": "送信後に発言が直されました", "file": "ファイル", "reachable": "届く状態が変わりました",
		"linked": "窓口を連携",
	},
}

// replyTo names who a reply goes to.
func (w wordsType) replyTo(number, name, channel string) string {
	return fmt.Sprintf("%s　%s（%s）への返信", number, name, channel)
}

// found leads what the FAQ has for a query.
func (w wordsType) found(query string, n int) string {
	if n == 0 {
		return "「" + chars.Cut(query, 100) + "」に当てはまるFAQは見つかりませんでした。言い方を変えてお試しください。"
	}
	return fmt.Sprintf("「%s」に近いFAQを%d件お見せします。", chars.Cut(query, 100), n)
}

// fileUnread says that one file could not be fetched.
func (w wordsType) fileUnread(name string) string {
	return "ファイル「" + name + "」を読み込めませんでした。まだ何も送られていません。もう一度試すときは、下の一覧でこのファイルを選んでください。選ばずに進むと、このファイルなしで送ります。"
}

// bigFile says that one file is too large, and that it was taken off the reply.
func (w wordsType) bigFile(name string) string {
	return "ファイル「" + name + "」は10MBを超えるため、外しました。まだ何も送られていません。分けるか、ほかの方法でお送りください。"
}

// goesOn begins a ticket's thread anew.
func (w wordsType) goesOn(number string) string {
	return number + " の続きです。前のカードが見つからないため、ここに続けます。"
}

func (w wordsType) noTicket(number string) string {
	return "受付番号 " + number + " は見つかりませんでした。番号をご確認ください。"
}

// title heads the modal of an act; acts label its button.
func title(act chat.Act) string {
	if t, found := titles[act]; found {
		return t
	}
	return label(act)
}

var titles = map[chat.Act]string{
	chat.Reply: "会員に返信する", chat.Look: "受付の詳細", chat.NoteDown: "社内メモ", chat.Snooze: "保留にする",
	chat.Cancel: "受付を取り消す", chat.Route: "転送する", chat.Assign: "担当を変える", chat.Merge: "ほかの受付と統合", chat.Live: "直結モード",
}

// label is what an act's button says.
func label(act chat.Act) string {
	if l, found := labels[act]; found {
		return l
	}
	return string(act)
}

var labels = map[chat.Act]string{
	chat.Claim: "引き受ける", chat.Assign: "担当変更", chat.Reply: "返信", chat.NoteDown: "メモ", chat.Done: "反映しました",
	chat.Resolve: "解決", chat.Reopen: "再開", chat.Snooze: "保留", chat.Route: "転送", chat.Cancel: "取消",
	chat.Spam: "迷惑", chat.Merge: "統合", chat.Live: "直結モード", chat.Resend: "再送", chat.Recall: "送信を取り消す",
	chat.Look: "詳細",
}

// askLabel heads the one input of a small modal.
func askLabel(act chat.Act) string {
	switch act {
	case chat.Snooze:
		return "再開する日時"
	case chat.Assign:
		return "新しい担当者"
	case chat.Route:
		return "転送先"
	case chat.Merge:
		return "統合先の受付番号"
	case chat.NoteDown:
		return "メモ"
	case chat.Cancel:
		return "取り消し方"
	case chat.Live:
		return "直結モード"
	}
	return label(act)
}

// channelName is where a member is, as staff call it.
func channelName(channel string) string {
	switch channel {
	case chat.LINE:
		return "LINE"
	case chat.Web:
		return "Webチャット"
	case chat.Email:
		return "メール"
	}
	return channel
}

// day is a time in Japan as staff read it: 10/10（火）17:30.
func day(t time.Time) string { return ticket.Day(t) + ticket.Clock(t) }

// clock is a moment of the recent past: 10/10 9:52.
func clock(t time.Time) string {
	t = t.In(reading.JST)
	return fmt.Sprintf("%d/%d %d:%02d", t.Month(), t.Day(), t.Hour(), t.Minute())
}
