package ticket

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/reading"
)

// words are what the option is known by: its label, value and names.
func (o *Option) words() []string { return append([]string{o.Label, o.Value}, o.Names...) }

// options are the field's choices for a reader.
func (f *Field) options() *reading.Options {
	words := make([][]string, len(f.Choices))
	for i := range f.Choices {
		words[i] = f.Choices[i].words()
	}
	return reading.NewOptions(words...)
}

func (f *Field) readChoice(text string, now time.Time) (Reading, error) {
	if picked := f.byNumber(text); picked != nil {
		return f.chosen(picked, "")
	}
	c := f.options().Choose(text)
	if len(c.Picked) == 0 && reading.Unknown(text) && f.option("unknown") != nil {
		return f.Show([]string{"unknown"}), nil
	}
	switch {
	case c.Alone:
		return f.chosen(c.Picked, "")
	case len(c.Picked) > 0 && !f.Free && reading.Excludes(text):
		return Reading{}, f.unclear()
	case len(c.Picked) == 0:
		return f.notFound(text)
	}
	if !f.Multiple && len(c.Picked) > 1 {
		if !f.Free {
			return Reading{}, f.fail(say("ticket.ask.only_one", "menu", f.menu()))
		}
		c.Picked, c.Rest = c.Picked[:1], text
	}
	if part := f.part(TypeSlots); part != nil && c.Rest != "" {
		return f.withSlots(c.Picked, part, c.Rest, now)
	}
	if !f.Free {
		c.Rest = ""
	}
	return f.chosen(c.Picked, c.Rest)
}

// withSlots reads the times that follow the choice of a method in one answer.
func (f *Field) withSlots(picked []int, part *Field, rest string, now time.Time) (Reading, error) {
	r, err := f.chosen(picked, "")
	if err != nil {
		return r, err
	}
	if slots, err := part.Read(rest, now); err == nil {
		r.Also = map[string]Reading{part.Key(): slots}
	}
	return r, nil
}

// byNumber are the options that a text names by nothing but their numbers.
func (f *Field) byNumber(text string) []int {
	return reading.ByNumber(text, len(f.Choices), f.Multiple, f.all())
}

// all are all options but the one for what the others leave out.
func (f *Field) all() []int {
	var picked []int
	for i, o := range f.Choices {
		if o.Value != "other" && o.Value != "unknown" {
			picked = append(picked, i)
		}
	}
	return picked
}

// chosen is the reading of the picked options, with the member's own words behind them.
func (f *Field) chosen(picked []int, rest string) (Reading, error) {
	if f.Max > 0 && f.Multiple && len(picked) > f.Max {
		return Reading{}, f.fail(say("ticket.ask.at_most", "most", f.Max))
	}
	var values []string
	for _, i := range picked {
		values = append(values, f.Choices[i].Value)
	}
	if rest != "" {
		values = append(values, chars.Clip(rest, limitText))
	}
	return f.Show(values), nil
}

func (f *Field) notFound(text string) (Reading, error) {
	if f.Free && wordy(text) && !reading.Courteous(text) && !reading.OnlyAgrees(text) && chars.Length(text) <= limitText {
		return one(text), nil
	}
	return Reading{}, f.unclear()
}

func (f *Field) unclear() error {
	if f.Multiple {
		return f.fail(say("ticket.ask.some_of", "menu", f.menu()))
	}
	return f.fail(say("ticket.ask.one_of", "menu", f.menu()))
}

// menu is the choices as numbered lines.
func (f *Field) menu() string {
	lines := make([]string, len(f.Choices))
	for i, o := range f.Choices {
		lines[i] = fmt.Sprintf("%d %s", i+1, o.Label)
	}
	return strings.Join(lines, "\n")
}

// readYesNo reads a yes or a no.
func (f *Field) readYesNo(text string) (Reading, error) {
	said := reading.YesNo(text)
	if said == reading.Unsaid {
		return Reading{}, f.fail(say("ticket.ask.yes_or_no"))
	}
	return f.Show([]string{string(said)}), nil
}

// Chooses reports whether a text is nothing but one of the field's choices, however hesitatingly it is named.
func (f *Field) Chooses(text string) bool {
	return len(f.Choices) > 0 && (f.options().Alone(text) >= 0 || f.options().Alone(reading.Undoubted(text)) >= 0 || f.byNumber(text) != nil)
}

// listsItem reports whether a text is one of the things that the form can change, and nothing else.
func (fl *Filling) listsItem(text string) bool {
	items := fl.form.Role(RoleItems)
	return items != nil && (items.options().Alone(text) >= 0 || items.options().Alone(reading.Plainly(text)) >= 0)
}

// Control reads a control word at this point of the form. What is also a choice of the present
// question (担当者, なし) is an answer to it, not a control, and so is a wish to mend something
// that is a choice here and no line of the form yet: 電話番号を直したい, where it is asked what is
// to change. 送る before the end asks the question again.
func (fl *Filling) Control(text string) reading.Wish {
	w := reading.Control(text)
	f, _, _ := fl.Next()
	switch {
	case w.Act == reading.Human && fl.listsItem(text): // 担当者, where that may be changed
		return reading.Wish{}
	case w.Act == reading.NoControl || f == nil:
		return w
	}
	switch options := f.options(); {
	case w.Act != reading.Back && w.Act != reading.Quit && options.Alone(text) >= 0:
		return reading.Wish{}
	case w.Act == reading.Send:
		return reading.Wish{Act: reading.Again} // there is nothing to send yet
	case w.Act == reading.Edit && w.Word != "" && len(fl.named(w.Word)) == 0 && len(options.Mentions(w.Word)) > 0:
		return reading.Wish{}
	case f.Type == TypeYesNo && reading.YesNo(text) != reading.Unsaid:
		return reading.Wish{}
	}
	return w
}
