// Package parcel opens the container of an office document, a ZIP archive of XML parts, with bounds: a
// small archive can unpack to any size.
package parcel

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"madoguchi/faq/importer/tree"
)

// The bounds of a document. Pictures are never unpacked and do not count.
const (
	MaxParts    = 200
	MaxInflated = 50 << 20 // bytes, of all parts together
	maxDepth    = 400      // of elements in one another
)

// A Parcel is an opened document.
type Parcel struct {
	parts map[string]*zip.File
	room  int64 // bytes that may still be unpacked
}

// Open reads the table of contents of a document. It returns a [tree.Fault] for one that is damaged or
// beyond the bounds.
func Open(data []byte) (*Parcel, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, &tree.Fault{Code: tree.Broken, Cause: err.Error()}
	}
	p := &Parcel{parts: map[string]*zip.File{}, room: MaxInflated}
	var size uint64
	for _, f := range z.File {
		if !isXML(f.Name) {
			continue
		}
		p.parts[strings.TrimPrefix(path.Clean("/"+f.Name), "/")] = f
		size += f.UncompressedSize64
	}
	switch {
	case len(p.parts) > MaxParts:
		return nil, &tree.Fault{Code: tree.TooMany, Limit: MaxParts}
	case size > MaxInflated:
		return nil, &tree.Fault{Code: tree.Inflated, Limit: MaxInflated >> 20}
	}
	return p, nil
}

func isXML(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".xml" || ext == ".rels" || ext == ".vml"
}

// Has says whether there is a part of that name.
func (p *Parcel) Has(name string) bool { return p.parts[name] != nil }

// Read unpacks one part. A part that says it is small and is not ends at the bound.
func (p *Parcel) Read(name string) ([]byte, error) {
	f := p.parts[name]
	if f == nil {
		return nil, &tree.Fault{Code: tree.Broken, Cause: "no part " + name}
	}
	r, err := f.Open()
	if err != nil {
		return nil, &tree.Fault{Code: tree.Broken, Cause: err.Error()}
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, p.room+1))
	if err != nil {
		return nil, &tree.Fault{Code: tree.Broken, Cause: err.Error()}
	}
	if p.room -= int64(len(b)); p.room < 0 {
		return nil, &tree.Fault{Code: tree.Inflated, Limit: MaxInflated >> 20}
	}
	return b, nil
}

// An Element is an element of a part, with names as they are without their namespaces: the strict and the
// usual form of a document differ in these only.
type Element struct {
	Name string
	Attr map[string]string
	Kids []*Element
	Text string // of a node that is text; Name is then empty
}

// XML reads a part as elements.
func (p *Parcel) XML(name string) (*Element, error) {
	b, err := p.Read(name)
	if err != nil {
		return nil, err
	}
	dec := xml.NewDecoder(bytes.NewReader(b))
	dec.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("a part in %s", label)
	}
	root := &Element{}
	stack := []*Element{root}
	for {
		t, err := dec.RawToken()
		if errors.Is(err, io.EOF) && len(stack) == 1 {
			return root, nil
		}
		if err != nil {
			return nil, &tree.Fault{Code: tree.Broken, Cause: name + ": " + err.Error()}
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			e := &Element{Name: t.Name.Local}
			for _, a := range t.Attr {
				if e.Attr == nil {
					e.Attr = map[string]string{}
				}
				e.Attr[a.Name.Local] = a.Value
			}
			top.Kids = append(top.Kids, e)
			if stack = append(stack, e); len(stack) > maxDepth {
				return nil, &tree.Fault{Code: tree.TooMany, Limit: maxDepth}
			}
		case xml.EndElement:
			if len(stack) == 1 || top.Name != t.Name.Local {
				return nil, &tree.Fault{Code: tree.Broken, Cause: name + ": elements that cross"}
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if s := string(t); top.Name == "t" || top.Name == "instrText" || strings.TrimSpace(s) != "" {
				top.Kids = append(top.Kids, &Element{Text: s})
			}
		}
	}
}

// Kid is the first child of a name, or nil.
func (e *Element) Kid(name string) *Element {
	if e == nil {
		return nil
	}
	for _, k := range e.Kids {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// At is the element reached through children of these names, or nil.
func (e *Element) At(names ...string) *Element {
	for _, n := range names {
		e = e.Kid(n)
	}
	return e
}

// Val is the attribute val of the child of a name.
func (e *Element) Val(name string) string {
	if k := e.Kid(name); k != nil {
		return k.Attr["val"]
	}
	return ""
}

// On says whether a switch is on: it is there, and not turned off.
func (e *Element) On(name string) bool {
	k := e.Kid(name)
	if k == nil {
		return false
	}
	v := k.Attr["val"]
	return v != "0" && v != "false" && v != "off" && v != "none"
}

// Words is all text in an element.
func (e *Element) Words() string {
	if e == nil {
		return ""
	}
	if e.Name == "" && e.Text != "" {
		return e.Text
	}
	var b strings.Builder
	for _, k := range e.Kids {
		b.WriteString(k.Words())
	}
	return b.String()
}

// Relations are the targets of a part's relations by their ids.
func (p *Parcel) Relations(part string) map[string]string {
	dir, file := path.Split(part)
	root, err := p.XML(dir + "_rels/" + file + ".rels")
	if err != nil {
		return nil
	}
	all := map[string]string{}
	if list := root.Kid("Relationships"); list != nil {
		for _, r := range list.Kids {
			all[r.Attr["Id"]] = r.Attr["Target"]
		}
	}
	return all
}
