package chars

import (
	"strings"
	"unicode"
)

// FileName is a file's name without anything that could be a path or hide its ending, to be saved
// under; or otherwise, where nothing is left of it.
func FileName(name, otherwise string) string {
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

// Base is a file's own name as a platform or a browser tells it: on one line, without the folders
// before it. It is "" where the name names no file.
func Base(name string) string {
	name = Line(name)
	name = strings.TrimSpace(name[strings.LastIndexAny(name, `/\`)+1:])
	if name == "." || name == ".." {
		return ""
	}
	return name
}
