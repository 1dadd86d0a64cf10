package bot

import (
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// followUp is how long after an answer a short message is still read in its context. A member who
// comes back after lunch begins anew.
const followUp = 30 * time.Minute

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
