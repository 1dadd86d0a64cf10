package ticket

import (
	"slices"
	"strings"
	"time"
)

// A Filling is a form under way: what has been answered and what is being asked. It is stored
// with the conversation as JSON; after reading it back, call [Filling.Bind].
//
// The methods change only the Filling. None of them can lead to a state without a way on: there is
// always a next question, or the form is complete.
type Filling struct {
	Version int               `json:"version,omitempty"` // as it is stored; see package stored
	FormID  string            `json:"form"`
	Answers map[string]Answer `json:"answers"`         // by field key
	Order   []string          `json:"order,omitempty"` // keys of the questions answered, oldest first, for Back
	Given   Values            `json:"given,omitempty"` // what the conversation knew at the start, also beyond the form's fields
	Editing string            `json:"editing,omitempty"`
	Kept    map[string]Answer `json:"kept,omitempty"` // the answers being edited, as they were
	Misses  int               `json:"misses,omitempty"`
	Asked   int               `json:"asked"` // how many questions were put so far, again ones included
	Started time.Time         `json:"started"`

	From string `json:"-"` // the id of the message that is being read: the Source of what is put

	form *Form
}

// An Answer is a field's stored reading.
type Answer struct {
	Reading
	Prefilled bool   `json:"prefilled,omitempty"` // known beforehand, not asked
	Source    string `json:"source,omitempty"`    // the platform's id of the message it was read from, where that may be taken back
}

// A Line is one line of the confirmation, numbered as the member may name it: 「3番を直したい」.
type Line struct {
	No    int
	Label string
	Shown string
	Key   string // of the question it edits

	Personal bool // the answer is personal data
}

// Start begins a form. The prefill holds what is already known: canonical values by field ID, or
// by the name a field gives in Prefill, by its role, and anything a Condition refers to (channel).
func Start(fm *Form, prefill Values, now time.Time) *Filling {
	fl := &Filling{FormID: fm.ID, Answers: map[string]Answer{}, Given: Values{}, Started: now, form: fm}
	for name, values := range prefill {
		if len(values) > 0 {
			fl.Given[name] = slices.Clone(values)
		}
	}
	for i := range fm.Fields {
		f := &fm.Fields[i]
		values := fl.Given[f.ID]
		if values == nil && f.Prefill != "" {
			values = fl.Given[f.Prefill]
		}
		if values == nil && f.Role != "" {
			values = fl.Given[string(f.Role)]
		}
		if values != nil && f.Each == "" {
			fl.Answers[f.ID] = Answer{Reading: f.Show(values), Prefilled: true, Source: fl.From}
		}
	}
	return fl
}

// SaidIn notes that what the fields were filled with beforehand was said in the message with the id.
func (fl *Filling) SaidIn(source string, fields ...string) *Filling {
	for _, id := range fields {
		if a, ok := fl.Answers[id]; ok && a.Prefilled {
			a.Source = source
			fl.Answers[id] = a
		}
	}
	return fl
}

// Bind gives a filling read back from storage its form again. Answers to questions that the form
// no longer has are dropped.
func (fl *Filling) Bind(fm *Form) *Filling {
	fl.form = fm
	if fl.Answers == nil {
		fl.Answers = map[string]Answer{}
	}
	gone := func(key string) bool { // an item not chosen just now may be chosen again: only the field counts
		id, _, _ := strings.Cut(key, ".")
		return fm.Field(id) == nil
	}
	for key := range fl.Answers {
		if gone(key) {
			delete(fl.Answers, key)
		}
	}
	if gone(fl.Editing) {
		fl.Editing, fl.Kept = "", nil
	}
	fl.Order = slices.DeleteFunc(fl.Order, gone)
	return fl
}

// Form is the form the filling is bound to.
func (fl *Filling) Form() *Form { return fl.form }

// Next is the question to ask now with its place among the questions, from 1, or nil where the
// form is complete and its Summary is to be confirmed.
func (fl *Filling) Next() (f *Field, index, total int) {
	all := fl.fields()
	var lead string
	for _, q := range all {
		if fl.due(q) {
			f = q
			break
		}
	}
	if f == nil {
		return nil, 0, 0
	}
	lead = fl.lead(f)
	var seen []string
	for _, q := range fl.form.Fields {
		if _, chosen := fl.Answers[q.Each]; q.Each != "" && q.With == "" && !chosen {
			total++ // the items are still to be chosen: at least one question will follow
		}
	}
	for _, q := range all {
		head := fl.lead(q)
		if slices.Contains(seen, head) || !fl.counts(all, head) {
			continue
		}
		seen = append(seen, head)
		total++
		if head == lead {
			index = len(seen)
		}
	}
	return f, index, total
}

