package bot_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
)

// TestOneOfficeATurn: the office file may change at any moment, and a turn that has begun ends under the
// one it began with.
func TestOneOfficeATurn(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	before, after := *sampleOffice(t), *sampleOffice(t)
	before.Name, after.Name = "前の窓口", "次の窓口"
	s.bot.SetOffice(&before)
	s.bot.Now = func() time.Time { // read at the beginning of each turn
		s.bot.SetOffice(&after)
		return s.now
	}
	for _, want := range []string{before.Name, after.Name} {
		e := chat.Event{ID: want, Kind: chat.Text, From: member, At: s.now, Text: "こんにちは", MessageID: want}
		said, _, err := s.bot.Converse(context.Background(), s.store, e)
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(said); !strings.Contains(got, want) {
			t.Errorf("the greeting is not that of %s:\n%s", want, got)
		}
	}
}
