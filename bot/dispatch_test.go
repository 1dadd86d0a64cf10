package bot

import (
	"fmt"
	"sync"
	"testing"
)

// collect takes everything that waits for worker i.
func collect(d *dispatcher, i int) []string {
	var lanes []string
	for len(d.workers[i].lanes) > 0 {
		some, _ := d.pop(i)
		lanes = append(lanes, some...)
	}
	return lanes
}

func TestDispatcherKeepsALaneOnceAndWithOneWorker(t *testing.T) {
	d := newDispatcher(4)
	owner := map[string]int{}
	for round := range 3 {
		for range 3 {
			for i := range 50 {
				d.push(fmt.Sprint("lane", i))
			}
		}
		count := 0
		for i := range d.workers {
			for _, lane := range collect(d, i) {
				count++
				if was, known := owner[lane]; known && was != i {
					t.Errorf("round %d: %s moves from worker %d to %d", round, lane, was, i)
				}
				owner[lane] = i
			}
		}
		if count != 50 {
			t.Errorf("round %d: %d lanes come out of 50 pushed three times", round, count)
		}
	}
}

// What is accepted while a lane's turn is under way must push the lane again.
func TestDispatcherTakesALaneBackDuringItsTurn(t *testing.T) {
	d := newDispatcher(1)
	d.push("a")
	d.push("b")
	if lanes, _ := d.pop(0); fmt.Sprint(lanes) != "[a b]" {
		t.Fatalf("pop = %s, want [a b]", lanes)
	}
	d.push("c")
	d.push("a")
	if got := fmt.Sprint(collect(d, 0)); got != "[c a]" {
		t.Errorf("then come %s, want [c a]", got)
	}
}

func TestDispatcherCloseWakesEveryWorker(t *testing.T) {
	d := newDispatcher(3)
	var wg sync.WaitGroup
	for i := range d.workers {
		wg.Go(func() {
			for {
				if _, ok := d.pop(i); !ok {
					return
				}
			}
		})
	}
	d.push("a")
	d.close()
	wg.Wait()
	d.push("b") // into a closed one: the inbox has it
	if lanes, ok := d.pop(0); ok {
		t.Errorf("a closed dispatcher gives %s", lanes)
	}
}
