package postgres_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
)

// A lettered column is one of the schema that holds letters or bytes, or must have something in it.
type lettered struct {
	Table, Name, Type string
	Letters           bool
}

// readColumns are what testdata/colleagues.txt says of columns: what is put into those that name colleagues, and what
// of all others.
func readColumns(t *testing.T) (named, others map[string]string) {
	t.Helper()
	raw, err := os.ReadFile("testdata/colleagues.txt")
	if err != nil {
		t.Fatal(err)
	}
	named, others = map[string]string{}, map[string]string{}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "", "#":
		case "kept", "until":
			others[rest] = word
		case "none":
			table, columns, _ := strings.Cut(rest, ": ")
			for _, c := range strings.Fields(columns) {
				others[table+"."+c] = word
			}
		default:
			named[word] = rest
		}
	}
	return named, others
}

// plant puts a row into each table that names colleagues, whatever the rest of the row is.
func plant(t *testing.T, conn *pgx.Conn, columns []lettered, values map[string]string) {
	t.Helper()
	rows := map[string][][2]string{} // by table: columns and what is put there
	needed := map[string][][2]string{}
	for i, c := range columns {
		at := c.Table + "." + c.Name
		switch v, is := values[at]; {
		case is && v != "-":
			rows[c.Table] = append(rows[c.Table], [2]string{c.Name, v})
		case !is && c.Type != "":
			filler := map[string]string{"jsonb": "{}", "timestamp with time zone": "2026-11-01", "date": "2026-11-01", "boolean": "false", "uuid": "00000000-0000-0000-0000-000000000001", "bytea": fmt.Sprint(i)}
			v, known := filler[c.Type]
			switch {
			case known:
			case strings.HasSuffix(c.Type, "[]"):
				v = "{}"
			case c.Letters:
				v = fmt.Sprintf("x%d", i)
			default:
				v = fmt.Sprint(1000 + i)
			}
			needed[c.Table] = append(needed[c.Table], [2]string{c.Name, v})
		}
	}
	for _, table := range slices.Sorted(maps.Keys(rows)) {
		var names, literals []string
		for _, cell := range append(rows[table], needed[table]...) {
			names, literals = append(names, pgx.Identifier{cell[0]}.Sanitize()), append(literals, "'"+cell[1]+"'")
		}
		sql := "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(literals, ", ") + ")"
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

// TestColleaguesAreFoundEverywhere: of each column in which letters can stand it is known whether it names people of
// the office, and who is erased is gone from all that do but those which are said to keep names.
func TestColleaguesAreFoundEverywhere(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s, conn := openURL(t, url, postgres.Options{}), connect(t, url)
	rows, _ := conn.Query(t.Context(), `
		SELECT   a.attrelid::regclass::text, a.attname,
		         CASE WHEN a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' THEN format_type(a.atttypid, NULL) ELSE '' END,
		         a.atttypid IN ('text'::regtype, 'text[]'::regtype, 'jsonb'::regtype, 'json'::regtype, 'bytea'::regtype, 'varchar'::regtype)
		FROM     pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		WHERE    c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
		ORDER BY 1, a.attnum`)
	columns, err := pgx.CollectRows(rows, pgx.RowToStructByPos[lettered])
	if err != nil || len(columns) < 300 {
		t.Fatalf("%d columns, %v", len(columns), err)
	}
	named, others := readColumns(t)
	known := maps.Clone(others)
	maps.Copy(known, named)
	for _, c := range columns {
		at := c.Table + "." + c.Name
		if _, is := known[at]; !is && c.Letters {
			t.Errorf("does %s name people of the office? Say so in testdata/colleagues.txt, and if it does, in namings", at)
		}
		delete(known, at)
	}
	for at := range known {
		t.Errorf("testdata/colleagues.txt knows %s, the schema does not", at)
	}

	employ(t, s, staff.Account{Name: "管理", Role: staff.Admin})
	a := employ(t, s, staff.Account{Name: "佐々木花子", Reading: "佐々木花子", Mail: "U0SASAKI@example.jp", Slack: "U0SASAKI", Role: staff.Clerk})
	a.Ends = time.Now().Add(-time.Minute)
	if _, err := s.SaveAccount(t.Context(), a, operator); err != nil {
		t.Fatal(err)
	}
	if err := s.LinkSubject(t.Context(), "https://company.example", "U0SASAKI", a.ID); err != nil {
		t.Fatal(err)
	}
	// What is put here belongs to nothing, and is checked for nothing but who it names.
	for _, sql := range []string{`SET session_replication_role = replica`, `DO $$ DECLARE c record; BEGIN
		FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace LOOP
			EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname);
		END LOOP; END $$`} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	values := map[string]string{"disposals.who_name": a.Name}
	for at, v := range named {
		values[at] = strings.NewReplacer("NAME", a.Name, "ID", "slack:U0SASAKI").Replace(v)
	}
	plant(t, conn, columns, values)
	before := map[string]bool{}
	for _, word := range []string{a.Name, a.Slack} {
		for _, at := range found(t, url, word) {
			before[at] = true
		}
	}
	for at, v := range named {
		if !before[at] && (strings.Contains(v, "NAME") || strings.Contains(v, "ID")) {
			t.Errorf("%s names nobody: the test proves nothing of it", at)
		}
	}

	if err := s.EraseAccount(t.Context(), a.ID, "元職員2", operator); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{a.Name, a.Slack} {
		for _, at := range found(t, url, word) {
			if others[at] != "kept" {
				t.Errorf("%s still says %s", at, word)
			}
		}
	}
	var steps string
	if err := conn.QueryRow(t.Context(), `SELECT steps::text FROM incidents`).Scan(&steps); err != nil || !strings.Contains(steps, `"管理"`) || !strings.Contains(steps, "元職員2") {
		t.Errorf("who took which step: %s, %v", steps, err)
	}
}
