package line_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"
	"pgregory.net/rapid"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// objects renders messages, has the fake check them, and returns them as JSON.
func objects(t testing.TB, messages ...chat.Message) []json.RawMessage {
	t.Helper()
	list, err := line.Render(messages)
	if err != nil {
		t.Fatal(err)
	}
	raws := encode(t, list)
	for _, fault := range linefake.CheckMessages(raws) {
		t.Errorf("LINE would refuse %s", fault)
	}
	return raws
}

func encode(t testing.TB, list []messaging_api.MessageInterface) []json.RawMessage {
	t.Helper()
	var raws []json.RawMessage
	for _, o := range list {
		raw, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		raws = append(raws, raw)
	}
	return raws
}

var sampleAnswer = chat.Answer{
	Lead:     "この募集は2026年3月31日に終了しています。",
	Question: "商品の登録には何が必要ですか",
	Blocks: []chat.Block{
		{Type: "paragraph", Text: "次の項目をご用意ください。くわしくは https://example.go.jp/guide?a=1&b=2 をご覧ください。"},
		{Type: "table", Header: []string{"項目", "商品", "サービス"}, Rows: [][]string{{"メーカー名", "必須", "必須"}, {"JANコード", "必須", ""}}},
		{Type: "table", Header: []string{"書類", "提出先"}, Rows: [][]string{{"申込書", "事務局の受付窓口（郵送または持参）"}, {"", "－"}}},
		{Type: "note", Text: "※価格は税抜です。"},
		{Type: "link", Text: "会員ページ", URL: "https://example.go.jp/会員?名=値"},
		{Type: "contact", Text: "事務局", URL: "mailto:help@example.go.jp"},
		{Type: "contact", Text: "03-0000-0000", URL: "tel:0300000000"},
	},
	Tail:   "次のご請求は10月25日です。",
	Source: chat.Source{Document: "輸出支援FAQ", Label: "Q8", Page: 3, Updated: time.Date(2026, 3, 31, 16, 0, 0, 0, time.UTC)},
}

func choices(n int, format string) []chat.Choice {
	var cs []chat.Choice
	for i := range n {
		cs = append(cs, chat.Choice{Label: fmt.Sprintf(format, i+1), Data: fmt.Sprintf("v1:%d", i+1)})
	}
	return cs
}

