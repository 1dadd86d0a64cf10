package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"madoguchi/llm/llmfake"
	"madoguchi/postgres/postgrestest"
)

var dump = flag.String("dump", "", "play an office's life and write a dump of it, of this name, to "+dumps)

// dumps holds what databases of released schemas look like, with the life of an office in them.
const dumps = "../../postgres/testdata/dumps"

// mostDump is how large a dump may be: it stays in the tree for ever.
const mostDump = 300_000

// TestDump makes the dump that is named on the command line: make dump NAME=0011. Without a name it
// plays the life all the same, so that the next release finds it playable.
func TestDump(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	l := &life{town: openTown(t, database, "MADOGUCHI_OFFICE="+lifeOffice(t), "MADOGUCHI_IDENTIFY_SECRET="+lifeSecret, "MADOGUCHI_LLM_URL="+lifeModel(t), "MADOGUCHI_LLM_MODEL="+llmfake.Model), kept: keepsake{
		Buttons: map[string]map[string]string{}, Tokens: map[string]string{}, Tickets: map[string]string{},
	}}
	l.live(database)
	l.kept.Schema = everyTableIsUsed(t, database)
	if *dump == "" {
		return
	}
	plain := pgDump(t, database)
	kept, err := json.MarshalIndent(l.kept, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	packed := pack(t, plain)
	if len(packed) > mostDump {
		t.Fatalf("the dump has %d bytes, more than %d", len(packed), mostDump)
	}
	for name, data := range map[string][]byte{".sql.gz": packed, ".json": append(kept, '\n')} {
		if err := os.WriteFile(filepath.Join(dumps, *dump+name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// lifeModel is a language model that knows about one thing, and else changes nothing.
func lifeModel(t *testing.T) (url string) {
	pick := llmfake.Pick(func(_ string, entries []llmfake.Entry) string { return entries[0].ID })
	return llmfake.New(t, func(r llmfake.Request) llmfake.Reply {
		if r.Message != unsureQuestion {
			return llmfake.Reply{Status: http.StatusInternalServerError, Raw: "out of memory"}
		}
		return pick(r)
	}).URL
}

func pack(t *testing.T, plain []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := zip.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// everyTableIsUsed fails the test on a table without a row: what is not in the dump is not tested
// when it is upgraded. It gives the schema's version.
func everyTableIsUsed(t *testing.T, database string) (schema int) {
	t.Helper()
	conn := connectTo(t, database)
	rows, err := conn.Query(t.Context(), `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 20 {
		t.Fatalf("tables %v: %v", tables, err)
	}
	for _, table := range tables {
		switch table {
		case "reply_tokens": // they end within a minute: no dump that is of use later has one
			continue
		case "faq_links": // the first look at other sites is minutes after the start
			continue
		case "figures_due": // what waits there is counted within a minute
			continue
		case "mail_files", "mail_key", "mailboxes": // no mail comes in during the life
			continue
		}
		var used bool
		if err := conn.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM `+pgx.Identifier{table}.Sanitize()+`)`).Scan(&used); err != nil {
			t.Fatal(err)
		}
		if !used {
			t.Errorf("the life leaves the table %s empty", table)
		}
	}
	var states string
	if err := conn.QueryRow(t.Context(), `
		SELECT (SELECT string_agg(DISTINCT state, ' ' ORDER BY state) FROM deliveries WHERE state <> 'sending') || ' / ' ||
		       (SELECT string_agg(DISTINCT status, ' ' ORDER BY status) FROM tickets)`).Scan(&states); err != nil {
		t.Fatal(err)
	}
	if want := "dead discarded held pending sent / cancelled on_hold received resolved waiting working"; states != want {
		t.Errorf("deliveries and tickets stand at %q, want %q", states, want)
	}
	if err := conn.QueryRow(t.Context(), `SELECT max(version) FROM schema_migrations`).Scan(&schema); err != nil {
		t.Fatal(err)
	}
	return schema
}

func connectTo(t testing.TB, database string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

// reach gives the arguments by which Postgres' own programs reach a database.
func reach(t *testing.T, database string) []string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	return []string{"-h", u.Query().Get("host"), "-U", u.Query().Get("user"), strings.TrimPrefix(u.Path, "/")}
}

func pgDump(t *testing.T, database string) []byte {
	t.Helper()
	out, err := exec.Command("pg_dump", append([]string{"--no-owner", "--no-privileges"}, reach(t, database)...)...).Output()
	if err != nil {
		t.Fatalf("pg_dump: %v", err)
	}
	return out
}
