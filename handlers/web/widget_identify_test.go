package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
)

// widgetIdentify holds what a members' site can say of its visitor through the widget on its page.
func widgetIdentify(t *testing.T, newTab opener) {
	var s *site
	host := hostPage(t, "", func() *site { return s })
	s, _ = fullSite(t, Config{Origins: []string{host.URL}, Identifier: newMemory(), IdentifySecret: siteSecret})
	s.service.Identifier = s.memory
	b := newTab(host.URL, 1000, 700)
	b.wait("the button", `shown('.launcher')`)
	js[bool](b, `(window.warned = [], console.warn = (...words) => warned.push(words.join(' ')), true)`)
	give := func(word string) { js[bool](b, fmt.Sprintf(`(window.madoguchi.identify(%q), true)`, word)) }
	// tokens is what the browser keeps, to see that it changes.
	const kept = `JSON.parse(localStorage.getItem(Object.keys(localStorage).find(k => /^madoguchi http:..[^:]+:\d+$/.test(k))) ?? '{}')`
	said := func(text string) {
		b.ask(text)
		b.wait("the words "+text, fmt.Sprintf(`$$('.member .bubble').some(e => e.innerText.includes(%q))`, text))
	}

	js[bool](b, fmt.Sprintf(`(window.madoguchi.identify(() => Promise.resolve(%q)), true)`, word(t, time.Now(), nil)))
	js[bool](b, `new Promise(r => setTimeout(() => r(true), 300))`)
	if n := len(s.ids()); n != 0 || js[bool](b, `performance.getEntriesByType('resource').some(e => e.name.includes('identify'))`) {
		t.Errorf("W2: before anybody has opened the chat there are %d sessions, or a part was fetched", n)
	}
	b.click(".launcher", "")
	b.wait("the talk", `$('.log').ariaBusy === 'false'`)
	if got := s.vouched(); !slices.Equal(got, []string{"member-0042|湊 はるか|株式会社みなと|haruka@minato.example"}) {
		t.Fatalf("W2: vouched for %q", got)
	}
	said("一人目の質問")
	first := js[string](b, kept+`.id`)

	token := js[string](b, kept+`.token`)
	give(word(t, time.Now(), fields{"name": "湊 はる"})) // the next page of the site
	b.wait("W2: another token", kept+`.token !== '`+token+`'`)
	give("eyJhbGciOiJub25lIn0.e30.")
	said("続きの質問")
	if id := js[string](b, kept+`.id`); id != first {
		t.Errorf("W2: the talk %s became %s", first, id)
	}

	give(word(t, time.Now(), fields{"sub": "member-0043"}))
	b.wait("W2: a new talk for another member", kept+`.id !== '`+first+`' && !$$('.member .bubble').length && $('.log').ariaBusy === 'false'`)
	said("二人目の質問")
	second := js[string](b, kept+`.id`)
	for _, l := range s.transcriptOf(first) {
		if l.Message.Author == chat.Member && l.Message.Text == "二人目の質問" {
			t.Error("W2: the second member's words are in the first one's talk")
		}
	}

	give("")
	b.wait("W2: signed out", kept+`.id && `+kept+`.id !== '`+second+`' && !$$('.member .bubble').length && $('.log').ariaBusy === 'false'`)
	said("だれでもない質問")
	if warned := js[[]string](b, `warned`); len(warned) != 1 || !strings.Contains(warned[0], "HS256") {
		t.Errorf("W2: the site's engineer reads %q, want one word on the bad token", warned)
	}
	b.visit(host.URL)
	b.wait("the talk after a reload", `$$('.member .bubble').some(e => e.innerText.includes('だれでもない質問'))`)
}
