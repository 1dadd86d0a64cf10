package ticket

import (
	"slices"
	"strings"

	"madoguchi/chars"
)

const marks = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

// fields are the form's questions as this filling asks them: a run of fields with the same Each
// becomes one run for every chosen item.
func (fl *Filling) fields() []*Field {
	if fl.form == nil {
		return nil
	}
	var out []*Field
	fields := fl.form.Fields
	for i := 0; i < len(fields); i++ {
		if fields[i].Each == "" {
			f := fields[i]
			out = append(out, &f)
			continue
		}
		end := i
		for end < len(fields) && fields[end].Each == fields[i].Each {
			end++
		}
		out = append(out, fl.repeat(fields[i:end])...)
		i = end - 1
	}
	fl.join(out)
	return out
}

// join gives every question the fields that its answer may fill as well: its own parts, and for
// the company's name a programme still to be asked.
func (fl *Filling) join(fields []*Field) {
	for _, f := range fields {
		for _, p := range fields {
			part := p.With == f.ID && p.Item == f.Item
			if _, answered := fl.Answers[p.Key()]; answered && !(part && f.Item == "" && fl.Editing == f.Key()) {
				continue // who mends the company may name the person anew
			}
			if part || f.Type == TypeCompany && p.Type == TypeProgramme && p.Extract {
				f.parts = append(f.parts, p)
			}
			if part && p.Personal {
				f.Personal = true
			}
		}
	}
}

// repeat asks the fields of a group once for every chosen item.
func (fl *Filling) repeat(group []Field) []*Field {
	chooser := fl.form.Field(group[0].Each)
	if chooser == nil {
		return nil
	}
	var out []*Field
	items := fl.Answers[chooser.ID].Values
	for n, item := range items {
		for i := range group {
			f := group[i]
			f.Item = item
			label := item
			if o := chooser.option(item); o != nil {
				label = o.Label
				if o.Type != "" {
					f.Type, f.Max = o.Type, o.Max
				}
			}
			if len(items) > 1 && n < 20 {
				f.Mark = string([]rune(marks)[n])
			}
			f.Name = label
			f.Ask = strings.ReplaceAll(f.Ask, "{item}", label)
			f.Hint = strings.ReplaceAll(f.Hint, "{item}", label)
			out = append(out, &f)
		}
	}
	return out
}

// due reports whether f is still to be asked.
func (fl *Filling) due(f *Field) bool {
	_, answered := fl.Answers[f.Key()]
	if answered || !fl.applies(f) {
		return false
	}
	return fl.Editing == f.Key() || !f.Unasked && !fl.spared(f) && !fl.without(f)
}

// Without is the name under which a form is told what there is no use in asking for: [NoFiles], [NoCopies].
const Without = "without"

// What a form may be without.
const (
	NoFiles  = "files"  // none can be sent on this channel: even a form that needs one goes on
	NoCopies = "copies" // there is no mail to send copies by: an address that may be left out is not asked for
)

// without reports whether f asks for what is of no use here.
func (fl *Filling) without(f *Field) bool {
	none := fl.Given[Without]
	return f.Type == TypeFiles && slices.Contains(none, NoFiles) || f.Role == RoleEmail && f.Skip && slices.Contains(none, NoCopies)
}

// applies reports whether f's condition holds.
func (fl *Filling) applies(f *Field) bool {
	if f.With != "" {
		if lead := fl.form.Field(f.With); lead != nil && lead.Each == "" && !fl.applies(lead) {
			return false
		}
	}
	if f.When == nil {
		return true
	}
	values := fl.Answers[f.When.Field].Values
	if values == nil {
		values = fl.Given[f.When.Field]
	}
	has := func(v string) bool { return slices.Contains(values, v) }
	if len(f.When.In) > 0 && !slices.ContainsFunc(f.When.In, has) {
		return false
	}
	return !slices.ContainsFunc(f.When.Not, has)
}

// spared reports whether f is left out because the form would ask more than Most questions.
func (fl *Filling) spared(f *Field) bool {
	if fl.form.Most == 0 || !f.Skip {
		return false
	}
	asked := 0
	for i := range fl.form.Fields {
		q := &fl.form.Fields[i]
		if q.With == "" && !q.Unasked && fl.applies(q) && !fl.Answers[q.Key()].Prefilled && (!q.Skip || before(fl.form, q, f)) {
			asked++
		}
	}
	return asked >= fl.form.Most
}

// Spared are the labels of the questions that are left out where nothing is known beforehand, because the form would ask
// more than Most: whoever adds one has to know which of the others it takes the place of.
func (fm *Form) Spared() (labels []string) {
	if fm.Most == 0 {
		return nil
	}
	asked := 0
	for i := range fm.Fields {
		if q := &fm.Fields[i]; q.With == "" && !q.Unasked && !q.Skip {
			asked++
		}
	}
	for i := range fm.Fields {
		q := &fm.Fields[i]
		switch {
		case q.Unasked || !q.Skip || q.With != "":
		case asked >= fm.Most:
			labels = append(labels, q.Label)
		default:
			asked++
		}
	}
	return labels
}

func before(fm *Form, a, b *Field) bool {
	for i := range fm.Fields {
		switch fm.Fields[i].ID {
		case b.ID:
			return false
		case a.ID:
			return true
		}
	}
	return false
}

