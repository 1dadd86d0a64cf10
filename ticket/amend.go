package ticket

import (
	"slices"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/reading"
)

// At the summary, and while a form is under way, a member may say in their own words what was wrong:
// 「会社名まちがえました。みなと商事です」. What they name is read as an answer to that question.

// Named is the line of the answered question that the words name, and nil where none, or more than one,
// does.
func (fl *Filling) Named(word string) *Line {
	keys := fl.named(word)
	if len(keys) != 1 {
		return nil
	}
	return fl.line(keys[0])
}

// Is reports whether a word is the line's label.
func (l *Line) Is(word string) bool {
	return word != "" && chars.FoldKana(word) == chars.FoldKana(l.Label)
}

// Is reports whether a word is what the question asks for: its label, or the item that it is asked for.
func (f *Field) Is(word string) bool {
	word = chars.FoldKana(word)
	return word != "" && (word == chars.FoldKana(f.Label) || word == chars.FoldKana(f.Name))
}

// Latest is the line of the question that was answered last, or nil.
func (fl *Filling) Latest() *Line {
	for _, key := range slices.Backward(fl.Order) {
		if line := fl.line(key); line != nil {
			return line
		}
	}
	return nil
}

func (fl *Filling) line(key string) *Line {
	for _, line := range fl.Summary() {
		if line.Key == key {
			return &line
		}
	}
	return nil
}

// Rechoose takes a text that is an option of one of the form's choices, and nothing else, for that choice:
// 「つなぐ」 at the summary means the programme, also where that was not asked. It reports false where it is
// none, or one of several.
func (fl *Filling) Rechoose(text string, now time.Time) bool {
	text = reading.Rethought(text)
	var choice *Field
	for _, f := range fl.fields() {
		if !fl.applies(f) || f.Multiple || f.Item != "" || len(f.Choices) == 0 || f.options().Alone(text) < 0 {
			continue
		}
		if choice != nil {
			return false
		}
		choice = f
	}
	if choice == nil {
		return false
	}
	if _, answered := fl.Answers[choice.Key()]; answered {
		return fl.Amend(choice.Key(), text, now) == nil
	}
	r, err := choice.Read(text, now)
	if err != nil {
		return false
	}
	fl.Answers[choice.Key()] = Answer{Reading: r, Prefilled: true, Source: fl.From}
	return true
}

// EditKey asks the question with the key again.
func (fl *Filling) EditKey(key string) bool { return fl.edit(key) }

// Amend reads text as the new answer to the question with the key, in the place of the old one. Where
// it cannot be read, the form stays as it was and a *FieldError says why.
//
// Of an item that is to change, a single value is what it is to be; what it was stays.
func (fl *Filling) Amend(key, text string, now time.Time) error {
	if after := fl.after(key); after != nil && !reading.Pair(text).OK() {
		r, err := after.Read(text, now)
		if err == nil {
			fl.Answers[after.Key()] = Answer{Reading: r, Source: fl.From}
		}
		return err
	}
	if !fl.edit(key) {
		return &FieldError{Field: key, Text: say("ticket.ask.which_line")}
	}
	for _, f := range fl.fields() {
		if f.Key() != key {
			continue
		}
		r, err := f.Read(text, now)
		if err != nil {
			fl.Back()
			return err
		}
		fl.Put(f, r)
		return nil
	}
	fl.Back()
	return &FieldError{Field: key, Text: say("ticket.ask.which_line")}
}

// after is the question what an item is to be, where the key is that of what it was; else nil.
func (fl *Filling) after(key string) *Field {
	for _, f := range fl.fields() {
		if f.Item != "" && f.With != "" && fl.partOf(f) == key {
			return f
		}
	}
	return nil
}

// PutPair takes an answer to f, which asks what an item is to be, that names both sides once more. It
// reports false where f asks something else, or the answer names one.
func (fl *Filling) PutPair(f *Field, text string, now time.Time) bool {
	if f.Item == "" || f.With == "" || !reading.Pair(text).OK() {
		return false
	}
	return fl.Amend(fl.partOf(f), text, now) == nil
}

// FillItems takes what an answer to f, which asks for several items, says of them besides: 「担当者を北島から南野へ、メールは
// minami@example.com に」. Of each item it takes both sides, or what it is to be where only a value of the item's own form
// stands; the rest is asked for.
func (fl *Filling) FillItems(f *Field, text string, now time.Time) {
	if !f.Multiple {
		return
	}
	for _, clause := range reading.Clauses(text) {
		found := f.options().Mentions(clause)
		if len(found) != 1 {
			continue
		}
		rest := reading.Said(reading.Leftover(clause, found))
		for _, q := range fl.fields() {
			if q.Each == f.ID && q.Item == f.Choices[found[0].Option].Value {
				fl.fillItem(q, rest, now)
			}
		}
	}
}

