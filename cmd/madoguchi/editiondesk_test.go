package main

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// bring brings a document to the desk as a browser without a script does, and gives the page that follows.
func (w *town) bring(programme, name string, content []byte) (status int, address, page string) {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("programme", programme) // into memory
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		w.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	res, err := w.staff().Post(w.base+"/desk/faq/import", form.FormDataContentType(), &body)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res.StatusCode, res.Request.URL.Path, string(all)
}

var revisionField = regexp.MustCompile(`name="revision" value="(\d+)"`)

// publish presses 公開 on the page of a document, as it is shown.
func (w *town) publish(address, page string, choice url.Values) string {
	w.t.Helper()
	revision := revisionField.FindStringSubmatch(page)
	if revision == nil {
		w.t.Fatalf("nothing can be published here:\n%s", page)
	}
	values := url.Values{"revision": {revision[1]}}
	for name, v := range choice {
		values[name] = v
	}
	return w.deskPost(address+"/publish", values)
}

func printed(lines ...string) []byte { return []byte(strings.Join(lines, "\n\n") + "\n") }

func holds(t *testing.T, what, page string, want ...string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(page, text) {
			t.Errorf("%s lacks %q:\n%s", what, text, page)
		}
	}
}

// TestEditionAtDesk goes the ways that a document may take at the desk, with a browser that runs no script.
func TestEditionAtDesk(t *testing.T) {
	t.Parallel()
	db := postgrestest.URL(t)
	w := openTown(t, db, "MADOGUCHI_OFFICE="+lifeOffice(t))
	umbrella := printed("傘の貸し出し よくあるご質問", "Q1 傘は借りられますか？", "受付でお貸しします。", "Q2 傘の色は選べますか？", "選べません。", "Q3 傘はいつ返しますか？", "三日以内です。", "Q4 傘の申込はいつまでですか？", "令和4年4月30日（土）17時必着です。")
	status, _, page := w.bring("hanro", "絵.png", []byte("\x89PNG\r\n\x1a\n\x00\x00"))
	if status != http.StatusUnprocessableEntity {
		t.Errorf("a picture: status %d", status)
	}
	holds(t, "the page after a picture", page, "絵.png", `role="alert"`)
	if status, _, page = w.bring("no such/one", "傘.txt", umbrella); status != http.StatusUnprocessableEntity {
		t.Errorf("a programme that cannot be: status %d\n%s", status, page)
	}
	_, address, page := w.bring("kasa", "傘.txt", umbrella)
	holds(t, "a programme that nobody knows", page, "事務局ファイルにありません", "hanro, tsunagu")
	holds(t, "its publication", w.publish(address, page, nil), "公開しませんでした")

	_, address, page = w.bring("hanro", "傘.txt", umbrella)
	_, stale, before := w.bring("hanro", "くつ.txt", printed("靴の貸し出し よくあるご質問", "Q1 靴は借りられますか？", "お貸しできません。", "Q2 靴の大きさは？", "二種類です。"))
	holds(t, "a new document", page, "追加4 変更0", "新しい文書「傘.txt」")
	holds(t, "its publication", w.publish(address, page, nil), "「傘.txt」を公開しました", "公開4・下書き0・取り下げ0")
	if again := w.publish(stale, before, nil); !strings.Contains(again, "ほかの方がFAQを更新しました") || strings.Contains(w.desk("/desk/faq"), "靴は借りられますか") {
		t.Errorf("what was looked at before another publication was published:\n%s", again)
	}

	mixed := printed("貸し出し よくあるご質問", "Q1 傘は借りられますか？", "受付でお貸しします。", "Q2 靴は借りられますか？", "借りられません。", "Q3 靴の色は？", "黒です。", "Q4 靴の大きさは？", "二種類です。")
	_, address, page = w.bring("hanro", "貸出.txt", mixed)
	holds(t, "a document that is half of another", page, "どの文書か、お選びください", "「傘.txt」の新しい版です", "別の文書として加えます")
	page = w.desk(address + "?new=1")
	holds(t, "what it adds", page, "追加4", `name="new" value="1"`)
	w.tried(address + "?new=1")
	holds(t, "what it takes from the other document", w.publish(address, page, url.Values{"new": {"1"}}), "「承知のうえで」にチェック")
	holds(t, "its publication", w.publish(address, page, url.Values{"new": {"1"}, "sure": {"1"}}), "「貸出.txt」を公開しました")

	if got := w.desk("/desk/documents/hanro/2"); got != string(umbrella) {
		t.Errorf("the original is %q", got)
	}
	w.until("the FAQ to be taken", func() bool { return strings.Contains(w.desk("/desk/faq"), "傘の色は選べますか") })
	entry := w.desk("/desk/faq/hanro/18")
	holds(t, "an entry with a term", entry, "2022/04/30 17:00", "未確認", "この期間で確定")
	holds(t, "a term that is none", w.deskPost("/desk/faq/hanro/18/term", url.Values{"until": {"2022-02-31"}}), "読み取れませんでした")
	holds(t, "a confirmed term", w.deskPost("/desk/faq/hanro/18/term", url.Values{"until": {"2022-05-10"}, "closes": {"12:00"}}), "有効期間を確定しました")
	w.until("the term to be taken", func() bool { return strings.Contains(w.desk("/desk/faq/hanro/18"), "2022/05/10 12:00") })

	w.deskPost("/desk/faq/hanro/17/decide", url.Values{"decision": {"withdraw"}})
	w.deskPost("/desk/documents/hanro/3/back", url.Values{"publication": {"1"}})
	want := []string{
		"faq.published hanro document=3 undone=1", "faq.published hanro/17 state=withdrawn", "faq.edited hanro/18 term=..2022-05-10 12:00",
		"faq.published hanro document=3 changes=4", "faq.published hanro document=2 changes=4",
	}
	if got := published(t, db); !slices.Equal(got, want) {
		t.Errorf("the audit has %q, want %q", got, want)
	}
}

