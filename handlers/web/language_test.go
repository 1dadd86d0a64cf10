package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// marked is what a page says it has in Japanese, and what is no word of the page; japaneseWord finds the rest.
var (
	marked       = regexp.MustCompile(`(?s)<(\w+)[^>]* lang="ja"[^>]*>.*?</(?:p|span|a|button|dd|div|li)>|<title>.*?</title>|<madoguchi-chat[^>]*>|<textarea.*?</textarea>|<input[^>]*>|<script[^>]*>|<h1 class="hidden">.*?</h1>`)
	japaneseWord = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}]+`)
)

// TestPagesInEnglish: with lang=en each page says what is its own in English and marks what stays in Japanese; its
// links keep to it. Without it, with another language, and whatever the browser prefers, pages are in Japanese.
func TestPagesInEnglish(t *testing.T) {
	s, _ := fullSite(t, Config{})
	for path, own := range map[string]string{
		"/": "Please ask us here", "/chat": "Text-only help desk", "/chat/plain": "Your question", "/chat/receipt": "Check code",
	} {
		for _, tag := range []string{"en", "en-GB", "EN"} {
			body := s.do(t, "GET", path+"?lang="+tag, "").body
			if !strings.Contains(body, `<html lang="en">`) || !strings.Contains(body, own) {
				t.Errorf("%s in %s lacks %q:\n%s", path, tag, own, body)
			}
			if left := japaneseWord.FindAllString(marked.ReplaceAllString(body, ""), -1); left != nil {
				t.Errorf("%s in %s says %q", path, tag, left)
			}
			for _, m := range regexp.MustCompile(`(?:href|action)="(/(?:chat)?[^".]*)"`).FindAllStringSubmatch(body, -1) {
				if !strings.Contains(m[1], "lang=en") && m[1] != path {
					t.Errorf("%s leads to %s in Japanese", path, m[1])
				}
			}
		}
		for _, query := range []string{"", "?lang=ja", "?lang=fr", "?lang=" + url.QueryEscape(`"><script>`)} {
			if body := s.do(t, "GET", path+query, "", "Accept-Language: en-US").body; !strings.Contains(body, `<html lang="ja">`) || strings.Contains(body, own) || strings.Contains(body, `"><script>`) {
				t.Errorf("%s%s is no page in Japanese", path, query)
			}
		}
	}
}

// TestPlainTalkInEnglish: the forms keep to the language, the talk is opened in it, what goes wrong is told in it, and
// the office's words stay what they are.
func TestPlainTalkInEnglish(t *testing.T) {
	s, _ := fullSite(t, Config{})
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	post := func(path string, form url.Values, headers ...string) reply {
		headers = append(headers, "Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin")
		return s.do(t, "POST", path, form.Encode(), headers...)
	}
	r := post("/chat/plain?lang=en", url.Values{"client_id": {aClientID}, "text": {"商品の登録に必要な項目"}})
	if to := r.header.Get("Location"); r.status != http.StatusSeeOther || to != "/chat/plain?lang=en#end" {
		t.Fatalf("sent: %d to %q", r.status, to)
	}
	cookie := "Cookie: " + strings.Split(r.header.Get("Set-Cookie"), ";")[0]
	body := s.do(t, "GET", "/chat/plain?lang=en", "", cookie).body
	for _, want := range []string{`>You<time`, `<p class="say" lang="ja">商品の登録に必要な項目</p>`, `<div lang="ja"><p class="question">`, `Source: `, `<input type="hidden" name="lang" value="en">`, `action="/chat/plain/end?lang=en"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the talk lacks %s:\n%s", want, body)
		}
	}
	if left := japaneseWord.FindAllString(marked.ReplaceAllString(regexp.MustCompile(`(?s)<div lang="ja"><p class="question">.*?<p class="source">.*?</p>`).ReplaceAllString(body, ""), ""), -1); left != nil {
		t.Errorf("the talk says %q", left)
	}
	if r := post("/chat/plain?lang=en", url.Values{"client_id": {aClientID}, "text": {" "}}, cookie); !strings.Contains(r.body, "Please write your message.") {
		t.Errorf("nothing written: %d %s", r.status, r.body)
	}
	if r := post("/chat/plain?lang=en", url.Values{"client_id": {aClientID}, "text": {strings.Repeat("a", 4001)}}, cookie); !strings.Contains(r.body, "up to 4,000 characters") {
		t.Errorf("too much written: %d %s", r.status, r.body)
	}
	if r := post("/chat/receipt?lang=en", url.Values{"number": {"Q-0012"}}); !strings.Contains(r.body, "both your receipt number") {
		t.Errorf("half a receipt: %d %s", r.status, r.body)
	}
	if r := post("/chat/receipt?lang=en", url.Values{"number": {"Q-0012"}, "code": {"K7Q2M-9XRTV"}}); !strings.Contains(r.body, `<strong>返信済み`) || !strings.Contains(r.body, "30 November, 12:00") {
		t.Errorf("a receipt: %d %s", r.status, r.body)
	}
	if r := post("/chat/plain/end?lang=en", url.Values{}, cookie); r.header.Get("Location") != "/chat/plain?ended&lang=en" {
		t.Errorf("ended: %d to %q", r.status, r.header.Get("Location"))
	}
	if body := s.do(t, "GET", "/chat/plain?ended&lang=en", "").body; !strings.Contains(body, "This talk has ended.") {
		t.Error("the end is not told in English")
	}
}

// TestEnglishPages shows the pages in English in a browser, where the widget goes by their language; axe looks at each.
func TestEnglishPages(t *testing.T) {
	chromium := browser(t)
	s, _ := fullSite(t, Config{})
	for _, size := range []struct{ width, height int64 }{{390, 780}, {1280, 800}} {
		for _, theme := range []string{"light", "dark"} {
			t.Run(fmt.Sprint(size.width, " ", theme), func(t *testing.T) {
				b := open(t, profile(t, chromium), s.url+"/?lang=en", size.width, size.height)
				media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
				if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
					t.Fatal(err)
				}
				b.wait("the widget in English", `texts('.launcher').at(0)?.includes('Chat with us')`)
				b.shot("home")
				b.do("chat", chromedp.Navigate(s.url+"/chat?lang=en"))
				b.wait("the panel in English", `$('textarea')?.placeholder === 'Type your question' && shown('.front')`)
				b.wait("the check of a receipt in English", `$('.front a[href*="/chat/receipt"]')?.href.endsWith('/chat/receipt?lang=en')`)
				b.shot("chat")
				b.do("plain", chromedp.Navigate(s.url+"/chat/plain?lang=en"))
				js[bool](b, `(document.querySelector('#text').value = '商品の登録に必要な項目', document.querySelector('form.say button').click(), true)`)
				for deadline := time.Now().Add(time.Minute); !js[bool](b, `!!document.querySelector('.talk')`); time.Sleep(50 * time.Millisecond) {
					if time.Now().After(deadline) {
						t.Fatal("no talk")
					}
				}
				b.shot("plain")
				b.clean()
			})
		}
	}
}
