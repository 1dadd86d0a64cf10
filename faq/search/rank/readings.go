package rank

import (
	"sync"

	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/lexicon"
)

// keptReadings is how many messages are remembered: as many as are under way at once.
const keptReadings = 16

// Readings are the messages that were read last. One turn asks more than once about the same message,
// which programmes it names and then what answers it, and reading it costs a third of a search.
type readings struct {
	mu   sync.Mutex
	kept [keptReadings]struct {
		text    string
		reading *lexicon.Reading
	}
	next int
}

// read takes a message apart. The reading may be shared, and is not changed.
func (rk *Ranker) read(text string) *lexicon.Reading {
	text = kana.Cap(text)
	if r := rk.readings.of(text); r != nil {
		return r
	}
	r := rk.Lex.Read(text, rk.Vocabulary)
	rk.readings.keep(text, r)
	return r
}

func (k *readings) of(text string) *lexicon.Reading {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range k.kept {
		if kept := &k.kept[i]; kept.reading != nil && kept.text == text {
			return kept.reading
		}
	}
	return nil
}

func (k *readings) keep(text string, r *lexicon.Reading) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept[k.next].text, k.kept[k.next].reading = text, r
	k.next = (k.next + 1) % keptReadings
}
