// Package deploy holds what an office installs Madoguchi with: units for systemd, a Debian package, a
// container, manifests. Its tests hold these to the program; what needs a container engine is only read.
package deploy

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"madoguchi/office"
)

// TestUnits: systemd finds nothing wrong with the units, and little that they may do without need.
func TestUnits(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("SKIPPED, not passed: there is no systemd-analyze here")
	}
	dir := t.TempDir()
	for _, name := range []string{"madoguchi.service", "madoguchi-practice.service", "madoguchi-backup.service", "madoguchi-backup.timer"} {
		unit, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		unit = bytes.ReplaceAll(unit, []byte("/usr/bin/madoguchi"), []byte("/bin/true")) // it is not installed here
		if err := os.WriteFile(filepath.Join(dir, name), unit, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"verify", "madoguchi.service", "madoguchi-practice.service", "madoguchi-backup.service", "madoguchi-backup.timer"},
		{"security", "--offline=yes", "--threshold=20", "madoguchi.service"},
		{"security", "--offline=yes", "--threshold=20", "madoguchi-practice.service"},
		{"security", "--offline=yes", "--threshold=20", "madoguchi-backup.service"},
	} {
		cmd := exec.Command("systemd-analyze", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "SYSTEMD_UNIT_PATH="+dir+":")
		if out, err := cmd.CombinedOutput(); err != nil || args[0] == "verify" && strings.Contains(string(out), "madoguchi") {
			t.Errorf("systemd-analyze %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

var setting = regexp.MustCompile(`(?m)^#?([A-Z][A-Z_]+)=`)

// TestSettings: the file of settings names what the program reads, and nothing else.
func TestSettings(t *testing.T) {
	env, err := os.ReadFile("madoguchi.env")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	files, err := filepath.Glob("../cmd/madoguchi/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no source: ", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	named := map[string]bool{}
	for _, m := range setting.FindAllStringSubmatch(string(env), -1) {
		named[m[1]] = true
		if !strings.Contains(source.String(), `"`+m[1]+`"`) {
			t.Errorf("nothing reads %s", m[1])
		}
	}
	for _, name := range []string{"MADOGUCHI_URL", "MADOGUCHI_OFFICE", "DATABASE_URL", "LINE_CHANNEL_SECRET", "SLACK_BOT_TOKEN", "SMTP_URL", "OIDC_ISSUER"} {
		if !named[name] {
			t.Errorf("%s is not in the file of settings", name)
		}
	}
}

// TestOfficeFile: the office file that is installed first is one.
func TestOfficeFile(t *testing.T) {
	data, err := os.ReadFile("office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range [][]byte{data, regexp.MustCompile(`(?m)^#(programmes:|  - id|    )`).ReplaceAll(data, []byte("$1"))} {
		if _, err := office.Parse(file); err != nil {
			t.Errorf("%v\n%s", err, file)
		}
	}
}

// TestContainers reads what no engine here can run: it is what it should be as far as its words go.
func TestContainers(t *testing.T) {
	var compose struct {
		Services map[string]struct {
			ReadOnly bool `yaml:"read_only"`
			User     string
			Caps     []string `yaml:"cap_drop"`
		}
	}
	data, err := os.ReadFile("compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &compose); err != nil {
		t.Fatal(err)
	}
	if s := compose.Services["madoguchi"]; !s.ReadOnly || s.User == "" || len(s.Caps) == 0 || len(compose.Services) != 4 {
		t.Errorf("compose: %+v", compose)
	}
	manifests, err := os.Open("kubernetes/madoguchi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer manifests.Close()
	kinds := ""
	for dec := yaml.NewDecoder(manifests); ; {
		var m struct{ Kind, APIVersion string }
		err := dec.Decode(&m)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		kinds += m.Kind + " "
	}
	if kinds != "Deployment Service PodDisruptionBudget " {
		t.Errorf("manifests of %s", kinds)
	}
	container, err := os.ReadFile("Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nUSER 65532:65532\n", "HEALTHCHECK", `CMD ["/madoguchi", "health"]`, "gcr.io/distroless/static"} {
		if !strings.Contains(string(container), want) {
			t.Errorf("the container lacks %s", want)
		}
	}
}

// TestScripts: a shell can read them.
func TestScripts(t *testing.T) {
	for _, name := range []string{"madoguchi-admin", "debian/postinst", "debian/prerm", "debian/postrm", "../scripts/release.sh"} {
		if out, err := exec.Command("sh", "-n", name).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// TestPurge: purging removes the settings, of which one file holds secrets, and nothing that the office laid beside them.
func TestPurge(t *testing.T) {
	script, err := os.ReadFile("debian/postrm")
	if err != nil {
		t.Fatal(err)
	}
	for _, laid := range []string{"", "faq.docx"} {
		root := t.TempDir()
		dir := filepath.Join(root, "etc", "madoguchi")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"madoguchi.env", "office.yaml", laid} {
			if name == "" {
				continue
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		here := bytes.ReplaceAll(script, []byte("/etc/madoguchi"), []byte(dir))
		cmd := exec.Command("sh", "-s", "purge")
		cmd.Stdin = bytes.NewReader(here)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		left, err := filepath.Glob(filepath.Join(root, "etc", "madoguchi*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		if laid == "" {
			if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("an empty directory stays: %v", err)
			}
		} else if len(left) != 1 || filepath.Base(left[0]) != laid {
			t.Errorf("left are %v, want %s alone", left, laid)
		}
	}
}

var documented = regexp.MustCompile(`file:///usr/share/doc/madoguchi/(\S+)`)

// TestUnitsAreShipped: each unit is in the package, and the pages that it names are there.
func TestUnitsAreShipped(t *testing.T) {
	config, err := os.ReadFile("nfpm.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(config), "type: config") {
		t.Error("a conffile would stop an upgrade with a question")
	}
	units, err := filepath.Glob("*.service")
	if err != nil || len(units) < 3 {
		t.Fatal("units: ", units, err)
	}
	for _, name := range units {
		if !strings.Contains(string(config), "{src: deploy/"+name+", dst: /usr/lib/systemd/system/"+name) {
			t.Errorf("%s is not in the package", name)
		}
		unit, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range documented.FindAllStringSubmatch(string(unit), -1) {
			if _, err := os.Stat(filepath.Join("..", m[1])); err != nil {
				t.Errorf("%s names %s: %v", name, m[1], err)
			}
		}
		if !strings.Contains(string(unit), "Documentation=") {
			t.Errorf("%s names no page", name)
		}
	}
}
