//go:build slow

package baseline

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"madoguchi/faq"
	"madoguchi/faq/search/kana"
)

// An fts is SQLite's full text search over trigrams. Only the tests need it, so only they link it.
type fts struct{ db *sql.DB }

func newFTS(t *testing.T, entries []*faq.Entry) Engine {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	if _, err := db.ExecContext(t.Context(), `create virtual table faq using fts5(question, answer, tokenize = 'trigram')`); err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		q, a := text(e)
		if _, err := db.ExecContext(t.Context(), `insert into faq (rowid, question, answer) values (?, ?, ?)`, i+1, q, a); err != nil {
			t.Fatal(err)
		}
	}
	return &fts{db}
}

// Search asks for any of the query's trigrams, which is what the tokenizer can find.
func (f *fts) Search(ctx context.Context, query string, n int) ([]int, error) {
	var terms []string
	rs := []rune(kana.Normalise(query))
	for i := 0; i+3 <= len(rs); i++ {
		terms = append(terms, `"`+strings.ReplaceAll(string(rs[i:i+3]), `"`, `""`)+`"`)
	}
	if len(terms) == 0 {
		return nil, nil
	}
	rows, err := f.db.QueryContext(ctx, `select rowid from faq where faq match ? order by bm25(faq, 3, 1) limit ?`, strings.Join(terms, " OR "), n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int
	for rows.Next() {
		var id int
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id-1)
	}
	return out, rows.Err()
}
