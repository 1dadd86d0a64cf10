package words

import (
	"regexp"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

// usual is what our sentences for staff call who writes, where the office has no other word.
const usual = "会員"

// compound are words in which 会員 is a part of something else's name.
var compound = regexp.MustCompile(`(有料|無料|一般|プラス|法人|個人|正|準|新)?会員(証|種別|番号|ページ|登録|名簿|規約|情報|費|制|向け)?`)

// Called is one of our sentences with the office's own word for who writes: 申込者, お客様.
func Called(text, word string) string {
	if word == "" || word == usual || !strings.Contains(text, usual) {
		return text
	}
	return compound.ReplaceAllStringFunc(text, func(m string) string {
		if m != usual {
			return m
		}
		return word
	})
}

// CallMembers puts the office's word into what a turn tells staff. Words that are not ours stay as they
// are: the FAQ's, which come with a button to send them, and those of members and colleagues.
func CallMembers(t *turn.Turn, word string) {
	t.Outcome.Text = Called(t.Outcome.Text, word)
	for i := range t.Out {
		for j := range t.Out[i].Messages {
			m := &t.Out[i].Messages[j]
			if !t.Out[i].Staff {
				continue
			}
			if m.Author == chat.System && len(m.Choices) == 0 {
				m.Text = Called(m.Text, word)
			}
			if m.Card != nil {
				card := *m.Card
				card.Notice = Called(card.Notice, word)
				if !strings.Contains(card.Trace, "「") {
					card.Trace = Called(card.Trace, word)
				}
				m.Card = &card
			}
		}
	}
}
