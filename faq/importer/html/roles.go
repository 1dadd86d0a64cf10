package html

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"madoguchi/faq/importer/tree"
)

// roles says of elements what their page makes them.
type roles map[*html.Node]tree.Role

// rolesOf finds the questions and answers of a page. An earlier sign wins over a later one; classes
// come last, because they are only names.
func rolesOf(root *html.Node) roles {
	r := roles{}
	ids := map[string]*html.Node{}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			if id := attr(n, "id"); id != "" && ids[id] == nil {
				ids[id] = n
			}
		}
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		r.term(n)
		r.details(n)
		r.microdata(n)
		r.toggle(n, ids)
	}
	r.classes(root)
	return r
}

func (r roles) set(n *html.Node, role tree.Role) {
	if _, taken := r[n]; n != nil && !taken {
		r[n] = role
	}
}

// pair makes a question and its answer of two elements, unless one lies in the other.
func (r roles) pair(q, a *html.Node) {
	if q == nil || a == nil || q == a || within(q, a) || within(a, q) || plain(q) == "" {
		return
	}
	r.set(q, tree.Question)
	r.set(a, tree.Answer)
}

func within(n, other *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p == other {
			return true
		}
	}
	return false
}

// term takes a definition list, unless it lies in an answer.
func (r roles) term(n *html.Node) {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Details {
			return
		}
	}
	switch n.DataAtom {
	case atom.Dt:
		if !r.inside(n, tree.Answer) {
			r.set(n, tree.Question)
		}
	case atom.Dd:
		if !r.inside(n, tree.Answer) {
			r.set(n, tree.Answer)
		}
	}
}

// inside says whether n lies in an element of a role.
func (r roles) inside(n *html.Node, role tree.Role) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if r[p] == role {
			return true
		}
	}
	return false
}

// details takes <summary>; the rest of its <details> is the answer, which the walker knows.
func (r roles) details(n *html.Node) {
	if n.DataAtom == atom.Summary && n.Parent != nil && n.Parent.DataAtom == atom.Details && !r.inside(n, tree.Answer) {
		r.set(n, tree.Question)
	}
}

// microdata takes schema.org's Question and its accepted Answer.
func (r roles) microdata(n *html.Node) {
	if !strings.HasSuffix(strings.TrimSuffix(attr(n, "itemtype"), "/"), "schema.org/Question") {
		return
	}
	name := find(n, func(d *html.Node) bool { return attr(d, "itemprop") == "name" })
	answer := find(n, func(d *html.Node) bool { return attr(d, "itemprop") == "acceptedAnswer" })
	if answer != nil {
		if words := find(answer, func(d *html.Node) bool { return attr(d, "itemprop") == "text" }); words != nil {
			answer = words
		}
	}
	r.pair(name, answer)
}

// toggle takes what opens and closes a panel: a button, or a label of a checkbox.
func (r roles) toggle(n *html.Node, ids map[string]*html.Node) {
	_, expands := attribute(n, "aria-expanded")
	if navigates(n) {
		return
	}
	for _, name := range []string{"aria-controls", "data-target", "data-bs-target"} {
		if id := strings.TrimPrefix(attr(n, name), "#"); id != "" && ids[id] != nil && (expands || n.DataAtom == atom.Button || attr(n, "role") == "button") {
			r.pair(n, ids[id])
			return
		}
	}
	switch {
	case expands:
		r.pair(n, panelAfter(n))
	case n.DataAtom == atom.Label:
		box := ids[attr(n, "for")]
		if box == nil {
			box = before(n)
		}
		if box != nil && box.DataAtom == atom.Input && (attr(box, "type") == "checkbox" || attr(box, "type") == "radio") && !has(n, isField) {
			r.pair(n, panelAfter(n))
		}
	}
}

// navigates says whether n opens a menu and no answer.
func navigates(n *html.Node) bool {
	for p := n; p != nil; p = p.Parent {
		if isFurniture(p) {
			return true
		}
	}
	return false
}

func isField(n *html.Node) bool {
	return n.DataAtom == atom.Input || n.DataAtom == atom.Select || n.DataAtom == atom.Textarea
}

