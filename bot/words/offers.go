package words

import (
	"fmt"
	"strings"
)

// What the bot says where it asks back, offers something again, or has nothing to offer.

const (
	GoOnWriting   = "はい、どうされましたか。続けてお書きください。"
	AlsoNoAnswer  = "こちらについても、公式なご案内がまだありません。担当者が直接お答えしますので、このままおつなぎしましょうか。"
	SuggestAgain  = "では、こちらのご案内はいかがでしょうか。"
	LabelYesThat  = "はい、それです"
	LabelNotThat  = "ちがいます"
	LabelNextCall = "最新の募集を事務局に聞く"
)

// ThisOne asks back about a single entry.
func ThisOne(question string) string {
	return fmt.Sprintf("「%s」のご案内でよろしいでしょうか。", question)
}

// OfProgramme leads an answer where those of several programmes are shown.
func OfProgramme(name string) string { return "【" + name + "】のご案内です。" }

// NotThereAsk says that a programme has written nothing on what was asked, and offers to ask.
func NotThereAsk(programme string) string {
	return fmt.Sprintf("%sのご案内には、この内容についての記載がありませんでした。\n事務局におたずねしますか。", programme)
}

// CallEnded says that a programme is over.
func CallEnded(programme, day string) string {
	return fmt.Sprintf("%sは%sに終了しています。\nいま募集しているものについては、事務局がご案内します。", programme, day)
}

// AlsoAsked comes back to a question of a message whose other question has been answered.
func AlsoAsked(question string) string {
	return "「" + strings.Trim(question, "、。,. 　\n") + "」について："
}

// Suggestion is an entry as a choice, with its programme where there are several.
func Suggestion(programme, question string) string {
	if programme == "" {
		return question
	}
	return programme + "：" + question
}
