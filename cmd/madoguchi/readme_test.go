package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/postgres/postgrestest"
)

// block is a line of a command block: indented, or within a fence of sh.
var (
	indented = regexp.MustCompile(`(?m)^    ([a-z].*)$`)
	fenced   = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")
)

// blocks are the command lines of a page.
func blocks(t *testing.T, page string) (lines []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range indented.FindAllStringSubmatch(string(text), -1) {
		lines = append(lines, m[1])
	}
	for _, m := range fenced.FindAllStringSubmatch(string(text), -1) {
		lines = append(lines, strings.Split(strings.TrimSpace(m[1]), "\n")...)
	}
	return lines
}

// notRun are the commands of the pages that no test runs, by how they begin, and why.
var notRun = map[string]string{
	"bin/madoguchi serve":    "does not end; every test with a town runs it",
	"bin/madoguchi desk":     "TestSignIn does",
	"madoguchi restore":      "TestRestore does, on a backup of its own",
	"sudo apt install":       "installs a package",
	"sudo systemctl":         "is for a machine with systemd",
	"sudo mv /var/lib":       "moves the data of an office",
	"sudo install -d":        "makes a folder outside",
	"sudo madoguchi-admin":   "runs as the service's user; what comes behind it is looked at",
	"cp samples/office.yaml": "writes to /etc",
	"export MADOGUCHI_":      "sets what the test sets by itself",
	"go test":                "is a test",
}

// TestReadme runs every command of the pages that can be run here, in the order in which they stand, and looks at the
// others: their command is one of the program's, their target one of make's.
func TestReadme(t *testing.T) {
	tree, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, page := range []string{"README.ja.md", "README.md", "docs/guide-install.md", "docs/guide-admin.md", "docs/guide-staff.md", "docs/guide-operator.md", "docs/guide-desk.md"} {
		lines = append(lines, blocks(t, filepath.Join(tree, page))...)
	}
	if len(lines) < 15 {
		t.Fatalf("only %d commands are found", len(lines))
	}
	home := t.TempDir()
	if err := os.CopyFS(filepath.Join(home, "samples"), os.DirFS(filepath.Join(tree, "samples"))); err != nil {
		t.Fatal(err)
	}
	faq, err := os.ReadFile(filepath.Join(tree, "samples", "hanro.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "よくある質問.txt"), faq, 0o600); err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{"DATABASE_URL": postgrestest.URL(t)}
	t.Chdir(home)
	for _, line := range lines {
		if target, ok := strings.CutPrefix(line, "make "); ok {
			if out, err := exec.Command("make", "-C", tree, "-n", target).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%.300s", line, err, out)
			}
			continue
		}
		command, ours := strings.CutPrefix(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(line, "sudo "), "bin/"), "madoguchi-admin "), "madoguchi ")
		if ours || strings.Contains(line, "madoguchi-admin ") {
			name, _, _ := strings.Cut(command, " ")
			if !slices.ContainsFunc(commands(), func(c subcommand) bool { return c.name == name }) {
				t.Errorf("%s: the program has no command %s", line, name)
			}
		}
		if because(line) != "" {
			continue
		}
		if !ours {
			t.Errorf("%s is neither run nor on the list of what is not", line)
			continue
		}
		command = strings.NewReplacer("/etc/madoguchi/office.yaml", "samples/office.yaml", "/var/backups/madoguchi", home+"/backups/").Replace(command)
		if out, failure, code := call(t, "", variables, strings.Fields(command)...); code != 0 {
			t.Errorf("%s: %d %s\n%s", line, code, failure, out)
		}
	}
}

type subcommand = command // a line of a page is a command, too

// because says why a line is not run, "" where it is.
func because(line string) string {
	for begin, why := range notRun {
		if strings.HasPrefix(line, begin) {
			return why
		}
	}
	return ""
}
