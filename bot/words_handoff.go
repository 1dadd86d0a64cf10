package bot

import "fmt"

// What the bot says about going on on another channel.

const (
	labelStay     = "ここで続ける"   // takes the form back
	handoffHidden = "（続きのコード）" // is kept in place of a code
)

func spaced(code string) string { return code[:4] + "-" + code[4:] }

func (w phrasebook) handoffForm(code, to, title string) string {
	return fmt.Sprintf("続きのコードは %s です。\n%sの窓口でこのコードを送ると、「%s」の続きから進められます。15分のあいだ、一度だけ使えます。", spaced(code), w.channel(to), title)
}

func (w phrasebook) handoffTalk(code, to, here string, tickets bool) string {
	text := fmt.Sprintf("続きのコードは %s です。\n%sの窓口でこのコードを送ると、続きをお聞きします。15分のあいだ、一度だけ使えます。", spaced(code), w.channel(to))
	if tickets {
		text += fmt.Sprintf("\n受付済みのお問い合わせへのお返事は、これまでどおり%sにお届けします。", w.channel(here))
	}
	return text
}

func (w phrasebook) alreadyHere(channel string) string {
	return fmt.Sprintf("いま%sでお話ししています。このままお続けください。", w.channel(channel))
}

func (w phrasebook) noWeb(here string) string {
	return fmt.Sprintf("ホームページの窓口は、いまお休みしています。このまま%sでお続けください。", w.channel(here))
}

func (w phrasebook) tookOver(from, title string) string {
	return fmt.Sprintf("%sから「%s」の続きを引き継ぎました。", w.channel(from), title)
}

func (w phrasebook) tookOverTalk(from string) string {
	return fmt.Sprintf("%sからの続きですね。ご質問をそのまま送ってください。\n受付済みのお問い合わせへのお返事は、これまでどおり%sにお届けします。", w.channel(from), w.channel(from))
}

func (phrasebook) formDropped(title string) string {
	return fmt.Sprintf("こちらで途中だった「%s」は取りやめました。", title)
}

func (w phrasebook) moved(to string) string {
	return fmt.Sprintf("続きは、お渡ししたコードで%sからどうぞ。こちらで続けるときは、下のボタンを押してください。", w.channel(to))
}

func (w phrasebook) goesOnAt(channel string) string {
	return fmt.Sprintf("%sで続けています。", w.channel(channel))
}

func (phrasebook) handoffRanOut() string {
	return "続きのコードは使われないまま期限が過ぎましたので、こちらで続けます。"
}
