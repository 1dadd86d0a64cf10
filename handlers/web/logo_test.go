package web

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"madoguchi/handlers/logo"
)

// emblem is an office's mark: a ring on nothing, twice as wide as high.
func emblem(t testing.TB) *logo.Logo {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 240, 120))
	for y := range 120 {
		for x := range 240 {
			if d := (x-120)*(x-120)/4 + (y-60)*(y-60); d < 3400 && d > 1400 {
				img.Set(x, y, color.NRGBA{0x12, 0x4a, 0x7a, 255})
			}
		}
	}
	var b strings.Builder
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return logo.New("image/png", []byte(b.String()))
}

func drawing() *logo.Logo {
	return logo.New("image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M2 18 15 2l13 16z" fill="#7a2e3a"/></svg>`))
}

// lettering is an SVG that only a browser can draw.
func lettering() *logo.Logo {
	return logo.New("image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><text x="2" y="16">窓</text></svg>`))
}

// TestLogo: the pages show the office's mark, and any page may load it; a new one has another address.
func TestLogo(t *testing.T) {
	now := emblem(t)
	s := serve(t, Config{Fronter: officeFront{}, Tickets: &ledger{}, Logo: func() *logo.Logo { return now }})
	for _, l := range []*logo.Logo{now, drawing()} {
		now = l
		want := `<img src="/chat/logo?v=` + l.Version() + `" alt="" width="` + map[string]string{"image/png": "80", "image/svg+xml": "60"}[l.MediaType] + `" height="40">`
		for _, path := range []string{"/", "/chat/plain", "/chat/receipt"} {
			if body := s.do(t, "GET", path, "").body; !strings.Contains(body, want) || strings.Contains(body, `class="mark"`) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		drawn := map[string]string{"image/svg+xml": `\u0026drawn=1`}[l.MediaType]
		if body := s.do(t, "GET", "/chat/front", "").body; !strings.Contains(body, `"logo":"/chat/logo?v=`+l.Version()+drawn+`"`) {
			t.Errorf("the first screen: %s", body)
		}
		if r := s.do(t, "GET", "/chat/logo?v="+l.Version()+"&drawn=1", ""); r.header.Get("Content-Type") != "image/png" || !strings.HasPrefix(r.body, "\x89PNG") {
			t.Errorf("drawn: %v, %.20q", r.header, r.body)
		}
		r := s.do(t, "GET", "/chat/logo?v="+l.Version(), "", "Sec-Fetch-Site: cross-site", "Origin: https://elsewhere.example")
		for name, part := range map[string]string{
			"Content-Type": l.MediaType, "Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*", "Cache-Control": "immutable",
			"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff",
		} {
			if !strings.Contains(r.header.Get(name), part) {
				t.Errorf("%s is %q, want %q", name, r.header.Get(name), part)
			}
		}
		if r.status != http.StatusOK || r.body != string(l.Content) {
			t.Errorf("%d, %d bytes", r.status, len(r.body))
		}
		if again := s.do(t, "GET", "/chat/logo", "", "If-None-Match: "+r.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("asked for again: %d", again.status)
		}
	}
	now = nil
	if r := s.do(t, "GET", "/chat/logo", ""); r.status != http.StatusNotFound || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("where there is none: %d %v", r.status, r.header)
	}
	if body := s.do(t, "GET", "/", "").body; !strings.Contains(body, `class="mark"`) || strings.Contains(body, "/chat/logo") {
		t.Error("the page of an office without a mark")
	}
}

// TestWidgetLogo: the panel's head has the office's mark in the place of the letter, on a page whose policy allows no
// pictures, too; and keeps the letter where the picture is of no use. Nothing moves.
func TestWidgetLogo(t *testing.T) {
	chromium := browser(t)
	const strict = `<meta http-equiv="Content-Security-Policy" content="img-src 'none'">`
	broken := logo.New("image/png", []byte("\x89PNG\r\n\x1a\nno more"))
	for _, tt := range []struct {
		name, head string
		logo       *logo.Logo
		want       string // what stands in the place
	}{
		{"picture", "", emblem(t), "CANVAS"}, {"strict page", strict, emblem(t), "CANVAS"},
		{"drawing", "", drawing(), "CANVAS"}, {"drawing on a strict page", strict, drawing(), "CANVAS"},
		{"lettering", "", lettering(), "IMG"}, {"lettering on a strict page", strict, lettering(), "海"}, {"broken", "", broken, "海"}, {"none", "", nil, "海"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var s *site
			host := hostPage(t, tt.head, func() *site { return s })

			s, _ = fullSite(t, Config{Origins: []string{host.URL}, Logo: func() *logo.Logo { return tt.logo }})
			b := open(t, profile(t, chromium), host.URL, 1000, 700)
			b.wait("the button", `shown('.launcher')`)
			js[bool](b, `(document.querySelector('madoguchi-chat').setAttribute('office', '海外販路支援 事務局'), document.body.append(document.querySelector('madoguchi-chat')), true)`)
			b.click(".launcher", "")
			b.wait("the first screen", `shown('.front') && $('.panel').getAnimations().length === 0`)
			if tt.logo != nil {
				b.wait("the picture has come", `performance.getEntriesByType('resource').some(e => e.name.includes('/chat/logo?v='))`)
				js[bool](b, `new Promise(done => setTimeout(done, 300, true))`) // for what is of no use to be given up
			}
			b.wait("the mark", fmt.Sprintf(`($('.mark').firstElementChild?.tagName ?? $('.mark').textContent) === %q`, tt.want))
			if box := js[string](b, `JSON.stringify([$('.mark').offsetWidth, $('.mark').offsetHeight])`); box != "[34,34]" {
				t.Errorf("the mark takes %s, want as much as the letter", box)
			}
			b.picture("panel")
		})
	}
}

// TestLogoPages takes pictures of the pages with a mark, and lets axe look at each.
func TestLogoPages(t *testing.T) {
	chromium := browser(t)
	s, _ := fullSite(t, Config{Logo: func() *logo.Logo { return emblem(t) }})
	for _, size := range []struct{ width, height int64 }{{390, 780}, {1280, 800}} {
		for _, theme := range []string{"light", "dark"} {
			t.Run(fmt.Sprint(size.width, " ", theme), func(t *testing.T) {
				b := open(t, profile(t, chromium), s.url+"/", size.width, size.height)
				media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
				if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
					t.Fatal(err)
				}
				b.shot("home")
				if box := js[string](b, `(async () => { const i = document.querySelector('.brand img'); await i.decode(); return i.offsetWidth + ' ' + i.offsetHeight })()`); box != "80 40" {
					t.Errorf("the mark is %s, want 80 40", box)
				}
				b.do("plain", chromedp.Navigate(s.url+"/chat/plain"))
				b.shot("plain")
				b.do("chat", chromedp.Navigate(s.url+"/chat"))
				b.wait("the mark", `shown('.front') && $('.mark canvas')`)
				b.shot("chat")
				b.clean()
			})
		}
	}
}
