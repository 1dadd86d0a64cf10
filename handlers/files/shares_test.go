package files

import (
	"context"
	"errors"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// TestSharedUntilTheDayEnds: the day that the member is told is the last on which the link works, all of it.
func TestSharedUntilTheDayEnds(t *testing.T) {
	for _, at := range []string{"2026-06-05T00:00:00+09:00", "2026-06-05T14:30:00+09:00", "2026-06-05T23:59:59+09:00", "2026-06-04T16:00:00Z"} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		until := shareUntil(now)
		if next := until.Add(time.Second).In(reading.JST); ticket.Day(until) != "7/5（日）" || ticket.Day(next) != "7/6（月）" || next.Hour() != 0 {
			t.Errorf("shared at %s: until %s, %s", at, until, ticket.Day(until))
		}
	}
}

// A cupboard remembers what was put into it.
type cupboard struct {
	files map[string]chat.File
	types map[string]string
}

func (c cupboard) ShareFile(_ context.Context, _ chat.Address, f chat.File, mediaType string, content []byte) error {
	if len(content) == 0 {
		return errors.New("the database is away")
	}
	c.files[f.ID], c.types[f.ID] = f, mediaType
	return nil
}

func (c cupboard) UnshareFiles(_ context.Context, ids ...string) error {
	for _, id := range ids {
		delete(c.files, id)
	}
	return nil
}

// TestShare gives each file an address of its own, a picture one more for its preview, and says what a file
// is by its bytes, not by its name.
func TestShare(t *testing.T) {
	kept := cupboard{map[string]chat.File{}, map[string]string{}}
	now := time.Date(2026, 6, 5, 3, 0, 0, 0, time.UTC)
	x := NewShares(kept, "https://office.example", func() time.Time { return now })
	seen := map[string]bool{}
	var all []chat.File
	for name, content := range map[string]string{"地図.png": pictureOf(t, 40, 30), "同じ地図.png": pictureOf(t, 40, 30), "偽.png": "%PDF-1.7 …"} {
		f, err := x.Share(t.Context(), chat.Address{Channel: chat.LINE, ID: "U1"}, chat.File{Name: name, Bytes: int64(len(content))}, []byte(content))
		if err != nil {
			t.Fatal(err)
		}
		picture := name != "偽.png"
		path, preview := Address(f.ID)
		if seen[f.ID] || len(f.ID) != 32 || f.URL != "https://office.example"+path || !f.Until.Equal(shareUntil(now)) || kept.files[f.ID] != f {
			t.Errorf("%s: shared as %+v, kept as %+v", name, f, kept.files[f.ID])
		}
		if picture && (f.Type != "image" || f.Preview != "https://office.example"+preview) || !picture && (f.Type != "file" || f.Preview != "" || kept.types[f.ID] != "application/pdf") {
			t.Errorf("%s: shared as %+v of the type %s", name, f, kept.types[f.ID])
		}
		seen[f.ID] = true
		all = append(all, f)
	}
	if _, err := x.Share(t.Context(), chat.Address{}, chat.File{}, nil); err == nil {
		t.Error("a file that was not stored was shared")
	}
	if err := x.Unshare(t.Context(), all[:2]); err != nil || len(kept.files) != 1 || kept.files[all[2].ID] != all[2] {
		t.Errorf("left are %v, %v", kept.files, err)
	}
}
