package bot_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
)

// A duet is one member on two channels.
type duet struct {
	*scene
	n int
}

var (
	onLINE = chat.Address{Channel: chat.LINE, ID: "U00000000000000000000000000000001"}
	onWeb  = chat.Address{Channel: chat.Web, ID: "w1"}
	other  = chat.Address{Channel: chat.Web, ID: "w2"}
)

// says gives the bot's answer to a text on one of the channels.
func (d *duet) says(from chat.Address, text string) string {
	return d.event(from, chat.Event{Kind: chat.Text, Text: text})
}

func (d *duet) event(from chat.Address, e chat.Event) string {
	d.t.Helper()
	d.n++
	e.ID, e.From, e.At, e.MessageID = fmt.Sprint("d", d.n), from, d.now, fmt.Sprint("dm", d.n)
	said, _, err := d.bot.Converse(context.Background(), d.store, e)
	if err != nil {
		d.t.Fatal(err)
	}
	var lines []string
	for _, m := range said {
		lines = append(lines, m.Text)
		for _, c := range m.Choices {
			lines = append(lines, "["+c.Label+"]")
		}
	}
	return strings.Join(lines, "\n")
}

func (d *duet) expect(what, got string, want ...string) {
	d.t.Helper()
	for _, w := range want {
		if absent, ok := strings.CutPrefix(w, "!"); ok == strings.Contains(got, absent) {
			d.t.Errorf("%s: want %q in\n%s", what, w, got)
		}
	}
}

var codeSaid = regexp.MustCompile(`コードは ([0-9A-Z]{4}-[0-9A-Z]{4}) です`)

// formUnderWay brings a member to the second question of an inquiry, and gets a code.
func (d *duet) formUnderWay(from chat.Address, wish string) string {
	d.t.Helper()
	d.says(from, "人")
	d.says(from, "株式会社ミナト 木村")
	answer := d.says(from, wish)
	m := codeSaid.FindStringSubmatch(answer)
	if m == nil {
		d.t.Fatalf("no code in %q", answer)
	}
	return m[1]
}

func newDuet(t *testing.T) *duet { return &duet{scene: newScene(t)} }

// TestFormGoesOnElsewhere: the form moves with its answers, once, and the old channel says where it is.
func TestFormGoesOnElsewhere(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	code := d.formUnderWay(onWeb, "LINEで続けたい")
	d.expect("an answer while it is away", d.says(onWeb, "会費の請求書の件"), "お渡ししたコードでLINEから", "[ここで続ける]")
	d.expect("on LINE", d.says(onLINE, strings.ToLower(strings.ReplaceAll(code, "-", ""))), "Webから「お問い合わせ」の続きを引き継ぎました", "ご用件を教えてください")
	d.expect("the same code again", d.says(other, code), "!引き継ぎました")
	d.expect("back on the old channel", d.says(onWeb, "会費の請求書の件"), "LINEで続けています。")
	d.expect("told once", d.says(onWeb, "こんにちは"), "!LINEで続けています。")
	d.says(onLINE, "会費の請求書がほしい")
	for _, answer := range []string{"つなぐ", "送る"} {
		d.expect("no e-mail is asked on LINE", d.says(onLINE, answer), "!メールアドレス")
	}
	d.expect("the ticket is its contact's", d.says(onLINE, "状況"), d.store.Newest())
	d.expect("and nobody else's", d.says(onWeb, "状況"), "!"+d.store.Newest())
}

func TestFormComesBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		wait  time.Duration
		say   string
		press string
		want  []string
	}{
		{name: "by the button", press: "v1:stay:", want: []string{"では、続きです。", "ご用件を教えてください"}},
		{name: "by its words", say: "やっぱりここで続けます", want: []string{"ご用件を教えてください"}},
		{name: "by its own code", say: "CODE", want: []string{"ご用件を教えてください"}},
		{name: "when the code has run out", wait: 15 * time.Minute, say: "あのう", want: []string{"期限が過ぎました", "ご用件を教えてください"}},
		{name: "to a button of its own", wait: time.Hour, press: "v1:quit:", want: []string{"取りやめました"}},
		{name: "to be dropped", say: "やめる", want: []string{"取りやめました"}},
		{name: "to be given again", say: "LINEで続ける", want: []string{"続きのコードは"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newDuet(t)
			code := d.formUnderWay(onWeb, "続きのコード")
			d.now = d.now.Add(test.wait)
			e := chat.Event{Kind: chat.Text, Text: strings.Replace(test.say, "CODE", code, 1)}
			if test.press != "" {
				e = chat.Event{Kind: chat.Choose, Data: test.press}
			}
			d.expect("answer", d.event(onWeb, e), test.want...)
			d.expect("the old code", d.says(onLINE, code), "!引き継ぎました")
		})
	}
}

// TestHandoffCodesAreNotGuessed: what has run out is nothing, and after five wrong codes within an
// hour even the right one is a text like any other.
func TestHandoffCodesAreNotGuessed(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	late := d.formUnderWay(onWeb, "LINEで続ける")
	d.now = d.now.Add(15 * time.Minute)
	d.expect("a late code", d.says(onLINE, late), "!引き継ぎました")
	d.says(onWeb, "続き")
	right := codeSaid.FindStringSubmatch(d.says(onWeb, "LINEで続ける"))[1]
	for i := range 4 {
		d.says(onLINE, fmt.Sprintf("AAAA-AA2%d", i+3))
	}
	d.expect("after five", d.says(onLINE, right), "!引き継ぎました")
	d.expect("from elsewhere", d.says(other, right), "Webから", "ご用件を教えてください")
}

func TestHandoffWishes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"LINEで続ける": "LINEの窓口で", "ラインで続けたいです": "LINEの窓口で", "この続きはＬＩＮＥでやりたい": "LINEの窓口で", "続きのコードをください": "LINEの窓口で",
		"別の端末で続けたい": "LINEの窓口で", "Webで続ける": "いまWebでお話ししています", "ホームページで続けたい": "いまWebで",
		"LINEで続けるにはどうしたらよいですか、会費はいくらですか": "!コードは", "続ける": "!コードは",
	} {
		d := newDuet(t)
		d.says(onWeb, "人")
		d.says(onWeb, "株式会社ミナト 木村")
		d.expect(text, d.says(onWeb, text), want)
	}
	d := newDuet(t)
	d.expect("with nothing to go on with", d.says(onWeb, "LINEで続ける"), "いま進めているお手続きはありません")
}

// TestTalkGoesOnElsewhere: without a form a code brings nothing but the thread of the talk; a
// ticket stays with its contact.
func TestTalkGoesOnElsewhere(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	for _, text := range []string{"人", "株式会社ミナト 木村", "会費の請求書がほしい", "つなぐ", "送る"} {
		d.says(onLINE, text)
	}
	number := d.store.Newest()
	if number == "" {
		t.Fatal("no ticket was opened")
	}
	code := codeSaid.FindStringSubmatch(d.says(onLINE, "Webで続ける"))
	if code == nil {
		t.Fatal("no code")
	}
	d.expect("on the web", d.says(onWeb, code[1]), "お返事は、これまでどおりLINE", "!"+number)
	d.expect("status there", d.says(onWeb, "状況"), "!"+number)
}
