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
	for room, name := range widgetRooms {
		for _, l := range []*catalogue.Language{catalogue.JA, catalogue.EN} {
			file := "widget/src/" + name + "." + l.Tag() + ".ts"
			want := widgetWords(l, room)
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
}

// widgetRooms are the catalogue's sections that the widget says, by the name of their files: what only a part says
// is no load for the rest.
var widgetRooms = map[string]string{"widget": "words", "widget_copy": "copy", "widget_files": "filewords"}

// TestWidgetWordsUsed finds sentences that the widget says no more.
func TestWidgetWordsUsed(t *testing.T) {
	files, err := os.ReadDir("widget/src")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	property := regexp.MustCompile(`\b(words|copy|filewords)\.(\w+)`)
	for _, f := range files {
		source, err := os.ReadFile("widget/src/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range property.FindAllStringSubmatch(string(source), -1) {
			used[m[1]+"."+m[2]] = true
		}
	}
	for room, file := range widgetRooms {
		for name := range catalogue.JA.Section(room) {
			if !used[file+"."+camel(name)] {
				t.Errorf("the widget does not say %s.%s", room, name)
			}
		}
	}
}

// widgetWords is the section as TypeScript: a sentence with values is a function of them.
func widgetWords(l *catalogue.Language, room string) string {
	sentences := l.Section(room)
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
