// Package browsertest starts a real Chromium for tests of what people see. A machine without one fails the
// test.
//
//	ctx := browsertest.Start(t)
//	err := chromedp.Run(ctx, chromedp.Navigate(url), chromedp.Click("#send"))
//
// Pages are served by the test itself on the loopback address; nothing is fetched from anywhere else. Only tests
// import it.
package browsertest

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Watch is a script to run before anything of a page: window.refused then holds what the page's
// policy refused and what broke.
const Watch = `window.refused = [];
addEventListener('securitypolicyviolation', e => refused.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
addEventListener('error', e => refused.push('error ' + e.message));
addEventListener('unhandledrejection', e => refused.push('rejection ' + (e.reason && e.reason.stack || e.reason)));
for (const f of ['alert', 'confirm', 'prompt']) window[f] = () => refused.push(f);`

// Start starts a Chromium with a fresh profile that ends with the test. A machine without one
// fails the test.
func Start(t testing.TB) context.Context {
	t.Helper()
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(find(t)), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		// Without these it calls its maker's servers at every start.
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "ja"),
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true))
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel(); stop() }) // a browser that will not end is killed by stop
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return ctx
}

// Evaluate asks the page for the value of an expression. Where the page goes elsewhere while it is
// asked, which a press of a button may bring about at any moment, the next page is asked.
func Evaluate[T any](ctx context.Context, expression string, opts ...chromedp.EvaluateOption) (T, error) {
	for {
		v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, opts...))
		if err == nil || !left(err) {
			return v, err
		}
		select {
		case <-ctx.Done():
			return v, err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Holds is an expression that is true where another is, and false where it is not or cannot be evaluated, as on a page
// that is not all there yet: for who waits for something.
func Holds(expression string) string {
	return "(() => { try { return !!(" + expression + ") } catch { return false } })()"
}

// left says whether an evaluation failed because the page that was asked is gone.
func left(err error) bool {
	for _, said := range []string{"Inspected target navigated or closed", "Execution context was destroyed", "Cannot find context with specified id"} {
		if strings.Contains(err.Error(), said) {
			return true
		}
	}
	return false
}

func find(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("this test needs a browser: apt-get install chromium")
	return ""
}