// fillItem takes one side of an item, or both.
func (fl *Filling) fillItem(q *Field, text string, now time.Time) {
	if _, answered := fl.Answers[q.Key()]; answered || reading.Pair(text).OK() != (q.With == "") {
		return
	}
	if q.With != "" && (q.Type == TypeText || q.Type == TypeAddress) { // any words would do
		return
	}
	r, err := q.Read(text, now)
	if err != nil {
		return
	}
	fl.Answers[q.Key()] = Answer{Reading: r, Source: fl.From}
	for also, side := range r.Also {
		fl.Answers[also] = Answer{Reading: side, Source: fl.From}
	}
}

// NoteField is the place for what the member adds, for a form that has none of its own.
func NoteField() Field {
	return Field{ID: "note", Role: RoleNote, Label: say("ticket.note.label"), Ask: say("ticket.note.ask"), Type: TypeText, Max: 1000, Skip: true, Unasked: true}
}

// Fill takes a text as the answer to a question that has not been put yet. It reports false where that is answered
// already, or cannot be read so.
func (fl *Filling) Fill(f *Field, text string, now time.Time) bool {
	if _, answered := fl.Answers[f.ID]; answered {
		return false
	}
	r, err := f.Read(text, now)
	if err != nil {
		return false
	}
	fl.Answers[f.ID] = Answer{Reading: r, Source: fl.From}
	return true
}

// Foresee takes of a text, which is no answer to f, what it tells of other questions by name, as [Form.Extract] reads it:
// 「ベトナム」, to the question what kind of consultation it is. It may imply the answer to f as well. It gives what it has
// understood, as the confirmation shows it, also where that was known before, and whether any of it is new.
func (fl *Filling) Foresee(f *Field, text string, now time.Time) (shown []string, fresh bool) {
	found := fl.form.Extract(text, now)
	for i := range fl.form.Fields {
		q := &fl.form.Fields[i]
		a, answered := fl.Answers[q.ID]
		switch {
		case len(found[q.ID]) == 0 || q.Each != "" || fl.outOfPlace(q):
		case q.ID == f.ID && !answered:
			fl.Put(f, q.Show(found[q.ID]))
			fresh = true
		case !answered:
			a = Answer{Reading: q.Show(found[q.ID]), Prefilled: true, Source: fl.From}
			fl.Answers[q.ID] = a
			shown, fresh = append(shown, a.Shown), true
		case slices.Equal(a.Values, found[q.ID]):
			shown = append(shown, a.Shown)
		}
	}
	return shown, fresh
}

// outOfPlace reports whether f is not asked for what was answered already.
func (fl *Filling) outOfPlace(f *Field) bool {
	if f.When == nil || fl.applies(f) {
		return false
	}
	_, answered := fl.Answers[f.When.Field]
	return answered
}

// ForeseeWriter takes who writes, where a company and a person are surely told, and gives what Foresee gives. Ask it first:
// a company's name may name goods.
func (fl *Filling) ForeseeWriter(text string) (shown []string, fresh bool) {
	company, person := fl.form.Role(RoleCompany), fl.form.Role(RolePerson)
	party := reading.CompanyAndPerson(reading.OneLine(text), 100)
	if company == nil || person == nil || !party.OK() || party.Value.Person == "" || !reading.IsCompany(party.Value.Company) {
		return nil, false
	}
	name, err := person.readName(party.Value.Person)
	if err != nil {
		return nil, false
	}
	at, known := fl.Answers[company.ID]
	known = known && !at.Unchecked
	who, knownPerson := fl.Answers[person.ID]
	knownPerson = knownPerson && !who.Unchecked
	if fresh = !known && !knownPerson; fresh {
		fl.Answers[company.ID] = Answer{Reading: one(party.Value.Company), Source: fl.From}
		fl.Answers[person.ID] = Answer{Reading: name, Source: fl.From}
	}
	return []string{party.Value.Company + " " + party.Value.Person}, fresh
}

