package console

import (
	"strings"

	"madoguchi/catalogue"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// An editionView is what a file would change, for a person to look at.
type editionView struct {
	ID, Title, File, Programme, Name string
	New, Back                        bool
	Revision                         int64
	Sum                              string
	Same                             bool // nobody is answered otherwise
	Nothing                          bool // and nothing else is new: there is nothing to publish
	Fault                            string
	Stored                           []link // the documents it may be the new edition of
	Fields                           []field
	Missing, Likely, Changed, Added  changeRows
	Held                             changeRows // changed here and in the document
	Effect                           *effectView
	Asks                             []lossView // what it takes away from other entries: to be said again
	Warnings                         changeRows
	Review                           *reviewView // what is asked and said of it; nil = nothing can be
	Contrast                         string      // where what changes stands beside what it replaces
	Plan                             string      // the digest of what is shown
	Stale                            bool        // what was asked for is not what it would be by now
}

// A link goes to the same page with one more thing said.
type link struct{ Text, Href string }

// A changeView is one entry's change.
type changeView struct {
	Ref, Question, Old string
	Was, Is            []edition.Span // the answers, where both are there
	WasQ, IsQ          []edition.Span
	WasMore, IsMore    []edition.Span // other wordings and the rest
	More               bool           // of which something differs
	Answer             string         // of an added one
	Apart, Together    link           // says that it is another question, or the same
	Maybe              string
	Again              []string // what is to be confirmed again
	Otherwise          bool     // the answers differ
	Clash              string   // the fields that were changed here and in the document
	Theirs             link     // takes the document's words, or those written here
}

// A warningView is what was found, with where.
type warningView struct{ Where, Text string }

func newEditionView(id string, look *EditionLook, c EditionChoice, programmes []EditionProgramme, page rowsPage) editionView {
	v := editionView{ID: id, Title: look.Title, File: look.File, Programme: look.Programme, Revision: look.Revision, Nothing: look.Nothing}
	if v.Contrast = "/desk/faq/import/" + id + "/contrast"; len(c.query()) > 0 {
		v.Contrast += "?" + c.query().Encode()
	}
	for _, p := range programmes {
		if p.ID == look.Programme {
			v.Programme = p.Name
		}
	}
	at := func(more func(*EditionChoice)) string {
		next := EditionChoice{c.Document, c.New, append([]int{}, c.Apart...), append([]int{}, c.Same...), append([]int{}, c.Theirs...)}
		more(&next)
		return page.address("/desk/faq/import/"+id, next.query())
	}
	for name, values := range c.query() {
		for _, value := range values {
			v.Fields = append(v.Fields, field{Label: name, Value: value})
		}
	}
	page.base, page.chosen = "/desk/faq/import/"+id, c.query()
	v.warn(look, page)
	if look.Fault != nil {
		v.Fault = say("console.import.fault", "n", look.Fault.Entries, "shared", look.Fault.Shared)
		for _, name := range look.Fault.Stored {
			v.Stored = append(v.Stored, link{say("console.import.is", "name", name), at(func(c *EditionChoice) { c.Document, c.New = name, false })})
		}
		v.Stored = append(v.Stored, link{say("console.import.is_new"), at(func(c *EditionChoice) { c.Document, c.New = "", true })})
		return v
	}
	v.changes(look.Plan, at, page)
	if v.Back = look.Back; v.Back {
		return v
	}
	for _, name := range look.Stored {
		if name != look.Plan.Name {
			v.Stored = append(v.Stored, link{say("console.import.is", "name", name), at(func(c *EditionChoice) { c.Document, c.New = name, false })})
		}
	}
	if !look.Plan.New {
		v.Stored = append(v.Stored, link{say("console.import.is_new"), at(func(c *EditionChoice) { c.Document, c.New = "", true })})
	}
	return v
}

// changes sorts a plan's changes by what a person has to do with them.
func (v *editionView) changes(p *edition.Plan, at func(func(*EditionChoice)) string, page rowsPage) {
	v.Name, v.New, v.Same = p.Name, p.New, len(p.Changes) == 0
	var missing, likely, held, changed, added []*edition.Change
	for i := range p.Changes {
		switch ch := &p.Changes[i]; {
		case ch.Kind == edition.Missing:
			missing = append(missing, ch)
		case ch.Likely, ch.Maybe != "":
			likely = append(likely, ch)
		case len(ch.Held) > 0 || len(ch.Lost) > 0:
			held = append(held, ch)
		case ch.Kind == edition.Changed:
			changed = append(changed, ch)
		default:
			added = append(added, ch)
		}
	}
	v.Missing, v.Changed, v.Added = cutPart("missing", missing, page, newChangeView), cutPart("changed", changed, page, newChangeView), cutPart("added", added, page, newChangeView)
	v.Likely = cutPart("likely", likely, page, func(ch *edition.Change) changeView { return likelyView(ch, at) })
	v.Held = cutPart("held", held, page, func(ch *edition.Change) changeView { return heldView(ch, newChangeView(ch), at) })
	v.Sum = say("terminal.import.sum", "added", v.Added.N, "changed", v.Changed.N, "likely", v.Likely.N, "missing", v.Missing.N, "warnings", v.Warnings.N)
}

// likelyView shows an entry that is worded anew, or may be, for a person to say which.
func likelyView(ch *edition.Change, at func(func(*EditionChoice)) string) changeView {
	cv := newChangeView(ch)
	if ch.Likely {
		cv.Apart = link{say("console.import.apart"), at(func(c *EditionChoice) { c.Apart, c.Same = append(c.Apart, ch.Order), without(c.Same, ch.Order) })}
		return cv
	}
	cv.Maybe = ch.Maybe
	cv.Together = link{say("console.import.together"), at(func(c *EditionChoice) { c.Same, c.Apart = append(c.Same, ch.Order), without(c.Apart, ch.Order) })}
	return cv
}

// heldView shows what was changed here beside what the document says, whichever of them is to stay.
func heldView(ch *edition.Change, cv changeView, at func(func(*EditionChoice)) string) changeView {
	ours, fields := ch.Before, append(append([]string{}, ch.Held...), ch.Lost...)
	side := newChangeView(&edition.Change{Ref: ch.Ref, Question: ch.Question, Before: ours, After: ch.Theirs})
	side.Again = cv.Again
	var names []string
	for _, f := range fields {
		names = append(names, fieldName(f))
	}
	side.Clash = strings.Join(names, "、")
	if len(ch.Lost) > 0 {
		side.Theirs = link{say("console.import.take_ours"), at(func(c *EditionChoice) { c.Theirs = without(c.Theirs, ch.Order) })}
	} else {
		side.Theirs = link{say("console.import.take_theirs"), at(func(c *EditionChoice) { c.Theirs = append(c.Theirs, ch.Order) })}
	}
	side.Otherwise = len(ch.Lost) > 0
	return side
}

func without(all []int, n int) []int {
	var out []int
	for _, m := range all {
		if m != n {
			out = append(out, m)
		}
	}
	return out
}

func newChangeView(ch *edition.Change) changeView {
	cv := changeView{Ref: ch.Ref, Question: ch.Question, Old: ch.Old}
	for _, what := range ch.Unconfirmed {
		cv.Again = append(cv.Again, wordOr(catalogue.Key("console.import.again."+what), what))
	}
	switch {
	case ch.Before != nil && ch.After != nil:
		cv.WasQ, cv.IsQ = edition.Diff(ch.Before.Question, ch.After.Question)
		was, is := ch.Before.AnswerText(), ch.After.AnswerText()
		cv.Was, cv.Is = edition.Diff(was, is)
		cv.Otherwise = was != is
		wasMore, isMore := restOf(ch.Before), restOf(ch.After)
		cv.WasMore, cv.IsMore = edition.Diff(wasMore, isMore)
		cv.More = wasMore != isMore
	case ch.After != nil:
		cv.Answer = ch.After.AnswerText()
	default:
		cv.Answer = ch.Before.AnswerText()
	}
	return cv
}

// restOf is what of an entry is neither question nor answer, a line each.
func restOf(e *faq.Entry) string {
	var out []string
	for _, l := range []struct{ field, value string }{
		{edition.FieldAliases, strings.Join(e.Aliases, "、")}, {edition.FieldSection, e.Section}, {edition.FieldKind, kindName(e.Kind)}, {edition.FieldForm, formName(e.Form)},
		{edition.FieldTerm, strings.Trim(day(e.Validity.From)+"〜"+day(e.Validity.Until)+" "+string(e.Validity.Closes), "〜 ")}, {edition.FieldOwner, e.Owner}, {edition.FieldReview, day(e.Review)},
	} {
		if l.value != "" {
			out = append(out, fieldName(l.field)+"："+l.value)
		}
	}
	return strings.Join(out, "\n")
}

// warn lists what was found in the document.
func (v *editionView) warn(look *EditionLook, page rowsPage) {
	var all []warningView
	for _, w := range look.Warnings {
		all = append(all, warningView{"", w.Text})
	}
	if look.Plan != nil {
		for i := range look.Plan.Writes {
			e := &look.Plan.Writes[i].Entry
			for _, w := range e.Warnings {
				all = append(all, warningView{e.Ref() + " " + e.Question, w.Text})
			}
		}
	}
	v.Warnings = cutPart("warnings", all, page, func(w warningView) warningView { return w })
}
