package main

import "testing"

func TestPercentFor(t *testing.T) {
	for live, want := range map[uint64]int{0: gcPercent, 1 << 20: mostPercent, 32 << 20: 200, 64 << 20: 100, 160 << 20: gcPercent, 1 << 40: gcPercent} {
		if got := percentFor(live); got != want {
			t.Errorf("beside %d bytes that live may gather %d %%, want %d", live, got, want)
		}
	}
}
