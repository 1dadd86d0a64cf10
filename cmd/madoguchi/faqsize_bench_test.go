package main

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/postgres/postgrestest"
)

var (
	faqEntries   = flag.Int("faq-entries", 300, "how many entries the FAQ of BenchmarkFAQPages has beside the samples'")
	faqQuestions = flag.Int("faq-questions", 2000, "how many questions members have asked it, as many more of which were not answered, in groups of ten")
)

// BenchmarkFAQPages opens the desk's pages on a large FAQ, on the whole program, and the page of a draft with what it
// would change. Measured, see docs/data-model.md:
//
//	go test -tags compiled -run '^$' -bench FAQPages -benchtime 10x -timeout 60m ./cmd/madoguchi -faq-entries 10000 -faq-questions 1000000
func BenchmarkFAQPages(b *testing.B) {
	w := openTown(b, postgrestest.Durable(b))
	fillFAQ(b, w)
	deadline := time.Now().Add(5 * time.Minute)
	for !strings.Contains(w.desk("/desk/faq"), `id="c-large"`) {
		if time.Now().After(deadline) {
			b.Fatal("the large FAQ does not come into service")
		}
		time.Sleep(time.Second)
	}
	began := time.Now()
	w.desk("/desk/faq/checks")
	b.Logf("the first look at what is to be checked: %.0f ms", float64(time.Since(began).Microseconds())/1000)
	for _, page := range []struct{ name, path string }{
		{"list", "/desk/faq"}, {"middle", fmt.Sprintf("/desk/faq?of=large&from=%d", *faqEntries/2)}, {"checks", "/desk/faq/checks"}, {"entry", "/desk/faq/large/5"},
		{"unanswered", "/desk/faq/unanswered"}, {"latest", "/desk/faq/unanswered?order=latest"}, {"programme", "/desk/faq/unanswered?order=latest&programme=large"},
		{"far", fmt.Sprintf("/desk/faq/unanswered?after=%d", *faqQuestions/20)}, {"question", "/desk/faq/unanswered/5"},
		{"edit", "/desk/edit/large/9"}, {"new", "/desk/edit/new?programme=large"}, {"corrections", "/desk/corrections"},
		{"import", "/desk/faq/import"}, {"contrasts", "/desk/contrast"},
	} {
		b.Run(page.name, func(b *testing.B) {
			bytes := 0
			for b.Loop() {
				bytes = len(w.desk(page.path))
			}
			b.ReportMetric(float64(bytes), "B")
		})
	}
	b.Run("look", func(b *testing.B) { // at a document of 2,000 entries that all change, once it is read
		_, address, page := w.bring("large", "新しい版.csv", newEdition(min(*faqEntries, 2000)))
		if !strings.Contains(page, "/publish") && !strings.Contains(page, "どの文書か") {
			b.Fatalf("the document was not taken:\n%s", page)
		}
		address += "?new=1"
		began := time.Now()
		w.desk(address)
		b.Logf("the first look at the document: %.0f ms", float64(time.Since(began).Microseconds())/1000)
		bytes := 0
		for b.Loop() {
			bytes = len(w.desk(address + "&of=added&from=50"))
		}
		b.ReportMetric(float64(bytes), "B")
	})
	b.Run("effect", func(b *testing.B) { // of another text each time: what is known already is not asked again
		version := 0
		for b.Loop() {
			form := entryForm(fmt.Sprint(version), "1", fmt.Sprintf("7番の窓口で領収書を%d通もらえますか", version), "二階の窓口でお渡しします。")
			page := w.deskPost("/desk/edit/large/7", form)
			if version++; !strings.Contains(page, "/publish") {
				b.Fatal("what the draft would change was not found in the time that a page has")
			}
		}
	})
}

// newEdition is a document of so many entries.
func newEdition(entries int) []byte {
	var b strings.Builder
	b.WriteString("質問,回答\n")
	for i := range entries {
		fmt.Fprintf(&b, "%d番の窓口では何を受け取れますか,%d番の窓口では会員証と領収書を受け取れます。\n", i+1, i+1)
	}
	return []byte(b.String())
}

