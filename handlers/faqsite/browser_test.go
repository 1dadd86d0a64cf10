package faqsite

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/browsertest"
)

var pictures = flag.String("pictures", "", "a folder to keep pictures of the pages in")

// axeSource is axe-core as the web chat's widget has it.
const axeSource = "../web/widget/node_modules/axe-core/axe.min.js"

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func ask[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := browsertest.Evaluate[T](ctx, js)
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

// scheme is whether the reader's device is light or dark.
func scheme(t *testing.T, ctx context.Context, value string) {
	t.Helper()
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}}}); err != nil {
		t.Fatal(err)
	}
}

// TestBrowserAxe: axe finds nothing wrong with any page, narrow or wide, light or dark, nor with an office's own
// colours; nothing is refused by the page's policy, and nothing is wider than the screen.
func TestBrowserAxe(t *testing.T) {
	source, err := os.ReadFile(axeSource)
	if err != nil {
		t.Fatal("the accessibility checker is not installed: run npm ci in handlers/web/widget")
	}
	s := open(t)
	s.facts.Office = "海外販路サポートセンター" // as an office has it on its pictures
	s.shelf.stored["tsunagu/900"] = edition.Stored{State: faq.Withdrawn, Entry: faq.Entry{Collection: "tsunagu", Question: "プラス会員の会費はいくらですか"}}
	browser := browsertest.Start(t)
	if _, err := chromedp.Call(browser, cdp.AddScriptToEvaluateOnNewDocument, cdp.AddScriptToEvaluateOnNewDocumentParams{Source: browsertest.Watch}); err != nil {
		t.Fatal(err)
	}
	table := s.tablePath(t)
	for _, width := range []int64{390, 1280} {
		for _, light := range []string{"light", "dark"} {
			for name, path := range map[string]string{
				"index": "/faq", "programme": "/faq/tsunagu", "entry": "/faq/tsunagu/3", "ended": "/faq/hanro/2", "table": table,
				"search": "/faq?q=領収書はもらえますか", "gone": "/faq/tsunagu/900", "fault": "/faq/nothing", "thanks": "/faq/tsunagu/3?useful=no#useful",
			} {
				s.facts.Colour, s.facts.Tint, s.facts.Logo = mustColour(t, "#1f5a5a"), mustColour(t, "#f4ede0"), nil
				if name == "search" || name == "gone" { // an office's own look
					s.facts.Colour, s.facts.Tint = mustColour(t, "#a3123a"), mustColour(t, "#fdeef1")
				}
				do(t, browser, chromedp.EmulateViewport(width, 844))
				scheme(t, browser, light)
				do(t, browser, chromedp.Navigate(s.URL+path))
				if name == "programme" {
					ask[bool](t, browser, `(document.querySelectorAll('details').forEach((d, i) => d.open = i < 2), true)`)
				}
				where := fmt.Sprintf("%s-%d-%s", name, width, light)
				do(t, browser, chromedp.Evaluate[chromedp.Void](string(source)+";undefined"))
				ask[bool](t, browser, `(window.found = null, axe.run(document, {resultTypes: ['violations']}).then(r => window.found = r.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ')).join(' | '))), true)`)
				for !ask[bool](t, browser, `!!window.found`) {
					time.Sleep(20 * time.Millisecond)
				}
				found := ask[[]string](t, browser, `window.found`)
				for _, wrong := range found {
					t.Errorf("%s: %s", where, wrong)
				}
				if refused := ask[[]string](t, browser, `window.refused`); len(refused) > 0 {
					t.Errorf("%s: refused %q", where, refused)
				}
				if over := ask[int](t, browser, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
					t.Errorf("%s is %d px wider than the screen", where, over)
				}
				keep(t, browser, where)
			}
		}
	}
}

// tablePath is the address of an entry with a table.
func (s *site) tablePath(t *testing.T) string {
	for _, c := range s.library.Current().Collections() {
		for i := range c.Entries {
			for _, b := range c.Entries[i].Answer {
				if b.Type == faq.Table {
					return refPath(c.Entries[i].Ref())
				}
			}
		}
	}
	t.Fatal("no sample has a table")
	return ""
}

// keep keeps a picture of the page where the command line asks for it.
func keep(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if *pictures == "" {
		return
	}
	shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*pictures, name+".png"), shot, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestBrowserWithoutScript: all of it works in a browser that runs no script: searching, reading, saying whether
// it helped, going on to the chat; and nothing is kept in it.
func TestBrowserWithoutScript(t *testing.T) {
	s := open(t)
	browser := browsertest.Start(t)
	do(t, browser, chromedp.EmulateViewport(390, 844))
	if _, err := chromedp.Call(browser, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	do(t, browser, chromedp.Navigate(s.URL+"/faq"), chromedp.SendKeys("#q", "領収書はもらえますか"), chromedp.Click(".field button"), chromedp.WaitVisible(".hits a"))
	do(t, browser, chromedp.Click(".hits a"), chromedp.WaitVisible(".useful button"))
	do(t, browser, chromedp.Click(`.useful button[value="yes"]`), chromedp.WaitVisible(`[role="status"]`))
	if len(s.shelf.votes) != 1 || !strings.HasSuffix(s.shelf.votes[0], " yes") {
		t.Errorf("counted: %q", s.shelf.votes)
	}
	if kept := ask[string](t, browser, `document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)`); kept != "{}{}" {
		t.Errorf("the browser keeps %s", kept)
	}
	if href := ask[string](t, browser, `document.querySelector('.useful a.button').getAttribute('href')`); !strings.HasPrefix(href, "/chat?q=%") {
		t.Errorf("the way to the chat: %s", href)
	}
}
