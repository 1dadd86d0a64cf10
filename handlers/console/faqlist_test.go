package console

import (
	"fmt"
	"html"
	"regexp"
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/search"
)

// TestManyEntries: a large programme is listed so many entries at a time, each of them on one page.
func TestManyEntries(t *testing.T) {
	d := newDesk(t)
	cs, n := collections(), 2*entriesShown+30
	many := faq.Collection{ID: "many", Title: "大きな事業"}
	for i := range n {
		many.Entries = append(many.Entries, faq.Entry{Order: i + 1, Question: fmt.Sprintf("%d番の窓口はどこですか", i+1), Answer: []faq.Block{{Type: faq.Paragraph, Text: "二階です。"}}})
	}
	ix, err := search.NewIndex(t.Context(), append(cs, many), search.Options{Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	d.library.Replace(ix)
	b := d.signIn("佐々木")
	next, seen := "/desk/faq", map[string]int{}
	for pages := 0; next != ""; pages++ {
		if pages == 4 {
			t.Fatal("the list does not end")
		}
		body := b.page(next)
		wantIn(t, body, fmt.Sprintf("%d件・", n), "参加費はいくらですか")
		for _, m := range regexp.MustCompile(`href="/desk/faq/(many/\d+)"`).FindAllStringSubmatch(body, -1) {
			seen[m[1]]++
		}
		next = ""
		if m := regexp.MustCompile(`rel="next" href="([^"#]+)`).FindStringSubmatch(body); m != nil {
			next = html.UnescapeString(m[1])
		}
	}
	for i := range n {
		if ref := fmt.Sprintf("many/%d", i+1); seen[ref] != 1 {
			t.Errorf("%s stands on %d pages", ref, seen[ref])
		}
	}
	wantIn(t, b.page("/desk/faq?of=many&from=99999"), "1番の窓口はどこですか")
	wantIn(t, b.page("/desk/faq?of=many&from=-5"), "1番の窓口はどこですか")
}
