package words

import "fmt"

// What the bot says about going on on another channel.

const (
	LabelStay     = "ここで続ける"   // takes the form back
	HandoffHidden = "（続きのコード）" // is kept in place of a code
)

func spaced(code string) string { return code[:4] + "-" + code[4:] }

func HandoffForm(code, to, title string) string {
	return fmt.Sprintf("続きのコードは %s です。\n%sの窓口でこのコードを送ると、「%s」の続きから進められます。15分のあいだ、一度だけ使えます。", spaced(code), Channel(to), title)
}

func HandoffTalk(code, to, here string, tickets bool) string {
	text := fmt.Sprintf("続きのコードは %s です。\n%sの窓口でこのコードを送ると、続きをお聞きします。15分のあいだ、一度だけ使えます。", spaced(code), Channel(to))
	if tickets {
		text += fmt.Sprintf("\n受付済みのお問い合わせへのお返事は、これまでどおり%sにお届けします。", Channel(here))
	}
	return text
}

func AlreadyHere(channel string) string {
	return fmt.Sprintf("いま%sでお話ししています。このままお続けください。", Channel(channel))
}

// NotElsewhere is for who wants to go on on a channel that is off, or named none where there is no other.
func NotElsewhere(there, here string) string {
	if there == "" {
		return fmt.Sprintf("いまは%sのほかに窓口がありません。このままこちらでお続けください。", Channel(here))
	}
	return fmt.Sprintf("%sの窓口は、いまお休みしています。このまま%sでお続けください。", Channel(there), Channel(here))
}

func TookOver(from, title string) string {
	return fmt.Sprintf("%sから「%s」の続きを引き継ぎました。", Channel(from), title)
}

func TookOverTalk(from string) string {
	return fmt.Sprintf("%sからの続きですね。ご質問をそのまま送ってください。\n受付済みのお問い合わせへのお返事は、これまでどおり%sにお届けします。", Channel(from), Channel(from))
}

func FormDropped(title string) string {
	return fmt.Sprintf("こちらで途中だった「%s」は取りやめました。", title)
}

func Moved(to string) string {
	return fmt.Sprintf("続きは、お渡ししたコードで%sからどうぞ。こちらで続けるときは、下のボタンを押してください。", Channel(to))
}

func GoesOnAt(channel string) string {
	return fmt.Sprintf("%sで続けています。", Channel(channel))
}

func HandoffRanOut() string {
	return "続きのコードは使われないまま期限が過ぎましたので、こちらで続けます。"
}
