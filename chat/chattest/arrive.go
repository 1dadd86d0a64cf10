package chattest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/chat"
)

func checkName(t *trial) {
	name := t.Channel.Name()
	if name == "" || name != t.To.Channel {
		t.Fatalf("Name() = %q, want %q, the channel of its addresses", name, t.To.Channel)
	}
	t.mustSend(t.delivery(t.To, texts("一通目です。")...))
	if now := t.Channel.Name(); now != name {
		t.Fatalf("Name() = %q after a send, %q before", now, name)
	}
}

func checkOrder(t *trial) {
	var want []string
	for n := 1; n <= 5; n++ {
		var ss []string
		for i := range n {
			ss = append(ss, fmt.Sprintf("%d通のうち%d通目です。", n, i+1))
		}
		t.mustSend(t.delivery(t.To, texts(ss...)...))
		want = append(want, ss...)
	}
	t.wantSeen(t.To, want...)
}

func checkVerbatim(t *trial) {
	var want []string
	for _, v := range verbatim {
		t.mustSend(t.delivery(t.To, texts(v.text)...))
		want = append(want, v.text)
		if seen := t.Bench.Seen(t.To); !endsWith(seen, v.text) {
			t.Fatalf("%s: the last seen of %s\nwant %s", v.name, clip(joined(seen)), clip(v.text))
		}
	}
	t.wantSeen(t.To, want...)
}

// endsWith reports whether the last of what is seen is text.
func endsWith(seen []Seen, text string) bool {
	return strings.HasSuffix(strings.TrimRight(joined(seen), "\n"), text)
}

// longText is longer than any message of the platforms we know, LINE's 5,000 units above all.
const longText = 21_000

func checkLong(t *trial) {
	n := longText
	if t.Longest > 0 {
		n = min(n, t.Longest)
	}
	text := long(n)
	t.mustSend(t.delivery(t.To, texts(text)...))
	seen := t.Bench.Seen(t.To)
	if got := joined(seen); got != text {
		t.Fatalf("%d characters were sent, the pieces seen make %d other ones", utf8.RuneCountInString(text), utf8.RuneCountInString(got))
	}
	for i, s := range seen {
		if i > 0 && cutsCharacter(seen[i-1].Text, s.Text) {
			t.Fatalf("the cut between pieces %d and %d goes through a character", i, i+1)
		}
	}
}

// cutsCharacter reports whether a character as people see it stands on both sides of a cut.
func cutsCharacter(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	const joiner, skinFrom, skinTo = '\u200d', 0x1F3FB, 0x1F3FF
	return last == utf8.RuneError || first == utf8.RuneError || last == joiner || first == joiner ||
		first >= skinFrom && first <= skinTo || unicode.In(first, unicode.Mn, unicode.Me)
}

func checkTooLong(t *trial) {
	if t.Longest == 0 {
		t.Logf("the channel has no limit")
		return
	}
	before := t.Calls()
	err := t.send(t.delivery(t.To, texts(long(t.Longest+1))...))
	t.wantFault(err, chat.Rejected)
	if n := t.Calls() - before; n != 0 {
		t.Fatalf("%d calls were made for a text that cannot go out whole", n)
	}
}

func checkChoices(t *trial) {
	for _, n := range []int{1, 4, 13} {
		var cs []chat.Choice
		for i := range n {
			cs = append(cs, chat.Choice{Label: fmt.Sprintf("選択肢その%d", i+1), Data: fmt.Sprintf("v1:choice:%d&<x>", i+1)})
		}
		t.tryChoices(cs)
	}
	t.tryChoices([]chat.Choice{
		{Label: "Alibaba.com活用支援プログラム（公募への申込内容の変更）", Data: "v1:programme:alibaba"},
		{Label: "*<!here>* & <b>", Data: "v1:hostile"},
		{Label: "👨‍👩‍👧👍🏽 会員ページを開く", Data: "v1:page", URL: "https://example.go.jp/paid?a=1&b=2"},
	})
}

// tryChoices requires every label to be read in full, and where there are buttons, one for each
// choice with the data unchanged.
func (t *trial) tryChoices(cs []chat.Choice) {
	before := len(t.Bench.Seen(t.To))
	t.mustSend(t.delivery(t.To, chat.Message{Text: "どちらでしょうか。", Choices: cs, Author: chat.Bot}))
	seen := t.Bench.Seen(t.To)[before:]
	var read, opens strings.Builder
	buttons := map[string]bool{}
	for _, s := range seen {
		fmt.Fprintln(&read, s.Text)
		fmt.Fprintln(&opens, s.Text, s.Links)
		for _, c := range s.Choices {
			fmt.Fprintln(&read, c.Label)
			fmt.Fprintln(&opens, c.URL)
			buttons[c.Data+c.URL] = true
		}
	}
	for _, c := range cs {
		switch {
		case !strings.Contains(read.String(), c.Label):
			t.Fatalf("of %d choices, %q cannot be read in full in\n%s", len(cs), c.Label, read.String())
		case c.URL != "" && !strings.Contains(opens.String(), c.URL):
			t.Fatalf("nothing opens %s", c.URL)
		case c.URL == "" && len(buttons) > 0 && !buttons[c.Data]:
			t.Fatalf("of %d choices, no button gives back %q", len(cs), c.Data)
		}
	}
}

func checkAnswer(t *trial) {
	a := answer
	t.mustSend(t.delivery(t.To, chat.Message{Text: plain(a), Answer: &a, Author: chat.Bot}))
	var read, opens strings.Builder
	for _, s := range t.Bench.Seen(t.To) {
		fmt.Fprintln(&read, s.Text)
		fmt.Fprintln(&opens, s.Text, s.Links)
		for _, c := range s.Choices {
			fmt.Fprintln(&read, c.Label)
			fmt.Fprintln(&opens, c.URL)
		}
	}
	rest := read.String()
	for _, part := range parts(a) {
		i := strings.Index(rest, part)
		if i < 0 {
			t.Fatalf("%q is missing, or not in its place, in\n%s", part, read.String())
		}
		rest = rest[i:]
	}
	for _, want := range cells(a) {
		if !strings.Contains(read.String(), want) {
			t.Fatalf("%q is missing in\n%s", want, read.String())
		}
	}
	for _, b := range a.Blocks {
		if address := strings.TrimPrefix(b.URL, "mailto:"); !strings.Contains(opens.String(), address) {
			t.Fatalf("nothing opens %s in\n%s", b.URL, opens.String())
		}
	}
}

// parts are what has to be read of an answer in this order.
func parts(a chat.Answer) []string {
	ps := []string{a.Lead}
	for _, b := range a.Blocks {
		if b.Text != "" && b.Type != "link" && b.Type != "contact" { // those may stand as buttons below
			ps = append(ps, b.Text)
		}
	}
	return append(ps, a.Tail)
}

// cells are what has to be read of it anywhere.
func cells(a chat.Answer) []string {
	cs := []string{a.Source.Document, a.Source.Label}
	for _, b := range a.Blocks {
		cs = append(cs, b.Text)
		cs = append(cs, b.Header...)
		for _, row := range b.Rows {
			cs = append(cs, row...)
		}
	}
	return cs
}

func checkAddress(t *trial) {
	t.mustSend(t.delivery(t.To, texts("山田様へのお返事です。")...))
	t.mustSend(t.delivery(t.Other, texts("鈴木様へのお返事です。")...))
	t.wantSeen(t.To, "山田様へのお返事です。")
	t.wantSeen(t.Other, "鈴木様へのお返事です。")
}
