package ticket

import (
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/reading"
)

// Extract is what one free message already tells of the fields that opt in: 「ベトナムで化粧品を
// 売りたい」 names a country and a category. It only takes what stands in the text by name; all of
// it appears in the confirmation, where it can be mended. The time is that of the message, for
// fields of type date.
func (fm *Form) Extract(text string, now time.Time) Values {
	found := Values{}
	text = chars.Clip(chars.Tidy(text), limitText)
	for i := range fm.Fields {
		f := &fm.Fields[i]
		if !f.Extract {
			continue
		}
		if values := f.extract(text, now); len(values) > 0 {
			found[f.ID] = values
		}
	}
	for i := range fm.Fields {
		fm.Fields[i].imply(found)
	}
	return found
}

func (f *Field) extract(text string, now time.Time) []string {
	switch f.Type {
	case TypeCountry:
		codes := reading.Countries(text)
		if len(codes) == 1 && codes[0] == "JP" || !f.Multiple && len(codes) > 1 {
			return nil // 日本の…: where the product is from, not where it goes
		}
		return codes
	case TypeCategory:
		return f.extractCategory(text)
	case TypeChoice, TypeProgramme:
		return f.extractChoice(text)
	case TypeDate, TypeEmail, TypePhone, TypePostal, TypeURL, TypeCorporate:
		if r, err := f.Read(text, now); err == nil {
			return r.Values
		}
	}
	return nil
}

// extractCategory is the category a message names, with the product where one is named.
func (f *Field) extractCategory(text string) []string {
	found := categoryOptions().Mentions(text)
	if len(found) == 0 || categories()[found[0].Option].Value == "other" {
		return nil
	}
	c := categories()[found[0].Option]
	word := chars.FoldKana(text)[found[0].Start:found[0].End]
	for _, name := range c.Names {
		if chars.FoldKana(name) == word && !strings.HasPrefix(chars.FoldKana(c.Label), word) {
			return []string{c.Value, name}
		}
	}
	return []string{c.Value}
}

// extractChoice is the one option a message names, by more than its label's number.
func (f *Field) extractChoice(text string) []string {
	var value string
	for _, m := range f.options().Mentions(text) {
		v := f.Choices[m.Option].Value
		if value != "" && value != v {
			return nil
		}
		value = v
	}
	if value == "" || value == "other" || value == "unknown" {
		return nil
	}
	return []string{value}
}

// imply fills a choice from another field that was found: a country named makes the topic the
// one about countries.
func (f *Field) imply(found Values) {
	if !f.Extract || len(found[f.ID]) > 0 {
		return
	}
	for _, o := range f.Choices {
		if o.ImpliedBy != "" && len(found[o.ImpliedBy]) > 0 {
			found[f.ID] = []string{o.Value}
			return
		}
	}
}
