// Package lint reads an office's whole FAQ and says what a person should look at: a question that stands there twice,
// a fact that several entries tell (who changes one changes the others), links that lead nowhere, days that have
// passed, terms that end, entries that nobody was shown, and wordings that lead to another entry.
//
// A [Finding] changes nothing. A person ticks it off with a word of why; its Key holds the text it was found in, so
// that it comes back when that text changes.
//
//	all := lint.Check(collections, lint.Facts{Today: faq.DateOf(now), Shown: shown})
//	all = lint.WithPulls(collections, all, pulls) // which take long to find
package lint

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"madoguchi/faq"
)

// A Kind is what is found.
type Kind string

// The kinds, in the order in which people should look at them.
const (
	Twice  Kind = "twice"  // two entries of a programme have the same question
	Pulled Kind = "pulled" // a wording of the entry is answered by another one
	Link   Kind = "link"   // a link leads nowhere
	Past   Kind = "past"   // a day that it names, or its term, has passed
	Ending Kind = "ending" // its term ends within 30 days
	Shared Kind = "shared" // it tells a fact that others tell, too
	Unseen Kind = "unseen" // nobody was shown it in 90 days
)

// Kinds are all there are.
func Kinds() []Kind { return []Kind{Twice, Pulled, Link, Past, Ending, Shared, Unseen} }

const (
	endingDays = 30
	// UnseenDays is for how long nobody was shown an entry that is found for it.
	UnseenDays = 90
)

// A Finding is one thing to look at.
type Finding struct {
	Kind   Kind
	Ref    string   // the entry; of a programme's term the programme's ID
	Others []string // further entries that it concerns
	What   string   // the words in question: the fact, the link, the day, the wording
	Why    Fault    // of a link, what is wrong with it
	Key    string   // tells it from all others; another one when what it was found in changes
}

// Concerns says whether a finding is about an entry.
func (f *Finding) Concerns(ref string) bool { return f.Ref == ref || slices.Contains(f.Others, ref) }

// A Tick is a person's word that a finding is as it should be.
type Tick struct {
	Key, Ref, What string
	Kind           Kind
	Why, By        string
	At             time.Time
}

// A Pull is a wording of one entry that another one answers.
type Pull struct{ Ref, Wording, To string }

// Facts are what the FAQ itself does not say.
type Facts struct {
	Today faq.Date
	// Shown are the entries that somebody was shown in the last UnseenDays, and Since says from when on each has been
	// there. Without Shown nothing is said of it.
	Shown map[string]bool
	Since map[string]time.Time
	Now   time.Time
	Host  string // of the office's own pages: links there to an entry that is not served are dead
	// Dead are the addresses of other sites that can no longer be opened, and why.
	Dead map[string]Fault
}

// Check says what is to be looked at.
func Check(all []faq.Collection, facts Facts) []Finding {
	c := newChecker(all, facts)
	for i := range all {
		c.collection(&all[i])
	}
	return ordered(c.found)
}

// WithPulls adds to what Check has found the wordings that another entry answers.
func WithPulls(all []faq.Collection, found []Finding, pulls []Pull) []Finding {
	c := newChecker(all, Facts{})
	for _, p := range pulls {
		c.add(Finding{Kind: Pulled, Ref: p.Ref, Others: []string{p.To}, What: p.Wording})
	}
	return ordered(append(slices.Clone(found), c.found...))
}

func newChecker(all []faq.Collection, facts Facts) checker {
	c := checker{Facts: facts, entries: map[string]*faq.Entry{}, texts: map[string]string{}}
	for i := range all {
		for j := range all[i].Entries {
			c.entries[all[i].Entries[j].Ref()] = &all[i].Entries[j]
		}
	}
	return c
}

// ordered are findings by their kinds, in the order in which people should look at them.
func ordered(found []Finding) []Finding {
	order := Kinds()
	slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)) })
	return found
}

type checker struct {
	Facts
	entries map[string]*faq.Entry
	texts   map[string]string // digests of entries' texts
	found   []Finding
}

