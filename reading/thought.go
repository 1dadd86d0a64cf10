package reading

import (
	"strings"

	"madoguchi/chars"
)

// thoughtTurns are what stands between what somebody says first and what they mean: 「タイ、いや、アメリカです」.
var thoughtTurns = pattern(`(?:[、,。．.…\s]+(?:あっ?|いえ|いや|いいえ|やっぱり?|やはり|ちがう|ちがった|ちがいます|違う|違った|違います|訂正(?:します)?|もとい|失礼(?:しました)?|ごめんなさい|すみません|間違え(?:た|ました)|まちがえ(?:た|ました)|正しくは)(?:です)?[、,。．.…\s]+|(?:じゃなくて?|ではなくて?|じゃなくって)[、,。…\s]*)`)

// SecondThought is what a text says behind the place where its writer thought again, or false: 「タイ、いや、アメリカ
// です」 is 「アメリカです」.
func SecondThought(text string) (string, bool) {
	text = chars.Tidy(text)
	turns := thoughtTurns().FindAllStringIndex(text, -1)
	if len(turns) == 0 {
		return "", false
	}
	last := turns[len(turns)-1]
	first, rest := strings.TrimSpace(text[:last[0]]), strings.TrimSpace(text[last[1]:])
	return rest, first != "" && rest != ""
}