// fillFAQ puts a programme into the database, with what was asked of it: by the tables, since it is the number of rows
// that matters. The triggers run; only the grouping has been done already.
func fillFAQ(b *testing.B, w *town) {
	var database string
	for _, v := range w.env {
		if value, ok := strings.CutPrefix(v, "DATABASE_URL="); ok {
			database = value
		}
	}
	db := connectTo(b, database)
	const words = `
		CREATE FUNCTION pg_temp.wording(n bigint) RETURNS text LANGUAGE sql AS $$
		SELECT (ARRAY['会費','領収書','請求書','会員証','登録番号','駐車場','商品登録','補助金','退会届','住所変更'])[1 + n % 10] || 'は' ||
		       (ARRAY['東京','大阪','名古屋','福岡','札幌','ベトナム','台湾','タイ','中国','韓国'])[1 + (n / 10) % 10] || 'の' ||
		       (ARRAY['展示会','商談会','セミナー','倉庫','店','工場','事務所','学校','病院','役所'])[1 + (n / 100) % 10] || 'で' ||
		       (n / 1000) % 100 || '番の' || (ARRAY['窓口','受付','担当者','係','会場','部屋','階','棟','机','席'])[1 + (n / 100000) % 10] || 'に届きますか' $$`
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{words, nil},
		{`INSERT INTO collections (id, place, body, source) SELECT 'large', 9, jsonb_build_object('id', 'large', 'title', '大きな事業'), ''`, nil},
		{`INSERT INTO documents (collection, number, name, body, source) SELECT 'large', 1, 'large.txt', jsonb_build_object('id', 'large', 'title', '大きな事業'), ''`, nil},
		{`INSERT INTO entries (collection, ordinal, place, question, body)
		  SELECT 'large', n, n, pg_temp.wording(n), jsonb_build_object('collection', 'large', 'order', n, 'question', pg_temp.wording(n), 'aliases', ARRAY[pg_temp.wording(n) || 'か教えて'],
		         'answer', jsonb_build_array(jsonb_build_object('type', 'paragraph', 'text', '受付（03-1234-' || 1000 + n % 300 || '）へ' || 1 + n % 12 || '月10日までに' || 100 * (n % 50) || '円をお持ちください。')))
		  FROM   generate_series(1, $1::bigint) AS n`, []any{*faqEntries}},
		{`INSERT INTO answered (at, conversation, event, query, verdict, ref, useful, counted)
		  SELECT now() - ($1 - n) * interval '30 seconds', 0, n, pg_temp.wording(n % 50000), 'answer', 'large/' || 1 + n % $2, CASE WHEN n % 20 = 0 THEN 'yes' ELSE '' END, 2
		  FROM   generate_series(1, $1::bigint) AS n`, []any{*faqQuestions, *faqEntries}},
		{`INSERT INTO questions (programme, wording, first, terms, weights, none, first_at, last_at)
		  SELECT (ARRAY['large','hanro','tsunagu'])[1 + n % 3], pg_temp.wording(n), 1 + 10 * (n - 1), ARRAY['w' || n], ARRAY[1]::real[], 10, now() - n * interval '5 minutes', now() - n * interval '4 minutes'
		  FROM   generate_series(1, $1::bigint / 10) AS n`, []any{*faqQuestions}},
		{`INSERT INTO unanswered (at, conversation, event, programme, wording, how, question)
		  SELECT now() - n * interval '30 seconds', 0, n, (ARRAY['large','hanro','tsunagu'])[1 + (1 + n / 10) % 3], pg_temp.wording(1 + n / 10), 'none', 1 + (n - 1) / 10
		  FROM   generate_series(1, $1::bigint) AS n`, []any{*faqQuestions}},
		{`UPDATE faq_revision SET revision = revision + 1`, nil}, {`NOTIFY madoguchi_faq`, nil}, {`ANALYZE`, nil},
	} {
		if _, err := db.Exec(b.Context(), step.sql, step.args...); err != nil {
			b.Fatalf("%s: %v", step.sql, err)
		}
	}
}
