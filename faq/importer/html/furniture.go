package html

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// dropped are elements without text for people. Ruby tells how a word is read, and would double it.
func dropped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Rt, atom.Rp, atom.Svg, atom.Math, atom.Iframe,
		atom.Object, atom.Embed, atom.Video, atom.Audio, atom.Canvas, atom.Input, atom.Select, atom.Option, atom.Datalist, atom.Button, atom.Map, atom.Dialog:
		return n.DataAtom != atom.Button || !has(n, isHeading)
	}
	return false
}

// The words by which classes, ids and roles call a page's furniture.
var furniture = []string{
	"breadcrumb", "breadcrumbs", "topicpath", "pankuzu", "nav", "navi", "gnav", "gnavi", "lnav", "globalnav", "globalnavi", "localnav", "navigation", "navbar",
	"sidebar", "footer", "pagetop", "sns", "copyright", "skip", "skiplink", "pager", "pagination", "cookie", "banner", "contentinfo", "complementary", "search", "toc", "mokuji", "share",
}

// isFurniture says whether an element is the page's, not the text's.
func isFurniture(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Aside:
		return true
	case atom.Header:
		return !inText(n)
	case atom.Body, atom.Html, atom.Main, atom.Article, atom.Dt, atom.Dd, atom.Details:
		return false
	}
	for _, name := range append(strings.Fields(attr(n, "class")), attr(n, "id"), attr(n, "role")) {
		p := parts(name)
		// 「faq-search」 may be the box or the list that it found; where questions stand in it, it is text.
		if slices.ContainsFunc(p, func(w string) bool { return slices.Contains(furniture, w) }) && !slices.Contains(p, "no") && !holdsText(n) {
			return true
		}
	}
	return false
}

// inText says whether a <header> is the head of a part of the text.
func inText(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.Main, atom.Article, atom.Section, atom.Details:
			return true
		}
	}
	return false
}

// holdsText says whether an element has questions in it, whatever it is called.
func holdsText(n *html.Node) bool {
	return has(n, func(d *html.Node) bool {
		return d.DataAtom == atom.Dt || d.DataAtom == atom.Summary || d.DataAtom == atom.H1 || d.DataAtom == atom.Main || d.DataAtom == atom.Article
	})
}

// isForm says whether a form is one to fill in. Some systems wrap a whole page in a form.
func isForm(n *html.Node) bool {
	return n.DataAtom == atom.Form && !holdsText(n) && !has(n, isHeading) && len([]rune(plain(n))) < 400
}

var inline = []atom.Atom{
	atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Data, atom.Dfn, atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Label,
	atom.Mark, atom.Q, atom.Ruby, atom.Rb, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Var, atom.Wbr,
	atom.Del, atom.Strike, atom.Big, atom.Tt, atom.Nobr, atom.Picture, atom.Source, atom.Img, atom.Br, atom.Button,
}

func isInline(n *html.Node) bool {
	return n.Type != html.ElementNode || slices.Contains(inline, n.DataAtom) && !strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "display:block")
}
