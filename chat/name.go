package chat

import (
	"strings"
	"unicode"
)

// SafeName is a file's name without anything that could be a path or hide its ending, to be saved
// under; or otherwise, where nothing is left of it.
func SafeName(name, otherwise string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	if name = strings.Trim(name, ". "); name == "" {
		return otherwise
	}
	return name
}
