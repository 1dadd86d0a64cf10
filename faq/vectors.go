package faq

import "context"

// An Embedder turns texts into vectors, one each, for a ranking feature beside the words.
type Embedder interface {
	Embed(ctx context.Context, texts []string) ([][]float32, error)
	Model() string
}

// vectors are the entries' vectors.
type vectors struct{ embedder Embedder }

func newVectors(_ context.Context, e Embedder, _ []*Entry) *vectors { return &vectors{e} }

func (v *vectors) similarities(context.Context, string, []candidate) []float32 { return nil }
