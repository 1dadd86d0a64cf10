package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"madoguchi/postgres/postgrestest"
)

var freshLink = regexp.MustCompile(`id="fresh" href="[^"]*(/desk/shown/[A-Z0-9]+)"`)

// TestContrastAtDesk: a draft is laid beside what it replaces, to print and as a Word document; by a link somebody
// without an account sees just that, as it was when the link was made, until the link is made void.
func TestContrastAtDesk(t *testing.T) {
	t.Parallel()
	w := openTown(t, postgrestest.URL(t))
	w.deskPost("/desk/edit/hanro/1", entryForm("0", "1", "会期はいつですか", "会期は十一月三日です。", "owner", "佐々木花子"))
	page := w.desk("/desk/contrast/hanro/1")
	holds(t, "the table", page, "新旧対照表", "<mark>会期</mark>", "十一月三日", "noprint")
	if doc := w.desk("/desk/contrast/hanro/1/docx"); !strings.HasPrefix(doc, "PK") {
		t.Errorf("no Word document: %.20q", doc)
	}
	link := field(t, freshLink, w.deskPost("/desk/contrast/hanro/1/link", nil))
	w.deskPost("/desk/edit/hanro/1", entryForm("1", "1", "会期はいつですか", "別の下書きです。"))
	stranger := w.stranger()
	res, err := stranger.Get(w.base + link)
	if err != nil {
		t.Fatal(err)
	}
	shown := w.read(res)
	holds(t, "what the link shows", shown, "十一月三日", "まで見られます", "noindex", link+"/docx")
	for _, not := range []string{"佐々木", "別の下書き", `href="/desk"`, "<form", "窓口デスク"} {
		if strings.Contains(shown, not) {
			t.Errorf("the link shows %q:\n%s", not, shown)
		}
	}
	if h := res.Header; !strings.Contains(h.Get("X-Robots-Tag"), "noindex") || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Cache-Control") != "no-store" {
		t.Errorf("its headers are %v", h)
	}
	if doc := w.sees(stranger, link+"/docx"); !strings.HasPrefix(doc, "PK") {
		t.Errorf("no Word document by the link: %.20q", doc)
	}
	page = w.desk("/desk/contrast/hanro/1")
	drop := field(t, regexp.MustCompile(`name="drop" value="(\d+)"`), page)
	holds(t, "made void", w.deskPost("/desk/contrast/hanro/1/link", url.Values{"drop": {drop}}), "取り消しました")
	for _, path := range []string{link, link + "/docx"} {
		res, err := stranger.Get(w.base + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("a void link gives %d", res.StatusCode)
		}
	}
}
