package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
)

// An album is what is wanted and what became of it, as words.
type album struct {
	mu     sync.Mutex
	wanted []chat.WantedFile
	asked  []string // for which channels
	fates  []string
	down   error
}

func (a *album) ClaimFiles(_ context.Context, channels []string, limit int) ([]chat.WantedFile, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = channels
	n := min(limit, len(a.wanted))
	claimed := a.wanted[:n]
	a.wanted = a.wanted[n:]
	return claimed, a.down
}

func (a *album) end(f chat.WantedFile, fate string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fates = append(a.fates, f.File.ID+" "+fate)
	return a.down
}

func (a *album) KeepFile(_ context.Context, f chat.WantedFile, mediaType string, content []byte) error {
	return a.end(f, "kept as "+mediaType+": "+string(content))
}

func (a *album) LoseFile(_ context.Context, f chat.WantedFile, why error) error {
	return a.end(f, "lost: "+why.Error())
}

func (a *album) RefuseFile(_ context.Context, f chat.WantedFile, why error) error {
	return a.end(f, "refused: "+why.Error())
}

func (a *album) RetryFile(_ context.Context, f chat.WantedFile, why error) error {
	return a.end(f, "later: "+why.Error())
}

// TestFetch: what becomes of a file, by what the platform says of it, its announced size and its age.
func TestFetch(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name  string
		bytes int64
		age   time.Duration
		err   error
		want  string
	}{
		{"there", 3, time.Minute, nil, "1 kept as text/plain: abc"},
		{"there, though old", 3, 48 * time.Hour, nil, "1 kept as text/plain: abc"},
		{"announced as too big", 101, time.Minute, nil, "1 refused: announced with 101 bytes"},
		{"too big", 0, time.Minute, fmt.Errorf("read: %w", chat.ErrTooBig), "1 refused: read: larger than is taken"},
		{"gone", 3, time.Minute, fmt.Errorf("410: %w", chat.ErrNotFound), "1 lost: 410: not found"},
		{"not ready", 3, time.Minute, errors.New("202"), "1 later: 202"},
		{"not ready for a day", 3, 25 * time.Hour, errors.New("202"), "1 lost: 202"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := &album{wanted: []chat.WantedFile{{
				From: chat.Address{Channel: chat.LINE, Account: "U2", ID: "U1"}, File: chat.File{ID: "1", Bytes: tc.bytes}, Created: now.Add(-tc.age),
			}}}
			source := func(_ context.Context, account, id string, w io.Writer, limit int64) (string, error) {
				if account != "U2" || id != "1" || limit != 100 {
					t.Errorf("fetched %s of %s up to %d bytes", id, account, limit)
				}
				if tc.err == nil {
					fmt.Fprint(w, "abc")
				}
				return "text/plain", tc.err
			}
			f := &Fetcher{a, map[string]Source{chat.LINE: source}, 100, func() time.Time { return now }, slog.New(slog.DiscardHandler)}
			if n := f.some(t.Context()); n != 1 || !slices.Equal(a.asked, []string{chat.LINE}) || !slices.Equal(a.fates, []string{tc.want}) {
				t.Errorf("%d fetched of %v: %q, want %q", n, a.asked, a.fates, tc.want)
			}
		})
	}
}

// TestFetcherRuns works off more than it fetches at a time, a slow file beside quick ones, and logs what it
// cannot store.
func TestFetcherRuns(t *testing.T) {
	a := &album{down: errors.New("the database is away")}
	for n := range 3 * fetchAtOnce {
		a.wanted = append(a.wanted, chat.WantedFile{From: chat.Address{Channel: chat.LINE, ID: "U1"}, File: chat.File{ID: fmt.Sprint(n)}})
	}
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	atOnce, most, done := 0, 0, 0
	source := func(_ context.Context, _, id string, _ io.Writer, _ int64) (string, error) {
		mu.Lock()
		atOnce++
		most = max(most, atOnce)
		mu.Unlock()
		time.Sleep(20 * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		atOnce--
		if done++; done == 3*fetchAtOnce {
			defer cancel()
		}
		return "text/plain", nil
	}
	var log bytes.Buffer
	(&Fetcher{a, map[string]Source{chat.LINE: source}, 100, time.Now, slog.New(slog.NewTextHandler(&log, nil))}).Run(ctx)
	if len(a.fates) != 3*fetchAtOnce || most != fetchAtOnce {
		t.Errorf("%d files were fetched, up to %d at once", len(a.fates), most)
	}
	if !strings.Contains(log.String(), "look for files to fetch") || !strings.Contains(log.String(), "fetch file") {
		t.Errorf("the log says\n%s", log.String())
	}
}

// A shelf holds one file.
type shelf struct{ id string }

func (s shelf) File(_ context.Context, _ chat.Address, id string) (string, []byte, error) {
	if id != s.id {
		return "", nil, chat.ErrNotFound
	}
	return "text/plain", []byte("abc"), nil
}

func TestContent(t *testing.T) {
	var b bytes.Buffer
	mediaType, err := Content(shelf{"1"})(t.Context(), chat.Address{}, chat.File{ID: "1"}, &b)
	if mediaType != "text/plain" || err != nil || b.String() != "abc" {
		t.Errorf("%s %q, %v", mediaType, b.String(), err)
	}
	if _, err := Content(shelf{"1"})(t.Context(), chat.Address{}, chat.File{ID: "2"}, &b); !errors.Is(err, chat.ErrNotFound) || b.Len() != 3 {
		t.Errorf("%q, %v", b.String(), err)
	}
}
