package member

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// fold makes texts comparable that a reader would call the same: width, case, spaces and the
// brackets a button is quoted in.
func fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n\r　[]［］「」『』【】()。、.", r) {
			return -1
		}
		return r
	}, s)
}
