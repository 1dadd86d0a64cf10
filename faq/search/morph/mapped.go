//go:build compiled && !mips && !mips64 && !ppc64 && !s390x

package morph

import "madoguchi/faq/search/compiled"

// dictionary is the file that the program carries.
func dictionary() (string, error) { return compiled.Morph(), nil }
