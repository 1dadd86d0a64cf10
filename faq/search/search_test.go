package search_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/search"
)

func TestSearchFirst(t *testing.T) {
	ix := sampleIndex(t)
	for _, c := range []struct{ name, query, want string }{
		{"a word of a table's cell", "希望小売価格は書かないとだめ？", "tsunagu/8"},
		{"a word of another table row", "特許番号はどこに書きますか", "tsunagu/8"},
		{"twins: exhibition", "オンライン展示会に行きたい", "tsunagu/11"},
		{"twins: briefing", "オンライン説明会に行きたい", "tsunagu/12"},
		{"twins: ordinary member", "一般会員って何ができますか", "tsunagu/1"},
		{"twins: plus member", "プラス会員って何ができますか", "tsunagu/2"},
		{"joining is not leaving", "プラス会員をやめるには", "tsunagu/9"},
		{"kana only", "りょうしゅうしょはもらえますか", "hanro/8"},
		{"misconverted", "領収所はもらえますか", "hanro/8"},
		{"romaji", "ryoushuusho", "hanro/8"},
		{"half-width kana", "ﾂｳﾔｸは要りますか", "tsunagu/14"},
		{"greeting and story before the question", "お世話になっております。先日は説明会でありがとうございました。商談に通訳は必要でしょうか。よろしくお願いいたします。", "tsunagu/14"},
		{"the programme named", "ハルカモールの番号を忘れました", "hanro/1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := firstRef(t, ix, c.query); got != c.want {
				t.Errorf("%s: first hit %s, want %s", c.query, got, c.want)
			}
		})
	}
}

func TestAliasesWeighLikeTheQuestion(t *testing.T) {
	cs := faqtest.Samples(t)
	const odd = "ぴろぴろの件"
	if got := firstRef(t, newIndex(t, cs, search.Options{}), odd); got == "tsunagu/5" {
		t.Fatalf("%q finds tsunagu/5 without an alias", odd)
	}
	cs[1].Entries[4].Aliases = append(cs[1].Entries[4].Aliases, odd)
	if got := firstRef(t, newIndex(t, cs, search.Options{}), odd); got != "tsunagu/5" {
		t.Errorf("with the alias the first hit is %s, want tsunagu/5", got)
	}
}

// TestVariants holds that width, voicing marks, combining and invisible characters change nothing.
func TestVariants(t *testing.T) {
	ix := sampleIndex(t)
	plain := "プラス会員の解約はどこでできますか"
	want := firstRef(t, ix, plain)
	for i, v := range []string{
		"ﾌﾟﾗｽ会員の解約はどこでできますか", "プラス会員の解約はどこで\u3000できますか", "フ\u309aラス会員の解約はと\u3099こでできますか",
		"フ゜ラス会員の解約はど゛こでできますか", "プラス\u200b会員の\u200b解約はどこでできますか", "\ufeffプラス会員の解約はどこでできますか",
		"プラス会員の解約はどこでできますか？", "プラス会員の解約はどこでできますか?", "プラス会員の解約はどこでできますか。。。",
		"　プラス会員の解約はどこでできますか　", "プラス会員の解約はどこでできますか\n", "プラス会員の解約は\nどこでできますか", "プラス会員の解約はどこでできますか\u200d",
		"プラス会員の解約はどこでできますか！！", "「プラス会員」の解約はどこでできますか", "プラス会員の解約はどこでできますか\x00", "プラス会員の解約はどこでできますか\u00ad",
		"プラス 会員 の 解約 は どこ で できます か", "ぷらす会員の解約はどこでできますか", "プラス会員のかいやくはどこでできますか", "プラス会員の解約はどこで出来ますか",
		"プラス会員の解約はドコでできますか", "プラス会員の解約はどこでできますか😀", "\u2067プラス会員の解約はどこでできますか\u2069", "プラス会員の解約はどこでできますか\xff",
		"ﾌﾟﾗｽ会員ﾉ解約ﾊﾄﾞｺﾃﾞﾃﾞｷﾏｽｶ", "プラス会員の解約は、どこで、できますか",
	} {
		if got := firstRef(t, ix, v); got != want {
			t.Errorf("variant %d %q: first hit %s, want %s", i, v, got, want)
		}
	}
}

func TestSearchNothing(t *testing.T) {
	ix := sampleIndex(t)
	for _, q := range []string{"", " ", "？？？", "。", "\x00", "よろしくお願いします"} {
		d := decide(t, ix, q, faq.Scope{})
		if d.Verdict != faq.Handoff {
			t.Errorf("%q: %s, want handoff", q, d.Verdict)
		}
	}
	if hits, err := ix.Search(t.Context(), "会費", 0, faq.Scope{}); err != nil || len(hits) != 0 {
		t.Errorf("n = 0 gave %d hits, err %v", len(hits), err)
	}
	empty := newIndex(t, nil, search.Options{})
	if d := decide(t, empty, "会費はいくらですか", faq.Scope{}); d.Verdict != faq.Handoff {
		t.Errorf("an empty index decided %s, want handoff", d.Verdict)
	}
}

