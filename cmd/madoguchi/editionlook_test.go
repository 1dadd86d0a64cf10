package main

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/console"
	"madoguchi/postgres/postgrestest"
)

var (
	nextRows  = regexp.MustCompile(`rel="next" href="([^"]+)"`)
	namedRefs = regexp.MustCompile(`<small>([a-z]+/\d+)`)
)

// TestLookInParts: of a large document the page shows so many changes at a time, and all can be reached; one that
// changes nothing is not offered for publication, and what only its record says anew is said to be that.
func TestLookInParts(t *testing.T) {
	t.Parallel()
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+lifeOffice(t))
	const entries = 130
	large := func(closes string) []byte {
		var b strings.Builder
		b.WriteString("質問,回答\n")
		for i := range entries {
			fmt.Fprintf(&b, "%d番の窓口は何時に閉まりますか,%d番の窓口は%sに閉まります。\n", i+1, i+1, closes)
		}
		return []byte(b.String())
	}
	turned := func(page, what string) {
		t.Helper()
		refs, pages := []string{}, 0
		for ; ; pages++ {
			if len(page) > 100_000 {
				t.Fatalf("%s: a page of %d bytes", what, len(page))
			}
			for _, m := range namedRefs.FindAllStringSubmatch(page, -1) {
				refs = append(refs, m[1])
			}
			next := nextRows.FindStringSubmatch(page)
			if next == nil {
				break
			}
			page = w.desk(strings.ReplaceAll(next[1], "&amp;", "&"))
		}
		slices.Sort(refs)
		if n := len(slices.Compact(refs)); n != entries || pages != 2 {
			t.Errorf("%s: %d entries on %d further pages, want %d on 2", what, n, pages, entries)
		}
	}
	_, address, page := w.bring("hanro", "窓口.csv", large("5時"))
	holds(t, "the document", page, "追加130 変更0", "130件のうち1〜50件目")
	turned(page[:strings.Index(page, `id="warnings"`)]+page[strings.Index(page, `class="row publish"`):], "what is added")
	holds(t, "its publication", w.publish(address, page, url.Values{"sure": {"1"}}), "「窓口.csv」を公開しました（追加130")
	w.until("the FAQ to be taken", func() bool { return strings.Contains(w.desk("/desk/faq"), "130番の窓口は") })

	_, address, page = w.bring("hanro", "窓口.csv", large("6時"))
	holds(t, "its new edition", page, "追加0 変更130")
	turned(page[:strings.Index(page+`id="warnings"`, `id="warnings"`)], "what changes")
	w.publish(address, page, url.Values{"sure": {"1"}})

	_, address, page = w.bring("hanro", "窓口.csv", large("6時"))
	holds(t, "the same once more", page, "いまの内容と同じです")
	if strings.Contains(page, `id="publish"`) || strings.Contains(page, `value="schedule"`) || strings.Contains(page, "公開を押すまで") {
		t.Errorf("it is offered for publication, though nothing changes:\n%s", page)
	}
	said := w.deskPost(address+"/publish", url.Values{"revision": {"0"}})
	holds(t, "published by who does not look", said, "会員への回答は変わりません")
}

// tried is the page at an address once what it shows was tried on all questions.
func (w *town) tried(address string) (page string) {
	w.t.Helper()
	w.until("the trial to be done", func() bool {
		page = w.desk(address)
		return !strings.Contains(page, "影響を調べています")
	})
	return page
}

// TestLookAsksFirst: a document that takes a direct answer from another entry's confirmed wording is published by who says
// to know it.
func TestLookAsksFirst(t *testing.T) {
	t.Parallel()
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+lifeOffice(t))
	const question = "会費の支払い方法には何がありますか？" // of tsunagu/3
	_, address, _ := w.bring("tsunagu", "会費.txt", printed("会費のよくあるご質問", "Q1 "+question, "現金だけです。", "Q2 会費の領収書はどこで受け取れますか？", "二階です。"))
	page := w.tried(address + "?new=1")
	holds(t, "what it takes away", page, "公開したときの影響", question, "答えなくなります", `name="sure"`)
	holds(t, "published at once", w.publish(address, page, url.Values{"new": {"1"}}), "「承知のうえで」にチェック")
	if strings.Contains(w.desk("/desk/faq"), "会費.txt") {
		t.Fatal("it was published before it was asked")
	}
	holds(t, "published by who knows", w.publish(address, page, url.Values{"new": {"1"}, "sure": {"1"}}), "「会費.txt」を公開しました")
}

