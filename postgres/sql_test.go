package postgres_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// TestEveryStatementFitsTheSchema prepares every constant of the package whose name begins with
// sql: a column that was renamed is found here, not by a member.
func TestEveryStatementFitsTheSchema(t *testing.T) {
	t.Parallel()
	statements := readStatements(t)
	if len(statements) < 60 {
		t.Fatalf("found only %d statements in the package", len(statements))
	}
	conn, err := pgx.Connect(t.Context(), postgrestest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for name, sql := range statements {
		if _, err := conn.Prepare(t.Context(), "", positional(sql)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, sql := range postgres.NamingStatements() {
		if _, err := conn.Prepare(t.Context(), "", positional(sql)); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
	for i, f := range []ticket.Filter{
		{}, {Status: []ticket.Status{ticket.Received}, Team: "t", Assignee: "-"}, {Overdue: time.Now(), Before: 9, Kind: ticket.Change},
		{IDs: []int64{1}, Programme: "p", Contact: chat.Address{Channel: "web", ID: "x"}, Assignee: "desk:a"},
		{Within: &ticket.Within{Person: chat.Person{ID: "staff:1", Name: "林"}, Teams: []string{"コーディネーター"}}, Status: []ticket.Status{ticket.Received}},
	} {
		sql, args := postgres.TicketsQuery(f)
		rows, err := conn.Query(t.Context(), sql, args)
		if err == nil {
			rows.Close()
			err = rows.Err()
		}
		if err != nil {
			t.Errorf("filter %d: %v\n%s", i, err, sql)
		}
	}
}

var named = regexp.MustCompile(`@([a-z_0-9]+)`)

// positional gives named arguments numbers, as pgx does when it runs the statement.
func positional(sql string) string {
	numbers := map[string]int{}
	return named.ReplaceAllStringFunc(sql, func(name string) string {
		if numbers[name] == 0 {
			numbers[name] = len(numbers) + 1
		}
		return "$" + strconv.Itoa(numbers[name])
	})
}

// readStatements reads the package's string constants from its source.
func readStatements(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	exprs := map[string]ast.Expr{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == len(spec.Names) {
				for i, name := range spec.Names {
					exprs[name.Name] = spec.Values[i]
				}
			}
			return true
		})
	}
	statements := map[string]string{}
	for name, expr := range exprs {
		if strings.HasPrefix(name, "sql") {
			text, err := evaluate(expr, exprs)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			statements[name] = text
		}
	}
	return statements
}

// evaluate computes a string constant: literals, names and their concatenation.
func evaluate(e ast.Expr, names map[string]ast.Expr) (string, error) {
	switch e := e.(type) {
	case *ast.BasicLit:
		return strconv.Unquote(e.Value)
	case *ast.Ident:
		return evaluate(names[e.Name], names)
	case *ast.BinaryExpr:
		x, err := evaluate(e.X, names)
		if err != nil {
			return "", err
		}
		y, err := evaluate(e.Y, names)
		return x + y, err
	}
	return "", fmt.Errorf("%T in a statement: only constants are checked", e)
}

// TestAbsenceIsSaidInOnePlace: that there is no such row becomes chat.ErrNotFound by orNotFound and expectOne alone.
func TestAbsenceIsSaidInOnePlace(t *testing.T) {
	t.Parallel()
	twin := regexp.MustCompile(`(ErrNoRows[^\n]*|RowsAffected\(\) == 0) \{\n\t+(return [^\n]*|err = )chat\.ErrNotFound\n`)
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 100 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := twin.Find(raw); (found != nil) != (name == "absent.go") {
			t.Errorf("%s: %q", name, found)
		}
	}
}
