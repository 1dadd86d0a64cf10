package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"madoguchi/handlers/line/linefake"
	"madoguchi/postgres/postgrestest"
)

// formAddress is the page's address in what LINE was given.
var formAddress = regexp.MustCompile(`http://[^"\\ ]+/form/[0-9]+-[A-Za-z0-9_-]{32}`)

// TestPersonalOnWeb: where the office wants it, names and addresses are asked on a page of ours that works once;
// LINE is not shown them, and they arrive on the ticket.
func TestPersonalOnWeb(t *testing.T) {
	t.Parallel()
	sample, err := os.ReadFile(filepath.Join("..", "..", "samples", "office.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "samples"))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "office.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(string(sample), "personal_on: chat", "personal_on: web", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	addr := freeAddress(t)
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+file, "MADOGUCHI_ADDR="+addr, "MADOGUCHI_URL=http://"+addr)
	member := linefake.User("page")

	asked := w.tell(member, "お問い合わせ", 1)
	if !strings.Contains(asked[0], "次のページでご入力ください") {
		t.Fatalf("asked for the name: %q", asked)
	}
	if again := w.tell(member, "株式会社ミナト 木村", 1); !strings.Contains(again[0], "次のページでご入力ください") {
		t.Errorf("typed all the same: %q", again)
	}
	sent := w.line.Delivered(member)
	page := formAddress.FindString(string(sent[len(sent)-1].Object))
	if page == "" {
		t.Fatalf("no address in %s", sent[len(sent)-1].Object)
	}
	if old := formAddress.FindString(string(sent[len(sent)-2].Object)); w.visitPage(old, nil) != http.StatusNotFound {
		t.Errorf("the page before still opens")
	}
	form := w.get(http.DefaultClient, strings.TrimPrefix(page, w.base))
	if !strings.Contains(form, "会社名") || !strings.Contains(form, "お名前") || strings.Contains(form, "木村") {
		t.Errorf("the page reads\n%s", form)
	}
	if status := w.visitPage(page, url.Values{"q.company": {"株式会社ミナト"}, "q.person": {""}}); status != http.StatusUnprocessableEntity {
		t.Errorf("without a name: %d", status)
	}
	if status := w.visitPage(page, url.Values{"q.company": {"株式会社ミナト"}, "q.person": {"木村"}}); status != http.StatusOK {
		t.Errorf("with all of it: %d", status)
	}
	w.until("the page to be over", func() bool { return w.visitPage(page, nil) == http.StatusNotFound })
	w.tell(member, "続ける", 1)
	w.tell(member, "会議室の予約について", 1)
	summary := w.tell(member, "とばす", 1)
	if !strings.Contains(summary[0], "（ページで入力済み）") || strings.Contains(summary[0], "木村") {
		t.Errorf("the summary reads %q", summary)
	}
	w.tell(member, "送る", 1)
	w.card("Q-0001")
	if desk := w.desk("/desk/t/Q-0001"); !strings.Contains(desk, "株式会社ミナト") {
		t.Errorf("the ticket reads\n%s", desk)
	}
	for _, text := range w.line.Texts(member) {
		if strings.Contains(text, "木村") {
			t.Errorf("LINE was told the name: %q", text)
		}
	}
	w.sound()
}

// visitPage opens a page, or answers it, and gives the status.
func (w *town) visitPage(page string, answers url.Values) int {
	w.t.Helper()
	res, err := http.Get(page)
	if answers != nil {
		res, err = http.PostForm(page, answers)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.read(res)
	return res.StatusCode
}
