package ticket

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"madoguchi/chars"
	"madoguchi/reading"
)

// read dispatches on the field's type. The text is clean and, but for files, not empty.
func (f *Field) read(text string, now time.Time) (Reading, error) {
	if f.Item != "" && len(f.parts) > 0 {
		return f.readPair(text, now)
	}
	if side := reading.Side(text); f.Item != "" && side != "" {
		text = side
	}
	switch f.Type {
	case TypeCompany:
		return f.readCompany(text)
	case TypeName:
		return f.readName(text)
	case TypeAddress:
		return f.readAddress(text)
	case TypeEmail:
		return f.readEmail(text)
	case TypePhone:
		return f.readPhone(text)
	case TypePostal:
		return f.readPostal(text)
	case TypeCorporate:
		return f.readCorporate(text)
	case TypeJAN:
		return f.readJAN(text)
	case TypeURL:
		return f.readURL(text)
	case TypeDate:
		return f.readDate(text, now)
	case TypeSlots:
		return f.readSlots(text, now)
	case TypeCountry:
		return f.readCountry(text)
	case TypeChoice, TypeProgramme:
		return f.readChoice(text, now)
	case TypeYesNo:
		return f.readYesNo(text)
	case TypeCategory:
		return f.readCategory(text)
	case TypeAmount:
		return f.readAmount(text)
	case TypeFiles:
		return Reading{}, f.fail(say("ticket.ask.files"))
	}
	return f.readText(text)
}

// limit is the field's own limit, or the type's.
func (f *Field) limit(otherwise int) int {
	if f.Max > 0 {
		return f.Max
	}
	return otherwise
}

func (f *Field) readText(text string) (Reading, error) {
	most := f.limit(limitText)
	switch n := chars.Length(text); {
	case reading.Courteous(text):
		return Reading{}, f.fail(cmp.Or(f.Ask, say("ticket.ask.content")))
	case n > most:
		return Reading{}, f.fail(say("ticket.ask.too_long", "most", most, "n", n))
	case !wordy(text):
		return Reading{}, f.fail(say("ticket.ask.in_words"))
	}
	return Reading{Values: []string{text}, Shown: text}, nil
}

func (f *Field) readCountry(text string) (Reading, error) {
	codes := reading.Countries(text)
	switch {
	case len(codes) == 0:
		return Reading{}, f.fail(say("ticket.ask.country"))
	case !f.Multiple && len(codes) > 1:
		return Reading{}, f.fail(say("ticket.ask.one_country"))
	case len(codes) > f.limit(20):
		return Reading{}, f.fail(say("ticket.ask.countries_at_most", "most", f.limit(20)))
	}
	values := codes
	if city := reading.Cities(text); city != "" {
		values = append(values, city)
	}
	return f.Show(values), nil
}

// Show is the reading of canonical values known beforehand.
func (f *Field) Show(values []string) Reading {
	if f.Type == TypeFiles {
		return Reading{Values: values, Shown: showFiles(values)}
	}
	shown := make([]string, 0, len(values))
	for _, v := range values {
		shown = append(shown, f.showOne(v))
	}
	text := strings.Join(shown, "、")
	if f.ownWords(values) {
		text = strings.Join(shown[:len(shown)-1], "、") + "（" + shown[len(shown)-1] + "）"
	}
	return Reading{Values: values, Shown: text}
}

// showFiles counts files: their ids say nothing to anybody.
func showFiles(values []string) string { return say("ticket.files", "n", len(values)) }

// ownWords reports whether the last of several values is what the member said beside the others.
func (f *Field) ownWords(values []string) bool {
	if len(values) < 2 {
		return false
	}
	last := values[len(values)-1]
	return f.Type == TypeCountry && !reading.IsPlaceCode(last) || (f.Free || f.Type == TypeCategory) && f.option(last) == nil
}

// showOne is one canonical value as people read it.
func (f *Field) showOne(v string) string {
	switch f.Type {
	case TypeDate:
		if t, err := time.ParseInLocation(time.DateOnly, v, reading.JST); err == nil {
			return say("ticket.long_day", "year", t.Year(), "day", Day(t))
		}
	case TypeSlots:
		return showSlot(v)
	case TypeCountry:
		if reading.IsPlaceCode(v) {
			return reading.CountryName(v)
		}
	case TypeYesNo:
		return showYesNo(v)
	}
	if o := f.option(v); o != nil {
		return o.Label
	}
	if f.Type == TypeCategory {
		return categoryLabel(v)
	}
	return v
}

func showYesNo(v string) string {
	switch v {
	case "yes":
		return say("ticket.yes")
	case "no":
		return say("ticket.no")
	}
	return ""
}

// limitText is the longest answer kept, in characters, where a field sets no limit of its own.
const limitText = 2000

// wordy reports whether text has at least one letter or digit.
func wordy(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
