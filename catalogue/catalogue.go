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
// form; a sentence of several lines stands between three quotation marks. A file is read at its first
// use, in 0.2 ms; a call costs 60 ns, with two values 500 ns. The library go-i18n was weighed: it takes
// ten times as long to read the same sentences and three times to say one, and the plural rules of 200
// languages have no use here.
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
	_ "embed"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed ja.toml
var japanese string

//go:embed en.toml
var english string

// JA and EN are the languages there are. JA is complete; what another lacks is said in Japanese.
var (
	JA = newLanguage("ja", japanese, nil)
	EN = newLanguage("en", english, JA)
)

// A Key names a sentence: "slack.found". One that is no constant begins with a constant, which names
// a family of sentences, one for each word that may follow: Key("office.log." + string(what)).
type Key string

// A Language says sentences. It is safe for use by several goroutines.
type Language struct {
	tag      string
	source   string    // the file
	fallback *Language // nil for the complete language
	load     func() map[string]string
}

func newLanguage(tag, source string, fallback *Language) *Language {
	return &Language{tag: tag, source: source, fallback: fallback, load: sync.OnceValue(func() map[string]string {
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
