package words

import (
	"regexp"
	"strings"
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