func TestSearchIsCapped(t *testing.T) {
	ix := sampleIndex(t)
	long := strings.Repeat("昨日は雨で畑に出られませんでした。", 1300) + "ところで領収書は紙で送ってもらえますか。"
	var before, after syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &before); err != nil {
		t.Fatal(err)
	}
	if got := firstRef(t, ix, long); got != "hanro/8" {
		t.Errorf("the question at the end of %d characters found %s, want hanro/8", len([]rune(long)), got)
	}
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &after); err != nil {
		t.Fatal(err)
	}
	if took := time.Duration(after.Utime.Nano() - before.Utime.Nano()); took > 2*time.Second { // of the processor, garbage collection and all: how busy the machine is does not count
		t.Errorf("a long message took %v", took)
	}
}

func TestSearchEndsWithItsContext(t *testing.T) {
	ix := sampleIndex(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ix.Search(ctx, "会費", 3, faq.Scope{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Search: err %v, want canceled", err)
	}
	if _, err := ix.Decide(ctx, "会費", faq.Scope{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Decide: err %v, want canceled", err)
	}
	if _, err := search.NewIndex(ctx, faqtest.Samples(t), search.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("NewIndex: err %v, want canceled", err)
	}
}

func TestNewIndexRefusesOneReferenceTwice(t *testing.T) {
	e := faq.Entry{Collection: "a", Order: 1, Question: "会費は？"}
	_, err := search.NewIndex(t.Context(), []faq.Collection{{ID: "a", Entries: []faq.Entry{e, e}}}, search.Options{})
	if err == nil || !strings.Contains(err.Error(), "a/1") {
		t.Errorf("err = %v, want one that names a/1", err)
	}
}

// TestSearchTogether searches from many goroutines; the race detector and equal results judge it.
func TestSearchTogether(t *testing.T) {
	ix := sampleIndex(t)
	queries := faqtest.Queries(t)[:40]
	want := make([]string, len(queries))
	for i, q := range queries {
		want[i] = firstRef(t, ix, q.Query)
	}
	errs := make(chan error, 8)
	for range cap(errs) {
		go func() {
			for i, q := range queries {
				hits, err := ix.Search(context.Background(), q.Query, 1, faq.Scope{})
				if err != nil || len(hits) > 0 && hits[0].Entry.Ref() != want[i] {
					errs <- fmt.Errorf("%s: %v, err %v, want %s", q.Query, hits, err, want[i])
					return
				}
			}
			errs <- nil
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func TestSuggestWhileTyping(t *testing.T) {
	ix := sampleIndex(t)
	for _, prefix := range []string{"領収", "りょうしゅう", "プラス会員をやめ", "通訳"} {
		hits, err := ix.Search(t.Context(), prefix, 5, faq.Scope{})
		if err != nil || len(hits) == 0 {
			t.Errorf("%q: %d suggestions, err %v", prefix, len(hits), err)
		}
	}
}

func FuzzSearch(f *testing.F) {
	ix := sampleIndex(f)
	for _, s := range []string{"", "会費はいくら？", "'; DROP TABLE", "\xff\xfe", "ｶﾞ゛ー〜", strings.Repeat("あ", 500), "(((\"*?~^", "領収書。それと会費はいくらですか。"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		d, err := ix.Decide(t.Context(), query, faq.Scope{Programme: "hanro", Last: "tsunagu/2"})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range d.Hits {
			if h.P < 0 || h.P > 1 || h.Score != h.Score {
				t.Errorf("%q: hit %s has p %v and score %v", query, h.Entry.Ref(), h.P, h.Score)
			}
		}
	})
}

// TestLimit: a search ends after the time of its index, and one that is measured has more of it than a member's.
func TestLimit(t *testing.T) {
	for _, tt := range []struct {
		limit time.Duration
		want  error
	}{{time.Nanosecond, context.DeadlineExceeded}, {time.Hour, nil}} {
		ix := newIndex(t, faqtest.Samples(t), search.Options{Limit: tt.limit})
		if _, err := ix.Search(t.Context(), "領収書はもらえますか", 3, faq.Scope{}); !errors.Is(err, tt.want) {
			t.Errorf("a search within %s: %v, want %v", tt.limit, err, tt.want)
		}
		if _, err := ix.Decide(t.Context(), "領収書はもらえますか", faq.Scope{}); !errors.Is(err, tt.want) {
			t.Errorf("a decision within %s: %v, want %v", tt.limit, err, tt.want)
		}
	}
}
