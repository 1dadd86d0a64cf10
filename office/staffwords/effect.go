package staffwords

import (
	"fmt"
	"strings"

	"madoguchi/catalogue"
	"madoguchi/faq/edition"
)

// Effect says in a line how questions would be answered otherwise, towards the entry with the reference.
func Effect(e *edition.Effect, ref string) string {
	won, taken, given, lost, other := e.Sum(ref)
	var parts []string
	for _, part := range []struct {
		key catalogue.Key
		n   int
	}{{"console.effect.part.won", won}, {"console.effect.part.taken", taken}, {"console.effect.part.given", given}, {"console.effect.part.lost", lost}, {"console.effect.part.other", other}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", catalogue.JA.Say(part.key), part.n))
		}
	}
	if len(parts) == 0 {
		return catalogue.JA.Say("console.effect.none")
	}
	return catalogue.JA.Say("console.effect.sum", "n", len(e.Shifts), "parts", strings.Join(parts, "、"))
}
