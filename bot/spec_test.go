package bot_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq"
)

// TestSpecification plays the twelve conversations that the dialogue is built for. What the member says in
// them is given word for word, and must not be adapted to what the bot understands. Each is played as
// written, with buttons pressed where the member presses some, and once typed: then every press is words.
func TestSpecification(t *testing.T) {
	needGeneral(t)
	known := readKnown(t, "spec/")
	for name, script := range specScripts(t) {
		for _, typed := range []bool{false, true} {
			file := filepath.Join("testdata", "spec", "conversations", name+".txt")
			if typed {
				file = filepath.Join("testdata", "spec", "typed", name+".txt")
			}
			name := "spec/" + strings.TrimSuffix(file[len("testdata/spec/"):], ".txt")
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newScene(t)
				got := s.play(spoken(script, typed))
				known.judge(t, name, s.checked)
				known.manners(t, name, s)
				t.Log(wholeness(s))
				golden(t, file, got)
			})
		}
	}
}

// TestSpecificationOverSeeds plays them over the two documents they were written for, where those stand
// beside the tree. Their words are not ours to keep, so that there is no golden text.
func TestSpecificationOverSeeds(t *testing.T) {
	needGeneral(t)
	corpus(t, "seeds") // skips where they are missing
	known := readKnown(t, "seeds/")
	for name, script := range specScripts(t) {
		for how, typed := range map[string]bool{"conversations": false, "typed": true} {
			name := "seeds/" + how + "/" + name
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newScene(t)
				s.play(strings.Replace(spoken(script, typed), "@faq spec", "@faq seeds", 1))
				known.judge(t, name, s.checked)
				known.manners(t, name, s)
				t.Log(wholeness(s))
			})
		}
	}
}

// wholeness says how much of a conversation is as it should be.
func wholeness(s *scene) string {
	held, first := 0, ""
	for i, c := range s.checked {
		switch {
		case c.err == nil:
			held++
		case first == "":
			first = fmt.Sprintf("; the first that does not: #%d %s: %v", i+1, c.line, c.err)
		}
	}
	return fmt.Sprintf("%d of %d checks hold%s", held, len(s.checked), first)
}

// specScripts are the twelve as written, by their names.
func specScripts(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/spec/conversations/*.txt")
	if err != nil || len(files) != 12 {
		t.Fatalf("%d conversations in testdata/spec/conversations, want 12: %v", len(files), err)
	}
	scripts := map[string]string{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		scripts[strings.TrimSuffix(filepath.Base(file), ".txt")] = string(b)
	}
	return scripts
}

// spoken is a script as it is, or with words in the place of every press.
func spoken(script string, typed bool) string {
	if !typed {
		return script
	}
	return strings.ReplaceAll(script, "\n>~ ", "\n> ")
}

// golden compares text with a file, or rewrites the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s has changed (-want +got); if that is right, run with -update:\n%s", file, diff)
	}
}

// specKinds are the sorts of answers in the two documents, in their order.
var specKinds = map[string][]faq.Kind{
	"alibaba": {
		faq.KindRedirect, faq.KindAnswer, faq.KindAnswer, faq.KindAnswer, faq.KindAnswer, faq.KindDecline, faq.KindAnswer,
		faq.KindDecline, faq.KindAnswer, faq.KindForm, faq.KindRedirect, faq.KindDecline, faq.KindAnswer, faq.KindPointer,
	},
	"selas": {
		faq.KindAnswer, faq.KindAnswer, faq.KindSelf, faq.KindPointer, faq.KindForm, faq.KindSelf, faq.KindSelf, faq.KindAnswer,
		faq.KindSelf, faq.KindDecline, faq.KindSelf, faq.KindSelf, faq.KindForm, faq.KindAnswer, faq.KindForm, faq.KindForm,
	},
}

// TestSpecStructure: the two invented documents are built like the two real ones.
func TestSpecStructure(t *testing.T) {
	for _, name := range []string{"spec", "seeds"} {
		t.Run(name, func(t *testing.T) {
			ix, _ := corpus(t, name)
			for _, c := range ix.Collections() {
				var kinds []faq.Kind
				for _, e := range c.Entries {
					kinds = append(kinds, e.Kind)
				}
				if diff := cmp.Diff(specKinds[c.ID], kinds); diff != "" {
					t.Errorf("%s: kinds of answers (-want +got):\n%s", c.ID, diff)
				}
			}
		})
	}
}
