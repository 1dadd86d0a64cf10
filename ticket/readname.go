package ticket

import (
	"slices"
	"strings"

	"madoguchi/chars"
	"madoguchi/reading"
)

func (f *Field) readName(text string) (Reading, error) {
	found := reading.Person(text, f.limit(60))
	if !found.OK() || Names(text) {
		return Reading{}, f.fail(say("ticket.ask.name"))
	}
	return one(found.Value), nil
}

// readCompany reads a company, and where the question also asks for a person or a programme, those
// in the same answer: 「株式会社ミナト 木村 ハルカモール」.
func (f *Field) readCompany(text string) (Reading, error) {
	rest, programme := f.cutProgramme(reading.OneLine(text))
	person := f.part(TypeName)
	found := reading.CompanyAndPerson(rest, f.limit(100))
	if person == nil {
		alone := reading.Company(rest, f.limit(100))
		found = reading.Found[reading.Party]{Value: reading.Party{Company: alone.Value}, Fault: alone.Fault}
	}
	if !found.OK() || Names(rest) {
		return Reading{}, f.fail(say("ticket.ask.company"))
	}
	r := one(found.Value.Company)
	r.Also = map[string]Reading{}
	if person != nil && found.Value.Person != "" {
		if named, err := person.readName(found.Value.Person); err == nil {
			r.Also[person.Key()] = named
		}
	}
	if programme != nil {
		p := f.part(TypeProgramme)
		r.Also[p.Key()] = p.Show([]string{programme.Value})
	}
	return r, nil
}

// part is the field's part of that type, or nil.
func (f *Field) part(t FieldType) *Field {
	for _, p := range f.parts {
		if p.Type == t {
			return p
		}
	}
	return nil
}

// cutProgramme takes a programme's name off the end of an answer that has more in it.
func (f *Field) cutProgramme(text string) (string, *Option) {
	p := f.part(TypeProgramme)
	at := strings.LastIndexAny(text, " 、,，/／")
	if p == nil || at < 0 {
		return text, nil
	}
	last := chars.FoldKana(reading.Plainly(text[at:]))
	for i := range p.Choices {
		if slices.ContainsFunc(p.Choices[i].words(), func(w string) bool { return chars.FoldKana(w) == last }) {
			return strings.TrimRight(text[:at], " 、,，/／"), &p.Choices[i]
		}
	}
	return text, nil
}

// Names reports whether a text is nothing but a country or a kind of goods: what somebody says of their matter who was asked
// for their name. One character may be a family's name as well: 林, 米.
func Names(text string) bool {
	said := reading.Plainly(strings.TrimSpace(reading.OneLine(text)))
	if chars.Length(said) < 2 {
		return false
	}
	if codes := reading.Countries(said); len(codes) == 1 && chars.FoldKana(reading.CountryName(codes[0])) == chars.FoldKana(said) {
		return true
	}
	folded := chars.FoldKana(said)
	for _, c := range categories() {
		if c.Value != "other" && slices.ContainsFunc(c.words(), func(w string) bool { return chars.FoldKana(w) == folded }) {
			return true
		}
	}
	return false
}
