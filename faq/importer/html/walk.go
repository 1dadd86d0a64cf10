package html

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"madoguchi/faq/importer/tree"
)

// A walker reads a page from top to bottom.
type walker struct {
	roles    roles
	base     *url.URL
	whole    bool // it is no page but one article: nothing in it is furniture
	blocks   []tree.Block
	contents []tree.Block
	spans    []tree.Span
	space    bool        // white space waits to be written, if words follow
	newline  bool        // that white space held a line break
	point    *tree.Block // the point of a list whose first words are to come
	state
}

// A state is what the elements around a text say about it.
type state struct {
	kind   tree.Kind
	level  int
	role   tree.Role
	link   string
	struck bool
	strong bool
	pre    bool
	lists  int
	at     int // the line of the source, where a converter has noted it
	plain  int // letters outside of <b> in the paragraph
	bold   int
}

func newWalker(root *html.Node) *walker {
	w := &walker{roles: rolesOf(root), state: state{kind: tree.Paragraph}}
	if n := find(root, func(n *html.Node) bool { return n.DataAtom == atom.Base }); n != nil {
		if u, err := url.Parse(attr(n, "href")); err == nil && u.IsAbs() {
			w.base = u
		}
	}
	return w
}

func (w *walker) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

func (w *walker) node(n *html.Node) {
	if v, err := strconv.Atoi(attr(n, "data-line")); err == nil {
		w.flush()
		w.at = v
	}
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
		return
	case html.ElementNode:
	default:
		return
	}
	role := w.roles[n]
	if role == "" && (dropped(n) || !w.whole && isFurniture(n) || isForm(n)) {
		return
	}
	switch role {
	case tree.Question:
		w.question(n)
		return
	case tree.Answer:
		w.answer(n)
		return
	}
	w.element(n)
}

// element reads an element without a role of its own.
func (w *walker) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Br:
		w.lineBreak()
	case atom.Img:
		w.image(n)
	case atom.A:
		w.anchor(n)
	case atom.S, atom.Strike, atom.Del:
		w.in(n, func() { w.struck = true })
	case atom.B, atom.Strong, atom.Th:
		w.in(n, func() { w.strong = true })
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.heading(n)
	case atom.Ul, atom.Ol, atom.Menu:
		w.list(n)
	case atom.Table:
		w.table(n)
	case atom.Pre, atom.Textarea:
		w.block(n, func() { w.pre, w.kind = true, tree.Pre })
	case atom.Details:
		w.details(n)
	case atom.Hr:
		w.flush()
	default:
		if isInline(n) {
			w.children(n)
			return
		}
		w.block(n, func() {})
	}
}

// in reads the words of an inline element.
func (w *walker) in(n *html.Node, set func()) {
	saved := w.state
	set()
	w.children(n)
	saved.bold, saved.plain = w.bold, w.plain
	w.restore(saved)
}

// block reads an element that stands on lines of its own.
func (w *walker) block(n *html.Node, set func()) {
	w.flush()
	saved := w.state
	set()
	w.children(n)
	w.flush()
	w.restore(saved)
}

// restore goes back to what the elements around the one that was read said. Lines only go on.
func (w *walker) restore(saved state) {
	saved.at = w.at
	w.state = saved
}

// heading reads a heading. One that only holds a question's button is none.
func (w *walker) heading(n *html.Node) {
	if has(n, func(d *html.Node) bool { return w.roles[d] == tree.Question }) {
		w.block(n, func() {})
		return
	}
	w.block(n, func() { w.kind, w.level = tree.Heading, int(n.Data[1]-'0') })
}

// question reads all of n as one question.
func (w *walker) question(n *html.Node) {
	w.flush()
	inner := &walker{roles: roles{}, base: w.base, whole: true, state: state{kind: tree.Paragraph}}
	inner.children(n)
	inner.flush()
	q := tree.Block{Kind: tree.Paragraph, Role: tree.Question, At: tree.Place{Line: w.at}}
	if level := headingLevel(n); level > 0 {
		q.Level = level
	}
	for i, b := range inner.blocks {
		if i > 0 {
			q.Spans = append(q.Spans, tree.Span{Text: " "})
		}
		q.Spans = append(q.Spans, b.Spans...)
	}
	if strings.TrimSpace(q.Text()) != "" {
		w.blocks = append(w.blocks, q)
	}
}

// headingLevel is the level of a heading around or in n.
func headingLevel(n *html.Node) int {
	level := 0
	is := func(d *html.Node) bool {
		if len(d.Data) == 2 && d.Data[0] == 'h' && d.Data[1] >= '1' && d.Data[1] <= '6' {
			level = int(d.Data[1] - '0')
		}
		return level > 0
	}
	if is(n) || n.Parent != nil && is(n.Parent) || has(n, is) {
		return level
	}
	return 0
}

func (w *walker) answer(n *html.Node) {
	if !slices.ContainsFunc(w.blocks, func(b tree.Block) bool { return b.Role == tree.Question }) {
		w.block(n, func() {})
		return
	}
	w.block(n, func() { w.role = tree.Answer })
}

// details reads what is folded up: all but its summary is the answer.
func (w *walker) details(n *html.Node) {
	w.flush()
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if w.roles[c] == tree.Question {
			w.question(c)
		}
	}
	w.flush()
	saved := w.state
	if w.role == "" && len(w.blocks) > 0 && has(n, func(d *html.Node) bool { return w.roles[d] == tree.Question }) {
		w.role = tree.Answer
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if w.roles[c] != tree.Question {
			w.node(c)
		}
	}
	w.flush()
	w.restore(saved)
}

