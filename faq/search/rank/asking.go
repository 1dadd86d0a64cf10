package rank

import (
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/faq"
	"madoguchi/faq/search/index"
	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/lexicon"
	"madoguchi/faq/search/sentence"
)

// nameIn says whether an atom only names a programme, and notes which.
func (rk *Ranker) nameIn(q *Question, a *lexicon.Atom) bool {
	whole := ""
	for _, w := range a.Words {
		whole += w.Sound
	}
	if kana.AllKana(a.Text) {
		whole = kana.FoldReading(a.Text)
	}
	alone := false
	for i := range rk.Names {
		n := &rk.Names[i]
		heard := len([]rune(n.Sound)) >= lexicon.MinName
		is := n.Spelling == a.Text || heard && n.Sound == whole && !kana.HasHan(a.Text)
		in := slices.ContainsFunc(a.Words, func(w lexicon.Lexeme) bool {
			return n.Spelling == w.Base || heard && n.Sound == w.Sound && !kana.HasHan(w.Base)
		})
		if !is && !in {
			continue
		}
		if q.named == nil {
			q.named = make([]bool, len(rk.Collections))
		}
		q.named[n.Collection] = true
		alone = alone || is || len(a.Words) == 1
	}
	return alone
}

// Named are the collections that a text names, and whether it says anything besides.
func (rk *Ranker) Named(text string) (collections []string, more bool) {
	q := &Question{Reading: rk.read(text)}
	for i := range q.Reading.Atoms {
		if a := &q.Reading.Atoms[i]; !a.Question && !rk.nameIn(q, a) {
			more = true
		}
	}
	if q.named == nil { // as almost always
		return nil, more
	}
	q = rk.ask(text, faq.Scope{})
	for c, named := range q.named {
		if named {
			collections = append(collections, rk.Collections[c].ID)
		}
	}
	return collections, slices.ContainsFunc(q.Atoms, func(a asked) bool { return !a.name })
}

// A Question is a member's message in terms of the index.
type Question struct {
	Reading *lexicon.Reading
	Atoms   []asked
	asked   index.Asked // all that is compared
	whole   string      // the message as it is compared with whole phrasings
	mass    float32
	asks    []int32      // the question words in it
	implied []int32      // those that what it speaks of answers
	named   []bool       // by collection, when the message names programmes; else nil
	scope   int32        // collection asked to answer from, or -1
	Last    int32        // entry last answered, or -1
	facets  index.Facets // the kinds of fact asked for
	twinned []twinned
	focus   focus // which of its things ask
	sense   sense
}

// An asked atom is one thing that a message says, weighed for this index.
type asked struct {
	index.Weighed
	atom *lexicon.Atom
	name bool // it only names a programme
}

// storyWorth is what a sentence that asks nothing counts beside one that asks.
const storyWorth = .75

// ask reads a message.
func (rk *Ranker) ask(query string, scope faq.Scope) *Question {
	q := &Question{Reading: rk.read(query), scope: -1, Last: -1}
	for i := range rk.Collections {
		if rk.Collections[i].ID == scope.Programme && scope.Programme != "" {
			q.scope = int32(i)
		}
	}
	if i, ok := rk.ByRef[scope.Last]; ok {
		q.Last = i
	}
	q.whole = index.Whole(q.Reading)
	worth := sentenceWorth(q.Reading)
	for i := range q.Reading.Atoms {
		a := &q.Reading.Atoms[i]
		if a.Question {
			q.asks = append(q.asks, index.QuestionIDs(a)...)
			continue
		}
		q.implied = append(q.implied, rk.Lex.Asks(a)...)
		w := index.Weighed{Weight: index.ClassWeight(a) * wordLength(a) * worth[a.Start], Terms: rk.AskedTerms(a)}
		w.Df = rk.Df(w.Terms)
		w.Weight *= rk.Idf(w.Df)
		w.Terms = rk.Known(w.Terms)
		q.add(asked{Weighed: w, atom: a, name: rk.nameIn(q, a)})
	}
	q.focus = focusOf(q, worth)
	for _, i := range q.focus.last {
		q.Atoms[i].Weight *= lastWorth
	}
	var terms []index.Term
	for i := range q.Atoms {
		q.mass += q.Atoms[i].Weight
		terms = append(terms, q.Atoms[i].Terms...)
		for _, c := range q.Atoms[i].atom.Concepts {
			if twins := rk.Lex.Concepts[c.Id].Twins; c.Strength >= lexicon.Nested && len(twins) > 0 {
				q.twinned = append(q.twinned, twinned{uint32(c.Id), twins})
			}
		}
	}
	q.asked = rk.Ask(index.MergeTerms(terms), q.Reading)
	q.facets = rk.askedFacets(q)
	q.sense = rk.sense(q)
	return q
}

