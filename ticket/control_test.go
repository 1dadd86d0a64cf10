package ticket

import (
	"fmt"
	"path/filepath"
	"testing"
)

// TestReadControl reads testdata/control.txt: a message, and the control it is, or -.
func TestReadControl(t *testing.T) {
	table(t, filepath.Join("testdata", "control.txt"), func(text string) string {
		c := ReadControl(text)
		switch {
		case c.Act == ControlNone:
			return "-"
		case c.N > 0:
			return fmt.Sprintf("%s %d", c.Act, c.N)
		case c.Word != "":
			return fmt.Sprintf("%s %s", c.Act, c.Word)
		}
		return string(c.Act)
	})
}

// TestMask reads testdata/mask.txt: a text, what stays of it, and what was found.
func TestMask(t *testing.T) {
	table(t, filepath.Join("testdata", "mask.txt"), func(text string) string {
		masked, found := Mask(text)
		return fmt.Sprintf("%s\t%v", masked, found)
	})
}

// TestMaskPersonal reads testdata/personal.txt.
func TestMaskPersonal(t *testing.T) {
	table(t, filepath.Join("testdata", "personal.txt"), MaskPersonal)
}
