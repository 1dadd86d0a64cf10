package main

import (
	"cmp"
	"strings"

	"madoguchi/catalogue"
)

// say is a sentence of the catalogue for who keeps the program running.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

// words are the language in which a command speaks to who types it: English where the terminal's is
// English or C, else Japanese. A container's C.UTF-8 names an encoding, and no language.
func (env environment) words() *catalogue.Language {
	locale := cmp.Or(env.Getenv("LC_ALL"), env.Getenv("LC_MESSAGES"), env.Getenv("LANG"))
	if locale == "C" || locale == "POSIX" || strings.HasPrefix(locale, "en") {
		return catalogue.EN
	}
	return catalogue.JA
}
