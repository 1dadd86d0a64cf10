package formpage_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"madoguchi/chat"
	"madoguchi/handlers/browsertest"
	"madoguchi/handlers/formpage"
)

// forms have one page, "1-good", which is over once it was answered.
type forms struct {
	values map[string]string
	broken bool
}

func (f *forms) FormPage(_ context.Context, token string) (chat.PageForm, chat.Address, error) {
	switch {
	case f.broken:
		return chat.PageForm{}, chat.Address{}, errors.New("the database is down")
	case token != "1-good" || f.values != nil:
		return chat.PageForm{}, chat.Address{}, chat.ErrNotFound
	}
	return chat.PageForm{Office: "販路サポート窓口", Title: "登録内容の変更", Purpose: "ご本人の確認だけに使います。", Questions: []chat.PageQuestion{
		{Key: "company", Label: "会社名", Input: "text"},
		{Key: "email", Label: "登録メールアドレス", Hint: "例：info@minato.example", Input: "email", Optional: true},
		{Key: "before.phone", Label: "電話番号（変更前）", Input: "tel"},
		{Key: "about", Label: "補足", Input: "text", Optional: true, Long: true},
	}}, chat.Address{Channel: chat.LINE, ID: "U1"}, nil
}

func (f *forms) FillFormPage(_ context.Context, token string, values map[string]string) (map[string]string, error) {
	if strings.Contains(values["email"], "＠") {
		return map[string]string{"email": "メールアドレスの形をご確認ください。"}, nil
	}
	f.values = values
	return nil, nil
}

func serve(t *testing.T, f *forms) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	formpage.New(formpage.Config{Forms: f, Back: func(_ context.Context, to chat.Address, text string) string {
		return "https://line.me/R/oaMessage/" + to.ID + "/?" + url.PathEscape(text)
	}}).Routes(mux)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// TestPage: a page asks, keeps what could be read when something could not, takes the answers once, and leads
// back; nothing of it is kept or framed.
func TestPage(t *testing.T) {
	f := &forms{}
	s := serve(t, f)
	fetch := func(method, token string, answers url.Values) (int, string, http.Header) {
		t.Helper()
		req := httptest.NewRequest(method, "/form/"+token, strings.NewReader(answers.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		s.Config.Handler.ServeHTTP(rec, req)
		return rec.Code, rec.Body.String(), rec.Header()
	}
	answers := url.Values{"q.company": {`株式会社"ミナト"`}, "q.email": {"info＠minato"}, "q.before.phone": {"03-1111-2222"}, "q.other": {"x"}}
	for i, tc := range []struct {
		method, token string
		answers       url.Values
		status        int
		holds, lacks  string
	}{
		{"GET", "1-bad", nil, 404, "このページは、もう開けません", "<form"},
		{"GET", "1-good", nil, 200, "電話番号（変更前）", "role=\"alert\""},
		{"POST", "1-good", answers, 422, "メールアドレスの形をご確認ください", "入力を受け取りました"},
		{"POST", "1-good", url.Values{"q.company": {strings.Repeat("あ", 5001)}}, 400, "読み取れませんでした", "<form"},
		{"POST", "1-good", url.Values{"q.company": {"株式会社ミナト"}}, 200, "https://line.me/R/oaMessage/U1/", "<form"},
		{"POST", "1-good", answers, 404, "もう開けません", "<form"},
	} {
		status, body, header := fetch(tc.method, tc.token, tc.answers)
		if status != tc.status || !strings.Contains(body, tc.holds) || strings.Contains(body, tc.lacks) {
			t.Errorf("request %d: %d\n%s", i+1, status, body)
		}
		if status == 422 && !strings.Contains(body, `value="株式会社&#34;ミナト&#34;"`) {
			t.Errorf("what was right is lost:\n%s", body)
		}
		if status < 400 && (header.Get("Cache-Control") != "no-store" || header.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(header.Get("Content-Security-Policy"), "frame-ancestors 'none'")) {
			t.Errorf("request %d: headers %v", i+1, header)
		}
	}
	if f.values["company"] != "株式会社ミナト" || f.values["other"] != "" {
		t.Errorf("taken %v", f.values)
	}
	f.values, f.broken = nil, true
	if status, _, header := fetch("GET", "1-good", nil); status != 503 || header.Get("Retry-After") == "" {
		t.Errorf("without the database: %d, %v", status, header)
	}
}

// TestBrowserPage: in a browser the page has nothing that axe minds, empty, with faults and when it is done, and
// fits a telephone.
func TestBrowserPage(t *testing.T) {
	axe, err := os.ReadFile("../web/widget/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, &forms{})
	ctx := browsertest.Start(t)
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	do(chromedp.EmulateViewport(390, 844))
	answer := func(mail string) func() {
		return func() {
			do(chromedp.SetValue(`[name="q.company"]`, "株式会社ミナト"), chromedp.SetValue(`[name="q.email"]`, mail),
				chromedp.SetValue(`[name="q.before.phone"]`, "03-1111-2222"), chromedp.Click(`button[type=submit]`))
		}
	}
	for _, step := range []struct {
		name  string
		do    func()
		holds string
	}{
		{"empty", func() { do(chromedp.Navigate(s.URL + "/form/1-good")) }, "ご本人の確認だけに"},
		{"faults", answer("＠"), "1か所の入力"},
		{"done", answer("info@minato.example"), "まだ受付は終わっていません"},
	} {
		step.do()
		for !ask[bool](t, ctx, `!!document.body && document.body.innerText.includes("`+step.holds+`")`) {
			time.Sleep(50 * time.Millisecond)
		}
		do(chromedp.Evaluate[chromedp.Void](string(axe) + ";undefined"))
		ask[bool](t, ctx, `(axe.run(document, {resultTypes: ['violations']}).then(r => window.found = r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(' | '))), true)`)
		for !ask[bool](t, ctx, `!!window.found`) {
			time.Sleep(50 * time.Millisecond)
		}
		if found := ask[[]string](t, ctx, `window.found`); len(found) > 0 {
			t.Errorf("%s: %q", step.name, found)
		}
		if ask[bool](t, ctx, `document.documentElement.scrollWidth > innerWidth`) {
			t.Errorf("%s is wider than the screen", step.name)
		}
		shoot(t, ctx, step.name)
	}
}

func ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := browsertest.Evaluate[T](ctx, expression)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// shoot keeps a picture of the page where MADOGUCHI_SHOTS names a directory.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("MADOGUCHI_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "formpage-"+name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}
