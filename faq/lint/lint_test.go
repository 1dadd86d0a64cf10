package lint

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq"
)

func entry(n int, question, answer string, more ...func(*faq.Entry)) faq.Entry {
	e := faq.Entry{Collection: "port", Order: n, Question: question, Answer: []faq.Block{{Type: faq.Paragraph, Text: answer}}}
	for _, f := range more {
		f(&e)
	}
	return e
}

func alias(text string) func(*faq.Entry) {
	return func(e *faq.Entry) { e.Aliases = append(e.Aliases, text) }
}
func link(url string) func(*faq.Entry) {
	return func(e *faq.Entry) { e.Answer = append(e.Answer, faq.Block{Type: faq.Link, Text: url, URL: url}) }
}
func until(d faq.Date) func(*faq.Entry) { return func(e *faq.Entry) { e.Validity.Until = d } }

func TestCheck(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)
	old := now.AddDate(0, 0, -UnseenDays-1)
	facts := Facts{
		Today: "2026-03-02", Now: now, Host: "faq.office.example",
		Shown: map[string]bool{"port/1": true}, Since: map[string]time.Time{"port/1": old, "port/2": old, "port/3": now},
		Dead: map[string]Fault{"https://office.example/a": Missing},
	}
	pulls := []Pull{{"port/1", "会費って", "port/2"}}
	all := []faq.Collection{{ID: "port", Validity: faq.Validity{Until: "2026-03-31"}, Entries: []faq.Entry{
		entry(1, "会費は？", "年会費は１２，０００円です。お問い合わせは03-1234-5678へ。"),
		entry(2, "年会費の額は", "1.2万円です。電話（０３−１２３４−５６７８）でもどうぞ。", alias("会費は")),
		entry(3, "締切は？", "令和8年3月1日です。次は2026年4月1日です。", until("2026-03-20")),
		entry(4, "終わった制度は？", "2026/03/01に終わりました。", until("2026-02-28")),
		entry(5, "リンクは？", "こちらです。", link("/apply.html"), link("https//example.jp"), link("https://office.example/a"), link("https://faq.office.example/faq/port/99"),
			link("https://faq.office.example/faq/port/1"), link("mailto:info"), link("mailto:info@office.example"), link("https://localhost/x"), link("https://a b.example")),
		entry(6, "料金は？", "3円です。"),
	}}}
	var got []string
	for _, f := range WithPulls(all, Check(all, facts), pulls) {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %v %s %s", f.Kind, f.Ref, f.Others, f.What, f.Why)))
	}
	want := []string{
		"twice port/1 [port/2] 会費は？",
		"pulled port/1 [port/2] 会費って",
		"link port/5 [] /apply.html relative",
		"link port/5 [] https//example.jp relative",
		"link port/5 [] https://office.example/a missing",
		"link port/5 [] https://faq.office.example/faq/port/99 gone",
		"link port/5 [] mailto:info malformed",
		"link port/5 [] https://localhost/x malformed",
		"link port/5 [] https://a b.example malformed",
		"past port/3 [] 令和8年3月1日",
		"past port/4 [] 2026/03/01",
		"past port/4 [] 2026-02-28",
		"ending port/3 [] 2026-03-20",
		"ending port [] 2026-03-31",
		"shared port/1 [port/2] 03-1234-5678",
		"shared port/1 [port/2] 12000円",
		"shared port/3 [port/4] 令和8年3月1日",
		"unseen port/2 []",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestKeys: a finding is the same while the texts are, and another one when any of them changes; no two have one key.
func TestKeys(t *testing.T) {
	t.Parallel()
	keys := func(second string) []string {
		var out []string
		all := []faq.Collection{{ID: "port", Entries: []faq.Entry{entry(1, "会費は？", "100円です。"), entry(2, "額は？", second), entry(3, "リンクは？", "x", link("/a"), link("/b"))}}}
		for _, f := range Check(all, Facts{Today: "2026-03-02"}) {
			out = append(out, f.Key)
		}
		return out
	}
	first, again, changed := keys("100円です。"), keys("100円です。"), keys("100円になります。")
	if !slices.Equal(first, again) {
		t.Error("the same text has other keys")
	}
	if len(first) != 3 || len(changed) != 3 || first[0] != changed[0] || first[2] == changed[2] {
		t.Errorf("keys %q became %q: want the links' to stay, and the fact's to change", first, changed)
	}
	if slices.Sort(first); len(slices.Compact(first)) != 3 {
		t.Error("two findings have one key")
	}
}

func BenchmarkCheck(b *testing.B) {
	c := faq.Collection{ID: "port"}
	for n := range 10_000 {
		c.Entries = append(c.Entries, entry(n+1, fmt.Sprintf("質問その%dは？", n), fmt.Sprintf("%d円です。詳しくは https://office.example/%d または 03-1234-%04d へ、2026年%d月%d日までに。", n, n/3, n, n%12+1, n%28+1)))
	}
	for b.Loop() {
		Check([]faq.Collection{c}, Facts{Today: "2026-03-02"})
	}
}

func FuzzFacts(f *testing.F) {
	f.Add("年会費は１２，０００円、令和元年5月1日、03-1234-5678")
	f.Fuzz(func(t *testing.T, text string) {
		seen := map[string]bool{}
		for _, fact := range factsIn(text) {
			if seen[fact.key] || fact.text == "" {
				t.Errorf("fact %+v of %q", fact, text)
			}
			seen[fact.key] = true
		}
	})
}
