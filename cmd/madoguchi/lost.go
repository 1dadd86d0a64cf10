package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"madoguchi/postgres"
)

const (
	lostEvery = 20 * time.Second    // how often staff are looked after: an import is told of within that
	lostAgain = 14 * 24 * time.Hour // after which they are asked again
	lostShown = 5                   // questions named in one notice
)

// keepLost asks staff what is to become of entries that their document has no more, until somebody has
// decided. Each process looks; a notice goes out once, by its key.
func (s *server) keepLost(ctx context.Context) {
	tick := time.NewTicker(lostEvery)
	defer tick.Stop()
	told := map[string]bool{}
	for {
		if err := s.askLost(ctx, told); err != nil && ctx.Err() == nil {
			s.log.Error("ask about missing FAQ entries", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// askLost tells of the entries of each document that went missing together, and of them again every
// fortnight.
func (s *server) askLost(ctx context.Context, told map[string]bool) error {
	lost, err := s.db.store.Lost(ctx)
	if err != nil {
		return err
	}
	now := s.env.Now()
	for len(lost) > 0 {
		first, n := lost[0], 1
		for n < len(lost) && lost[n].Collection == first.Collection && lost[n].Document == first.Document && lost[n].Since.Equal(first.Since) {
			n++
		}
		round := int(now.Sub(first.Since) / lostAgain)
		if key := fmt.Sprintf("lost:%s:%s:%d:%d", first.Collection, first.Document, first.Since.UnixMilli(), round); !told[key] {
			told[key] = true
			s.notices.Tell(key, lostText(lost[:n], round, s.base+"/desk/faq"))
		}
		lost = lost[n:]
	}
	return nil
}

// lostText asks what is to become of some entries of one document.
func lostText(lost []postgres.Lost, round int, url string) string {
	var names strings.Builder
	for i, l := range lost {
		if i == lostShown {
			names.WriteString(say("terminal.lost.more", "n", len(lost)-lostShown))
			break
		}
		names.WriteString(say("terminal.lost.one", "question", l.Question, "ref", fmt.Sprintf("%s/%d", l.Collection, l.Ordinal)))
	}
	if round > 0 {
		return say("terminal.lost.again", "document", lost[0].Document, "n", len(lost), "names", names.String(), "url", url)
	}
	return say("terminal.lost.first", "document", lost[0].Document, "n", len(lost), "names", names.String(), "url", url)
}
