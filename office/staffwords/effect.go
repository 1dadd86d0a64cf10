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
	return shifts(e, []part{
		{"console.effect.part.won", won}, {"console.effect.part.taken", taken}, {"console.effect.part.given", given}, {"console.effect.part.lost", lost}, {"console.effect.part.other", other},
	})
}

// EffectNow is Effect for who is shown nothing else of it: where not all was tried, it says so first, and nothing of what
// is not known.
func EffectNow(e *edition.Effect, ref string) string {
	switch {
	case e.Left == 0:
		return Effect(e, ref)
	case len(e.Shifts) == 0:
		return Untried(e)
	}
	return Untried(e) + catalogue.JA.Say("console.effect.so_far", "sum", Effect(e, ref))
}

// Untried says how far the trial of a change is.
func Untried(e *edition.Effect) string {
	percent := 0
	if all := e.Asked + e.Left; all > 0 {
		percent = e.Asked * 100 / all
	}
	return catalogue.JA.Say("console.effect.trying", "percent", percent)
}

// EffectOfAll says in a line how questions would be answered otherwise by a change of several entries.
func EffectOfAll(e *edition.Effect) string {
	won, elsewhere, anew, lost, other := e.SumAll()
	return shifts(e, []part{
		{"console.effect.all.won", won}, {"console.effect.all.elsewhere", elsewhere}, {"console.effect.all.anew", anew}, {"console.effect.all.lost", lost}, {"console.effect.part.other", other},
	})
}

// A part is so many questions that are answered otherwise in the same way.
type part struct {
	key catalogue.Key
	n   int
}

func shifts(e *edition.Effect, of []part) string {
	var parts []string
	for _, p := range of {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", catalogue.JA.Say(p.key), p.n))
		}
	}
	if len(parts) == 0 {
		return catalogue.JA.Say("console.effect.none")
	}
	return catalogue.JA.Say("console.effect.sum", "n", len(e.Shifts), "parts", strings.Join(parts, "、"))
}