func (c *checker) collection(of *faq.Collection) {
	questions, facts := map[string][]string{}, map[string][]string{}
	shown := map[string]string{} // how a fact is written where it stands first
	var asked, told []string     // in the order of their first entry
	note := func(in map[string][]string, order *[]string, key, ref string) {
		if n := len(in[key]); n > 0 && in[key][n-1] == ref {
			return
		} else if n == 0 {
			*order = append(*order, key)
		}
		in[key] = append(in[key], ref)
	}
	for i := range of.Entries {
		e := &of.Entries[i]
		for _, q := range append([]string{e.Question}, e.Aliases...) {
			if key := faq.QuestionKey(q); key != "" {
				note(questions, &asked, key, e.Ref())
				shown[key] = cmp.Or(shown[key], q)
			}
		}
		said := factsIn(e.AnswerText())
		for _, f := range said {
			note(facts, &told, f.key, e.Ref())
			shown[f.key] = cmp.Or(shown[f.key], f.text)
		}
		c.entry(e, said)
	}
	for _, key := range asked {
		if refs := questions[key]; len(refs) > 1 {
			c.add(Finding{Kind: Twice, Ref: refs[0], Others: refs[1:], What: shown[key]})
		}
	}
	for _, key := range told {
		if refs := facts[key]; len(refs) > 1 {
			c.add(Finding{Kind: Shared, Ref: refs[0], Others: refs[1:], What: shown[key]})
		}
	}
	c.term(of.ID, of.Validity)
}

// entry looks at one entry by itself.
func (c *checker) entry(e *faq.Entry, said []fact) {
	for _, b := range e.Answer {
		for _, address := range addresses(b) {
			if why := c.fault(address); why != Sound {
				c.add(Finding{Kind: Link, Ref: e.Ref(), What: address, Why: why})
			}
		}
	}
	var past []string
	for _, f := range said {
		if f.day != "" && f.day < c.Today && !slices.Contains(past, f.text) {
			past = append(past, f.text)
		}
	}
	if len(past) > 0 {
		c.add(Finding{Kind: Past, Ref: e.Ref(), What: strings.Join(past, "、")})
	}
	if !e.Inherited {
		c.term(e.Ref(), e.Validity)
	}
	since, known := c.Since[e.Ref()]
	if c.Shown != nil && !c.Shown[e.Ref()] && known && since.Before(c.Now.AddDate(0, 0, -UnseenDays)) {
		c.add(Finding{Kind: Unseen, Ref: e.Ref()})
	}
}

// term looks at when something ends.
func (c *checker) term(ref string, v faq.Validity) {
	if v.Until == "" {
		return
	}
	today, err := time.Parse(time.DateOnly, string(c.Today))
	switch {
	case err != nil:
	case v.Until < c.Today:
		c.add(Finding{Kind: Past, Ref: ref, What: string(v.Until)})
	case v.Until <= faq.Date(today.AddDate(0, 0, endingDays).Format(time.DateOnly)):
		c.add(Finding{Kind: Ending, Ref: ref, What: string(v.Until)})
	}
}

// add keeps a finding under a key of what it is and of the texts that it was found in.
func (c *checker) add(f Finding) {
	sum := sha256.New()
	_ = json.NewEncoder(sum).Encode([]string{string(f.Kind), f.Ref, f.What}) // a hash takes everything
	for _, ref := range append([]string{f.Ref}, f.Others...) {
		sum.Write([]byte(ref + c.text(ref)))
	}
	f.Key = hex.EncodeToString(sum.Sum(nil)[:16])
	c.found = append(c.found, f)
}

// text is the digest of an entry's words.
func (c *checker) text(ref string) string {
	if known, ok := c.texts[ref]; ok {
		return known
	}
	e, ok := c.entries[ref]
	if !ok {
		return ""
	}
	sum := sha256.New()
	_ = json.NewEncoder(sum).Encode([]any{e.Question, e.Aliases, e.Answer, e.Validity}) // likewise
	c.texts[ref] = string(sum.Sum(nil))
	return c.texts[ref]
}
