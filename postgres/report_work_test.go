package postgres_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"madoguchi/postgres"
)

// TestNth: what stands at a place is what stands there once all are sorted, whatever their order and however many are
// the same.
func TestNth(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	for n := 1; n < 300; n++ {
		for _, different := range []int64{1, 2, 7, 1 << 40} {
			values := make([]int64, n)
			for i := range values {
				values[i] = r.Int64N(different) - different/2
			}
			sorted := slices.Sorted(slices.Values(values))
			for _, k := range []int{0, n / 2, n * 9 / 10, n - 1} {
				if got := postgres.Nth(slices.Clone(values), k); got != sorted[k] {
					t.Fatalf("place %d of %v: %d, want %d", k, values, got, sorted[k])
				}
			}
		}
	}
}
