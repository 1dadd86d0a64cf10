package web

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"madoguchi/chat"
)

// TestShots takes a picture of every state of the chat, in light and dark, on a telephone and a desk:
//
//	go test ./handlers/web -run TestShots -pictures DIR
//
// Each is looked at by axe, too. Without a folder one size and theme is enough.
func TestShots(t *testing.T) {
	chromium := browser(t)
	for _, size := range []struct {
		name          string
		width, height int64
		options       []chromedp.EmulateViewportOption
	}{{"390", 390, 780, []chromedp.EmulateViewportOption{chromedp.EmulateMobile, chromedp.EmulateTouch}}, {"1280", 1280, 800, nil}} {
		for _, theme := range []string{"light", "dark"} {
			if *pictures == "" && (size.name == "1280" || theme == "light") && !testing.Verbose() {
				continue
			}
			t.Run(size.name+" "+theme, func(t *testing.T) {
				person := profile(t, chromium)
				newTab := func(url string) *tab {
					b := open(t, person, url, size.width, size.height, size.options...)
					media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
					if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
						t.Fatal(err)
					}
					return b
				}
				shots(t, newTab)
			})
		}
	}
}

// shot takes a picture and lets axe look at what is in it.
func (b *tab) shot(name string) {
	b.Helper()
	b.picture(name)
	if bad := b.axeReport(); len(bad) != 0 {
		b.Errorf("W9: %s: axe finds %s", name, strings.Join(bad, "\n"))
	}
}

func shots(t *testing.T, newTab func(url string) *tab) {
	s, files := fullSite(t, Config{})
	b := newTab(s.url + "/")
	b.shot("01-home")
	b.click(".launcher", "")
	b.wait("the first screen", `shown('.front') && $('.panel').getAnimations().length === 0`)
	b.shot("02-first")
	b.click(".card", "海外ECモール")
	b.wait("chosen", `!!$('.card[aria-pressed=true]')`)
	b.click("summary", "商品の登録")
	b.shot("03-first-programme")
	js[bool](b, `($('.log').scrollTop = 1e6, true)`)
	b.shot("04-first-end")
	b.click(".tool", "")
	b.wait("the menu", `shown('.item')`)
	b.shot("05-menu")
	b.click(".tool", "")
	b.click(".asked button", "商品の登録に必要な項目")
	b.wait("the answer", `shown('.bot .question')`)
	b.shot("06-answer")
	js[bool](b, `($('.log').scrollTop = 1e6, true)`)
	b.shot("07-answer-end")
	b.ask("はじめの画面に戻りたい")
	b.wait("the answer", `texts('.bot .bubble').at(-1).includes('戻りたい') && !$('.queue .line')`)
	b.click(".tool", "")
	b.click(".item", "はじめの画面")
	b.click(".requests button", "お問い合わせ")
	b.wait("the form", `$('textarea').placeholder.includes('会社名')`)
	b.shot("08-form")
	s.say(s.ids()[0], chat.Message{Author: chat.Staff, Name: "海外販路支援 事務局 佐々木", Text: "ご記入の途中に失礼します。ご不明な点は、こちらに書いていただいても大丈夫です。\nhttps://www.example.or.jp/案内/申込_(個人)?区分=新規 もご覧ください。"})
	b.wait("the colleague", `shown('.staff .bubble')`)
	b.shot("09-staff-in-form")
	b.ask("株式会社みなと")
	b.wait("the summary", `shown('.summary')`)
	b.shot("10-summary")
	b.click(".chief", "送る")
	b.wait("the receipt", `shown('.code')`)
	b.shot("11-receipt")
	shotsOfFiles(b, files)
	s.say(s.ids()[0], chat.Message{Author: chat.Staff, Name: "海外販路支援 事務局", Text: "資料を拝見しました。来週のご連絡でもよろしいでしょうか。"})
	b.wait("the colleague", `texts('.staff .bubble').at(-1).includes('来週')`)
	s.reply = func(chat.Event) []chat.Message { return nil }
	b.ask("はい、お願いします。")
	b.wait("passed on", `shown('.passed') && !shown('.typing')`)
	b.shot("14-passed-on")
	b.online(false)
	b.ask("もう一つうかがいます")
	b.wait("unsent", `shown('.unsent') && shown('.notice')`)
	b.shot("15-unsent")
	b.online(true)
	b.wait("sent", `!$('.unsent') && !shown('.notice')`)
	b.write("登録")
	b.wait("suggestions", `shown('.suggest li')`)
	b.shot("16-suggestions")
	b.press(escape, 0)
	js[bool](b, `($('textarea').value = '', true)`)
	b.click(".tool", "")
	b.click(".item", "終了")
	b.wait("the question", `shown('.yes')`)
	b.shot("17-end")
	b.click(".yes", "")
	b.wait("the end", `shown('.notice') && !shown('.write')`)
	b.shot("18-ended")
	b.clean()
	for _, page := range []struct{ name, path string }{{"19-receipt", "/chat/receipt"}, {"20-plain", "/chat/plain"}} {
		b.do(page.name, chromedp.Navigate(s.url+page.path))
		b.shot(page.name)
	}
	b.do("receipt", chromedp.Navigate(s.url+"/chat/receipt"))
	js[bool](b, `(document.querySelector('#number').value = 'Q-0012', document.querySelector('#code').value = 'K7Q2M-9XRTV', document.querySelector('form button').click(), true)`)
	for deadline := time.Now().Add(time.Minute); !js[bool](b, `!!document.querySelector('.standing')`); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no standing")
		}
	}
	b.shot("21-standing")
}

func shotsOfFiles(b *tab, files *cabinet) {
	files.mu.Lock()
	files.slow = 400 * time.Millisecond
	files.mu.Unlock()
	b.attach("店頭の写真.png", "image/png", photo(b, 900, 600))
	b.wait("progress", `shown('.going progress')`)
	b.shot("12-sending-file")
	b.wait("the picture", `!!$('.lines .file canvas')`)
	b.shot("13-picture")
	files.mu.Lock()
	files.slow = 0
	files.mu.Unlock()
}

// attach chooses a file as a visitor would, past the system's own dialog.
func (b *tab) attach(name, mediaType string, content []byte) {
	b.Helper()
	b.wait("files can be sent", `shown('.attach')`)
	js[bool](b, fmt.Sprintf(`(async () => {
		const press = HTMLInputElement.prototype.click;
		HTMLInputElement.prototype.click = function () {
			if (this.type !== 'file') return press.call(this);
			const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0)), list = new DataTransfer();
			list.items.add(new File([bytes], %q, {type: %q}));
			this.files = list.files;
			this.dispatchEvent(new Event('change'));
		};
		$('.attach').click();
		for (let n = 0; n < 200 && !$('.going') && !shown('.alert'); n++) await new Promise(r => setTimeout(r, 10));
		HTMLInputElement.prototype.click = press;
		return true;
	})()`, base64.StdEncoding.EncodeToString(content), name, mediaType))
}

// photo is a picture that does not become small: more than one piece of it goes over the wire.
func photo(t testing.TB, w, h int) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	seed := uint32(1)
	for y := range h {
		for x := range w {
			seed = seed*1664525 + 1013904223
			img.Set(x, y, color.NRGBA{uint8(x * 255 / w), uint8(120 + seed>>29), uint8(y * 255 / h), 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
