package importer

import "testing"

func TestUnmarked(t *testing.T) {
	for text, want := range map[string]string{
		"年会費は **6,000円** です。":                  "年会費は 6,000円 です。",
		"**必ず**お読みください":                        "必ずお読みください",
		"__重要__ なお知らせ":                         "重要 なお知らせ",
		"snake_case__name は そのまま":              "snake_case__name は そのまま",
		"2**3 は 8":                             "2**3 は 8",
		"右です。<br>左です。<br />\n上です。":             "右です。\n左です。\n上です。",
		"お車は&nbsp;※":                           "お車は ※",
		"<b>太字</b>と<span class=\"x\">字</span>": "太字と字",
		"1 < 2 > 0":                       "1 < 2 > 0",
		"![画面](https://example.jp/a.png)": "",
		"~~旧~~ 新":                         "旧 新",
	} {
		if got, _ := unmarked(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