// TestLooked: the FAQ with a file is put together from the one in service and what the file changes, as the store would.
func TestLooked(t *testing.T) {
	t.Parallel()
	entry := func(collection string, order, version int, question string) faq.Entry {
		return faq.Entry{Collection: collection, Order: order, Version: version, Question: question}
	}
	now := []faq.Collection{{ID: "a", Entries: []faq.Entry{entry("a", 1, 1, "一"), entry("a", 2, 1, "二"), entry("a", 3, 1, "三")}}, {ID: "b", Entries: []faq.Entry{entry("b", 1, 1, "壱")}}}
	after := []faq.Collection{
		{ID: "a", Entries: []faq.Entry{entry("a", 1, 1, "一"), entry("a", 3, 2, "参"), entry("a", 4, 1, "四")}}, {ID: "b", Entries: []faq.Entry{entry("b", 1, 1, "壱")}},
		{ID: "c", Title: "新しい事業", Entries: []faq.Entry{entry("c", 1, 1, "甲"), entry("c", 2, 1, "乙")}},
	}
	l := looked{look: console.EditionLook{Programme: "c"}}
	l.compare(now, after)
	if len(l.entries) != 4 || !slices.Equal(l.gone, []string{"a/2"}) {
		t.Fatalf("changed %v, gone %v", l.entries, l.gone)
	}
	said := func(cs []faq.Collection) (out []string) {
		for _, c := range cs {
			for i := range c.Entries {
				out = append(out, c.ID+c.Title+c.Entries[i].Ref()+c.Entries[i].Question)
			}
		}
		return out
	}
	if got, want := said(l.applied(now)), said(after); !slices.Equal(got, want) {
		t.Errorf("with the file it is %v, want %v", got, want)
	}
}

// TestLooks keeps what was looked at last.
func TestLooks(t *testing.T) {
	t.Parallel()
	var l looks
	for i := range mostLooks + 2 {
		l.put(lookOf{id: fmt.Sprint(i)}, &looked{})
		l.put(lookOf{id: fmt.Sprint(i)}, &looked{})
	}
	if l.get(lookOf{id: "1"}) != nil || l.get(lookOf{id: "2"}) == nil || l.get(lookOf{id: "2", revision: 7}) != nil || len(l.known) != mostLooks || len(l.order) != mostLooks {
		t.Errorf("kept are %v", l.order)
	}
}

// TestAgainst: in Slack, too, what is not known is said, and never that nothing changes.
func TestAgainst(t *testing.T) {
	t.Parallel()
	loses := edition.Shift{Question: "会費は", Confirmed: "a/1", From: edition.Outcome{Kind: edition.Direct, Ref: "a/1", Text: "会費"}, To: edition.Outcome{Kind: edition.None}}
	for _, tc := range []struct {
		name  string
		e     edition.Effect
		known bool
		want  string
	}{
		{"all is tried", edition.Effect{Asked: 9}, true, ""},
		{"half is tried", edition.Effect{Asked: 5, Left: 5}, true, "まだ調べ終わっていません（50％）"},
		{"it failed", edition.Effect{}, false, "調べられませんでした"},
		{"something is lost already", edition.Effect{Asked: 5, Left: 5, Shifts: []edition.Shift{loses}}, true, "1件に、その項目では答えなくなります"},
		{"its own is lost", edition.Effect{Asked: 9, Shifts: []edition.Shift{{Confirmed: "a/2", From: edition.Outcome{Kind: edition.Direct, Ref: "a/2"}}}}, true, ""},
	} {
		if got := against(&tc.e, "a/2", tc.known); tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// TestWatchAnew: of a document that only words answers anew that is told, too.
func TestWatchAnew(t *testing.T) {
	t.Parallel()
	tr := trial{done: make(chan struct{}), effect: edition.Effect{Left: 2}}
	same := edition.Outcome{Kind: edition.Direct, Ref: "a/1"}
	tr.tell(&edition.Shift{Question: "会費は", From: same, To: same, Anew: true})
	tr.tell(&edition.Shift{Question: "会場は", From: same, To: same})
	e, err := tr.sofar()
	won, elsewhere, anew, lost, other := e.SumAll()
	if err != nil || len(e.Shifts) != 1 || won+elsewhere+lost+other != 0 || anew != 1 {
		t.Errorf("%+v, %v", e, err)
	}
}
