package email

import "sync"

// remembered is how many accepted mails a process remembers: those of far more than a lease of the
// outbox, after which what could not be noted as sent comes again.
const remembered = 4096

// recent knows the deliveries that the mail server has accepted from this process. What the outbox
// could not note as sent comes again under its key, and needs no second copy.
type recent struct {
	mu   sync.Mutex
	ids  map[string]string // Message-ID by delivery key
	keys []string          // oldest first
}

func (r *recent) add(key, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ids == nil {
		r.ids = map[string]string{}
	}
	if _, known := r.ids[key]; known {
		return
	}
	if len(r.keys) == remembered {
		delete(r.ids, r.keys[0])
		r.keys = r.keys[1:]
	}
	r.ids[key], r.keys = id, append(r.keys, key)
}

func (r *recent) find(key string) (id string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	id, ok = r.ids[key]
	return id, ok
}
