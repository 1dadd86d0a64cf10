package ticket

import (
	"strings"
	"testing"
)

// BenchmarkLongest reads the longest message a platform lets through: no reader may take long over it.
func BenchmarkLongest(b *testing.B) {
	text := strings.Repeat("来週の火曜10/16にタイで化粧品 1234567890 ", 900)
	form, fields := extractForm(), readFields()
	b.Run("extract", func(b *testing.B) {
		for b.Loop() {
			form.Extract(text, friday)
		}
	})
	for _, name := range []string{"date", "slots", "country", "choice_free", "company", "category", "email"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				fields[name].Read(text, friday)
			}
		})
	}
}
