//go:build compiled && !mips && !mips64 && !ppc64 && !s390x

package compiled

import (
	"embed"
	"unsafe"
)

// On says whether the program carries the compiled files.
const On = true

var (
	//go:embed morph.bin
	morph string
	//go:embed lexicon.bin
	lexicon string
	//go:embed fitted.bin
	fitted string

	//go:embed meaning*
	near embed.FS
)

// Morph is the morphological dictionary.
func Morph() string { return morph }

// Lexicon is the office dictionary.
func Lexicon() string { return lexicon }

// Fitted is what was fitted.
func Fitted() string { return fitted }

// Meaning is where words lie among each other; empty where the build had none, or has not made the file yet.
func Meaning() string {
	b, err := near.ReadFile("meaning.bin")
	if err != nil || len(b) == 0 {
		return ""
	}
	return unsafe.String(&b[0], len(b))
}
