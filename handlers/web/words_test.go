package web

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"maps"

	"madoguchi/catalogue"
)

// TestWidgetWords holds that the widget says the sentences of the catalogue: a file of its source for
// each language is written from the catalogue's section. Run it with -update after a change there.
func TestWidgetWords(t *testing.T) {
	for _, l := range []*catalogue.Language{catalogue.JA, catalogue.EN} {
		file := "widget/src/words." + l.Tag() + ".ts"
		want := widgetWords(l)
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is not what the catalogue says: run go generate ./handlers/web", file)
		}
	}
}

// TestWidgetWordsUsed finds sentences that the widget says no more.
func TestWidgetWordsUsed(t *testing.T) {
	files, err := os.ReadDir("widget/src")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	property := regexp.MustCompile(`\bwords\.(\w+)`)
	for _, f := range files {
		source, err := os.ReadFile("widget/src/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range property.FindAllStringSubmatch(string(source), -1) {
			used[m[1]] = true
		}
	}
	for name := range catalogue.JA.Section("widget") {
		if !used[camel(name)] {
			t.Errorf("the widget does not say widget.%s", name)
		}
	}
}

// widgetWords is the section as TypeScript: a sentence with values is a function of them.
func widgetWords(l *catalogue.Language) string {
	sentences := l.Section("widget")
	var b strings.Builder
	fmt.Fprintf(&b, "// Written by go generate ./handlers/web from catalogue/%s.toml. Do not edit.\n\nexport const %s = {\n", l.Tag(), l.Tag())
	for _, name := range slices.Sorted(maps.Keys(sentences)) {
		fmt.Fprintf(&b, "  %s: %s,\n", camel(name), script(sentences[name]))
	}
	b.WriteString("};\n")
	return b.String()
}

var place = regexp.MustCompile(`\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}`)

func script(sentence string) string {
	names := catalogue.Places(sentence)
	if len(names) == 0 {
		return strconv.Quote(sentence)
	}
	for i, name := range names {
		kind := "string"
		if name == "n" {
			kind = "number"
		}
		names[i] = name + ": " + kind
	}
	text := place.ReplaceAllStringFunc(sentence, func(p string) string {
		m := place.FindStringSubmatch(p)
		if m[2] == "" {
			return "${" + m[1] + "}"
		}
		return fmt.Sprintf("${%s === 1 ? %q : %q}", m[1], m[2], m[3])
	})
	return "(" + strings.Join(names, ", ") + ") => `" + text + "`"
}

// camel is a name of the catalogue as TypeScript writes it: fresh_ask is freshAsk.
func camel(name string) string {
	first, rest, _ := strings.Cut(name, "_")
	for part := range strings.SplitSeq(rest, "_") {
		if part != "" {
			first += strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return first
}
