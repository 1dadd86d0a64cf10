package incoming

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The HTML of a mail is read token by token, without a tree: it may be nested as deep as its writer likes. Quoted
// text becomes lines that begin with "> ", as it does in plain mails, and a signature that is marked as one comes
// behind "-- ", so that both are folded by the same rules.

// blocks are elements that begin on a line of their own.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Br: true, atom.Tr: true, atom.Table: true, atom.Ul: true, atom.Ol: true, atom.Li: true, atom.H1: true, atom.H2: true, atom.H3: true,
	atom.H4: true, atom.H5: true, atom.H6: true, atom.Hr: true, atom.Blockquote: true, atom.Pre: true, atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true,
}

// paragraphs are those that have a blank line before them.
var paragraphs = map[atom.Atom]bool{atom.P: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.Ul: true, atom.Ol: true, atom.Blockquote: true}

// unseen are elements whose text nobody reads.
var unseen = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Head: true, atom.Title: true, atom.Template: true, atom.Noscript: true}

// empty are elements without an end.
var empty = map[atom.Atom]bool{atom.Br: true, atom.Hr: true, atom.Img: true, atom.Meta: true, atom.Link: true, atom.Input: true, atom.Col: true, atom.Base: true, atom.Wbr: true, atom.Area: true}

// maxHTML is how much HTML is looked at, in bytes: pictures may stand in it.
const maxHTML = 8 << 20

// A page is HTML on its way to text.
type page struct {
	out    strings.Builder
	line   strings.Builder
	open   []element
	quotes int
	hidden int
	pre    int
	href   string
	linked strings.Builder
	blank  int // blank lines at the end of out
}

type element struct {
	tag           atom.Atom
	quote, hidden bool
}

// maxOpen is how many elements are remembered as open. What is nested deeper is read without what it is nested in.
const maxOpen = 2000

// htmlText is what a reader sees of HTML.
func htmlText(s string) string {
	p := &page{blank: 2}
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(maxHTML)
	for {
		switch z.Next() {
		case html.ErrorToken:
			p.newline()
			return strings.Trim(p.out.String(), "\n")
		case html.TextToken:
			if p.hidden == 0 {
				p.text(string(z.Text()))
			}
		case html.StartTagToken:
			p.start(z.Token(), false)
		case html.SelfClosingTagToken:
			p.start(z.Token(), true)
		case html.EndTagToken:
			p.end(z.Token().DataAtom)
		}
	}
}

func (p *page) text(s string) {
	if p.pre > 0 {
		for i, part := range strings.Split(s, "\n") {
			if i > 0 {
				p.newline()
			}
			p.line.WriteString(part)
		}
		return
	}
	if s = strings.Join(strings.FieldsFunc(" "+s+" ", func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }), " "); s == "" {
		return
	}
	have := p.line.String()
	if have != "" && !strings.HasSuffix(have, " ") && spaced(have, s) {
		p.line.WriteString(" ")
	}
	p.line.WriteString(s)
	if p.href != "" {
		p.linked.WriteString(s)
	}
}

// spaced reports whether a blank belongs between two pieces of text: between words of Latin letters, not in Japanese.
func spaced(before, after string) bool {
	return before[len(before)-1] < 0x80 && after[0] < 0x80 && !strings.ContainsRune(".,:;)!?/>", rune(after[0])) && !strings.ContainsRune("(/@<", rune(before[len(before)-1]))
}

