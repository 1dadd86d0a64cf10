package chat

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

func TestCapped(t *testing.T) {
	for size, want := range map[int]error{0: nil, 9: nil, 10: nil, 11: ErrTooBig, 100_000: ErrTooBig} {
		c := Capped{Max: 10}
		n, err := io.Copy(&c, io.LimitReader(zeros{}, int64(size)))
		if !errors.Is(err, want) || err == nil && (n != int64(size) || !bytes.Equal(c.Bytes(), make([]byte, size))) || len(c.Bytes()) > 10 {
			t.Errorf("%d bytes: %d kept, %v", size, n, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
