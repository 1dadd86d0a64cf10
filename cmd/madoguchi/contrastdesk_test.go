package main

import (
	"archive/zip"
	"io"
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

// TestContrastOfAnImport: what a new edition of a document would change stands beside what it replaces, entry by entry,
// as a page and as a Word document; what stays is not in it.
func TestContrastOfAnImport(t *testing.T) {
	t.Parallel()
	w := openTown(t, postgrestest.URL(t))
	_, address, page := w.bring("hanro", "傘.txt", printed("傘の貸し出し よくあるご質問", "Q1 傘は借りられますか？", "受付でお貸しします。", "Q2 傘の色は選べますか？", "選べません。", "Q3 傘はいつ返しますか？", "三日以内です。"))
	holds(t, "its publication", w.publish(address, page, nil), "公開しました")
	_, address, page = w.bring("hanro", "傘.txt", printed("傘の貸し出し よくあるご質問", "Q1 傘は借りられますか？", "受付でお貸しします。", "Q2 傘の色は選べますか？", "二色から選べます。", "Q3 傘をなくしたら？", "受付にお知らせください。"))
	holds(t, "the page of the edition", page, address+"/contrast")
	table := w.desk(address + "/contrast")
	holds(t, "the table", table, "新旧対照表", "傘.txt", "傘の色は選べますか？", "<mark>二色から</mark>選", "傘をなくしたら？", "（新設）", "傘はいつ返しますか？", "新しい文書にはありません", address+"/contrast/docx")
	doc := w.desk(address + "/contrast/docx")
	files, err := zip.NewReader(strings.NewReader(doc), int64(len(doc)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := files.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	words, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "the Word document", string(words), "傘の色は選べますか？", "二色から", "傘をなくしたら？", "新しい文書にはありません")
	for what, got := range map[string]string{"the table": table, "the Word document": string(words)} {
		if strings.Contains(got, "受付でお貸しします") {
			t.Errorf("%s shows what stays:\n%s", what, got)
		}
	}
}
