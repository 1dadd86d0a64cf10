package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the widget's bundle anew")

const dist = "widget/dist/"

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

// bundle builds the widget, by file name: each part with its style sheet inside, and the script that loads
// them, which knows the parts by the versions that their content gives them.
func bundle(t *testing.T) map[string][]byte {
	t.Helper()
	style := func(name string) string {
		if name == "dress" {
			name = "panel"
		}
		css, err := os.ReadFile("widget/src/" + name + ".css")
		if errors.Is(err, os.ErrNotExist) {
			return "--define:STYLE=''"
		}
		if err != nil {
			t.Fatal(err)
		}
		return "--define:STYLE=" + jsString(strings.TrimSpace(string(esbuild(t, css, "--loader=css", "--minify", "--charset=utf8"))))
	}
	common := []string{"--bundle", "--minify", "--target=es2020", "--charset=utf8", "--legal-comments=none"}
	built := map[string][]byte{}
	versions := map[string]string{}
	for _, name := range widgetParts {
		args := append([]string{"widget/src/" + name + ".ts", "--format=esm", "--supported:import-meta=true", style(name)}, common...)
		built[name+".js"] = esbuild(t, nil, args...)
		versions[name] = newAsset("text/javascript", built[name+".js"]).version
	}
	list, err := json.Marshal(versions) // sorted by name
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"widget/src/main.ts", "--format=iife", "--supported:dynamic-import=true", style("style"), "--define:PARTS=" + string(list)}, common...)
	built["widget.js"] = esbuild(t, nil, args...)
	return built
}

func jsString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

// TestBundle holds that the script we ship is what its source says. Run it with -update after a
// change to the source.
func TestBundle(t *testing.T) {
	for name, built := range bundle(t) {
		if *update {
			if err := os.WriteFile(dist+name, built, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		shipped, err := os.ReadFile(dist + name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(built, shipped) {
			t.Errorf("%s is not what widget/src builds (-built +shipped): run go generate ./handlers/web\n%s",
				name, cmp.Diff(len(built), len(shipped)))
		}
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

// TestW13Budget holds the sizes over the wire: 13 kB of brotli before anybody has pressed anything (and 15 kB
// for a browser that takes gzip only), 6 kB for each part that is fetched when it is needed. And no script
// makes elements of text, or talks to other windows (W4: no postMessage, so none whose origin could go unchecked).
func TestW13Budget(t *testing.T) {
	files := map[string]asset{"widget.js": loadAssets().script}
	for name, a := range loadAssets().parts {
		files[name+".js"] = a
	}
	for name, a := range files {
		br, gz := 6_000, 7_000
		if name == "widget.js" {
			br, gz = 13_000, 15_000
		}
		t.Logf("%s: %d bytes, %d with brotli, %d with gzip", name, len(a.plain), len(a.packed["br"]), len(a.packed["gzip"]))
		if n := len(a.packed["br"]); n > br || n == 0 {
			t.Errorf("W13: %s is %d bytes with brotli, its budget is %d", name, n, br)
		}
		if n := len(a.packed["gzip"]); n > gz || n == 0 {
			t.Errorf("W13: %s is %d bytes with gzip, its budget is %d", name, n, gz)
		}
		for _, no := range []string{"postMessage", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"} {
			if bytes.Contains(a.plain, []byte(no)) {
				t.Errorf("%s contains %s", name, no)
			}
		}
	}
}
