package words

import (
	"fmt"
	"time"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// What is said to somebody who writes in English, and to somebody for whom the office's Japanese is hard.

const (
	English         = "Thank you for your message. Our office answers in Japanese.\nShall I pass your message on to our staff?"
	EnglishAgain    = "I am afraid I can only answer in Japanese. Our staff can read your message and reply."
	EnglishBack     = "You are welcome. Please write to us any time."
	EnglishPassedOn = "Your message has been passed on to our staff."
	EnglishNever    = "That is fine. Please write to us any time."
	LabelEnglish    = "Send to the office"
	LabelNoThanks   = "No, thank you"
	LabelEngMore    = "Add a message"
	EnglishOnCard   = "英語でのお問い合わせです（原文のまま）。"

	PlainIntro   = "はい。お答えの文は 事務局が きめた ものなので、書きかえることが できません。\n一つずつ 分けて、もう一度 お見せします。"
	PlainNothing = "はい。むずかしい ところが あれば、人が せつめいします。\n聞きたい ことを、みじかい 文で 送ってください。"
	PlainAgain   = "これより かんたんな 文は、まだ ありません。人が せつめいしますか。"
	LabelPlain   = "人に せつめいしてもらう"
	PlainOnCard  = "やさしい日本語をご希望です。短い文で、ふりがなを添えてお返事ください。"
)

// EnglishDate is a moment in Japan as who writes in English reads it: "Tue, Nov 24, 17:30 (Japan time)".
func EnglishDate(t time.Time) string {
	return t.In(reading.JST).Format("Mon, Jan 2, 15:04") + " (Japan time)"
}

// EnglishReceipt tells the number of a ticket made of a message in English.
func EnglishReceipt(tk *ticket.Ticket) string {
	by := "as soon as possible"
	if !tk.Due.IsZero() {
		by = "by " + EnglishDate(tk.Due)
	}
	return fmt.Sprintf("Thank you. Your message has been passed on. Your reference number is %s.\nOur staff will reply here, in Japanese, %s.\nPlease send your name and company in your next message.", tk.Number, by)
}

// EnglishAdded acknowledges what was added to such a ticket.
func EnglishAdded(tk *ticket.Ticket) string {
	text := fmt.Sprintf("Thank you. I have added this to %s.", tk.Number)
	if tk.Replied.IsZero() && !tk.Due.IsZero() {
		text += "\nOur staff will reply here, in Japanese, by " + EnglishDate(tk.Due) + "."
	}
	return text
}