// add enters an atom, or raises the weight of the same atom said before.
func (q *Question) add(a asked) {
	if a.name {
		a.Weight *= nameWorth
	}
	for i := range q.Atoms {
		b := &q.Atoms[i]
		if b.atom.Text == a.atom.Text || len(a.Terms) > 0 && slices.Equal(a.Terms, b.Terms) {
			b.Weight = max(b.Weight, a.Weight)
			return
		}
	}
	q.Atoms = append(q.Atoms, a)
}

// What of a message tells entries apart is learnt best from its longer words (プロジェクター, 新規性喪失の例外), and least
// from what it ends in (借りられますか, 期限は): the verb or the side of the thing that is asked about, which other things
// have as well. Fitted over the six subjects, with each left out, the two are about these; how common a word is in
// other offices' FAQs and messages tells nothing besides.
const (
	longWord  = 4
	longWorth = 1.3
	lastWorth = .7
)

// wordLength is what an atom's length counts.
func wordLength(a *lexicon.Atom) float32 {
	if utf8.RuneCountInString(a.Text) >= longWord {
		return longWorth
	}
	return 1
}

// nameWorth is what a programme's name counts among what is asked: it says where to look, not what for.
const nameWorth = .3

// sentenceWorth tells the story from the question: by rune, 1 in sentences that ask, less in
// others, when there are both.
func sentenceWorth(r *lexicon.Reading) []float32 {
	worth := make([]float32, len(r.Runes)+1)
	asking := false
	start := 0
	for i := 0; i <= len(r.Runes); i++ {
		if i < len(r.Runes) && !sentence.Ends(r.Runes[i]) {
			continue
		}
		v := float32(storyWorth)
		if sentence.Asks(string(r.Runes[start:min(i+1, len(r.Runes))])) {
			v, asking = 1, true
		}
		for j := start; j <= i; j++ {
			worth[j] = v
		}
		start = i + 1
	}
	if !asking {
		for i := range worth {
			worth[i] = 1
		}
	}
	return worth
}

// askedFacets are the kinds of fact that a message asks for, and the counters after 何.
func (rk *Ranker) askedFacets(q *Question) index.Facets {
	var f index.Facets
	for _, c := range q.asks {
		switch rk.Lex.Concepts[c].Name {
		case "?いつ":
			f.Kinds |= index.FacetTime
		case "?いくら":
			f.Kinds |= index.FacetMoney
		}
	}
	rs := q.Reading.Runes
	for i := range rs[:max(len(rs)-1, 0)] {
		if rs[i] != '何' {
			continue
		}
		switch next := rs[i+1]; {
		case strings.ContainsRune("日月時年週曜", next):
			f.Kinds |= index.FacetTime
		case next == '円':
			f.Kinds |= index.FacetMoney
		case strings.ContainsRune("社件分人名回枚語個本割点%通泊歳カか品種", next):
			f.Kinds |= index.FacetCount
			f.Counters += string(next)
		}
	}
	return f
}

// SpeaksOfMoney reports whether an entry names a sum, a cost or who bears it.
func (rk *Ranker) SpeaksOfMoney(doc int32) bool {
	if rk.Docs[doc].Facets.Kinds&index.FacetMoney != 0 {
		return true
	}
	e := rk.Entries[doc]
	text := e.Question + e.AnswerText()
	return slices.ContainsFunc([]string{"負担", "有料", "料金", "費", "手数料", "支払", "円"}, func(w string) bool { return strings.Contains(text, w) })
}
