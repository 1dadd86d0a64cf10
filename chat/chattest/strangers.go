package chattest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Hostile is what strangers write, by mistake or on purpose, that has broken programs: what comes in from
// anyone must be refused in words or kept, and shown as text.
func Hostile() []string {
	return slices.Concat(markup, code, invisible, scripts, []string{
		strings.Repeat("長", 3000), strings.Repeat("か\u3099", 200), "a" + strings.Repeat("\u0301", 500),
		strings.Repeat("((((", 500), strings.Repeat("\n", 300), strings.Repeat("<b>", 300),
	})
}

// What is markup to something: HTML, Slack, Markdown, templates.
var markup = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</textarea><script>alert(1)</script>`, `</title><svg/onload=alert(1)>`,
	`' onfocus='alert(1)`, `<!--`, `-->`, `]]>`, `<a href="javascript:alert(1)">x</a>`, `javascript:alert(1)`, `&lt;b&gt;`, `&#x3c;b&#x3e;`, `&nbsp;`,
	`<iframe srcdoc="<p>x">`, `<style>*{display:none}</style>`, `<base href=//evil.example>`, `<table><td>`, `</div></div></div>`,
	`<!channel>`, `<@U0123ABC>`, `<https://evil.example|https://bank.example>`, `*太字* _斜体_ ~消~`, "```\nx\n```", `:smile:`,
	`[x](javascript:alert(1))`, `![x](https://evil.example/x.png)`, `{{.}}`, `{{range .}}`, `${1+1}`, `<%= 1 %>`, `#{x}`, `{0}`, `%s%d%n`, `%00`,
}

// What is code to something: SQL, a shell, a path, a number, JSON, a spreadsheet.
var code = []string{
	`'; DROP TABLE tickets; --`, `' OR '1'='1`, `1;SELECT pg_sleep(9)`, `$$ $1 @name`, `E'\000'`, `\`, `\\`, `\'`, `"`, `'`, "`id`", `$(id)`, `; ls`, `| cat`,
	`../../../etc/passwd`, `..\..\windows\win.ini`, `C:\x`, `/dev/null`, `CON`, `NUL`, `file:///etc/passwd`, `null`, `undefined`, `NaN`, `true`, `[]`, `{}`, `{"a":`,
	`0`, `-1`, `1e309`, `99999999999999999999`, `0x7f`, `1/0`, `=1+1`, `+cmd|' /C calc'!A0`, `@SUM(1)`, `-2+3`, `::1`, `127.0.0.1`,
}

// What cannot be seen, or is not what it seems.
var invisible = []string{
	"\x00", "a\x00b", "\x01\x02\x1b[31m赤\x1b[0m", "\x7f", "\r", "a\rb", "a\r\nb", "\t", "\v\f", " ", "　", "\u00a0", "\u00ad", "a\u00adb", "\u200b", "a\u200bb",
	"\u200d", "\u200e\u200f", "\u202eevil\u202c", "\u2066x\u2069", "\u2028", "a\u2028b\u2029c", "\ufeff", "a\ufeffb", "\ufffe\uffff", "\ufffd", "\u0085",
	"\xff", "あ\xe3\x81", "\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80",
	"\U000e0041\U000e0042", "\ue000", "\u0600", "\u180e",
}

// What people write who are not the programmer.
var scripts = []string{
	"髙橋﨑﨑", "葛\U000e0100城", "神\ufa19社", "①㈱Ⅱ㌔", "ｶﾞｷﾞｸﾞ", "か\u3099", "ﾊﾟー〜～—―", "𠮷野家", "🙇‍♀️", "👨‍👩‍👧‍👦", "🇯🇵", "👍🏽", "1️⃣", "❤️",
	"שלום", "مرحبا بالعالم", "ประเทศไทย", "नमस्ते", "한국어", "Ελλάδα", "Россия", "İstanbul ıI", "ß ẞ ﬁ", "Zalgo z̷̛a̵l̶g̸o̴", "（＾＿＾）", "ｗｗｗ", "…", "。", "、", "！？",
}

// Beside reads the files that stand beside the project's own tree, below ../shared, by a pattern of their
// paths. They are other people's and no part of a clone: where they are missing, the test that wants
// them is skipped, and says so. What must hold is tested on data of the tree.
func Beside(t testing.TB, pattern string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(besideRoot(t), filepath.FromSlash(pattern)))
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Skipf("SKIPPED, not passed: ../shared/%s does not stand beside this tree", pattern)
	}
	files := map[string][]byte{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = b
	}
	return files
}

// besideRoot is ../shared of the tree that the test runs in.
func besideRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("the test runs outside a module")
		}
		dir = filepath.Dir(dir)
	}
}
