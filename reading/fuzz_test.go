package reading

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/chars"
)

// seed adds the texts of tables as seeds, and two that are no text and a long one.
func seed(f *testing.F, tables ...string) {
	for _, name := range tables {
		data, err := os.ReadFile("testdata/" + name + ".txt")
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			text, _, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
			f.Add(strings.ReplaceAll(text, "⏎", "\n"))
		}
	}
	f.Add("\x00\xff")
	f.Add(strings.Repeat("１", 3000))
}

// sound holds what every finding owes: a value or a fault, both valid text, and a rest that is made of
// the text's own characters.
func sound(t *testing.T, text string, f Found[string]) {
	t.Helper()
	switch {
	case f.OK() && f.Value == "":
		t.Fatalf("%q is read as nothing", text)
	case !utf8.ValidString(f.Value) || !utf8.ValidString(f.Rest):
		t.Fatalf("%q gives broken text: %+v", text, f)
	}
	own := chars.Clean(text)
	for _, r := range f.Rest {
		if r != ' ' && !strings.ContainsRune(own, r) {
			t.Fatalf("%q leaves %q over, which was not written", text, f.Rest)
		}
	}
}

// fuzzText fuzzes a reader of one value, whose canonical form must read as itself.
func fuzzText(f *testing.F, table string, read func(string) Found[string], form string) {
	seed(f, table)
	want := regexp.MustCompile(form)
	f.Fuzz(func(t *testing.T, text string) {
		found := read(text)
		sound(t, text, found)
		if !found.OK() {
			return
		}
		if !want.MatchString(found.Value) {
			t.Fatalf("%q is read as %q", text, found.Value)
		}
		if again := read(found.Value); again.Value != found.Value || again.Rest != "" {
			t.Fatalf("%q is read as %q, and that as %+v", text, found.Value, again)
		}
	})
}

func FuzzMail(f *testing.F) { fuzzText(f, "mail", Mail, `^[!-~]+@[^\sA-Z@]+\.[^\sA-Z@]+$`) }
func FuzzPhone(f *testing.F) {
	fuzzText(f, "phone", Phone, `^\+?[0-9][0-9 -]{6,}( 内線[0-9]{1,6})?$`)
}
func FuzzPostal(f *testing.F) { fuzzText(f, "postal", Postal, `^[0-9]{3}-[0-9]{4}$`) }
func FuzzCorporate(f *testing.F) {
	fuzzText(f, "corporate", Corporate, `^[0-9]{13}$`)
}
func FuzzJAN(f *testing.F) { fuzzText(f, "jan", JAN, `^([0-9]{8}|[0-9]{13})$`) }
func FuzzAddress(f *testing.F) {
	fuzzText(f, "address", func(s string) Found[string] { return Address(s, 200) }, `^.{4,}$`)
}

func FuzzCode(f *testing.F) { fuzzText(f, "code", Code, `^[0-9]{6}$`) }

func FuzzURL(f *testing.F) {
	seed(f, "url")
	f.Fuzz(func(t *testing.T, text string) {
		found := URL(text)
		sound(t, text, found)
		if found.OK() && !strings.HasPrefix(found.Value, "https://") && !strings.HasPrefix(found.Value, "http://") {
			t.Fatalf("%q is read as %q", text, found.Value)
		}
	})
}

// FuzzNames: a name is made of what was written, and no longer than it may be.
func FuzzNames(f *testing.F) {
	seed(f, "person", "company", "party")
	f.Fuzz(func(t *testing.T, text string) {
		sound(t, text, Person(text, 60))
		sound(t, text, Company(text, 100))
		p := CompanyAndPerson(text, 100)
		for _, name := range []string{p.Value.Company, p.Value.Person} {
			sound(t, text, Found[string]{Value: name, Rest: strings.TrimSuffix(name, "…"), Fault: Missing})
		}
		if p.OK() && (p.Value.Company == "" || chars.Length(p.Value.Company) > 100) {
			t.Fatalf("%q is read as %+v", text, p.Value)
		}
	})
}

// FuzzDays: what is read as a day is one, at most twenty are, and slots lie on them.
func FuzzDays(f *testing.F) {
	seed(f, "date", "days", "slots")
	f.Fuzz(func(t *testing.T, text string) {
		d := Date(text, friday)
		sound(t, text, Found[string]{Value: d.Value.Words, Rest: d.Rest, Fault: d.Fault})
		if d.OK() && !d.Value.Date.Equal(Midnight(d.Value.Date)) {
			t.Fatalf("%q is read as %s", text, d.Value.Date)
		}
		if days := Days(text, friday); len(days) > 20 || (len(days) == 0) != (d.Fault == Missing) {
			t.Fatalf("%q names %d days, and the first is %+v", text, len(days), d)
		}
		for _, s := range Slots(text, friday).Value.Slots {
			day, _, _ := strings.Cut(s.String(), "T")
			if _, err := time.Parse(time.DateOnly, day); err != nil && s.Day.Fault == "" {
				t.Fatalf("%q gives the slot %s", text, s)
			}
			if s.From > 24*60 || s.Until > 24*60 || s.From >= 0 && s.Until >= 0 && s.Until < s.From {
				t.Fatalf("%q gives the slot %s", text, s)
			}
		}
	})
}

