package words

import (
	"madoguchi/chat"
	"madoguchi/faq/correction"
)

// Correction tells a member that what they were told was wrong, or holds no more.
func Correction(n *correction.Notice) chat.Message {
	lead := say("member.correction.ours")
	if n.Fault == correction.Rule {
		lead = say("member.correction.rule")
	}
	return chat.Message{
		Author: chat.Bot, Corrects: []int64{n.ID}, Later: !n.Push,
		Text: say("member.correction.notice", "lead", lead, "question", n.Question, "line", n.Line),
	}
}
