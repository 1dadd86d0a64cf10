package importer

import (
	"slices"
	"strings"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/lazyregexp"
)

// reAmount is a sum of money, a rate or a number of things that an office sets anew each year.
var reAmount = lazyregexp.New(`[0-9][0-9,.]*\s*(?:[万千百億]?円|%|パーセント|[万千]円)|[一二三四五六七八九十百千万億]+円`)

// Inherited are a programme's entries as another may take them over: the office's words as they stand,
// with a warning at each that has dates or amounts in it. They are of the year before.
func Inherited(c faq.Collection, to string) faq.Collection {
	out := faq.Collection{ID: to, Title: c.Title, Organisation: c.Organisation, Intro: c.Intro}
	for i := range c.Entries {
		e := c.Entries[i]
		e.Collection, e.Order, e.Document, e.Version = to, i+1, "", 0
		e.Aliases = slices.Clone(e.Aliases)
		e.Validity, e.Dated, e.Warnings = faq.Validity{}, "", []faq.Warning{}
		text := chars.ListWidth(e.Question + "\n" + e.AnswerText())
		var dates []string
		for _, m := range mentions(text) {
			dates = append(dates, strings.TrimSpace(m.text))
		}
		if len(dates) > 0 {
			e.Warnings = append(e.Warnings, warn("inherited_date", "import.warning.inherited_date", "words", strings.Join(distinct(dates), "、")))
		}
		if amounts := distinct(reAmount.FindAllString(text, -1)); len(amounts) > 0 {
			e.Warnings = append(e.Warnings, warn("inherited_amount", "import.warning.inherited_amount", "words", strings.Join(amounts, "、")))
		}
		out.Entries = append(out.Entries, e)
	}
	return out
}

// distinct leaves out what was there before.
func distinct(all []string) []string {
	var out []string
	for _, s := range all {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
