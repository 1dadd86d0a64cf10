package bot

import (
	"hash/maphash"
	"slices"
	"sync"
)

// A dispatcher hands lanes to workers. A lane always falls to the same worker, so its turns do not
// queue for one lock, and waits there at most once however often it is pushed.
type dispatcher struct {
	seed    maphash.Seed
	workers []*laneQueue
}

type laneQueue struct {
	mu      sync.Mutex
	wake    *sync.Cond
	lanes   []string
	waiting map[string]bool
	closed  bool
}

func newDispatcher(n int) *dispatcher {
	d := &dispatcher{seed: maphash.MakeSeed()}
	for range n {
		q := &laneQueue{waiting: map[string]bool{}}
		q.wake = sync.NewCond(&q.mu)
		d.workers = append(d.workers, q)
	}
	return d
}

func (d *dispatcher) push(lane string) {
	q := d.workers[maphash.String(d.seed, lane)%uint64(len(d.workers))]
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting[lane] {
		return
	}
	q.waiting[lane] = true
	q.lanes = append(q.lanes, lane)
	q.wake.Signal()
}

// together is how many lanes a worker takes at most: their conversations are locked until all are decided.
const together = 32

// pop waits for lanes of worker i and takes what is there, up to a limit. It reports false once the dispatcher
// is closed: what is still waiting then is in the inbox, where the next process finds it.
func (d *dispatcher) pop(i int) ([]string, bool) {
	q := d.workers[i]
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.lanes) == 0 && !q.closed {
		q.wake.Wait()
	}
	if q.closed {
		return nil, false
	}
	n := min(len(q.lanes), together)
	lanes := slices.Clone(q.lanes[:n])
	q.lanes = q.lanes[n:]
	for _, lane := range lanes {
		delete(q.waiting, lane) // before its turn: an event accepted meanwhile pushes it again
	}
	return lanes, true
}

func (d *dispatcher) close() {
	for _, q := range d.workers {
		q.mu.Lock()
		q.closed = true
		q.wake.Broadcast()
		q.mu.Unlock()
	}
}