// Put takes the reading of an answer to f, which Next returned, and of whatever else it filled.
func (fl *Filling) Put(f *Field, r Reading) {
	key := f.Key()
	fl.Answers[key] = Answer{Reading: r, Source: fl.From}
	fl.Order = append(slices.DeleteFunc(fl.Order, func(k string) bool { return k == key }), key)
	for also, reading := range r.Also {
		fl.Answers[also] = Answer{Reading: reading, Source: fl.From}
	}
	fl.Misses = 0
	if fl.Editing != "" && (!slices.ContainsFunc(fl.fields(), fl.due) || fl.mended()) {
		fl.Editing, fl.Kept = "", nil
	}
}

// mended reports whether all that an edit asked again has been answered, though the form itself goes on.
// An edit of what further questions follow from ends with them.
func (fl *Filling) mended() bool {
	for _, f := range fl.fields() {
		if f.Each == fl.Editing || fl.due(f) && (f.Key() == fl.Editing || f.With != "" && fl.partOf(f) == fl.Editing) {
			return false
		}
	}
	return true
}

// Skip leaves f out. It reports false where the question cannot be left out.
func (fl *Filling) Skip(f *Field) bool {
	if f == nil || !f.Skip {
		return false
	}
	fl.Put(f, Reading{Shown: say("ticket.blank"), Skipped: true})
	return true
}

// Miss counts an answer to f that could not be read and reports whether it is time to go on without
// ([Field.Otherwise]): at the second one, or at the third where the answer is only nearly right, for then it can be put
// right.
func (fl *Filling) Miss(f *Field, text string) bool {
	fl.Misses++
	if f.begun(text) {
		return fl.Misses >= 3
	}
	return fl.Misses >= 2
}

// Back returns to the question before the present one, whose answer it forgets. During an edit it
// puts back what was there. It reports false at the very first question.
func (fl *Filling) Back() bool {
	fl.Misses = 0
	if fl.Editing != "" {
		for key, a := range fl.Kept {
			fl.Answers[key] = a
		}
		fl.Editing, fl.Kept = "", nil
		return true
	}
	for len(fl.Order) > 0 {
		key := fl.Order[len(fl.Order)-1]
		fl.Order = fl.Order[:len(fl.Order)-1]
		if _, ok := fl.Answers[key]; !ok {
			continue
		}
		delete(fl.Answers, key)
		for _, q := range fl.fields() {
			if q.With != "" && fl.partOf(q) == key && !slices.Contains(fl.Order, q.Key()) {
				delete(fl.Answers, q.Key())
			}
		}
		return true
	}
	return false
}

// Edit asks the question of line n of the Summary again. It reports false where there is none.
func (fl *Filling) Edit(n int) bool {
	for _, line := range fl.Summary() {
		if line.No == n {
			return fl.edit(line.Key)
		}
	}
	return false
}

// Complete reports whether every question that applies has been answered or left out.
func (fl *Filling) Complete() bool {
	return fl.form != nil && !slices.ContainsFunc(fl.fields(), fl.due)
}

// Values are the answers by field ID. A field with Each has one value an item, in the items' order.
func (fl *Filling) Values() Values {
	out := Values{}
	for _, f := range fl.fields() {
		a, ok := fl.Answers[f.Key()]
		switch {
		case !fl.applies(f):
		case f.Item != "":
			value := ""
			if ok && len(a.Values) > 0 {
				value = a.Values[0]
			}
			out[f.ID] = append(out[f.ID], value)
		case ok && len(a.Values) > 0:
			out[f.ID] = slices.Clone(a.Values)
		}
	}
	return out
}

// Unchecked are the labels of answers kept as written, for the card's notice.
func (fl *Filling) Unchecked() []string {
	var labels []string
	for _, f := range fl.fields() {
		if fl.Answers[f.Key()].Unchecked {
			labels = append(labels, f.Label)
		}
	}
	return labels
}
