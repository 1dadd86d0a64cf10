package archive

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestConninfo(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][2]string{
		"postgres://office:s%20e%27cret@db.example:5433/m?sslmode=verify-full": {"postgres://office@db.example:5433/m?sslmode=verify-full", "s e'cret"},
		"postgres:///madoguchi?host=%2Fvar%2Flib%2Fmad%2Frun&user=madoguchi":   {"postgres:///madoguchi?host=%2Fvar%2Flib%2Fmad%2Frun&user=madoguchi", ""},
		"postgresql://a,b:5433/m?target_session_attrs=read-write&pool_max_conns=9": {
			"postgresql://a,b:5433/m?target_session_attrs=read-write", ""},
		"postgres://u@h/m?password=p&options=-c%20x%3Dy":    {"postgres://u@h/m?options=-c%20x%3Dy", "p"},
		`host=h user=u password='a \'b' dbname=m`:           {"host=h user=u  dbname=m", "a 'b"},
		"host=h password=plain":                             {"host=h", "plain"},
		"host=h dbname=m":                                   {"host=h dbname=m", ""},
		"postgres://h/m?default_query_exec_mode=exec&a=b+c": {"postgres://h/m?a=b%20c", ""},
	} {
		if place, password := conninfo(in); place != want[0] || password != want[1] {
			t.Errorf("%s\ngives %s and %q\nwant  %s and %q", in, place, password, want[0], want[1])
		}
	}
}

func TestIn(t *testing.T) {
	t.Parallel()
	if got, err := In("postgres://u:p@h:1/m?dbname=x&sslmode=require", "other"); err != nil || got != "postgres://u:p@h:1/other?sslmode=require" {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := In("host=h dbname=m", "other"); err == nil {
		t.Errorf("got %s without an error", got)
	}
}

// TestSaysWhatIsWrong: what pg_dump says is passed on, without the password.
func TestSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := Dump(context.Background(), "postgres://office:s3cret@127.0.0.1:1/m", "", &out)
	if err == nil || !strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %v", err)
	}
	file := filepath.Join(t.TempDir(), "not a backup")
	if err := os.WriteFile(file, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Load(context.Background(), "postgres://127.0.0.1:1/m", file); err == nil || !strings.Contains(err.Error(), "archive") {
		t.Errorf("got %v", err)
	}
}
