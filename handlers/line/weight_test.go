package line

import (
	"encoding/json"
	"testing"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"
	"pgregory.net/rapid"

	"madoguchi/chat"
)

// TestWeightIsEnough: what weight says is never less than what JSON takes.
func TestWeightIsEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"<<<<&&&&>>>>", "\u2028\u2028", "説明の文です。", "https://example.go.jp/?a=1&b=2&c=3"}))
		a := &chat.Answer{Lead: word.Draw(t, "lead"), Question: "質問", Tail: word.Draw(t, "tail"), Source: chat.Source{Document: word.Draw(t, "document")}}
		for range rapid.IntRange(0, 6).Draw(t, "blocks") {
			a.Blocks = append(a.Blocks, chat.Block{
				Type: rapid.SampledFrom([]string{"paragraph", "note", "link", "table"}).Draw(t, "type"), Text: word.Draw(t, "text"), URL: word.Draw(t, "url"),
				Header: rapid.SliceOfN(word, 0, 3).Draw(t, "header"), Rows: rapid.SliceOfN(rapid.SliceOfN(word, 0, 3), 0, 3).Draw(t, "rows"),
			})
		}
		var bubbles []*messaging_api.FlexBubble
		if flex, ok := card(chat.Message{Text: "x", Answer: a}, nil).(*messaging_api.FlexMessage); ok {
			bubbles = append(bubbles, flex.Contents.(*messaging_api.FlexBubble))
		}
		choice := chat.Choice{Label: word.Draw(t, "label"), Data: word.Draw(t, "data")}
		bubbles = append(bubbles, listBubble(word.Draw(t, "above"), []chat.Choice{choice, {Label: "開く", URL: "https://example.go.jp/?a&b"}}, 0))
		for _, b := range bubbles {
			encoded, err := json.Marshal(b)
			if err != nil {
				t.Fatal(err)
			}
			if n := weight(b); n < len(encoded) {
				t.Fatalf("weight %d, JSON has %d bytes: %s", n, len(encoded), encoded)
			}
		}
	})
}