// list reads the points of a list. One that only leads to places on the page is its contents.
func (w *walker) list(n *html.Node) {
	w.flush()
	if !w.whole && w.role == "" && leadsWithin(n) {
		w.takeContents(n)
		return
	}
	if has(n, func(d *html.Node) bool {
		return w.roles[d] == tree.Question || w.roles[d] == tree.Answer || isHeading(d)
	}) {
		w.block(n, func() {}) // a list of questions
		return
	}
	no, err := strconv.Atoi(attr(n, "start"))
	if err != nil {
		no = 1
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Li {
			w.node(c)
			continue
		}
		if v, err := strconv.Atoi(attr(c, "value")); err == nil {
			no = v
		}
		w.flush()
		w.point = &tree.Block{Kind: tree.Item, Level: w.lists + 1}
		if n.DataAtom == atom.Ol {
			w.point.Label = strconv.Itoa(no) + "."
		}
		w.block(c, func() { w.kind, w.level, w.lists = tree.Paragraph, 0, w.lists+1 })
		w.point = nil
		no++
	}
}

func isHeading(n *html.Node) bool {
	return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
}

// leadsWithin says whether every point of a list is a link to a place on the page.
func leadsWithin(n *html.Node) bool {
	links := 0
	for d := range n.Descendants() {
		if d.DataAtom == atom.Li && !has(d, func(a *html.Node) bool { return a.DataAtom == atom.A && strings.HasPrefix(attr(a, "href"), "#") }) {
			return false
		}
		if d.DataAtom == atom.A && !strings.HasPrefix(attr(d, "href"), "#") {
			return false
		}
		if d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" {
			if d.Parent.DataAtom != atom.A && find(n, func(a *html.Node) bool { return a.DataAtom == atom.A && within(d, a) }) == nil {
				return false
			}
			links++
		}
	}
	return links > 0
}

func (w *walker) takeContents(n *html.Node) {
	for d := range n.Descendants() {
		if d.DataAtom == atom.A {
			if s := plain(d); s != "" {
				w.contents = append(w.contents, tree.Block{Kind: tree.Item, Level: 1, Spans: tree.Words(s)})
			}
		}
	}
}

// anchor reads a link.
func (w *walker) anchor(n *html.Node) {
	href, leads := attribute(n, "href")
	if leads && href == "" && w.whole {
		href = "#" // it was to lead somewhere
	}
	if href == "" || strings.HasPrefix(href, "#") && href != "#" && !(w.whole && w.point != nil) || href == "#" && !w.whole {
		w.children(n)
		return
	}
	if has(n, func(d *html.Node) bool { return !isInline(d) && d.DataAtom != atom.Img && d.DataAtom != atom.Br }) {
		w.block(n, func() { w.link = w.resolve(href) })
		return
	}
	w.in(n, func() { w.link = w.resolve(href) })
}

func (w *walker) resolve(href string) string {
	href = strings.Join(strings.Fields(href), "")
	if w.base == nil {
		return href
	}
	u, err := url.Parse(href)
	if err != nil {
		return href
	}
	return w.base.ResolveReference(u).String()
}

var reMarkAlt = regexp.MustCompile(`^[QAＱＡ](?:\.|．|:|：)?\d{0,3}$`)

// image reads what stands in the place of an icon: pages draw their Q and A. A picture that is a link
// gives the link its words.
func (w *walker) image(n *html.Node) {
	alt := attr(n, "alt")
	switch {
	case reMarkAlt.MatchString(alt):
		w.text(alt + " ")
	case w.link != "" && alt != "":
		w.text(alt)
	}
}

// flush ends the block that is being read.
func (w *walker) flush() {
	b := tree.Block{Kind: w.kind, Level: w.level, Role: w.role, Spans: trim(w.spans), At: tree.Place{Line: w.at}}
	b.Strong = w.kind == tree.Paragraph && w.bold > 0 && w.plain == 0
	w.spans, w.space, w.newline, w.bold, w.plain = nil, false, false, 0, 0
	if len(b.Spans) == 0 {
		return
	}
	if text := b.Text(); w.role == "" && !w.whole && (reTrail.MatchString(text) || reCopyright.MatchString(text) || reToTop.MatchString(text)) {
		return
	}
	if w.point != nil && b.Kind == tree.Paragraph { // what follows in the same point is a paragraph of its own
		b.Kind, b.Level, b.Label = tree.Item, w.point.Level, w.point.Label
		w.point = nil
	}
	w.blocks = append(w.blocks, b)
}

var reCopyright = regexp.MustCompile(`(?i)^(?:copyright|©|\(c\)|all rights)`)

// reToTop is a link back to where the page begins.
var reToTop = regexp.MustCompile(`(?i)^[▲△↑⇧^\s]*(?:この)?(?:ページ|本文|目次|質問(?:の)?一覧|一覧)?(?:の)?(?:トップ|先頭|最初|上部?|top|目次)(?:へ|に)?(?:戻る|もどる|移動)?[▲△↑⇧\s]*$|^(?:目次|質問一覧|一覧)(?:へ|に)(?:戻る|もどる)$|^page\s*top$`)

var reTrail = regexp.MustCompile(`(?i)^(?:ホーム|トップ(?:ページ)?|home|top)\s*[>＞»›/]`)

// trim takes white space and empty lines off both ends.
func trim(spans []tree.Span) []tree.Span {
	const white = " \t\n\u3000\u00a0"
	for len(spans) > 0 {
		s := strings.TrimLeft(spans[0].Text, white)
		if s != "" {
			spans[0].Text = s
			break
		}
		spans = spans[1:]
	}
	for n := len(spans); n > 0; n = len(spans) {
		s := strings.TrimRight(spans[n-1].Text, white)
		if s != "" {
			spans[n-1].Text = s
			break
		}
		spans = spans[:n-1]
	}
	return spans
}
