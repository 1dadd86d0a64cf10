package postgres

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"madoguchi/chars"
)

// clean makes any string one that Postgres stores. Words from outside have been cleaned where they
// came in; this is the last door, behind which an error would cost a whole batch.
func clean(s string) string { return chars.Valid(s) }

// fold makes text comparable. Its results stand in the tickets' words column: see chars.FoldCase.
func fold(s string) string { return chars.FoldCase(s) }

// keyLimit is the longest key we store as it is. An index refuses entries over 2,704 bytes.
const keyLimit = 256

// key makes a stranger's identifier one that can be indexed: an overlong one becomes its digest.
func key(s string) string {
	s = clean(s)
	if len(s) <= keyLimit {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// marshal is v as JSON that jsonb takes: encoding/json replaces invalid UTF-8, we drop NULs.
func marshal(v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("write %T as JSON: %w", v, err)
	}
	return string(dropNUL(raw)), nil
}

// dropNUL removes the escape \u0000 from JSON text, and leaves an escaped backslash that stands
// before the letters u0000.
func dropNUL(raw []byte) []byte {
	escape := []byte(`\u0000`)
	if !bytes.Contains(raw, escape) {
		return raw
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		switch {
		case raw[i] != '\\':
			out = append(out, raw[i])
		case bytes.HasPrefix(raw[i:], escape):
			i += len(escape) - 1
		default: // an escape is two bytes or begins with two that say which
			out = append(out, raw[i], raw[i+1])
			i++
		}
	}
	return out
}

// plausible is t, or now where a platform's clock is absurd.
func plausible(t, now time.Time) time.Time {
	if year := t.Year(); year < 2000 || year > 2200 {
		return now
	}
	return t
}

// instant is t for a column that is NULL where there is none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// moment is the reverse of instant, in UTC.
func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
