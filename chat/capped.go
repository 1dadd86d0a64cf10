package chat

import (
	"bytes"
	"errors"
)

// ErrTooBig is what a Capped refuses with.
var ErrTooBig = errors.New("larger than is taken")

// A Capped is a writer that keeps at most Max bytes and refuses what is more. It has no other way in
// than Write: a buffer's own ReadFrom and WriteString would know no cap.
type Capped struct {
	Max int
	buf bytes.Buffer
}

// Write implements io.Writer.
func (c *Capped) Write(p []byte) (int, error) {
	if c.buf.Len()+len(p) > c.Max {
		return 0, ErrTooBig
	}
	return c.buf.Write(p)
}

// Bytes are what was kept.
func (c *Capped) Bytes() []byte { return c.buf.Bytes() }