// SortNames puts a company and a person that were told in each other's place where they belong: 「川上です」, 「川上商店」. It
// does so only where the one is surely a company and the other surely none.
func (fl *Filling) SortNames(now time.Time) {
	company, person := fl.form.Role(RoleCompany), fl.form.Role(RolePerson)
	if company == nil || person == nil {
		return
	}
	c, p := fl.Answers[company.ID], fl.Answers[person.ID]
	if len(c.Values) != 1 || len(p.Values) != 1 || c.Prefilled || reading.IsCompany(c.Values[0]) {
		return
	}
	party := reading.CompanyAndPerson(p.Values[0], 100)
	if !party.OK() || !reading.IsCompany(party.Value.Company) {
		return
	}
	name := party.Value.Person
	if name == "" && reading.SameCompany(party.Value.Company, c.Values[0]) { // のぞみ, 株式会社のぞみ: the person is yet to be told
		fl.Answers[company.ID] = Answer{Reading: one(party.Value.Company), Source: p.Source}
		delete(fl.Answers, person.ID)
		return
	}
	if name == "" {
		name = c.Values[0]
	}
	r, err := person.Read(name, now)
	switch {
	case err == nil:
		fl.Answers[company.ID] = Answer{Reading: one(party.Value.Company), Source: p.Source}
		fl.Answers[person.ID] = Answer{Reading: r, Source: c.Source}
	case c.Unchecked: // 味噌, 株式会社のぞみ: the first was no answer at all, and the person is yet to be told
		fl.Answers[company.ID] = Answer{Reading: one(party.Value.Company), Source: p.Source}
		delete(fl.Answers, person.ID)
		fl.Note(c.Values[0])
	}
}

// Noted reports whether what goes along has these words already.
func (fl *Filling) Noted(text string) bool {
	f := fl.form.Role(RoleNote)
	if f == nil {
		return false
	}
	a := fl.Answers[f.ID]
	return len(a.Values) > 0 && strings.Contains(a.Values[0], chars.Tidy(text))
}

// Note adds the member's words to what goes along with the form; it reports false where the form has
// no place for them.
func (fl *Filling) Note(text string) bool {
	f := fl.form.Role(RoleNote)
	if f == nil {
		return false
	}
	text = chars.Tidy(text)
	if a := fl.Answers[f.ID]; len(a.Values) > 0 {
		if strings.Contains(a.Values[0], text) {
			return true
		}
		text = a.Values[0] + "\n" + text
	}
	text = chars.Clip(text, f.limit(limitText))
	fl.Answers[f.ID] = Answer{Reading: Reading{Values: []string{text}, Shown: strings.ReplaceAll(text, "\n", "／")}, Prefilled: true, Source: fl.From}
	return true
}

// AddItems chooses further values of a question that allows several: 「電話番号も変えたい」. What they
// bring with them is asked next. It reports false where the text names none that is new.
func (fl *Filling) AddItems(role Role, text string) bool {
	f := fl.form.Role(role)
	if f == nil || !f.Multiple {
		return false
	}
	a, answered := fl.Answers[f.ID]
	values := slices.Clone(a.Values)
	for _, m := range f.options().Mentions(text) {
		if v := f.Choices[m.Option].Value; !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	if !answered || len(values) == len(a.Values) || f.Max > 0 && len(values) > f.Max {
		return false
	}
	fl.Answers[f.ID] = Answer{Reading: f.Show(values), Source: fl.From}
	return true
}

// Forget takes the answers out that were read from a message that was taken back; they are asked again.
// It reports whether there were any.
//
// What was known beforehand has no source of its own: it goes where it says the words.
func (fl *Filling) Forget(source string, words ...string) bool {
	gone := false
	for _, answers := range []map[string]Answer{fl.Answers, fl.Kept} {
		for key, a := range answers {
			left := without(a.Values, source)
			switch {
			case source != "" && a.Source == source, len(a.Values) > 0 && len(left) == 0, a.Prefilled && says(a.Values, words):
				delete(answers, key)
				gone = true
			case len(left) < len(a.Values):
				a.Values, a.Shown = left, showFiles(left)
				answers[key] = a
				gone = true
			}
		}
	}
	for name, values := range fl.Given {
		if says(values, words) {
			delete(fl.Given, name)
		}
	}
	fl.Order = slices.DeleteFunc(fl.Order, func(key string) bool { _, ok := fl.Answers[key]; return !ok })
	return gone
}

// Replaced are the values that a change replaces by new ones of the type: what was registered before.
func (fl *Filling) Replaced(t FieldType) []string {
	var old []string
	for _, f := range fl.fields() {
		if f.Item != "" && f.With == "" && f.Type == t {
			old = append(old, fl.Answers[f.Key()].Values...)
		}
	}
	return old
}