func TestL36Render(t *testing.T) {
	answered := sampleAnswer
	for name, messages := range map[string][]chat.Message{
		"text":                  {{Text: "こんにちは。"}},
		"quick-replies":         {{Text: "どちらですか。", Choices: []chat.Choice{{Label: "A", Data: "v1:a"}, {Label: "開く", URL: "https://example.go.jp/"}, {Label: "言う"}}}},
		"quick-replies-at-end":  {{Text: "先に。", Choices: choices(2, "選択%d")}, {Text: "後に。"}},
		"answer":                {{Text: "文字だけの回答です。", Answer: &answered, Choices: choices(3, "選択%d"), Author: chat.Bot}},
		"long-labels":           {{Text: "どの事業でしょうか。", Choices: []chat.Choice{{Label: "海外展開の支援プログラム（公募への申込内容の変更）", Data: "v1:a"}, {Label: "くわしく見る", URL: "https://example.go.jp/"}, {Label: "だめなリンク", URL: "mailto:a@example.go.jp"}}}},
		"choices-of-two":        {{Text: "一つめ。", Choices: choices(2, "前%d")}, {Text: "二つめ。", Choices: choices(2, "後%d")}},
		"staff":                 {{Text: "担当の佐々木です。", Author: chat.Staff, Name: "事務局　佐々木"}, {Text: "追伸", Author: chat.Staff, Name: "LINE担当"}},
		"date":                  {{Text: "いつからですか。", Input: "date", Choices: []chat.Choice{{Label: "すぐ", Data: "v1:now"}}}},
		"files":                 {{Text: "資料です。", Files: []chat.File{{Name: "見積書.pdf"}}}},
		"answer-without-source": {{Text: "はい。", Answer: &chat.Answer{Blocks: []chat.Block{{Type: "paragraph", Text: "はい。"}, {Type: "table"}, {Type: "paragraph", Text: " "}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			raws := objects(t, messages...)
			list, err := json.Marshal(raws)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Indent(&b, list, "", " "); err != nil {
				t.Fatal(err)
			}
			golden(t, "testdata/render/"+name+".golden.json", b.String()+"\n")
			if diff := cmp.Diff(raws, objects(t, messages...)); diff != "" {
				t.Errorf("rendered again, it differs:\n%s", diff)
			}
		})
	}
}

func TestL36Limits(t *testing.T) {
	long := strings.Repeat("長い説明の文です。", 400) // 3,600 units
	huge := sampleAnswer
	huge.Blocks = nil
	for range 30 {
		huge.Blocks = append(huge.Blocks, chat.Block{Type: "paragraph", Text: long[:1200]})
	}
	for _, tc := range []struct {
		name     string
		messages []chat.Message
		want     int // objects
	}{
		{"5,000 units", []chat.Message{{Text: strings.Repeat("あ", 5000)}}, 1},
		{"5,001 units", []chat.Message{{Text: strings.Repeat("あ", 5001)}}, 2},
		{"5,000 units of apples", []chat.Message{{Text: strings.Repeat("🍎", 2500)}}, 1},
		{"5,002 units of apples", []chat.Message{{Text: strings.Repeat("🍎", 2501)}}, 2},
		{"25,000 units", []chat.Message{{Text: strings.Repeat("あ", 25_000)}}, 5},
		{"five long messages", []chat.Message{{Text: long}, {Text: long}, {Text: long}, {Text: long}, {Text: long}}, 5},
		{"one too long among five", []chat.Message{{Text: "一"}, {Text: "二"}, {Text: strings.Repeat(long, 2)}, {Text: "四"}, {Text: "五"}}, 2},
		{"13 choices", []chat.Message{{Text: "x", Choices: choices(13, "%d")}}, 1},
		{"14 choices", []chat.Message{{Text: "x", Choices: choices(14, "%d")}}, 1},
		{"150 choices", []chat.Message{{Text: "x", Choices: choices(150, "%d")}}, 1},
		{"1,000 choices", []chat.Message{{Text: "x", Choices: choices(1000, "選択肢%d")}}, 3},
		{"label of 20 families", []chat.Message{{Text: "x", Choices: []chat.Choice{{Label: strings.Repeat("👨‍👩‍👧", 20), Data: "x"}}}}, 1},
		{"label of 21 letters", []chat.Message{{Text: "x", Choices: choices(2, "二十字よりもずっと長い名前のついた選択肢その%d番")}}, 1},
		{"label of 2,000", []chat.Message{{Text: "x", Choices: []chat.Choice{{Label: strings.Repeat("長", 2000), Data: "x"}}}}, 1},
		{"data of 301", []chat.Message{{Text: "x", Choices: []chat.Choice{{Label: "長いデータ", Data: strings.Repeat("x", 301)}}}}, 1},
		{"empty label", []chat.Message{{Text: "x", Choices: []chat.Choice{{Data: "x"}}}}, 1},
		{"link of 1,001", []chat.Message{{Text: "x", Choices: []chat.Choice{{Label: "開く", URL: "https://example.go.jp/" + strings.Repeat("a", 1000)}}}}, 1},
		{"answer too big for a card", []chat.Message{{Text: strings.Repeat(long, 3), Answer: &huge}}, 3},
		{"long text over long choices", []chat.Message{{Text: long, Choices: choices(2, "二十字よりもずっと長い名前のついた選択肢その%d番")}}, 2},
		{"blank ones left out", []chat.Message{{Text: " \n"}, {Text: "x"}, {Text: "\u200b"}}, 1},
		{"choices without words", []chat.Message{{Choices: choices(2, "%d")}}, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := objects(t, tc.messages...); len(got) != tc.want {
				t.Errorf("%d objects, want %d", len(got), tc.want)
			}
		})
	}
}

func TestL36Refused(t *testing.T) {
	for name, messages := range map[string][]chat.Message{
		"nothing":       {},
		"blank":         {{Text: "  \n"}},
		"25,001 units":  {{Text: strings.Repeat("あ", 25_001)}},
		"in several":    {{Text: strings.Repeat("あ", 13_000)}, {Text: strings.Repeat("い", 13_000)}},
		"staff matters": {{Status: &chat.Status{State: chat.Sent}}},
	} {
		if list, err := line.Render(messages); err == nil {
			t.Errorf("%s: rendered as %d objects", name, len(list))
		}
	}
	_, err := newSendBench(t, nil).service.Send(t.Context(), chat.Delivery{Key: "k", To: address("a"), Attempt: 1, Messages: []chat.Message{{Text: strings.Repeat("あ", 25_001)}}})
	var se *chat.SendError
	if !errors.As(err, &se) || se.Fault != chat.Rejected {
		t.Errorf("send of 25,001 units: %v", err)
	}
}

// TestL36Anything renders messages of any kind: whatever comes out, LINE would take.
func TestL36Anything(t *testing.T) {
	word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "こんにちは。", "👨‍👩‍👧", "か\u3099", "https://example.go.jp/あ", "\x00", "\xff", strings.Repeat("長い文です。", 900),
		"\xed\xa0\x80", "\u202eRTL\u2066", "שלום עולם", "🏳️‍🌈🇯🇵👩🏽‍🚀", "\u0300\u0301", "a\u2028b\u2029c", "\x07\x1b[31m", "https://example.go.jp/" + strings.Repeat("x", 1978)}))
	address := rapid.SampledFrom([]string{"", "", "https://example.go.jp/", "javascript:alert(1)", "mailto:a@b.example", "tel:03", "https://日本.example/", "http://[::1", strings.Repeat("https://e.example/", 99), "https://example.go.jp/" + strings.Repeat("x", 1978), "https://例え.jp:99999/", "line:\u0000", "tel:"})
	choice := rapid.Custom(func(t *rapid.T) chat.Choice {
		return chat.Choice{Label: word.Draw(t, "label"), Data: word.Draw(t, "data"), URL: address.Draw(t, "url")}
	})
	block := rapid.Custom(func(t *rapid.T) chat.Block {
		b := chat.Block{Type: rapid.SampledFrom([]string{"paragraph", "note", "link", "contact", "table", ""}).Draw(t, "type"), Text: word.Draw(t, "text"), URL: address.Draw(t, "url")}
		width := rapid.SampledFrom([]int{1, 3, 5, 30}).Draw(t, "width")
		b.Header = rapid.SliceOfN(word, 0, width).Draw(t, "header")
		b.Rows = rapid.SliceOfN(rapid.SliceOfN(word, 0, width), 0, 4).Draw(t, "rows")
		return b
	})
	message := rapid.Custom(func(t *rapid.T) chat.Message {
		m := chat.Message{Text: word.Draw(t, "text"), Name: word.Draw(t, "name"), Author: rapid.SampledFrom([]chat.Author{chat.Bot, chat.Staff}).Draw(t, "author")}
		m.Choices = rapid.SliceOfN(choice, 0, 16).Draw(t, "choices")
		m.Input = rapid.SampledFrom([]string{"", "date"}).Draw(t, "input")
		if rapid.Bool().Draw(t, "answer") {
			m.Answer = &chat.Answer{Lead: word.Draw(t, "lead"), Question: word.Draw(t, "question"), Blocks: rapid.SliceOfN(block, 0, 5).Draw(t, "blocks"), Tail: word.Draw(t, "tail")}
			m.Answer.Source = chat.Source{Document: word.Draw(t, "document"), Label: word.Draw(t, "label")}
		}
		return m
	})
	rapid.Check(t, func(rt *rapid.T) {
		list, err := line.Render(rapid.SliceOfN(message, 1, 5).Draw(rt, "messages"))
		if err != nil {
			return
		}
		raws := encode(t, list)
		if faults := linefake.CheckMessages(raws); len(faults) > 0 || len(raws) == 0 || len(raws) > 5 {
			rt.Fatalf("%d objects; LINE would refuse %q in %s", len(raws), faults, raws)
		}
	})
}

// TestL37QuickRepliesLast: only the last object's quick replies are shown, so that is where they are.
func TestL37QuickRepliesLast(t *testing.T) {
	raws := objects(t, chat.Message{Text: "一", Choices: choices(2, "前の%d")}, chat.Message{Text: strings.Repeat("二。", 3000), Choices: choices(3, "後の%d")})
	for i, raw := range raws {
		if has := bytes.Contains(raw, []byte(`"quickReply"`)); has != (i == len(raws)-1) {
			t.Errorf("object %d of %d: quick replies %t", i+1, len(raws), has)
		}
	}
	if !bytes.Contains(bytes.Join(toBytes(raws), nil), []byte("前の1")) {
		t.Error("the earlier choices are lost")
	}
}

func toBytes(raws []json.RawMessage) [][]byte {
	var list [][]byte
	for _, r := range raws {
		list = append(list, r)
	}
	return list
}