// published is what the audit has of the FAQ, the newest first: all of it done by somebody with a name.
func published(t *testing.T, db string) []string {
	t.Helper()
	s, err := postgres.Open(t.Context(), db, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, err := s.Audited(t.Context(), audit.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, rec := range all {
		if !strings.HasPrefix(string(rec.Act), "faq.") {
			continue
		}
		if rec.Actor.Name == "" {
			t.Errorf("nobody is named for %s of %s", rec.Act, rec.Object)
		}
		out = append(out, fmt.Sprintf("%s %s %s", rec.Act, rec.Object, rec.After))
	}
	return out
}

// TestInheritAtDesk takes a programme's entries over as drafts: nobody is answered with them before somebody has
// published them.
func TestInheritAtDesk(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	page := w.deskPost("/desk/faq/inherit", url.Values{"from": {"hanro"}, "to": {"tsunagu"}})
	holds(t, "the FAQ page", page, "14件を下書きとして写しました", "下書き：", "公開0・下書き14・取り下げ0")
	entry := w.desk("/desk/faq/tsunagu/24")
	holds(t, "a draft", entry, "下書きです。会員への回答には使われていません。", "公開する")
	served := func() int { return strings.Count(w.desk("/desk/faq"), `class="order"`) }
	time.Sleep(time.Second) // what is not to come does not announce itself
	if n := served(); n != 30 {
		t.Errorf("%d entries are served beside the drafts, want 30", n)
	}
	holds(t, "the page after", w.deskPost("/desk/documents/tsunagu/drafts", url.Values{"order": {"24", "25"}}), "2件を公開しました")
	w.until("two more entries", func() bool { return served() == 32 })
	if page := w.deskPost("/desk/faq/inherit", url.Values{"from": {"hanro"}, "to": {"hanro"}}); !strings.Contains(page, "別々の事業") {
		t.Errorf("a programme inherits from itself:\n%s", page)
	}
}
