//go:build !compiled || mips || mips64 || ppc64 || s390x

package morph

import (
	"runtime/debug"

	"github.com/ikawaha/kagome-dict/ipa"
)

// dictionary makes the file from the dictionary as its module ships it: a second of processor time.
func dictionary() (string, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(loadingGC))
	data, err := Flat(ipa.Dict())
	defer debug.FreeOSMemory() // unpacking leaves much garbage behind, once
	return string(data), err
}

// loadingGC keeps the garbage of unpacking from doubling what the process takes at its start.
const loadingGC = 10
