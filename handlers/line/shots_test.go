package line_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"madoguchi/chat"
	"madoguchi/handlers/browsertest"
)

var pictures = flag.String("pictures", "", "write what an answer looks like on LINE to this `folder`")

// phone draws messages as LINE's own program does, as far as it is documented: boxes, texts with their size, weight, colour
// and share of the width, separators, and the choices below the last message.
var phone = template.Must(template.New("phone").Funcs(template.FuncMap{
	"px": func(size any) int {
		if n, ok := map[any]int{"xxs": 11, "xs": 13, "sm": 14, "md": 16, "lg": 19, "xl": 22}[size]; ok {
			return n
		}
		return 16
	},
	"gap": func(spacing any) int { return map[any]int{"xs": 2, "sm": 4, "md": 8, "lg": 12, "xl": 16}[spacing] },
	"share": func(flex any) float64 {
		if n, ok := flex.(float64); ok {
			return n
		}
		return 1
	},
	"css": func(colour any) template.CSS { s, _ := colour.(string); return template.CSS(s) }, // our own, of the card
}).Parse(`{{define "part"}}{{if eq .type "box"}}<div class="{{.layout}}" style="gap:{{gap .spacing}}px;flex:{{share .flex}}">{{$across := ne .layout "vertical"}}{{range .contents}}{{if $across}}<div style="flex:{{share .flex}};min-width:0">{{template "part" .}}</div>{{else}}{{template "part" .}}{{end}}{{end}}</div>
{{else if eq .type "separator"}}<hr>
{{else if eq .type "text"}}<p style="font-size:{{px .size}}px;color:{{css .color}};{{if eq (print .weight) "bold"}}font-weight:700;{{end}}{{if eq (print .decoration) "underline"}}text-decoration:underline;{{end}}">{{.text}}</p>{{end}}{{end}}
<!doctype html><html lang="ja"><meta charset="utf-8"><title>LINE</title><style>
*{box-sizing:border-box;margin:0}body{background:#9fb4d6;font:16px/1.5 "Noto Sans CJK JP",sans-serif;height:420px;display:flex;flex-direction:column}
header{background:#89a3cd;color:#111;padding:12px 16px;font-weight:700;font-size:15px}main{flex:1;padding:12px 10px;display:flex;flex-direction:column;gap:12px;overflow:hidden}
.mine{align-self:flex-end;background:#8de055;border-radius:16px;padding:8px 13px;max-width:78%;font-size:15px}
.card{background:#fff;border-radius:14px;padding:16px;width:100%}.foot{margin-top:12px;padding-top:10px;border-top:1px solid #e5e7eb}
.bubble{background:#fff;border-radius:16px;padding:8px 13px;max-width:85%;align-self:flex-start;font-size:15px;white-space:pre-line}
.vertical{display:flex;flex-direction:column}.horizontal,.baseline{display:flex}p{white-space:pre-line;overflow-wrap:anywhere}hr{border:0;border-top:1px solid #d1d5db;margin:4px 0;width:100%}
nav{display:flex;flex-wrap:wrap;gap:6px;padding:8px 10px 14px}nav span{background:#33415599;color:#fff;border-radius:16px;padding:5px 12px;font-size:13px;white-space:nowrap}</style>
<header>‹　{{.Office}}</header><main><div class="mine">{{.Asked}}</div>
{{range .Messages}}{{if eq .type "flex"}}<div class="card">{{template "part" .contents.body}}{{with .contents.footer}}<div class="foot">{{template "part" .}}</div>{{end}}</div>{{else}}<div class="bubble">{{.text}}</div>{{end}}{{end}}</main>
<nav>{{range .Messages}}{{with .quickReply}}{{range .items}}<span>{{.action.label}}</span>{{end}}{{end}}{{end}}</nav></html>`))

// receiptAnswer is an answer of the sample office.
var receiptAnswer = chat.Message{
	Author: chat.Bot, Text: "紙の領収書はお出ししていません。",
	Answer: &chat.Answer{
		Question: "利用料の領収書を紙で送ってもらえるか",
		Blocks:   []chat.Block{{Type: "paragraph", Text: "紙の領収書はお出ししていません。\n経理の控えには、ハルカモールの管理画面で取り出せる入金明細をお使いいただくようお願いします。"}},
		Source:   chat.Source{Document: "ハルカモール よくあるご質問", Label: "Q8", Page: 3},
	},
	Choices: []chat.Choice{{Label: "解決しました", Data: "v1:solved"}, {Label: "ほかの質問をする", Data: "v1:more"}, {Label: "担当者につなぐ", Data: "v1:person"}},
}

// TestShotOfCard draws what LINE is sent for an answer, so that the office sees it before it has an account. docs/pictures/line.png is made so:
//
//	go test ./handlers/line -run TestShotOfCard -pictures DIR
//
// Every word of the message stands on the picture, and nothing is wider than the telephone.
func TestShotOfCard(t *testing.T) {
	var messages []map[string]any
	for _, raw := range objects(t, receiptAnswer) {
		var m map[string]any
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		messages = append(messages, m)
	}
	var page bytes.Buffer
	if err := phone.Execute(&page, map[string]any{"Office": "みなと商工支援センター", "Asked": "領収書はもらえますか", "Messages": messages}); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(page.Bytes()) }))
	t.Cleanup(srv.Close)
	ctx := browsertest.Start(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 420), chromedp.Navigate(srv.URL)); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: "ja"}); err != nil {
		t.Fatal(err)
	}
	text, err := browsertest.Evaluate[string](ctx, `document.body.innerText`)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"利用料の領収書を紙で", "紙の領収書はお出ししていません", "入金明細", "Q8", "担当者につなぐ"} {
		if !strings.Contains(text, want) {
			t.Errorf("the picture lacks %s:\n%s", want, text)
		}
	}
	if over, err := browsertest.Evaluate[float64](ctx, `Math.max(...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().right)) - innerWidth`); err != nil || over > 0 {
		t.Errorf("it is %v px too wide: %v", over, err)
	}
	if *pictures == "" {
		return
	}
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(*pictures, "line.png"), shot, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
