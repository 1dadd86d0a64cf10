package web

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the widget's bundle anew")

const bundlePath = "widget/dist/widget.js"

// esbuild runs the bundler the module names, with input as its standard input.
func esbuild(t *testing.T, input []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("go", append([]string{"tool", "esbuild"}, args...)...)
	cmd.Stdin = bytes.NewReader(input)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go tool esbuild %s: %v\n%s", strings.Join(args, " "), err, complaint.String())
	}
	return out
}

// bundle builds the widget: the style sheet, and the script with it inside.
func bundle(t *testing.T) []byte {
	t.Helper()
	css, err := os.ReadFile("widget/src/style.css")
	if err != nil {
		t.Fatal(err)
	}
	style := strings.TrimSpace(string(esbuild(t, css, "--loader=css", "--minify", "--charset=utf8")))
	return esbuild(t, nil, "widget/src/main.ts", "--bundle", "--minify", "--format=iife", "--target=es2022",
		"--charset=utf8", "--legal-comments=none", "--define:STYLE="+jsString(style))
}

func jsString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

// TestBundle holds that the script we ship is what its source says. Run it with -update after a
// change to the source.
func TestBundle(t *testing.T) {
	built := bundle(t)
	if *update {
		if err := os.WriteFile(bundlePath, built, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	shipped, err := os.ReadFile(bundlePath)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(built, shipped) {
		t.Errorf("%s is not what widget/src builds (-built +shipped): run go generate ./handlers/web\n%s",
			bundlePath, cmp.Diff(len(built), len(shipped)))
	}
}

// TestTypes holds that the widget's source is sound in the strictest sense the compiler knows.
func TestTypes(t *testing.T) {
	tsc := "node_modules/.bin/tsc"
	if _, err := os.Stat("widget/" + tsc); err != nil {
		t.Fatal("the type checker is not installed: run npm ci in handlers/web/widget")
	}
	cmd := exec.Command(tsc, "--noEmit")
	cmd.Dir = "widget"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("tsc: %v\n%s", err, out)
	}
}

// TestBudget holds W13's budget: 15 kB over the wire, nothing left behind in the page's namespace,
// and no way to talk to other windows (W4: no postMessage, so none whose origin could go unchecked).
func TestBudget(t *testing.T) {
	a := newAsset("text/javascript", widgetJS)
	t.Logf("widget.js: %d bytes, %d with gzip", len(a.plain), len(a.packed))
	if len(a.packed) > 15_000 {
		t.Errorf("W13: the widget is %d bytes with gzip, over its budget of 15,000", len(a.packed))
	}
	for _, no := range []string{"postMessage", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "window.madoguchi"} {
		if bytes.Contains(widgetJS, []byte(no)) {
			t.Errorf("the widget's script contains %s", no)
		}
	}
}
