package main

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"madoguchi/handlers/line/linefake"
	"madoguchi/postgres/postgrestest"
)

var (
	alikeRow   = regexp.MustCompile(`href="(/desk/replies/new\?[^"]*)"`)
	chosenBox  = regexp.MustCompile(`name="t" value="([^"]+)" checked`)
	chosenLine = regexp.MustCompile(`type="hidden" name="(all|back|once)" value="([^"]*)"`)
)

// deadline lets three members ask the same, one something else, and gives the page on which the three are written to.
func (w *town) deadline() (page string) {
	w.t.Helper()
	for i, about := range []string{"締切後の申請内容の修正はできますか", "締切後の申請内容の修正はできますか。", "申請内容の修正は締切後でもできますか", "会員証を再発行してください"} {
		w.matter(linefake.User(fmt.Sprint("member", i)), about)
	}
	w.until("the row of those who ask the same", func() bool {
		found := alikeRow.FindStringSubmatch(w.desk("/desk?group=1"))
		if found != nil {
			page = html.UnescapeString(found[1])
		}
		return found != nil
	})
	return page
}

// lookOver is the form of a preview as it is filled in by itself.
func (w *town) lookOver(page, text string) (values url.Values, preview string) {
	w.t.Helper()
	written := url.Values{"text": {text}}
	for _, m := range chosenLine.FindAllStringSubmatch(w.desk(page), -1) {
		written.Add(m[1], html.UnescapeString(m[2]))
	}
	preview = w.deskPost("/desk/replies/preview", written)
	values = url.Values{"text": {text}}
	for _, m := range chosenLine.FindAllStringSubmatch(preview, -1) {
		values.Add(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range chosenBox.FindAllStringSubmatch(preview, -1) {
		values.Add("t", m[1])
	}
	return values, preview
}

// TestBulkReply: members who ask the same are one row of the queue, and get one text, each with their own name in it: once,
// though the form is pressed twice and the program dies behind it.
func TestBulkReply(t *testing.T) {
	t.Parallel()
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+officeCopy(t, "recall: 5s", "recall: 0s"))
	values, preview := w.lookOver(w.deadline(), "{宛名}\n{受付番号}の修正は、締切後はお受けできません。")
	holds(t, "the preview", preview, "3件のうち3件に送ります。", "株式会社ミナト 木村 様", "Q-0001の修正は", "通数を使う 3通")
	first, second := w.deskPost("/desk/replies", values), w.deskPost("/desk/replies", values)
	holds(t, "the page of the replies", first, "3件の返信を承りました。")
	holds(t, "the page after a second press", second, `action="/desk/logout"`)
	w.kill()
	w.start()
	got := func(i int) (n int) {
		for _, said := range w.line.Texts(linefake.User(fmt.Sprint("member", i))) {
			n += strings.Count(said, fmt.Sprintf("株式会社ミナト 木村 様\nQ-000%dの修正は、締切後はお受けできません。", i+1))
		}
		return n
	}
	w.until("every reply", func() bool { return got(0) > 0 && got(1) > 0 && got(2) > 0 })
	w.until("the page of what became of them", func() bool { return strings.Contains(w.desk("/desk/replies/1"), "<dt>送信済み</dt><dd>3</dd>") })
	for i, want := range []int{1, 1, 1, 0} {
		if n := got(i); n != want {
			t.Errorf("member %d has the reply %d times, want %d", i, n, want)
		}
	}
	if used := w.line.Used(); used != 3 {
		t.Errorf("%d pushes for three replies", used)
	}
	if body := w.desk("/desk?group=1"); strings.Contains(body, "3件</a>") {
		t.Error("those who were answered still stand in a row")
	}
	w.sound()
}

// TestBulkUndo: as long as the replies wait, one press calls all of them back; their tickets are unanswered again, and
// nobody has read a word.
func TestBulkUndo(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	values, _ := w.lookOver(w.deadline(), "{宛名}\n修正はお受けできません。")
	w.deskPost("/desk/replies", values)
	w.until("the replies to wait", func() bool { return strings.Contains(w.desk("/desk/replies/1"), "<dt>送信待ち</dt><dd>3</dd>") })
	w.deskPost("/desk/replies/1/undo", url.Values{})
	w.until("the replies to be back", func() bool {
		return strings.Contains(w.desk("/desk/replies/1"), "<dt>取り消し済み</dt><dd>3</dd>")
	})
	w.until("their tickets to wait again", func() bool { return strings.Contains(w.desk("/desk?tab=mine&group=1"), "　3件</a>") })
	for i := range 3 {
		if said := strings.Join(w.line.Texts(linefake.User(fmt.Sprint("member", i))), "\n"); strings.Contains(said, "お受けできません") {
			t.Errorf("member %d reads:\n%s", i, said)
		}
	}
	if page := w.desk("/desk/t/Q-0001"); !strings.Contains(page, "送信を取り消し") || !strings.Contains(page, "会員の送信") {
		t.Errorf("the ticket does not tell of it:\n%s", page)
	}
	w.sound()
}
