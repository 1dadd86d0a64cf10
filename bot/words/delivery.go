package words

import (
	"fmt"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// What staff and members read of a reply on its way, and of the files that go with it.

// filesStay says honestly that a colleague's files have not gone to the member.
func FilesStay(files []chat.File) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = "「" + f.Name + "」"
	}
	return fmt.Sprintf("ファイル%sは会員に届いていません。送るときは「返信」のファイル欄に入れるか、発言の「その他」から「会員に送る」を選んでください。", strings.Join(names, ""))
}

// withNames is a reply as the office keeps it: the words, then what went along.
func WithNames(text string, files []chat.File) string {
	for _, f := range files {
		text = strings.TrimSpace(text + "\n📎 " + f.Name)
	}
	return text
}

// withAddresses is a reply as the member reads it: the words, then each file with where it opens.
func WithAddresses(text string, files []chat.File) string {
	for _, f := range files {
		text = strings.TrimSpace(fmt.Sprintf("%s\n\n📎 %s（%s）\n%s\n%sまで開けます。", text, f.Name, megabytes(f.Bytes), f.URL, ticket.Day(f.Until)))
	}
	return text
}

// Unreachable says why a channel cannot reach its member: that they have closed it, or else.
func Unreachable(closed bool) string {
	if closed {
		return FailSessionOver
	}
	return FailUnreachable
}

func HeldBack(reason string) string {
	return "返信はまだ会員に届いていません（" + reason + "）。届くようになりしだい送ります。お急ぎのときは、メールか電話でご連絡ください（連絡先は「詳細」）。"
}

func GivenUp(reason string) string {
	return "返信は会員に届きませんでした（" + reason + "）。スレッドの「再送」で送り直すか、メールか電話でご連絡ください（連絡先は「詳細」）。"
}

// delivery is what staff read of a reply on its way.
// delivery is what staff read of a reply on its way.
func Delivery(state chat.DeliveryState, reason string) string {
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

// file is what staff read of what a member sent along.
func File(fate turn.FileFate, name string, size int64) string {
	switch fate {
	case turn.FileKept:
		return fmt.Sprintf("📎 %s（%s）を受け取りました。窓口の画面で開けます。", name, megabytes(size))
	case turn.FileTooBig:
		return fmt.Sprintf("⚠️ %sは大きすぎて受け取れませんでした。分けて送るか、メールで送るよう会員にお願いしてください。", name)
	case turn.FileFull:
		return fmt.Sprintf("⚠️ この会員から預かれる量を超えたため、%sは受け取れませんでした。メールで送るよう会員にお願いしてください。", name)
	}
	return fmt.Sprintf("⚠️ %sは送信元に残っておらず、受け取れませんでした。必要なら、もう一度送るよう会員にお願いしてください。", name)
}
