package embedded

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// errNoBinaries is what somebody without Postgres reads.
var errNoBinaries = errors.New("no Postgres server is installed here: run `apt-get install postgresql` (macOS: `brew install postgresql`), or set DATABASE_URL to one that runs elsewhere")

// findBinaries is the directory with initdb and postgres to use for a data directory. One that
// exists takes the binaries of its own version and no other.
func findBinaries(option, data string) (string, error) {
	candidates := candidateDirs(option)
	major, err := dataVersion(data)
	if err != nil {
		return "", err
	}
	if major != "" {
		for _, dir := range candidates {
			if binaryVersion(dir) == major {
				return dir, nil
			}
		}
		return "", fmt.Errorf("%s was made by Postgres %s, which is not installed: run `apt-get install postgresql-%s`, or move its contents with pg_dump and pg_restore", data, major, major)
	}
	if len(candidates) == 0 {
		return "", errNoBinaries
	}
	return candidates[0], nil
}

// candidateDirs lists where both binaries are, best first.
func candidateDirs(option string) []string {
	dirs := []string{}
	add := func(dir string) {
		if dir != "" && isExecutable(filepath.Join(dir, "initdb")) && isExecutable(filepath.Join(dir, "postgres")) && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	if option != "" {
		add(option)
		return dirs
	}
	for _, program := range []string{"postgres", "initdb"} {
		if path, err := exec.LookPath(program); err == nil {
			if path, err = filepath.EvalSymlinks(path); err == nil { // a link in /usr/local/bin leads to its siblings
				add(filepath.Dir(path))
			}
		}
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		add(strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin",
	} {
		found, _ := filepath.Glob(pattern) // the patterns are well formed
		slices.SortFunc(found, func(a, b string) int { return number(b) - number(a) })
		for _, dir := range found {
			add(dir)
		}
	}
	return dirs
}

// number is the version number in a path such as /usr/lib/postgresql/15/bin, or 0.
func number(path string) int {
	digits := strings.FieldsFunc(path, func(r rune) bool { return r < '0' || r > '9' })
	if len(digits) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(digits[0]) // digits only
	return n
}

func isExecutable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// dataVersion is the major version that made a data directory, "" where there is none yet.
func dataVersion(data string) (string, error) {
	raw, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		if entries, err := os.ReadDir(data); err == nil && len(entries) > 0 {
			return "", fmt.Errorf("%s is not empty and not a database: move it away or choose another directory", data)
		}
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the database's version: %w", err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// binaryVersion is the major version of the postgres in dir: "15" of "postgres (PostgreSQL) 15.18 (Debian …)".
func binaryVersion(dir string) string {
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return ""
	}
	_, version, _ := strings.Cut(string(out), ") ")
	major, _, _ := strings.Cut(strings.TrimSpace(version), ".")
	return major
}
