package console

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// An element is one of a page's, with what is in it.
type element struct {
	name     string
	attrs    map[string]string
	text     string // of itself and all below
	parent   *element
	children []*element
}

// parsePage reads a page. The desk's templates close what they open, so an XML reader that knows
// HTML's void elements is parser enough; one that loses its way has found a fault.
func parsePage(t testing.TB, body string) *element {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(body))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	root := &element{}
	at := root
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root
		}
		if err != nil {
			t.Fatalf("parse page: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			e := &element{name: tok.Name.Local, attrs: map[string]string{}, parent: at}
			for _, a := range tok.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			at.children = append(at.children, e)
			at = e
		case xml.EndElement:
			if at.parent == nil || at.name != tok.Name.Local {
				t.Fatalf("page closes %s inside %s", tok.Name.Local, at.name)
			}
			at = at.parent
		case xml.CharData:
			for e := at; e != nil; e = e.parent {
				e.text += string(tok)
			}
		}
	}
}

// readable keeps of hostile text what XML can hold at all; the rest is no markup in HTML either.
func readable(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' || r >= 0xfffe && r <= 0xffff {
		return -1
	}
	return r
}

// all is the element and everything below it, in the page's order.
func (e *element) all() []*element {
	out := []*element{e}
	for _, c := range e.children {
		out = append(out, c.all()...)
	}
	return out
}

func (e *element) within(name string) bool {
	for p := e.parent; p != nil; p = p.parent {
		if p.name == name {
			return true
		}
	}
	return false
}

func (e *element) has(name string) bool {
	for _, c := range e.all() {
		if c.name == name {
			return true
		}
	}
	return false
}

// shape is a page's elements with the names of their attributes, and every address that is not
// the desk's own.
func shape(t testing.TB, body string) string {
	t.Helper()
	var out strings.Builder
	for _, e := range parsePage(t, body).all() {
		fmt.Fprintf(&out, "<%s %d", e.name, len(e.attrs))
		for _, key := range []string{"href", "src", "action", "formaction", "data-live"} {
			v, ok := e.attrs[key]
			if ok && !strings.HasPrefix(v, "/desk") && !strings.HasPrefix(v, "#") && !strings.HasPrefix(v, "https://example.jp/") {
				fmt.Fprintf(&out, " %s=%s", key, v)
			}
		}
		out.WriteString(">")
	}
	return out.String()
}

// barriers are what stands in the way of somebody who cannot see a page.
func barriers(page *element) []string {
	var out []string
	ids, labelled := map[string]bool{}, map[string]bool{}
	var controls []*element
	level, firsts := 0, 0
	for _, e := range page.all() {
		if id := e.attrs["id"]; id != "" {
			if ids[id] {
				out = append(out, "id "+id+" is there twice")
			}
			ids[id] = true
		}
		switch e.name {
		case "h1", "h2", "h3":
			next := int(e.name[1] - '0')
			if next > level+1 {
				out = append(out, "heading "+e.text+" skips a level")
			}
			if level = next; next == 1 {
				firsts++
			}
		case "label":
			labelled[e.attrs["for"]] = true
		case "button", "a", "summary":
			if strings.TrimSpace(e.text) == "" {
				out = append(out, e.name+" without a name")
			}
		case "input", "select", "textarea":
			if _, hidden := e.attrs["hidden"]; e.attrs["type"] != "hidden" && !hidden {
				controls = append(controls, e)
			}
		case "table":
			if e.attrs["class"] != "inner" && !e.has("caption") {
				out = append(out, "table without a caption")
			}
		}
	}
	if firsts != 1 {
		out = append(out, fmt.Sprintf("%d first headings", firsts))
	}
	for _, c := range controls {
		if id := c.attrs["id"]; (id == "" || !labelled[id]) && !c.within("label") && c.attrs["aria-label"] == "" {
			out = append(out, c.name+" "+c.attrs["name"]+" without a label")
		}
	}
	return out
}
