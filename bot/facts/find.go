package facts

import (
	"context"
	"fmt"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// Find looks a question of a member of staff up, without a conversation and without a trace: at
// most n answers, best first, framed as members would see them today. What is not near enough to be
// offered to a member is no answer for staff either: there may be none.
func (f *Facts) Find(ctx context.Context, query string, n int) ([]chat.Message, error) {
	ix := f.Library.Current()
	if ix == nil {
		return nil, nil
	}
	hits, err := ix.Search(ctx, query, n, faq.Scope{})
	if err != nil {
		return nil, fmt.Errorf("find answers: %w", err)
	}
	now := f.Now()
	var out []chat.Message
	for _, h := range hits {
		if h.P < ticket.NearEnough {
			continue
		}
		out = append(out, f.Show(now, h.Entry))
	}
	return out, nil
}
