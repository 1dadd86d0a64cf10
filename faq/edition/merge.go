package edition

import (
	"slices"

	"madoguchi/faq"
)

// The fields of an entry that people change, as merges and versions name them.
const (
	FieldQuestion = "question"
	FieldAliases  = "aliases"
	FieldSection  = "section"
	FieldAnswer   = "answer"
	FieldKind     = "kind"
	FieldForm     = "form"
	FieldTerm     = "term"
	FieldOwner    = "owner"
	FieldReview   = "review"
)

// A part is one field of an entry: how to compare it and how to take it over.
type part struct {
	name string
	same func(a, b *faq.Entry) bool
	take func(to, from *faq.Entry)
}

// parts are all fields but the other wordings, which merge one by one.
var parts = []part{
	{FieldQuestion, func(a, b *faq.Entry) bool { return a.Question == b.Question }, func(to, from *faq.Entry) { to.Question = from.Question }},
	{FieldSection, func(a, b *faq.Entry) bool { return a.Section == b.Section }, func(to, from *faq.Entry) { to.Section = from.Section }},
	{FieldAnswer, func(a, b *faq.Entry) bool { return SameBlocks(a.Answer, b.Answer) }, func(to, from *faq.Entry) { to.Answer = from.Answer }},
	{FieldKind, func(a, b *faq.Entry) bool { return a.Kind == b.Kind }, func(to, from *faq.Entry) { to.Kind, to.KindReason = from.Kind, from.KindReason }},
	{FieldForm, func(a, b *faq.Entry) bool { return a.Form == b.Form }, func(to, from *faq.Entry) { to.Form = from.Form }},
	{FieldTerm, func(a, b *faq.Entry) bool { return a.Validity.Same(b.Validity) }, func(to, from *faq.Entry) { to.Validity = from.Validity }},
	{FieldOwner, func(a, b *faq.Entry) bool { return a.Owner == b.Owner }, func(to, from *faq.Entry) { to.Owner = from.Owner }},
	{FieldReview, func(a, b *faq.Entry) bool { return a.Review == b.Review }, func(to, from *faq.Entry) { to.Review = from.Review }},
}

// Fields names the fields in which two entries differ, in the order in which people read them.
func Fields(a, b *faq.Entry) []string {
	var out []string
	for i, p := range parts {
		if i == 1 && !slices.Equal(a.Aliases, b.Aliases) {
			out = append(out, FieldAliases)
		}
		if !p.same(a, b) {
			out = append(out, p.name)
		}
	}
	return out
}

// Merge brings two changes of one entry together: ours and theirs, both made of base. What only one of
// them has changed is taken from that one. Where both have changed a field and not to the same, ours
// stays, and the field is named in clash. Other wordings clash never: what either has added is there, and
// what either has taken away is not.
//
// What nobody edits (label, place in the document, warnings) is of theirs.
func Merge(base, ours, theirs *faq.Entry) (merged faq.Entry, clash []string) {
	merged = *theirs
	for _, p := range parts {
		switch {
		case p.same(ours, base): // theirs stays
		case p.same(theirs, base) || p.same(ours, theirs):
			p.take(&merged, ours)
		default:
			p.take(&merged, ours)
			clash = append(clash, p.name)
		}
	}
	merged.Aliases = mergeAliases(base.Aliases, ours.Aliases, theirs.Aliases)
	return merged, clash
}

// mergeAliases keeps the order of theirs, and puts what ours has added behind.
func mergeAliases(base, ours, theirs []string) []string {
	out := []string{}
	for _, a := range theirs {
		if slices.Contains(ours, a) || !slices.Contains(base, a) {
			out = append(out, a)
		}
	}
	for _, a := range ours {
		if !slices.Contains(base, a) && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// SameBlocks says whether two answers are the same to the letter.
func SameBlocks(a, b []faq.Block) bool {
	return slices.EqualFunc(a, b, func(x, y faq.Block) bool {
		return x.Type == y.Type && x.Text == y.Text && x.URL == y.URL && slices.Equal(x.Header, y.Header) && slices.EqualFunc(x.Rows, y.Rows, slices.Equal[[]string])
	})
}
