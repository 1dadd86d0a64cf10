package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/postgres"
)

const (
	filesEvery  = time.Second    // how often what is to be fetched is looked for
	filesAtOnce = 4              // fetched at a time: a video LINE still prepares must not hold up a picture
	fileTries   = 24 * time.Hour // for how long a file is asked for before it counts as gone
)

// keepFiles fetches what members send along before the platform forgets it. Only contents that the platform keeps are fetched, by their ids: never an address that came
// with a message.
func (s *server) keepFiles(ctx context.Context) {
	fetch := time.NewTicker(filesEvery)
	defer fetch.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-fetch.C:
			for s.fetchFiles(ctx) == filesAtOnce && ctx.Err() == nil {
			}
		}
	}
}

// fetchFiles fetches some of what is due and returns how many.
func (s *server) fetchFiles(ctx context.Context) int {
	wanted, err := s.db.store.ClaimFiles(ctx, []string{chat.LINE}, filesAtOnce)
	if err != nil && ctx.Err() == nil {
		s.log.Error("look for files to fetch", "err", err)
	}
	var wg sync.WaitGroup
	for _, f := range wanted {
		wg.Go(func() {
			if err := s.fetchFile(ctx, f); err != nil && ctx.Err() == nil {
				s.log.Error("fetch file", "file", f.ID, "attempt", f.Attempt, "err", err)
			}
		})
	}
	wg.Wait()
	return len(wanted)
}

func (s *server) fetchFile(ctx context.Context, f postgres.WantedFile) error {
	if f.File.Bytes > postgres.MaxFile {
		return s.db.store.DropFile(ctx, f, turn.FileTooBig, fmt.Errorf("announced with %d bytes", f.File.Bytes))
	}
	var content bytes.Buffer
	mediaType, err := s.line.Content(ctx, f.From.Account, f.File.ID, &content, postgres.MaxFile)
	switch {
	case err == nil:
		return s.db.store.KeepFile(ctx, f, mediaType, content.Bytes())
	case errors.Is(err, line.ErrGone):
		return s.db.store.DropFile(ctx, f, turn.FileGone, err)
	case errors.Is(err, line.ErrTooBig):
		return s.db.store.DropFile(ctx, f, turn.FileTooBig, err)
	case s.env.Now().Sub(f.Created) > fileTries:
		return s.db.store.DropFile(ctx, f, turn.FileGone, err)
	}
	return errors.Join(err, s.db.store.RetryFile(ctx, f, err))
}

// content hands the desk a file that was kept.
func (s *server) content(ctx context.Context, from chat.Address, f chat.File, w io.Writer) (string, error) {
	mediaType, content, err := s.db.store.File(ctx, from, f.ID)
	if err != nil {
		return "", err
	}
	_, err = w.Write(content)
	return mediaType, err
}
