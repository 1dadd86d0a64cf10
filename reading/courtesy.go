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
	for _, tail := range []string{"w", "笑", "ね", "よ"} {
		if c := courtesies()[strings.TrimSuffix(folded, tail)]; c != NoCourtesy {
			return c
		}
	}
	if Control(text).Act == Thanks {
		return Thanking
	}
	return several(text)
}

// several reads a message of several courtesies, each a sentence; a greeting may be among them. Thanks are what
// is answered, else the last.
func several(text string) Courtesy {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。！!\n", r) })
	found := NoCourtesy
	if len(parts) < 2 {
		return NoCourtesy
	}
	for _, part := range parts {
		c := CourtesyOf(part)
		switch {
		case c == NoCourtesy && !Greets(part):
			return NoCourtesy
		case c != NoCourtesy && found != Thanking:
			found = c
		}
	}
	return found
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
