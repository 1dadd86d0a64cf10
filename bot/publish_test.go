package bot_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/search"
)

// publish lets the FAQ have one entry more: programme, question, another wording and answer, parted by ｜. The
// dialogue knows nothing of how it came there: it is answered with the next index.
func (s *scene) publish(what string) {
	parts := strings.Split(what, "｜")
	if len(parts) != 4 {
		s.t.Fatalf("cannot read the entry %q", what)
	}
	cs := slices.Clone(s.library.Current().Collections())
	at := slices.IndexFunc(cs, func(c faq.Collection) bool { return c.ID == parts[0] })
	if at < 0 {
		s.t.Fatalf("there is no programme %q", parts[0])
	}
	cs[at].Entries = append(slices.Clone(cs[at].Entries), faq.Entry{
		Collection: parts[0], Order: len(cs[at].Entries) + 1, Question: parts[1], Aliases: []string{parts[2]}, Version: 1, Kind: faq.KindAnswer,
		Answer: []faq.Block{{Type: faq.Paragraph, Text: parts[3]}}, Dated: faq.DateOf(s.now), Confirmed: s.now,
	})
	ix, err := search.NewIndex(context.Background(), cs, search.Options{Limit: time.Minute})
	if err != nil {
		s.t.Fatal(err)
	}
	s.library.Replace(ix)
}

// another lets another member on LINE speak.
func (s *scene) another(who string) {
	s.member = chat.Address{Channel: chat.LINE, ID: "U" + strings.Repeat("0", 31-len(who)) + who}
	s.choices = nil
}
