package web

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"madoguchi/chat"
)

// widgetForcedColours: where the system replaces all colours, and no background tells one thing from another,
// whatever can be pressed, whoever speaks and where the focus is still shows by its edge.
func widgetForcedColours(t *testing.T, newTab opener) {
	s, _ := fullSite(t, Config{})
	b := newTab(s.url+"/", 1000, 760)
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
	if err != nil {
		t.Fatal(err)
	}
	if !js[bool](b, `matchMedia('(forced-colors: active)').matches`) {
		t.Fatal("the browser does not force its colours")
	}
	// edgeless are the visible ones without a border that can be told from what is inside.
	const edgeless = `(selector => $$(selector).filter(e => e.getClientRects().length).filter(e => {
		const c = getComputedStyle(e);
		return !(parseFloat(c.borderBottomWidth) >= 1) || c.borderBottomStyle === 'none' || c.borderBottomColor === c.backgroundColor;
	}).map(e => e.className + ' ' + e.innerText))`
	check := func(where, selector string) {
		t.Helper()
		if n := js[int](b, "$$("+"`"+selector+"`"+").filter(e => e.getClientRects().length).length"); n == 0 {
			t.Errorf("W9: %s: there is no %s", where, selector)
		}
		if bad := js[[]string](b, edgeless+"(`"+selector+"`)"); len(bad) != 0 {
			t.Errorf("W9: %s: no edge shows of %q", where, bad)
		}
	}
	check("closed", ".launcher")
	b.click(".launcher", "")
	b.wait("the first screen", `shown('.front') && $('.log').ariaBusy === 'false'`)
	check("first screen", ".panel")
	check("first screen", ".tool")
	check("first screen", ".send")
	check("first screen", ".attach")
	check("first screen", ".front .card")
	check("first screen", ".front .requests button")
	b.ask("商品の登録に必要な項目は")
	b.wait("the answer", `shown('.bot .question')`)
	s.say(s.ids()[0], chat.Message{Author: chat.Staff, Name: "佐々木", Text: "担当の佐々木です。", Choices: []chat.Choice{{Label: "はい", Data: "yes", Primary: true}, {Label: "いいえ", Data: "no"}}})
	b.wait("the colleague", `$$('.staff .bubble').length === 1 && $$('button.choice').length > 1`)
	for _, who := range []string{".bot .bubble", ".staff .bubble", ".member .bubble", "button.choice"} {
		check("talk", who)
	}
	if kinds := js[int](b, `new Set(['.bot', '.staff', '.member'].map(w => { const c = getComputedStyle($$(w + ' .bubble').at(-1)); return c.borderLeftWidth + c.borderLeftStyle })).size`); kinds != 3 {
		t.Errorf("W9: bot, staff and member have %d kinds of edges", kinds)
	}
	b.click(".tool", "")
	b.wait("the menu", `$$('.ask .item').length > 1`)
	check("menu", ".ask .item")
	b.press(tabKey, 0)
	for range 3 {
		if ring := js[string](b, `(c => c.outlineStyle + ' ' + (parseFloat(c.outlineWidth) >= 2) + ' ' + (c.outlineColor !== c.backgroundColor))(getComputedStyle(root().activeElement))`); ring != "solid true true" {
			t.Errorf("W9: the focus of %s shows as %s", js[string](b, `root().activeElement.className`), ring)
		}
		b.press(tabKey, 0)
	}
	b.picture("forced")
	b.clean()
}