// FuzzCountries: each code is that of a country or region we can name, and comes once.
func FuzzCountries(f *testing.F) {
	seed(f, "country")
	f.Fuzz(func(t *testing.T, text string) {
		codes := Countries(text)
		for i, c := range codes {
			if name := CountryName(c); name == "" || name == c && c != "EU" || slices.Contains(codes[:i], c) {
				t.Fatalf("%q names %v", text, codes)
			}
		}
	})
}

// FuzzSteering: a control, a yes or no and a greeting are never read out of a long text, and nothing
// is a yes and a no.
func FuzzSteering(f *testing.F) {
	seed(f, "control", "yesno", "question", "upset", "greeting", "unknown")
	f.Fuzz(func(t *testing.T, text string) {
		if w := Control(text); w.Act != NoControl && chars.Length(text) > controlText {
			t.Fatalf("%q is read as %+v", text, w)
		}
		if marked := text + "。"; Asks(text) && !Asks(marked) {
			t.Fatalf("%q asks, and does not with a stop", text)
		}
		YesNo(text)
		Upset(text)
		Greets(text)
		Unknown(text)
	})
}

// FuzzChoice: what is picked exists, and the rest is a part of the text.
func FuzzChoice(f *testing.F) {
	seed(f, "choice", "number")
	f.Fuzz(func(t *testing.T, text string) {
		text = chars.Tidy(text)
		c := options.Choose(text)
		if !strings.Contains(text, c.Rest) {
			t.Fatalf("%q leaves %q over", text, c.Rest)
		}
		for _, i := range append(c.Picked, ByNumber(text, 4, true, nil)...) {
			if i < 0 || i > 3 {
				t.Fatalf("%q picks %d", text, i)
			}
		}
	})
}

// FuzzPair: both sides are parts of what was written.
func FuzzPair(f *testing.F) {
	seed(f, "pair")
	f.Fuzz(func(t *testing.T, text string) {
		p := Pair(text)
		if one := strings.ReplaceAll(text, "\n", " "); p.OK() && (p.Value.After == "" || !strings.Contains(one, strings.ReplaceAll(p.Value.Before, "\n", " ")) || !strings.Contains(one, strings.ReplaceAll(p.Value.After, "\n", " "))) {
			t.Fatalf("%q is parted into %+v", text, p.Value)
		}
	})
}

// FuzzAmount: digits that are made plain stay digits.
func FuzzAmount(f *testing.F) {
	seed(f, "amount")
	f.Fuzz(func(t *testing.T, text string) {
		if a := AmountOf(text); !utf8.ValidString(a.Text) || digits(a.Text) != "" && !a.Counted {
			t.Fatalf("%q is read as %+v", text, a)
		}
	})
}

// FuzzMask: nothing that Mask would strike out is left when it is done, and what has no digits is
// left alone.
func FuzzMask(f *testing.F) {
	seed(f, "mask", "personal")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip("events carry valid UTF-8")
		}
		masked, found := Mask(text)
		if (len(found) == 0) != (masked == text) {
			t.Fatalf("%q: %q, found %v", text, masked, found)
		}
		if again, more := Mask(masked); len(found) > 0 && strings.Contains(strings.Join(more, " "), CardNumber) && len(again) < 400 {
			t.Fatalf("%q leaves a card number: %q", text, masked)
		}
		MaskPersonal(text)
		if kept := Anonymous(text); mailIn().MatchString(kept) {
			t.Fatalf("%q leaves an address: %q", text, kept)
		}
	})
}

// FuzzAmends: what an amendment names and gives stands in the text, and politeness is cut off only at its
// ends.
func FuzzAmends(f *testing.F) {
	seed(f, "amends", "courteous", "inquires", "denies", "side", "cities")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		said := chars.Tidy(strings.ReplaceAll(text, "\n", "。"))
		if a, ok := Amends(text); ok {
			for _, part := range []string{a.Word, a.Old, a.Value} {
				if !strings.Contains(chars.Line(said), chars.Line(part)) && !strings.Contains(chars.Line(text), chars.Line(part)) {
					t.Fatalf("%q has no %q: %+v", text, part, a)
				}
			}
		}
		if rest, ok := DeniesSecret(text); ok && !strings.Contains(chars.Line(text), chars.Line(rest)) {
			t.Fatalf("%q has no %q", text, rest)
		}
		if s := Substance(text); !strings.Contains(text, s) {
			t.Fatalf("the substance of %q is %q", text, s)
		}
		_, _, _ = Side(text), Cities(text), Inquires(text)
	})
}
