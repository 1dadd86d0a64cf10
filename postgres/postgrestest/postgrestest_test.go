package postgrestest_test

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"madoguchi/postgres/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	t.Parallel()
	for range 2 {
		pool := postgrestest.New(t)
		var conversations int
		if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM conversations`).Scan(&conversations); err != nil || conversations != 0 {
			t.Errorf("%d conversations in a new database, %v", conversations, err)
		}
		if _, err := pool.Exec(t.Context(), `INSERT INTO conversations (address) VALUES ('web::x')`); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDurableServerWaitsForTheDisk(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{postgrestest.URL(t): "off", postgrestest.Durable(t): "on"} {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		if err := conn.QueryRow(t.Context(), `SHOW fsync`).Scan(&got); err != nil || got != want {
			t.Errorf("fsync is %s, want %s (%v)", got, want, err)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