func (p *page) start(t html.Token, closed bool) {
	e := element{tag: t.DataAtom}
	class, style, id, href, alt := "", "", "", "", ""
	for _, a := range t.Attr {
		switch a.Key {
		case "class":
			class = strings.ToLower(a.Val)
		case "style":
			style = strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
		case "id":
			id = strings.ToLower(a.Val)
		case "href":
			href = a.Val
		case "alt":
			alt = a.Val
		}
	}
	if t.DataAtom == atom.Br && p.line.Len() == 0 && p.hidden == 0 {
		p.gap()
	}
	if blocks[t.DataAtom] && p.hidden == 0 {
		p.newline()
		if paragraphs[t.DataAtom] || strings.Contains(class, "gmail_quote") {
			p.gap()
		}
	}
	e.hidden = unseen[t.DataAtom] || strings.Contains(style, "display:none") || strings.Contains(style, "mso-hide:all")
	e.quote = t.DataAtom == atom.Blockquote
	switch {
	case strings.Contains(class, "gmail_signature") || strings.Contains(class, "moz-signature") || id == "signature" || id == "ms-outlook-mobile-signature":
		p.newline()
		p.line.WriteString("-- ")
		p.newline()
	case id == "appendonsend", id == "divrplyfwdmsg", strings.Contains(style, "border-top:solid#e1e1e11.0pt"), strings.Contains(style, "border-top:solid#b5c4df1.0pt"):
		p.newline()
		p.gap()
	case t.DataAtom == atom.Li && p.hidden == 0:
		p.line.WriteString("・")
	case t.DataAtom == atom.Td && p.hidden == 0 || t.DataAtom == atom.Th && p.hidden == 0:
		if p.line.Len() > 0 {
			p.line.WriteString("　")
		}
	case t.DataAtom == atom.Hr && p.hidden == 0:
		p.line.WriteString("----------")
		p.newline()
	case t.DataAtom == atom.Img && p.hidden == 0 && oneLine(alt) != "" && len(alt) < 100:
		p.text("［" + oneLine(alt) + "］")
	case t.DataAtom == atom.A:
		p.href = href
		p.linked.Reset()
	case t.DataAtom == atom.Pre:
		p.pre++
	}
	if closed || empty[t.DataAtom] || len(p.open) >= maxOpen {
		return
	}
	if e.hidden {
		p.hidden++
	}
	if e.quote {
		p.quotes++
	}
	p.open = append(p.open, e)
}

func (p *page) end(tag atom.Atom) {
	if blocks[tag] && p.hidden == 0 {
		p.newline()
		if paragraphs[tag] {
			p.gap()
		}
	}
	if tag == atom.A {
		p.closeLink()
	}
	if tag == atom.Pre && p.pre > 0 {
		p.pre--
	}
	for i := len(p.open) - 1; i >= 0 && i >= len(p.open)-50; i-- {
		if p.open[i].tag != tag {
			continue
		}
		for _, e := range p.open[i:] {
			if e.hidden {
				p.hidden--
			}
			if e.quote {
				p.quotes--
			}
		}
		p.open = p.open[:i]
		return
	}
}

// closeLink says where a link leads, unless its words do.
func (p *page) closeLink() {
	said, href := strings.TrimSpace(p.linked.String()), strings.TrimSpace(p.href)
	p.href = ""
	if p.hidden > 0 || !strings.HasPrefix(href, "http") || len(href) > 500 || said == "" || strings.Contains(href, said) || strings.Contains(said, href) {
		return
	}
	p.line.WriteString("（" + href + "）")
}

func (p *page) newline() {
	line := strings.TrimRight(p.line.String(), " ")
	if p.line.Len() > 0 && strings.HasSuffix(p.line.String(), "-- ") && line == "--" {
		line = "-- "
	}
	p.line.Reset()
	if line == "" {
		return
	}
	p.out.WriteString(strings.Repeat("> ", min(p.quotes, 5)) + line + "\n")
	p.blank = 0
}

// gap is a blank line, never two.
func (p *page) gap() {
	if p.blank == 0 {
		p.out.WriteString(strings.TrimSpace(strings.Repeat("> ", min(p.quotes, 5))) + "\n")
		p.blank = 1
	}
}

var metaCharset = regexp.MustCompile(`(?i)<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,30})`)

// htmlCharset is the character set of HTML: what its part says, else what it says itself.
func htmlCharset(content []byte, said string) string {
	if said != "" {
		return said
	}
	if m := metaCharset.FindSubmatch(content[:min(len(content), 4096)]); m != nil {
		return string(m[1])
	}
	return ""
}
