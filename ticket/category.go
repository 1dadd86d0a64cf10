package ticket

import (
	_ "embed"
	"strings"
	"sync"

	"madoguchi/chars"
	"madoguchi/reading"
)

//go:embed categories.txt
var categoryList string

// categories are read when they are first asked for.
var categories = sync.OnceValue(func() []Option {
	var out []Option
	for line := range strings.Lines(categoryList) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "" || strings.HasPrefix(line, "# "):
		case line[0] == '[':
			value, label, _ := strings.Cut(strings.Trim(line, "[]"), " ")
			out = append(out, Option{Label: label, Value: value})
		default:
			o := &out[len(out)-1]
			o.Names = append(o.Names, line)
		}
	}
	return append(out, Option{Label: "その他", Value: "other"})
})

func categoryLabel(value string) string {
	for _, o := range categories() {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// categoryOptions are the categories for a reader.
var categoryOptions = sync.OnceValue(func() *reading.Options { return (&Field{Choices: categories()}).options() })

// categoryField is a choice among the categories, as f asks for one.
func (f *Field) categoryField() *Field {
	c := *f
	c.Type, c.Choices, c.Free = TypeChoice, categories(), true
	return &c
}

// readCategory reads a category and the product itself: 「食品 お茶」, 「無添加の石けん」. A product
// of no category we know is 「その他」 with its name.
func (f *Field) readCategory(text string) (Reading, error) {
	c := f.categoryField()
	if picked := c.byNumber(text); picked != nil {
		return c.chosen(picked[:1], "")
	}
	if text = reading.Substance(text); !wordy(text) || chars.Length(text) > f.limit(300) || reading.Courteous(text) || reading.OnlyAgrees(text) {
		return Reading{}, f.fail(say("ticket.ask.category"))
	}
	picked, named := category(text)
	if picked < 0 && Names(text) {
		return Reading{}, f.fail(say("ticket.ask.category"))
	}
	if picked < 0 {
		return Reading{Values: []string{"other", text}, Shown: text}, nil
	}
	rest := reading.Unjoined(text)
	if named {
		rest = ""
		if found := categoryOptions().Mentions(text); len(found) > 0 {
			rest = reading.Leftover(text, found[:1])
		}
	}
	rest = strings.Trim(reading.Plainly(rest), " 　()（）「」")
	if strings.Contains(chars.FoldKana(categories()[picked].Label), chars.FoldKana(rest)) {
		rest = ""
	}
	return c.chosen([]int{picked}, rest)
}

// category is the category that text names, and whether it does so by the category's own label
// rather than by a product; -1 where it names none.
func category(text string) (picked int, named bool) {
	folded := chars.FoldKana(text)
	s := reading.Bare(folded)
	for i, o := range categories() {
		for n, w := range o.words() {
			if s == chars.FoldKana(w) {
				return i, n < 2
			}
		}
	}
	found := categoryOptions().Mentions(text)
	if len(found) == 0 {
		return -1, false
	}
	m := found[0]
	named = m.Start == 0 && strings.HasPrefix(chars.FoldKana(categories()[m.Option].Label), folded[m.Start:m.End])
	return m.Option, named
}