// partOf is the key of the question that q is a part of.
func (fl *Filling) partOf(q *Field) string {
	if q.Item == "" {
		return q.With
	}
	return q.With + "." + q.Item
}

// lead is what a question is numbered by: itself, the field it belongs to, or its group.
func (fl *Filling) lead(q *Field) string {
	switch {
	case q.Each != "":
		return "each " + q.Each
	case q.With != "":
		return q.With
	}
	return q.ID
}

// counts reports whether the questions numbered by head have any that was or will be asked.
func (fl *Filling) counts(all []*Field, head string) bool {
	for _, q := range all {
		if fl.lead(q) != head || !fl.applies(q) {
			continue
		}
		a, answered := fl.Answers[q.Key()]
		if answered && !a.Prefilled || fl.due(q) {
			return true
		}
	}
	return false
}

// edit clears the question with the key, so that it is asked again, and of an item that is to change
// both sides.
func (fl *Filling) edit(key string) bool {
	if fl.Editing != "" {
		fl.Back()
	}
	fl.Kept = map[string]Answer{}
	for _, q := range fl.fields() {
		if k := q.Key(); k == key || q.Item != "" && q.With != "" && fl.partOf(q) == key {
			if a, ok := fl.Answers[k]; ok {
				fl.Kept[k] = a
				delete(fl.Answers, k)
			}
		}
	}
	if len(fl.Kept) == 0 {
		fl.Kept = nil
		return false
	}
	fl.Editing, fl.Misses = key, 0
	return true
}

// PersonalDue are the questions for personal data that are still to be answered and can be in writing, in the
// form's order. Each is asked by itself: the company's apart from the person's.
func (fl *Filling) PersonalDue() []*Field {
	var out []*Field
	for _, f := range fl.fields() {
		if f.Personal && written[f.Type] && fl.due(f) {
			out = append(out, f)
		}
	}
	return out
}

// written are the types of what is written, not chosen or sent.
var written = map[FieldType]bool{TypeText: true, TypeCompany: true, TypeName: true, TypeAddress: true, TypeEmail: true, TypePhone: true, TypePostal: true, TypeAmount: true}

// Draft is what a member may correct instead of typing an answer anew: the answer that is being edited, or
// the names of both sides of a change, with what stands now where that is known. It is "" where there is
// nothing to begin with.
func (fl *Filling) Draft(f *Field) string {
	kept := fl.Kept[f.Key()].Shown
	if !written[f.Type] {
		return ""
	}
	if len(f.parts) > 0 && f.Item != "" {
		return say("ticket.draft.pair", "before", kept)
	}
	return kept
}

// EditNamed asks the question that the words name again: 「会社名を直す」. It reports false where no line, or more than one, fits.
func (fl *Filling) EditNamed(word string) bool {
	keys := fl.named(word)
	return len(keys) == 1 && fl.edit(keys[0])
}

// named are the keys of the answered questions whose label the word names: exactly, or else in part.
func (fl *Filling) named(word string) []string {
	word = chars.FoldKana(word)
	var exact, partly []string
	add := func(keys []string, key string) []string {
		if slices.Contains(keys, key) {
			return keys
		}
		return append(keys, key)
	}
	for _, f := range fl.fields() {
		if _, answered := fl.Answers[f.Key()]; !answered || !fl.applies(f) {
			continue
		}
		key := f.Key()
		if f.With != "" && f.Item != "" {
			key = fl.partOf(f)
		}
		for _, label := range []string{chars.FoldKana(f.Label), chars.FoldKana(f.Name)} {
			switch {
			case label == "" || f.Name != "" && label == chars.FoldKana(f.Label):
			case word == label || labelParts(f, word):
				exact = add(exact, key)
			case chars.Length(word) >= 2 && (strings.Contains(label, word) || strings.Contains(word, label)):
				partly = add(partly, key)
			}
		}
	}
	if len(exact) > 0 {
		return exact[:1]
	}
	return partly
}

// labelParts reports whether a word is one of several by which a label names its question: 国 of 国・地域.
func labelParts(f *Field, word string) bool {
	for part := range strings.FieldsFuncSeq(f.Label, func(r rune) bool { return strings.ContainsRune("・/／", r) }) {
		if chars.FoldKana(part) == word {
			return true
		}
	}
	return false
}

// Summary is what will be sent, one line a value; what an item was and will be is one line.
func (fl *Filling) Summary() []Line {
	var lines []Line
	at := map[string]int{} // key of an item's first question -> its line
	for _, f := range fl.fields() {
		a, ok := fl.Answers[f.Key()]
		if !ok || !fl.applies(f) || a.Skipped && f.With != "" {
			continue
		}
		if n, joined := at[fl.partOf(f)]; joined && f.With != "" && f.Item != "" {
			lines[n].Shown += " → " + a.Shown
			continue
		}
		at[f.Key()] = len(lines)
		label := f.Label
		if f.Name != "" {
			label = f.Name
		}
		lines = append(lines, Line{No: len(lines) + 1, Label: label, Shown: a.Shown, Key: f.Key(), Personal: f.Personal})
	}
	return lines
}
