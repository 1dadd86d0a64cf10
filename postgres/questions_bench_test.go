package postgres_test

import (
	"os"
	"strconv"
	"testing"
	"time"

	"madoguchi/faq/search"
	"madoguchi/learn"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// BenchmarkMillionQuestions measures the pages' query and the grouping over a million questions that were not
// answered, of a hundred thousand wordings.
func BenchmarkMillionQuestions(b *testing.B) {
	thousands, err := strconv.Atoi(os.Getenv("MADOGUCHI_QUESTIONS"))
	if err != nil {
		b.Skip("set MADOGUCHI_QUESTIONS to how many thousand: 1000 take minutes")
	}
	url := postgrestest.URL(b)
	s := openURL(b, url, postgres.Options{})
	pool := rawPool(b, url)
	if _, err := pool.Exec(b.Context(), `
		INSERT INTO unanswered (at, conversation, event, wording, how, ref)
		SELECT now() - n * interval '30 seconds', 1 + n % 5000, n,
		       (ARRAY['会費','領収書','請求書','会員証','登録番号','駐車場','商品登録','補助金','退会','住所変更'])[1 + n % 10] || 'は' ||
		       (ARRAY['東京','大阪','名古屋','福岡','札幌','ベトナム','台湾','タイ','中国','韓国'])[1 + (n / 10) % 10] || 'の' ||
		       (ARRAY['展示会','商談会','セミナー','倉庫','店','工場','事務所','学校','病院','役所'])[1 + (n / 100) % 10] || 'で' ||
		       (n / 1000) % 100 || '番の' || (ARRAY['窓口','受付','担当者','係','会場','部屋','階','棟','机','席'])[1 + (n / 100000) % 10] || 'に届きますか',
		       (ARRAY['handoff','none','unsolved','chosen'])[1 + n % 4], 'tsunagu/' || 1 + n % 10
		FROM   generate_series(1, 1000 * $1::integer) AS n`, thousands); err != nil {
		b.Fatal(err)
	}
	groups := learn.NewGroups(func(text string) []learn.Term {
		found, _ := search.Terms(text)
		terms := make([]learn.Term, len(found))
		for i, t := range found {
			terms[i] = learn.Term(t)
		}
		return terms
	})
	began, done := time.Now(), 0
	for n := 2000; n == 2000; {
		var err error
		if n, err = s.GroupQuestions(b.Context(), groups, 2000); err != nil {
			b.Fatal(err)
		}
		if done += n; done%20_000 == 0 {
			p, _ := s.Grouping(b.Context())
			b.Logf("%d questions, %d groups, %v, %d %%", done, groups.Len(), time.Since(began).Round(time.Second), p.Percent())
		}
	}
	for b.Loop() {
		found, err := s.Groups(b.Context(), learn.Filter{})
		if err != nil || len(found) == 0 {
			b.Fatal(found, err)
		}
	}
}
