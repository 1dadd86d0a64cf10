package postgres_test

import (
	"errors"
	"testing"

	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// TestPractice: the practice mode takes an empty database and its own, empties its own alone, and leaves every other as it is.
func TestPractice(t *testing.T) {
	ctx, url := t.Context(), postgrestest.URL(t)
	conn := connect(t, url)
	const people = `SELECT count(*) FROM accounts`
	if _, err := postgres.OpenPractice(ctx, url, true); !errors.Is(err, postgres.ErrNotPractice) {
		t.Fatalf("a database with tables: %v", err)
	}
	var n int
	if err := conn.QueryRow(ctx, people).Scan(&n); err != nil {
		t.Errorf("it was not left as it is: %v", err)
	}
	if is, err := postgres.IsPractice(ctx, url); is || err != nil {
		t.Errorf("the refused one is the practice mode's: %v, %v", is, err)
	}
	if _, err := conn.Exec(ctx, `DROP SCHEMA public CASCADE; CREATE SCHEMA public`); err != nil {
		t.Fatal(err)
	}
	open := func(anew, fresh bool) *postgres.Practice {
		t.Helper()
		p, err := postgres.OpenPractice(ctx, url, anew)
		if err != nil || p.Fresh != fresh {
			t.Fatalf("open, anew %t: %+v, %v", anew, p, err)
		}
		return p
	}
	p := open(false, true)
	if _, err := postgres.OpenPractice(ctx, url, false); !errors.Is(err, postgres.ErrPractising) {
		t.Errorf("while somebody practises: %v", err)
	}
	if err := postgres.Migrate(ctx, url); err != nil {
		t.Fatal(err)
	}
	p.Close()
	p = open(false, true) // it was not finished: the tables are gone
	if err := conn.QueryRow(ctx, people).Scan(&n); err == nil {
		t.Error("what was half filled is still there")
	}
	if err := errors.Join(postgres.Migrate(ctx, url), p.Ready(ctx)); err != nil {
		t.Fatal(err)
	}
	p.Close()
	p = open(false, false)
	p.Close()
	if err := conn.QueryRow(ctx, people).Scan(&n); err != nil {
		t.Errorf("what was filled is kept: %v", err)
	}
	if is, err := postgres.IsPractice(ctx, url); !is || err != nil {
		t.Errorf("it is the practice mode's: %v, %v", is, err)
	}
	open(true, true).Close()
}
