package main

import (
	"archive/zip"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/postgres"
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

// TestContrastOfAnImportByLink: by a link somebody without an account sees what a document changes, as it was when the
// link was made: without what it leaves as it is, and also once the document is published, until the link is made void.
func TestContrastOfAnImportByLink(t *testing.T) {
	t.Parallel()
	db := postgrestest.URL(t)
	w := openTown(t, db)
	_, address, page := w.bring("hanro", "傘.txt", printed("傘の貸し出し よくあるご質問", "Q1 傘は借りられますか？", "受付でお貸しします。", "Q2 傘の色は選べますか？", "選べません。"))
	holds(t, "its publication", w.publish(address, page, nil), "公開しました")
	_, address, page = w.bring("hanro", "傘.txt", printed("傘の貸し出し よくあるご質問", "Q1 傘は借りられますか？", "受付でお貸しします。", "Q2 傘の色は選べますか？", "二色から選べます。"))
	link := field(t, freshLink, w.deskPost(address+"/contrast/link", nil))
	holds(t, "the page of the table", w.desk(address+"/contrast"), "取り消す", "佐々木さんが作成")
	holds(t, "its publication", w.publish(address, page, nil), "公開しました")
	stranger := w.stranger()
	shown := w.sees(stranger, link)
	holds(t, "what the link shows", shown, "取り込む予定の文書「傘.txt」", "まで見られます", "傘の色は選べますか？", "<mark>二色から</mark>選", "noindex", link+"/docx")
	for _, not := range []string{"佐々木", "受付でお貸しします", `href="/desk"`, "<form", "窓口デスク"} {
		if strings.Contains(shown, not) {
			t.Errorf("the link shows %q:\n%s", not, shown)
		}
	}
	if doc := w.sees(stranger, link+"/docx"); !strings.HasPrefix(doc, "PK") {
		t.Errorf("no Word document by the link: %.20q", doc)
	}
	all := w.desk("/desk/contrast")
	holds(t, "the list of all links", all, "傘.txt", "佐々木さんが作成")
	drop := field(t, regexp.MustCompile(`name="drop" value="(\d+)"`), all)
	holds(t, "made void", w.deskPost("/desk/contrast", url.Values{"drop": {drop}}), "取り消しました", "いま見られるリンクはありません")
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
	store, err := postgres.Open(t.Context(), db, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	records, err := store.Audited(t.Context(), audit.Filter{Act: audit.DataExported})
	if err != nil {
		t.Fatal(err)
	}
	var did []string
	for _, r := range records {
		did = append(did, r.Object+": "+r.After)
	}
	if want := []string{"hanro: link void", "hanro: link of 7 days changes=1"}; !slices.Equal(did, want) {
		t.Errorf("the audit trail says %q, want %q", did, want)
	}
}
