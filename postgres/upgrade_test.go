package postgres_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"madoguchi/postgres/postgrestest"
)

var dump = flag.String("dump", "", "write what this program needs of the schema to testdata/dumps, under this name")

// needs are what a released program needs of the schema. They stand in for the program itself, which
// the tree does not keep: as long as they are met, it runs.
type needs struct {
	Schema     int               // its own
	Columns    map[string]column // by table.column: all there were
	Statements map[string]string // each constant of its source
}

type column struct {
	Type     string
	Required bool `json:",omitempty"` // an INSERT must name it
}

// TestNeeds writes the needs of today's program, where -dump names them: see make dump.
func TestNeeds(t *testing.T) {
	t.Parallel()
	conn := connect(t, postgrestest.URL(t))
	now := needs{schemaOf(t, conn), columnsOf(t, conn), readStatements(t)}
	if faults := unmet(t, conn, now); len(faults) > 0 {
		t.Errorf("this program does not run on its own schema: %q", faults)
	}
	if *dump == "" {
		return
	}
	data, err := json.MarshalIndent(now, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata/dumps", *dump+".needs.json"), append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestReleasedProgramsRun holds "-- oldest" of the newest migration: each released program from there
// on finds what it needs in today's schema.
func TestReleasedProgramsRun(t *testing.T) {
	t.Parallel()
	conn := connect(t, postgrestest.URL(t))
	var oldest int
	if err := conn.QueryRow(t.Context(), `SELECT oldest FROM schema_migrations ORDER BY version DESC LIMIT 1`).Scan(&oldest); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/dumps/*.needs.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no needs in testdata/dumps: %v", err)
	}
	for _, file := range files {
		var then needs
		data, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(data, &then)
		}
		if err != nil {
			t.Fatal(err)
		}
		if then.Schema < oldest {
			continue
		}
		for _, fault := range unmet(t, conn, then) {
			t.Errorf("the program of %s: %s", strings.TrimSuffix(filepath.Base(file), ".needs.json"), fault)
		}
	}
}

// TestUnmetNeeds: each change that the program of before does not survive is seen.
func TestUnmetNeeds(t *testing.T) {
	t.Parallel()
	for change, want := range map[string]string{
		`ALTER TABLE answered DROP COLUMN useful`:                              "answered.useful is gone",
		`DROP TABLE absences`:                                                  "absences.person is gone",
		`ALTER TABLE notices RENAME COLUMN text TO words`:                      "notices.text is gone",
		`ALTER TABLE notices ALTER COLUMN text TYPE bytea USING text::bytea`:   "notices.text was text and is bytea",
		`ALTER TABLE links ADD COLUMN why text NOT NULL`:                       "links.why must be given",
		`ALTER TABLE answered ALTER COLUMN useful DROP DEFAULT`:                "answered.useful must be given",
		`ALTER TABLE deliveries ALTER COLUMN joined SET NOT NULL`:              "deliveries.joined must be given",
		`ALTER TABLE events DROP CONSTRAINT events_channel_event_id_key`:       "ON CONFLICT",
		`DROP FUNCTION blank_values`:                                           "blank_values",
		`ALTER TABLE links ADD COLUMN why text NOT NULL DEFAULT ''`:            "",
		`ALTER TABLE links ADD COLUMN why text; CREATE TABLE more (id bigint)`: "",
	} {
		conn := connect(t, postgrestest.URL(t))
		now := needs{schemaOf(t, conn), columnsOf(t, conn), readStatements(t)}
		if _, err := conn.Exec(t.Context(), change); err != nil {
			t.Fatalf("%s: %v", change, err)
		}
		faults := strings.Join(unmet(t, conn, now), "\n")
		if (want == "") != (faults == "") || !strings.Contains(faults, want) {
			t.Errorf("%s: found %q, want %q", change, faults, want)
		}
	}
}

func schemaOf(t *testing.T, conn *pgx.Conn) (version int) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), `SELECT max(version) FROM schema_migrations`).Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

func columnsOf(t *testing.T, conn *pgx.Conn) map[string]column {
	t.Helper()
	rows, err := conn.Query(t.Context(), `
		SELECT table_name || '.' || column_name, udt_name,
		       is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'
		FROM   information_schema.columns
		WHERE  table_schema = 'public'`)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]column{}
	var name string
	var c column
	if _, err := pgx.ForEachRow(rows, []any{&name, &c.Type, &c.Required}, func() error { found[name] = c; return nil }); err != nil {
		t.Fatal(err)
	}
	return found
}

// unmet says which needs a schema does not meet.
func unmet(t *testing.T, conn *pgx.Conn, then needs) (faults []string) {
	t.Helper()
	now := columnsOf(t, conn)
	tables := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(then.Columns)) {
		table, _, _ := strings.Cut(name, ".")
		tables[table] = true
		if c, ok := now[name]; !ok {
			faults = append(faults, name+" is gone")
		} else if c.Type != then.Columns[name].Type {
			faults = append(faults, fmt.Sprintf("%s was %s and is %s", name, then.Columns[name].Type, c.Type))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		table, _, _ := strings.Cut(name, ".")
		if tables[table] && now[name].Required && !then.Columns[name].Required {
			faults = append(faults, name+" must be given, which it does not know")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(then.Statements)) {
		if err := planned(t, conn, then.Statements[name]); err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", name, err))
		}
	}
	return faults
}

var plannable = regexp.MustCompile(`^(?i)\s*(--.*\n\s*)*(SELECT|INSERT|UPDATE|DELETE|WITH)\b`)

// planned parses a statement and plans it, too: only then is it seen whether ON CONFLICT finds its
// index.
func planned(t *testing.T, conn *pgx.Conn, sql string) error {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context()) //nolint:errcheck // nothing was done
	statement, err := tx.Prepare(t.Context(), "", positional(sql))
	if err != nil || !plannable.MatchString(sql) {
		return err
	}
	arguments := ""
	if n := len(statement.ParamOIDs); n > 0 {
		arguments = "(" + strings.TrimSuffix(strings.Repeat("NULL, ", n), ", ") + ")"
	}
	_, err = tx.Exec(t.Context(), `SET LOCAL plan_cache_mode = force_generic_plan; PREPARE old AS `+positional(sql)+`; EXPLAIN EXECUTE old`+arguments+`; DEALLOCATE old`)
	return err
}
