package reading

import (
	"strings"
	"testing"
)

// BenchmarkLongest reads the longest message a platform lets through: no reader may take long over it.
func BenchmarkLongest(b *testing.B) {
	text := strings.Repeat("来週の火曜10/16にタイで化粧品 1234567890 ", 900)
	for _, name := range []string{"mask", "personal", "control", "date", "slots", "country", "choice", "party", "mail", "phone", "url", "question", "upset", "yesno"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				readers[name](text)
			}
		})
	}
}

// BenchmarkFirst is what the first message of a process costs that every reader of a conversation looks
// at: the lists are compiled then.
func BenchmarkFirst(b *testing.B) {
	for b.Loop() {
		for _, name := range []string{"human", "status", "quit", "again", "upset"} {
			phrases(name, whole, asWritten)()
		}
	}
}
