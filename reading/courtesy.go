package reading

import (
	"strings"
	"sync"
	"unicode"

	"madoguchi/chars"
)

// A Courtesy is what a message says that asks for nothing.
type Courtesy string

// The courtesies.
const (
	NoCourtesy Courtesy = ""
	Thanking   Courtesy = "thanks"  // ありがとうございます, 助かりました, 🙏
	Enough     Courtesy = "enough"  // 大丈夫です, 以上です: nothing more is wanted now
	Settled    Courtesy = "settled" // もう大丈夫です、解決しました
	Labour     Courtesy = "labour"  // お疲れ様です
	Heard      Courtesy = "heard"   // 了解です, なるほど, 👍
	Regards    Courtesy = "regards" // よろしくお願いします
	Leaving    Courtesy = "bye"     // 失礼します
	Sorry      Courtesy = "sorry"   // すみませんでした, 間違えて送りました
	Smiling    Courtesy = "smile"   // 😊, a flower: nothing but a friendly face
	Sad        Courtesy = "sad"     // 😢
	Cross      Courtesy = "cross"   // 😡
)

var courtesies = sync.OnceValue(func() map[string]Courtesy {
	of := map[string]Courtesy{}
	_, sections := readList("courtesy")
	for _, s := range sections {
		for _, w := range s.words {
			of[chars.FoldKana(w)] = Courtesy(s.name)
		}
	}
	return of
})

// CourtesyOf reads a message that is a courtesy and nothing else, in words or in emoji.
func CourtesyOf(text string) Courtesy {
	if chars.Length(text) > controlText {
		return NoCourtesy
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return face(text)
	}
	folded := chars.FoldKana(text)
	if c := courtesies()[folded]; c != NoCourtesy {
		return c
	}
	if Control(text).Act == Thanks {
		return Thanking
	}
	if chars.Length(folded) <= understoodText && understood().MatchString(folded) && !strings.ContainsAny(text, "?？") {
		return Heard
	}
	return several(folded)
}

var willLook = pattern(`(?:見て?み|みてみ|見ます|見る|読んでみ|読みます|確認し)(?:ます|る|てみます|ます)?`)

// WillLook reports whether a courtesy says that its writer is going to look at what was offered: 「へえ、見てみます」.
func WillLook(text string) bool {
	return CourtesyOf(text) == Enough && willLook().MatchString(chars.FoldKana(text)) && !strings.Contains(text, "後で") && !strings.Contains(text, "あとで")
}

var forLater = pattern(`また|改め|後で|あとで|後日|電話し|めーるし|行って|行き|伺い|検討|考え|調べ|試し|持ち帰|自分|社内|こちらで|今度`)

// Closes reports whether a courtesy ends the talk for now: 「わかりました、助かりました」, 「了解、また聞きます」. It takes up nothing that was offered.
func Closes(text string) bool {
	folded := chars.FoldKana(text)
	switch CourtesyOf(text) {
	case Thanking:
		return strings.Contains(folded, "助かりました") || strings.Contains(folded, "助かった") || strings.Contains(folded, "わかりました") || strings.Contains(folded, "分かりました")
	case Enough:
		return forLater().MatchString(folded) && !WillLook(text)
	}
	return false
}

// thanksAtEnd are how a message ends that closes with thanks.
var thanksAtEnd = pattern(`(?:ありがとう|ありがと|おおきに|サンキュー|助かりました|助かった)(?:ございま(?:す|した))?(?:ね|な|です|よ|わ)?$`)

// ClosesWithThanks reports whether a message, whatever else it tells, ends in thanks and asks and wishes for nothing:
// 「高いのか安いのかわからんけどありがとう」. After an answer nothing more is wanted then.
func ClosesWithThanks(text string) bool {
	said := strings.TrimRight(chars.FoldCase(negligible.Replace(strings.TrimSpace(text))), " 💦🙏🙇")
	at := thanksAtEnd().FindStringIndex(said)
	return at != nil && chars.Length(text) <= controlText && !strings.ContainsAny(text, "?？") &&
		!strings.Contains(said, "願い") && !strings.Contains(said, "教えて") && Question(strings.TrimRight(said[:at[0]], "、。けどがで ")) == Stating
}

var declines = pattern(`^(?:いえ|いいえ|いや|ううん|もう|今は|いまは|とりあえず|特に|結構|けっこう)`)

// Declines reports whether a courtesy says that nothing is wanted, where 「大丈夫です」 alone may as well say yes.
func Declines(text string) bool { return declines().MatchString(chars.FoldKana(text)) }

// several reads a message that is made of courtesies, greetings and small words alone, with or without marks
// between them: 「了解しました、ありがとうございます」. Thanks are what is answered, then that nothing more is
// wanted, else the last.
func several(folded string) Courtesy {
	found := map[int]Courtesy{0: NoCourtesy} // by how much of the text is read
	for at := 0; at < len(folded); at++ {
		before, reached := found[at]
		if !reached {
			continue
		}
		for end := at + 1; end <= len(folded); end++ {
			part := folded[at:end]
			c := courtesies()[part]
			if end-at < shortestCourtesy {
				c = NoCourtesy
			}
			switch _, seen := found[end]; {
			case c == NoCourtesy && !smallWords()[part]:
			case !seen || rank(c) >= rank(found[end]):
				found[end] = weightier(before, c)
			}
		}
	}
	return found[len(folded)]
}

// understood is how a short message ends that says its writer has understood: 「やり方わかりました」.
var understood = pattern(`(?:やり方|方法|手順|内容|意味|だいたい|大体|それなら|それで|よく|なんとなく|大筋)(?:は|が|も)?(?:わかり|分かり|理解し|把握し|承知し)(?:ました|た)(?:よ|ー|です)*$`)

const understoodText = 16

// shortestCourtesy is in bytes: one letter, such as the 「り」 of chats, is none within a sentence.
const shortestCourtesy = 2 * len("り")

var smallWords = wordSet("small-words")

func weightier(before, c Courtesy) Courtesy {
	if rank(c) >= rank(before) {
		return c
	}
	return before
}

func rank(c Courtesy) int {
	switch c {
	case NoCourtesy:
		return 0
	case Settled:
		return 4
	case Thanking:
		return 3
	case Enough:
		return 2
	}
	return 1
}

// faces are the marks of each kind, the kinds in the order in which they are looked for: one cross face
// among flowers is cross.
var faces = []struct {
	kind  Courtesy
	marks string
}{
	{Cross, "😡😠🤬💢👿😤🖕"},
	{Sad, "😢😭😞😔😩😫😥😰😨😱🥺☹🙁😣😖"},
	{Thanking, "🙏🙇💐"},
	{Heard, "👍👌🆗🙆⭕✅👊🫡"},
	{Smiling, "😊😄😀🙂😃😁😆😅🤣😂☺😉😍🥰😘😋🤗🤩😎❤💕💖💗💓♥🧡💛💚💙💜🎉✨👏🌸🌷🌹🌻🌼🍀⭐🌟☀🎊💪🥳😇🤝👋🐱🐶♪♡"},
}

// face reads a message without letters.
func face(text string) Courtesy {
	if strings.ContainsAny(text, "?？❓❔🤔") {
		return NoCourtesy
	}
	for _, f := range faces {
		if strings.ContainsAny(text, f.marks) {
			return f.kind
		}
	}
	return NoCourtesy
}
