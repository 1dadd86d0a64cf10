// Package catalogue holds the sentences a person reads, in one file a language.
//
// A sentence has a key, room first, and named values in braces:
//
//	[slack]
//	found = "「{query}」に近いFAQを{n}件お見せします。"
//
// Code says it by its key, and so do the HTML templates, which get Say as a function:
//
//	catalogue.JA.Say("slack.found", "query", q, "n", len(hits))
//	{{say "slack.found" "query" .Query "n" .N}}
//
// Where a language inflects by number, {n|message|messages} picks the first word for one and the
// second for any other number.
//
// The files are TOML, so that a translator reads a sentence as it looks and every editor knows the
// form; a sentence of several lines stands between three quotation marks. A file is parsed at its
// first use, in about a millisecond; a call costs 60 ns, with two values 500 ns. The library go-i18n
// was weighed: it takes twice the time to read the same sentences and three times to say one, and
// the plural rules of 200 languages have no use here.
//
// The tests of this package walk the source: they know every key that is used and the values given
// to it, so that a missing key, a key nobody uses, and a missing or unknown value are found before a
// person meets them. At run time nothing here panics or fails: a fault is logged, and something
// that can be read is said.
//
// What the program reads (patterns, word lists, dictionaries) is no part of the catalogue, nor is
// what an office writes for itself in its office file.
package catalogue

import (
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

//go:embed *.toml
var files embed.FS

// JA and EN are the languages there are. JA is complete; what another lacks is said in Japanese.
var (
	JA = newLanguage("ja", nil)
	EN = newLanguage("en", JA)
)

// A Key names a sentence: "slack.found". One that is no constant begins with a constant, which names
// a family of sentences, one for each word that may follow: Key("office.log." + string(what)).
type Key string

// A Language says sentences. It is safe for use by several goroutines.
type Language struct {
	tag      string
	fallback *Language // nil for the complete language
	load     func() map[string]string
}

func newLanguage(tag string, fallback *Language) *Language {
	return &Language{tag: tag, fallback: fallback, load: sync.OnceValue(func() map[string]string {
		source, err := files.ReadFile(tag + ".toml")
		if err != nil {
			slog.Error("read catalogue", "language", tag, "err", err)
			return nil
		}
		sentences, err := parse(source)
		if err != nil { // the tests read every file: one that reaches a person can be read
			slog.Error("read catalogue", "language", tag, "err", err)
		}
		return sentences
	})}
}

// Tag is the language's tag (BCP 47): ja, en.
func (l *Language) Tag() string { return l.tag }

// Say is the sentence of key, with its values by their names: Say("line.used", "n", 3, "limit", 200).
// What is unknown or missing is logged, never shown as a key.
func (l *Language) Say(key Key, values ...any) string {
	sentence, found := l.raw(key)
	if !found {
		slog.Error("no such sentence in the catalogue", "key", key, "language", l.tag)
		if sentence, found = l.raw("catalogue.missing"); !found {
			sentence = "…" // not even the file can be read: a button still needs a label
		}
	}
	said, err := fill(sentence, values)
	if err != nil {
		slog.Error("a sentence of the catalogue lacks a value", "key", key, "language", l.tag, "err", err)
	}
	return said
}

// Find is the sentence of key where there is one: for words that come from a store and may be
// older or newer than this program.
func (l *Language) Find(key Key) (string, bool) { return l.raw(key) }

// Rooms are the sections of the file, by their first names.
func (l *Language) Rooms() []string {
	rooms := map[string]bool{}
	for key := range l.load() {
		room, _, _ := strings.Cut(key, ".")
		rooms[room] = true
	}
	return slices.Sorted(maps.Keys(rooms))
}

// Section has every sentence of a room, by its key without the room's name, values unfilled.
func (l *Language) Section(room string) map[string]string {
	out := map[string]string{}
	for key, sentence := range l.load() {
		if name, ok := strings.CutPrefix(key, room+"."); ok {
			out[name] = sentence
		}
	}
	return out
}

func (l *Language) raw(key Key) (string, bool) {
	for ; l != nil; l = l.fallback {
		if sentence, ok := l.load()[string(key)]; ok {
			return sentence, true
		}
	}
	return "", false
}

// parse reads a file: tables become rooms, and what they hold keys of sentences.
func parse(source []byte) (map[string]string, error) {
	var tree map[string]any
	if err := toml.Unmarshal(source, &tree); err != nil {
		var where *toml.DecodeError
		if errors.As(err, &where) {
			line, column := where.Position()
			return nil, fmt.Errorf("line %d, column %d: %w", line, column, err)
		}
		return nil, err
	}
	sentences := make(map[string]string, 1024)
	return sentences, flatten(sentences, "", tree)
}

func flatten(into map[string]string, prefix string, tree map[string]any) error {
	for name, value := range tree {
		switch value := value.(type) {
		case string:
			into[prefix+name] = value
		case map[string]any:
			if err := flatten(into, prefix+name+".", value); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s%s is a %T, not a sentence", prefix, name, value)
		}
	}
	return nil
}
