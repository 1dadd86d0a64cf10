//go:build !compiled || mips || mips64 || ppc64 || s390x

package meaning

import (
	"embed"
	"errors"
	"io/fs"
)

//go:embed table
var table embed.FS

// source is the file that the build has put into the folder; empty where it has not.
func source() (string, error) {
	b, err := table.ReadFile("table/" + File)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(b), err
}
