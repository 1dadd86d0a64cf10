package postgres_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"madoguchi/postgres"
)

// TestProbingMissesNothing: what a word is looked for by stands in every text that has the word, and all its letters are
// asked about.
func TestProbingMissesNothing(t *testing.T) {
	t.Parallel()
	letters := []rune("領収書べとなむの0942ab 株")
	r := rand.New(rand.NewPCG(5, 5))
	text := func(n int) string {
		out := make([]rune, n)
		for i := range out {
			out[i] = letters[r.IntN(len(letters))]
		}
		return string(out)
	}
	for range 2000 {
		word := text(1 + r.IntN(9))
		has := postgres.Pairs(text(r.IntN(5)) + word + text(r.IntN(5)))
		for _, n := range postgres.Probing(word) {
			if !slices.Contains(has, n) {
				t.Fatalf("%q is looked for by %x, which a text with it has not", word, n)
			}
		}
	}
	for word, want := range map[string]int{"領": 0, "領収": 1, "領収書": 2, "領収書べ": 2, "0942": 2, "094": 1, "領0942": 2, "領収0942": 3} {
		if got := postgres.Probing(word); len(got) != want {
			t.Errorf("%s is looked for by %d numbers, want %d", word, len(got), want)
		}
	}
}