// panelAfter is the element that n opens: the next one beside it, or beside the heading or item head
// that holds nothing but n.
func panelAfter(n *html.Node) *html.Node {
	words := plain(n)
	for p := n; p != nil && p.DataAtom != atom.Body && plain(p) == words; p = p.Parent {
		for s := p.NextSibling; s != nil; s = s.NextSibling {
			if s.Type == html.ElementNode && !isField(s) && plain(s) != "" {
				return s
			}
		}
	}
	return nil
}

// before is the element right before n.
func before(n *html.Node) *html.Node {
	for s := n.PrevSibling; s != nil; s = s.PrevSibling {
		if s.Type == html.ElementNode {
			return s
		}
	}
	return nil
}

// What classes call a question and an answer, as parts of their names (faq__q, qa-question).
var (
	questionParts = []string{"q", "question", "ques", "qtext", "faqq", "faqquestion", "shitsumon"}
	answerParts   = []string{"a", "answer", "ans", "atext", "faqa", "faqanswer", "kaitou", "kaito"}
	headParts     = []string{"title", "header", "head", "heading", "button", "btn", "trigger", "toggle", "tit", "ttl", "summary"}
	bodyParts     = []string{"body", "content", "contents", "panel", "collapse", "inner", "detail", "details", "text", "txt", "box"}
	foldParts     = []string{"accordion", "acc", "collapse", "faq", "toggle", "qa"}
)

// classes takes elements by their classes, where questions and answers are about as many and none
// lies in the other.
func (r roles) classes(root *html.Node) {
	for _, names := range [][2]func([]string) bool{
		{func(p []string) bool { return anyOf(p, questionParts) && !anyOf(p, answerParts) }, func(p []string) bool { return anyOf(p, answerParts) && !anyOf(p, questionParts) }},
		{func(p []string) bool { return anyOf(p, foldParts) && anyOf(p, headParts) }, func(p []string) bool { return anyOf(p, foldParts) && anyOf(p, bodyParts) && !anyOf(p, headParts) }},
	} {
		qs, as := outermost(root, names[0]), outermost(root, names[1])
		if len(qs) == 0 || len(as)*2 < len(qs) || len(qs)*2 < len(as) || mixed(qs, as) {
			continue
		}
		if !slices.ContainsFunc(qs, r.touched) { // lists of terms in the answers are no questions
			for _, a := range as {
				for d := range a.Descendants() {
					delete(r, d)
				}
			}
		}
		for _, q := range qs {
			if !r.touched(q) && plain(q) != "" {
				r.set(q, tree.Question)
			}
		}
		for _, a := range as {
			if !r.touched(a) {
				r.set(a, tree.Answer)
			}
		}
	}
}

// touched says whether an element, one around it or one in it has a role already.
func (r roles) touched(n *html.Node) bool {
	return r[n] != "" || r.inside(n, tree.Question) || r.inside(n, tree.Answer) || has(n, func(d *html.Node) bool { return r[d] != "" })
}

// outermost are the elements whose classes are of a name, without those in another of them.
func outermost(root *html.Node, named func([]string) bool) []*html.Node {
	var all []*html.Node
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom == atom.Body || n.DataAtom == atom.Html {
			continue
		}
		if slices.ContainsFunc(strings.Fields(attr(n, "class")), func(c string) bool { return named(parts(c)) }) {
			if len(all) == 0 || !within(n, all[len(all)-1]) {
				all = append(all, n)
			}
		}
	}
	return all
}

// mixed says whether an answer lies in a question or the other way round: then the names are of
// something else.
func mixed(qs, as []*html.Node) bool {
	is := map[*html.Node]bool{} // true for a question
	for _, a := range as {
		is[a] = false
	}
	for _, q := range qs {
		if _, both := is[q]; both {
			return true
		}
		is[q] = true
	}
	for n, question := range is {
		for p := n.Parent; p != nil; p = p.Parent {
			if other, known := is[p]; known && other != question {
				return true
			}
		}
	}
	return false
}

// parts are the words of a class's name.
func parts(class string) []string {
	var b strings.Builder
	for i, r := range class {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.FieldsFunc(strings.ToLower(b.String()), func(r rune) bool { return r == '-' || r == '_' || r == ' ' || r == ':' })
}

func anyOf(words, of []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(of, strings.TrimRight(w, "0123456789")) })
}
