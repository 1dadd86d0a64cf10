package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"madoguchi/catalogue"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/importer"
)

// An outcome is what documents change, or have changed.
type outcome struct {
	plans     []edition.Plan
	moved     []movedAnswer
	published bool
	unclear   error // it is not clear which document a file is
}

// An importReport is what import -json prints.
type importReport struct {
	importer.Report
	Changes   []edition.Change `json:"changes"`
	Published bool             `json:"published"`
	Moved     []movedAnswer    `json:"answers,omitempty"`
}

// print shows an outcome, for people or programs.
func (j *importJob) print(o outcome) error {
	c := join(j.sources).collection
	if j.stranger != nil {
		c.Warnings = append([]faq.Warning{*j.stranger}, c.Warnings...)
	}
	if o.unclear != nil {
		c.Warnings = append([]faq.Warning{{Code: "which_document", Text: o.unclear.Error()}}, c.Warnings...)
	}
	changes := []edition.Change{}
	for i := range o.plans {
		changes = append(changes, o.plans[i].Changes...)
	}
	if j.json {
		enc := json.NewEncoder(j.env.Stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(importReport{importer.NewReport(c), changes, o.published, o.moved})
	}
	p := printer{j.env.Stdout, j.words}
	p.head(&c, o)
	p.changes(changes)
	p.answers(o.moved)
	p.warnings(&c, o.plans)
	switch {
	case !o.published || len(changes) == 0:
	case slices.ContainsFunc(changes, func(c edition.Change) bool { return c.Kind == edition.Missing }):
		p.line(j.words.Say("terminal.import.published_missing"))
	default:
		p.line(j.words.Say("terminal.import.published"))
	}
	return nil
}

// A printer writes an outcome for people.
type printer struct {
	w     io.Writer
	words *catalogue.Language
}

func (p printer) line(text string) { fmt.Fprintln(p.w, text) }

// head begins with the sum.
func (p printer) head(c *faq.Collection, o outcome) {
	p.line(p.words.Say("terminal.import.collection", "title", c.Title, "id", c.ID, "n", len(c.Entries)))
	var added, changed, likely, missing, back, held int
	for i := range o.plans {
		plan := &o.plans[i]
		if plan.New {
			p.line(p.words.Say("terminal.import.new_document", "name", plan.Name))
		} else {
			p.line(p.words.Say("terminal.import.new_edition", "name", plan.Name))
		}
		added, changed, missing, back = added+plan.Count(edition.Added), changed+plan.Count(edition.Changed), missing+plan.Count(edition.Missing), back+plan.Count(edition.Back)
		likely += plan.Likely()
		held += plan.Count(edition.Held)
	}
	if o.unclear == nil && added+changed+likely+missing+back+held == 0 {
		p.line(p.words.Say("terminal.import.no_change"))
		return
	}
	sum := p.words.Say("terminal.import.sum", "added", added+back, "changed", changed, "likely", likely, "missing", missing, "warnings", countWarnings(*c))
	p.line(sum)
}

// changes lists them, those first that a person has to look at.
func (p printer) changes(all []edition.Change) {
	for _, pass := range []func(*edition.Change) bool{
		func(c *edition.Change) bool { return c.Kind == edition.Missing },
		func(c *edition.Change) bool { return c.Kind == edition.Held && !c.Likely },
		func(c *edition.Change) bool { return c.Likely },
		func(c *edition.Change) bool { return c.Kind == edition.Changed && !c.Likely },
		func(c *edition.Change) bool { return (c.Kind == edition.Added || c.Kind == edition.Back) && !c.Likely },
	} {
		for i := range all {
			if c := &all[i]; pass(c) {
				p.change(c)
			}
		}
	}
}

func (p printer) change(c *edition.Change) {
	kind := p.words.Say(catalogue.Key("terminal.import.kind." + c.Kind))
	if c.Likely {
		kind = p.words.Say("terminal.import.likely")
	}
	p.line(fmt.Sprintf("%s %s %s", kind, c.Ref, c.Question))
	if c.Old != "" {
		p.line(p.words.Say("terminal.import.was", "question", c.Old))
	}
	if c.Maybe != "" {
		p.line(p.words.Say("terminal.import.maybe", "ref", c.Maybe))
	}
	if c.Before != nil && c.After != nil && c.Before.AnswerText() != c.After.AnswerText() {
		was, is := edition.Diff(c.Before.AnswerText(), c.After.AnswerText())
		p.line(p.words.Say("terminal.import.old_answer", "text", bracketed(was)))
		p.line(p.words.Say("terminal.import.new_answer", "text", bracketed(is)))
	}
	for _, what := range c.Unconfirmed {
		p.line(p.words.Say(catalogue.Key("terminal.import.again." + what)))
	}
}

// bracketed is a text in one line with the words that differ in brackets.
func bracketed(spans []edition.Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Differ {
			fmt.Fprintf(&b, "[%s]", s.Text)
		} else {
			b.WriteString(s.Text)
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

// answers tells how what members have asked would be answered otherwise.
func (p printer) answers(moved []movedAnswer) {
	if len(moved) > 0 {
		p.line(p.words.Say("terminal.import.moved", "n", len(moved)))
	}
	for _, m := range moved {
		p.line(p.words.Say("terminal.import.moved_one", "query", m.Query, "before", m.Before, "after", m.After))
	}
}

// warnings lists what is to be looked at, under the references as they are or will be stored.
func (p printer) warnings(c *faq.Collection, plans []edition.Plan) {
	for _, w := range c.Warnings {
		p.line(fmt.Sprintf("  ⚠ [%s] %s", w.Code, w.Text))
	}
	for i := range plans {
		for _, w := range plans[i].Writes {
			for n, warning := range w.Entry.Warnings {
				if n == 0 {
					p.line(w.Entry.Ref() + " " + w.Entry.Label + " " + w.Entry.Question + p.words.Say("terminal.import.line", "n", w.Entry.Source.Line))
				}
				p.line(fmt.Sprintf("  ⚠ [%s] %s", warning.Code, warning.Text))
			}
		}
	}
}

func countWarnings(c faq.Collection) int {
	n := len(c.Warnings)
	for _, e := range c.Entries {
		n += len(e.Warnings)
	}
	return n
}
