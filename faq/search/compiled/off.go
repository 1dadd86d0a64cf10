//go:build !compiled || mips || mips64 || ppc64 || s390x

package compiled

// On says whether the program carries the compiled files.
const On = false

// Morph is the morphological dictionary.
func Morph() string { return "" }

// Lexicon is the office dictionary.
func Lexicon() string { return "" }

// Fitted is what was fitted.
func Fitted() string { return "" }

// Meaning is where words lie among each other.
func Meaning() string { return "" }
