package reading

import (
	"strings"
	"testing"

	"madoguchi/chars"
)

// FuzzAssent reads what members say to an offer: nothing makes a reader stumble, no text both takes an offer up and turns
// it down, and what is given back was written.
func FuzzAssent(f *testing.F) {
	seed(f, "agrees", "wishes", "turns-down", "leave", "gives-up", "done", "second", "matter", "questions", "stands", "no-login", "undecided", "english-no",
		"reply", "askback", "selfintro", "invain", "unnamed", "resumes", "nothing", "else", "romaji")
	f.Fuzz(func(t *testing.T, text string) {
		if Agrees(text, "") && TurnsDown(text) && GivesUp(text) && Done(text) {
			t.Fatalf("%q is a yes, a no and the end", text)
		}
		if OnlyAgrees(text) && !Agrees(text, "") {
			t.Fatalf("%q only agrees, and does not agree", text)
		}
		if rest, ok := SecondThought(text); ok && (rest == "" || !strings.Contains(chars.Tidy(text), rest)) {
			t.Fatalf("%q thinks again of %q", text, rest)
		}
		for _, q := range Questions(text) {
			if !strings.Contains(text, q) {
				t.Fatalf("%q asks %q", text, q)
			}
		}
		if who, ok := SelfIntroduction(text); ok && who.Company == "" && who.Person == "" {
			t.Fatalf("%q introduces nobody", text)
		}
		if kana := ShortKana(text); kana != text && !Latin(text) {
			t.Fatalf("%q is no romaji, and became %q", text, kana)
		}
		if said := Rethought(text); !strings.Contains(text, said) {
			t.Fatalf("%q was not said in %q", said, text)
		}
		for _, reads := range []func(string) bool{AsksForReply, AsksWhen, AsksIfSent, TriedInVain, StaysUnnamed, Resumes, SaysNothingNew, HasNone,
			OnlyDelegates, MeansElse, NoThanks, Announces, WantsSomebody} {
			reads(text)
		}
		AsksBack(text)
		Agrees(text, text)
		AsksForIt(text, "")
		OnlyWishes(text)
		AsksLeave(text)
		TellsMatter(text)
		AsksHowItStands(text)
		SaysHanded(text)
		CannotLogIn(text)
		NotDecided(text)
		EnglishThanks(text)
		EnglishDeclines(text)
		Unapologetic(Unspaced(text))
	})
}
