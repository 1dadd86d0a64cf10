package baseline

import (
	"context"
	"fmt"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/standard" // registers "standard"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/cjk"          // registers "cjk"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"madoguchi/faq"
)

type bleveEngine struct{ index bleve.Index }

// NewBleve indexes entries in memory with one of bleve's own analyzers, "cjk" or "standard". The
// question counts three times the answer, as in our own first version.
func NewBleve(entries []*faq.Entry, analyzer string) (Engine, error) {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = analyzer
	ix, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open bleve: %w", err)
	}
	batch := ix.NewBatch()
	for i, e := range entries {
		q, a := text(e)
		if err := batch.Index(strconv.Itoa(i), map[string]string{"question": q, "answer": a}); err != nil {
			return nil, fmt.Errorf("index entry %s: %w", e.Ref(), err)
		}
	}
	if err := ix.Batch(batch); err != nil {
		return nil, fmt.Errorf("index with bleve: %w", err)
	}
	return &bleveEngine{ix}, nil
}

func (b *bleveEngine) Search(ctx context.Context, query string, n int) ([]int, error) {
	question, answer := bleve.NewMatchQuery(query), bleve.NewMatchQuery(query)
	question.SetField("question")
	question.SetBoost(3)
	answer.SetField("answer")
	res, err := b.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(question, answer), n, 0, false))
	if err != nil {
		return nil, err
	}
	out := make([]int, 0, len(res.Hits))
	for _, h := range res.Hits {
		i, err := strconv.Atoi(h.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}
