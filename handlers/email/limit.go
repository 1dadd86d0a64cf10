package email

import (
	"errors"
	"strings"
	"sync"
	"time"
)

// mostAnHour is how many mails outside any ticket go to one address within an hour. A conversation
// may ask for three codes; but conversations are free to begin, and nobody shall be able to fill a
// stranger's mailbox in the office's name.
const mostAnHour = 12

var errTooMany = errors.New("too many mails to one address within the hour")

// A limit counts the mails to each address. It is this process's alone: a restart forgets.
type limit struct {
	most int
	mu   sync.Mutex
	sent map[string][]time.Time // by address, oldest first
}

// take counts one more mail to address, or reports false where there were enough.
func (l *limit) take(address string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	address = strings.ToLower(address)
	hour := now.Add(-time.Hour)
	if l.sent == nil || len(l.sent) >= 10_000 { // what is an hour old is of no more use
		kept := map[string][]time.Time{}
		for a, times := range l.sent {
			if times[len(times)-1].After(hour) {
				kept[a] = times
			}
		}
		l.sent = kept
	}
	times := l.sent[address]
	for len(times) > 0 && !times[0].After(hour) {
		times = times[1:]
	}
	if len(times) >= l.most {
		return false
	}
	l.sent[address] = append(times, now)
	return true
}
