package rank

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/search/index"
)

// An Embedder turns texts into vectors, one each, for a ranking feature beside the words.
type Embedder interface {
	Embed(ctx context.Context, texts []string) ([][]float32, error)
	Model() string // the model's name; vectors of different models are not comparable
}

// An embedder may take embedLimit for a message; then the words alone decide. After breakAfter
// failures in a row it is left alone for breakFor, so that a dead one costs a member nothing.
const (
	embedLimit  = 300 * time.Millisecond
	embedBatch  = 64
	embedWait   = 2 * time.Minute // for one batch: a model on two processors takes some seconds
	breakAfter  = 3
	breakFor    = 30 * time.Second
	vectorFloor = 1e-9
)

// vectors are the entries' vectors. They are fetched in the background, as an index must serve at once.
type vectors struct {
	embedder Embedder
	table    atomic.Pointer[[][]float32] // by entry; nil until all are there
	steps    chan int                    // how many are there, told as they come; closed when no more do
	fault    error                       // why they are not all there; once steps is closed
	mu       sync.Mutex
	failures int
	resume   time.Time
}

func newVectors(ctx context.Context, e Embedder, entries []*faq.Entry) *vectors {
	v := &vectors{embedder: e, steps: make(chan int, len(entries)/embedBatch+1)}
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.Question
	}
	go v.fetch(context.WithoutCancel(ctx), texts)
	return v
}

// with are the vectors with those of some entries made anew. Where there are none yet, or the embedder fails, there are
// none of these either: the words alone decide.
func (v *vectors) with(ctx context.Context, ix *index.Index, entries []faq.Entry) *vectors {
	next := &vectors{embedder: v.embedder, steps: make(chan int)}
	close(next.steps)
	table := v.table.Load()
	if table == nil {
		return next
	}
	texts := make([]string, len(entries))
	for i := range entries {
		texts[i] = entries[i].Question
	}
	fresh, err := v.fetchBatch(ctx, texts)
	if err != nil {
		next.fault = err
		return next
	}
	all := append(slices.Clone(*table), make([][]float32, len(ix.Entries)-len(*table))...)
	for i := range entries {
		all[ix.ByRef[entries[i].Ref()]] = unit(fresh[i])
	}
	next.table.Store(&all)
	return next
}

// fetch embeds the entries, batch by batch. When it fails, the index stays with words alone; the
// next rebuild tries again.
func (v *vectors) fetch(ctx context.Context, texts []string) {
	defer close(v.steps)
	table := make([][]float32, 0, len(texts))
	for from := 0; from < len(texts); from += embedBatch {
		batch := texts[from:min(from+embedBatch, len(texts))]
		vs, err := v.fetchBatch(ctx, batch)
		if err != nil {
			v.fault = err
			return
		}
		for _, x := range vs {
			table = append(table, unit(x))
		}
		v.steps <- len(table)
	}
	v.table.Store(&table)
}

func (v *vectors) fetchBatch(ctx context.Context, batch []string) ([][]float32, error) {
	ctx, cancel := context.WithTimeout(ctx, embedWait)
	defer cancel()
	vs, err := v.embedder.Embed(ctx, batch)
	if err == nil && len(vs) != len(batch) {
		err = fmt.Errorf("embed %d entries: got %d vectors", len(batch), len(vs))
	}
	return vs, err
}

// AwaitVectors waits until the entries' vectors are there, for who measures with them, and tells how many are. It is
// called once at most, and fails where the embedder does. Without an embedder there is nothing to wait for.
func (rk *Ranker) AwaitVectors(ctx context.Context, tell func(done, of int)) error {
	if rk.vectors == nil {
		return nil
	}
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the entries' vectors: %w", ctx.Err())
		case done, more := <-rk.vectors.steps:
			if !more {
				return rk.vectors.fault
			}
			tell(done, len(rk.Entries))
		}
	}
}

// similarities are how near each candidate's vector is to the message's, less the candidates' mean,
// so that models with high or low cosines weigh alike. It is nil when there is nothing to go by.
func (v *vectors) similarities(ctx context.Context, query string, found []Candidate) []float32 {
	if v == nil || len(found) == 0 || !v.open(time.Now()) {
		return nil
	}
	table := v.table.Load()
	if table == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, embedLimit)
	defer cancel()
	vs, err := v.embed(ctx, query)
	v.note(err == nil, time.Now())
	if err != nil {
		return nil
	}
	out := make([]float32, len(found))
	mean := float32(0)
	for i := range found {
		out[i] = cosine(vs, (*table)[found[i].Doc])
		mean += out[i] / float32(len(found))
	}
	for i := range out {
		out[i] -= mean
	}
	return out
}

// embed asks for one vector and gives up when ctx ends, even if the embedder does not.
func (v *vectors) embed(ctx context.Context, query string) ([]float32, error) {
	type answer struct {
		vectors [][]float32
		err     error
	}
	ch := make(chan answer, 1)
	go func() {
		vs, err := v.embedder.Embed(ctx, []string{query})
		ch <- answer{vs, err}
	}()
	select {
	case a := <-ch:
		if a.err != nil {
			return nil, a.err
		}
		if len(a.vectors) != 1 {
			return nil, context.Canceled
		}
		return unit(a.vectors[0]), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (v *vectors) open(now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.failures < breakAfter || !now.Before(v.resume)
}

func (v *vectors) note(ok bool, now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if ok {
		v.failures = 0
		return
	}
	v.failures++
	v.resume = now.Add(breakFor)
}

// unit is x scaled to length 1.
func unit(x []float32) []float32 {
	sum := 0.0
	for _, f := range x {
		sum += float64(f) * float64(f)
	}
	out := make([]float32, len(x))
	for i, f := range x {
		out[i] = f / float32(math.Max(math.Sqrt(sum), vectorFloor))
	}
	return out
}

// cosine is the cosine of two unit vectors; 0 when they are not of one length.
func cosine(a, b []float32) float32 {
	if len(a) != len(b) {
		return 0
	}
	sum := float32(0)
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
