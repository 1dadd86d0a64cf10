package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"madoguchi/chat"
)

const (
	fetchEvery  = time.Second    // how often what is to be fetched is looked for
	fetchAtOnce = 4              // fetched at a time: a video LINE still prepares must not hold up a picture
	fetchTries  = 24 * time.Hour // for how long a file is asked for before it counts as gone
)

// Wanted keeps what members sent along, from the moment we have heard of it.
type Wanted interface {
	// ClaimFiles leases files of the named channels that are due to be fetched.
	ClaimFiles(ctx context.Context, channels []string, limit int) ([]chat.WantedFile, error)
	// KeepFile stores a fetched file.
	KeepFile(ctx context.Context, f chat.WantedFile, mediaType string, content []byte) error
	// LoseFile gives up a file that the platform has no more, RefuseFile one that is too big.
	LoseFile(ctx context.Context, f chat.WantedFile, why error) error
	RefuseFile(ctx context.Context, f chat.WantedFile, why error) error
	// RetryFile lets a file be tried again after a while.
	RetryFile(ctx context.Context, f chat.WantedFile, why error) error
}

// A Source writes the content of a platform's file to w, at most limit bytes, and returns its media
// type. One that is not there any more is chat.ErrNotFound, one with more bytes chat.ErrTooBig.
type Source func(ctx context.Context, account, id string, w io.Writer, limit int64) (mediaType string, err error)

// A Fetcher fetches what members send along before the platform forgets it. Only contents that the
// platform keeps are fetched, by their ids: never an address that came with a message.
type Fetcher struct {
	Store   Wanted
	Sources map[string]Source // by channel
	Limit   int64             // how large a file may be, in bytes
	Now     func() time.Time
	Log     *slog.Logger
}

// Run fetches what is due, until ctx ends.
func (f *Fetcher) Run(ctx context.Context) {
	tick := time.NewTicker(fetchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for f.some(ctx) == fetchAtOnce && ctx.Err() == nil {
			}
		}
	}
}

// some fetches some of what is due and returns how many.
func (f *Fetcher) some(ctx context.Context) int {
	wanted, err := f.Store.ClaimFiles(ctx, slices.Sorted(maps.Keys(f.Sources)), fetchAtOnce)
	if err != nil && ctx.Err() == nil {
		f.Log.Error("look for files to fetch", "err", err)
	}
	var wg sync.WaitGroup
	for _, w := range wanted {
		wg.Go(func() {
			if err := f.fetch(ctx, w); err != nil && ctx.Err() == nil {
				f.Log.Error("fetch file", "file", w.ID, "attempt", w.Attempt, "err", err)
			}
		})
	}
	wg.Wait()
	return len(wanted)
}

func (f *Fetcher) fetch(ctx context.Context, w chat.WantedFile) error {
	if w.File.Bytes > f.Limit {
		return f.Store.RefuseFile(ctx, w, fmt.Errorf("announced with %d bytes", w.File.Bytes))
	}
	var content bytes.Buffer
	mediaType, err := f.Sources[w.From.Channel](ctx, w.From.Account, w.File.ID, &content, f.Limit)
	switch {
	case err == nil:
		return f.Store.KeepFile(ctx, w, mediaType, content.Bytes())
	case errors.Is(err, chat.ErrTooBig):
		return f.Store.RefuseFile(ctx, w, err)
	case errors.Is(err, chat.ErrNotFound), f.Now().Sub(w.Created) > fetchTries:
		return f.Store.LoseFile(ctx, w, err)
	}
	return errors.Join(err, f.Store.RetryFile(ctx, w, err))
}

// Fetched hands out what was fetched.
type Fetched interface {
	// File is a file that a contact sent, by the platform's id, or chat.ErrNotFound.
	File(ctx context.Context, from chat.Address, id string) (mediaType string, content []byte, err error)
}

// Content writes files that were fetched to whoever opens one, and says what they are.
func Content(fetched Fetched) func(ctx context.Context, from chat.Address, f chat.File, w io.Writer) (mediaType string, err error) {
	return func(ctx context.Context, from chat.Address, f chat.File, w io.Writer) (string, error) {
		mediaType, content, err := fetched.File(ctx, from, f.ID)
		if err != nil {
			return "", err
		}
		_, err = w.Write(content)
		return mediaType, err
	}
}
