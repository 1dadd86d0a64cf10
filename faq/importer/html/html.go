// Package html reads web pages: a help page saved from a browser, an export of a content management
// system, the body of one article.
//
// What makes a question of a piece of a page is said in many ways: a definition list, <details>, a
// button and the panel it opens, a checkbox and its label, classes called question and answer,
// schema.org's microdata. A first pass over the page ([roles]) finds them and says which element is
// which; the second ([walker]) reads the page from top to bottom and makes blocks. What schema.org's
// JSON-LD says for machines goes apart, into the document's Stated.
//
// A page is more than its text. Navigation, breadcrumbs, forms and footers are dropped; a page that
// names its main part is read there only. Panels that are closed are part of the text: an answer is
// hidden until somebody asks for it.
package html

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"madoguchi/faq/importer/tree"
)

// maxNodes is the most elements and texts of a page. A page of 1 MB has about 30,000.
const maxNodes = 1_000_000

// Decode makes text of a page's bytes by its byte order mark or the encoding that its head names. It
// is not ok where neither is there and the bytes are no UTF-8.
func Decode(data []byte) (text string, ok bool) {
	enc, name, certain := charset.DetermineEncoding(data, "text/html")
	if utf8.Valid(data) { // whatever the head says: Shift_JIS is hardly ever UTF-8 by chance
		return strings.TrimPrefix(string(data), "\uFEFF"), true
	}
	if !certain && name == "windows-1252" { // what is taken where nothing is known
		return "", false
	}
	s, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return "", false
	}
	return strings.TrimPrefix(string(s), "\uFEFF"), true
}

// Read reads a page.
func Read(text string) (tree.Doc, error) {
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return tree.Doc{}, &tree.Fault{Code: tree.Broken, Cause: err.Error()}
	}
	if tooMany(root) {
		return tree.Doc{}, &tree.Fault{Code: tree.TooMany, Limit: maxNodes}
	}
	doc := tree.Doc{Title: title(root), Stated: stated(root)}
	w := newWalker(root)
	from := mainPart(root)
	w.children(from)
	w.flush()
	doc.Blocks, doc.Contents = w.blocks, w.contents
	if !hasTitle(doc.Blocks) {
		if h := firstHeading(root); h != "" {
			doc.Blocks = append([]tree.Block{{Kind: tree.Heading, Level: 1, Role: tree.Title, Spans: tree.Words(h)}}, doc.Blocks...)
		}
	}
	return doc, nil
}

// Fragment reads the HTML of one article or cell.
func Fragment(text string) []tree.Block {
	w := readFragment(text)
	return w.blocks
}

// Body reads HTML that is a document's text and nothing else, with its table of contents apart.
func Body(text string) tree.Doc {
	w := readFragment(text)
	doc := tree.Doc{}
	for i := 0; i < len(w.blocks); i++ {
		b := w.blocks[i]
		if b.Kind == tree.Item && b.Role == "" && leadsToPlace(b) {
			doc.Contents = append(doc.Contents, tree.Block{Kind: tree.Item, Level: 1, Spans: tree.Words(b.Text())})
			continue
		}
		doc.Blocks = append(doc.Blocks, b)
	}
	return doc
}

// leadsToPlace says whether all of a point's words lead to a place in the same document.
func leadsToPlace(b tree.Block) bool {
	return len(b.Spans) == 1 && strings.HasPrefix(b.Spans[0].URL, "#")
}

func readFragment(text string) *walker {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	w := &walker{}
	nodes, err := html.ParseFragment(strings.NewReader(text), body)
	if err != nil {
		w.blocks = []tree.Block{{Kind: tree.Paragraph, Spans: tree.Words(text)}}
		return w
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	if tooMany(body) {
		return w
	}
	w = newWalker(body)
	w.whole = true
	w.children(body)
	w.flush()
	return w
}

func tooMany(root *html.Node) bool {
	n := 0
	for range root.Descendants() {
		if n++; n > maxNodes {
			return true
		}
	}
	return false
}

// title is the page's <title>.
func title(root *html.Node) string {
	if n := find(root, func(n *html.Node) bool { return n.DataAtom == atom.Title }); n != nil {
		return plain(n)
	}
	return ""
}

// mainPart is the element to read: the one that calls itself the main part, or the body.
func mainPart(root *html.Node) *html.Node {
	all := text(root)
	for _, is := range []func(*html.Node) bool{
		func(n *html.Node) bool { return n.DataAtom == atom.Main || attr(n, "role") == "main" },
		func(n *html.Node) bool {
			return attr(n, "id") == "main" || attr(n, "id") == "contents" || attr(n, "id") == "content"
		},
	} {
		n := find(root, is)
		// One that holds next to nothing is a shell; the text then stands beside it.
		if n != nil && len(text(n))*5 >= len(all) {
			return n
		}
	}
	if n := find(root, func(n *html.Node) bool { return n.DataAtom == atom.Body }); n != nil {
		return n
	}
	return root
}

// firstHeading is the page's first heading of level 1, which may stand in its head above the main part.
// One that is a link is the site's name.
func firstHeading(root *html.Node) string {
	if n := find(root, func(n *html.Node) bool {
		return n.DataAtom == atom.H1 && plain(n) != "" && !has(n, func(d *html.Node) bool { return d.DataAtom == atom.A && plain(d) == plain(n) })
	}); n != nil {
		return plain(n)
	}
	return ""
}

func hasTitle(blocks []tree.Block) bool {
	for i := range blocks {
		if b := &blocks[i]; b.Role == tree.Title || b.Kind == tree.Heading && b.Level == 1 {
			return true
		}
	}
	return false
}

// find is the first element below n, in the order of the page, for which is holds.
func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && is(d) {
			return d
		}
	}
	return nil
}

func has(n *html.Node, is func(*html.Node) bool) bool { return find(n, is) != nil }

func attr(n *html.Node, name string) string {
	v, _ := attribute(n, name)
	return v
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val), true
		}
	}
	return "", false
}

// text is all text below n but scripts.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && (d.Parent == nil || d.Parent.DataAtom != atom.Script && d.Parent.DataAtom != atom.Style) {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// plain is the text below n on one line.
func plain(n *html.Node) string { return strings.Join(strings.Fields(text(n)), " ") }
