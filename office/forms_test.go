package office

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/reading"
	"madoguchi/ticket"
)

var update = flag.Bool("update", false, "rewrite the scripts in testdata with what the forms say now")

// TestForms plays the scripts in testdata/forms: "@form ID name=value…" begins a form, "> text" is
// the member, all else is what comes of it. Between any two messages the form goes through storage.
func TestForms(t *testing.T) {
	files, err := filepath.Glob("testdata/forms/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	o := sample(t)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, o, string(data))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(data), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

var now = time.Date(2023, 10, 6, 18, 32, 0, 0, reading.JST)

// play is the script with what the forms say.
func play(t *testing.T, o *Office, script string) string {
	var out strings.Builder
	var fl *ticket.Filling
	for line := range strings.Lines(script) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "//"):
			fmt.Fprintln(&out, line)
			continue
		case strings.HasPrefix(line, "@form "):
			words := strings.Fields(line)[1:]
			form := o.Form(words[0])
			known := ticket.Values{}
			for _, w := range words[1:] {
				name, value, _ := strings.Cut(w, "=")
				if name == "said" {
					for id, values := range form.Extract(value, now) {
						known[id] = values
					}
					continue
				}
				known[name] = strings.Split(value, "|")
			}
			fl = ticket.Start(form, known, now)
		case strings.HasPrefix(line, "> "):
			fl = stored(t, o, fl)
			fmt.Fprintln(&out, line)
			say(&out, fl, strings.TrimPrefix(line, "> "))
			ask(&out, fl)
			continue
		default:
			continue
		}
		fmt.Fprintln(&out, line)
		ask(&out, fl)
	}
	return out.String()
}

// say does with a message what a dialogue does.
func say(out *strings.Builder, fl *ticket.Filling, text string) {
	f, _, _ := fl.Next()
	switch c := fl.Control(text); c.Act {
	case reading.Back:
		fl.Back()
		return
	case reading.Edit:
		if !fl.Edit(c.N) {
			fl.EditNamed(c.Word)
		}
		return
	case reading.Skip:
		if fl.Skip(f) {
			return
		}
	case reading.NoControl:
	default:
		fmt.Fprintf(out, "< (%s)\n", c.Act)
		return
	}
	if f == nil {
		return
	}
	r, err := f.Read(text, now)
	if err != nil {
		fmt.Fprintln(out, "< "+strings.ReplaceAll(err.Error(), "\n", "\n< "))
		return
	}
	fl.Put(f, r)
}

func ask(out *strings.Builder, fl *ticket.Filling) {
	f, n, total := fl.Next()
	if f == nil {
		for _, l := range fl.Summary() {
			fmt.Fprintf(out, "= %d %s：%s\n", l.No, l.Label, l.Shown)
		}
		data, err := json.Marshal(fl.Values())
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(out, "= %s\n", data)
		return
	}
	mark := ""
	if f.Mark != "" {
		mark = "-" + f.Mark
	}
	fmt.Fprintf(out, "< ［%d/%d%s］%s", n, total, mark, f.Ask)
	for _, c := range f.Choices {
		fmt.Fprintf(out, "［%s］", c.Label)
	}
	if f.Skip {
		fmt.Fprint(out, "［とばす］")
	}
	if draft := fl.Draft(f); draft != "" {
		fmt.Fprintf(out, "［✎%s］", strings.ReplaceAll(draft, "\n", "／"))
	}
	fmt.Fprintln(out)
}

func stored(t *testing.T, o *Office, fl *ticket.Filling) *ticket.Filling {
	data, err := json.Marshal(fl)
	if err != nil {
		t.Fatal(err)
	}
	var back ticket.Filling
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	return back.Bind(o.Form(back.FormID))
}
