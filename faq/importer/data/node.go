package data

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"madoguchi/faq/importer/tree"
)

// Bounds of what is read: deeper or larger data was not written for people. YAML's aliases can unfold a
// small file into a very large one, so its values are counted as they are unfolded.
const (
	maxDepth  = 60
	maxValues = 500_000
)

// An object is the fields of a record, in the order in which they stand.
type object []field

type field struct {
	key   string
	value any // object, list, string, bool, or nil
	line  int
}

type list []any

// get is the value of the first field whose key is one of names.
func (o object) get(names ...string) any {
	for _, n := range names {
		for i := range o {
			if strings.EqualFold(o[i].key, n) && o[i].value != nil {
				return o[i].value
			}
		}
	}
	return nil
}

// fromJSON reads JSON: one value, or one value a line.
func fromJSON(data []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	r := &jsonReader{dec: dec, data: data}
	var all list
	for {
		v, err := r.value(0)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

type jsonReader struct {
	dec  *json.Decoder
	data []byte
	n    int
	line int // of the byte at
	at   int
}

// here is the line that has been read to.
func (r *jsonReader) here() int {
	to := int(r.dec.InputOffset())
	r.line += bytes.Count(r.data[r.at:to], []byte("\n"))
	r.at = to
	return r.line + 1
}

func (r *jsonReader) value(depth int) (any, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	if r.n++; r.n > maxValues || depth > maxDepth {
		return nil, &tree.Fault{Code: tree.TooMany, Limit: maxValues}
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return r.object(depth)
		}
		var l list
		for r.dec.More() {
			v, err := r.value(depth + 1)
			if err != nil {
				return nil, err
			}
			l = append(l, v)
		}
		_, err := r.dec.Token()
		return l, err
	case json.Number:
		return t.String(), nil
	default:
		return t, nil
	}
}

func (r *jsonReader) object(depth int) (any, error) {
	var o object
	for r.dec.More() {
		key, err := r.dec.Token()
		if err != nil {
			return nil, err
		}
		line := r.here()
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		o = append(o, field{fmt.Sprint(key), v, line})
	}
	_, err := r.dec.Token()
	return o, err
}

// fromYAML reads YAML, of which JSON with a comma too many is a part.
func fromYAML(data []byte) (any, error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, err
	}
	r := &yamlReader{anchors: map[string]ast.Node{}}
	var all list
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		v, err := r.value(doc.Body, 0)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

// reFold finds the space that folded lines leave between Japanese letters.
var reFold = regexp.MustCompile(`([\p{Han}\p{Hiragana}\p{Katakana}、。！？）」])[ ]([\p{Han}\p{Hiragana}\p{Katakana}（「])`)

type yamlReader struct {
	anchors map[string]ast.Node
	n       int
}

func (r *yamlReader) value(n ast.Node, depth int) (any, error) {
	if r.n++; r.n > maxValues || depth > maxDepth {
		return nil, &tree.Fault{Code: tree.TooMany, Limit: maxValues}
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return r.object(n.Values, depth)
	case *ast.MappingValueNode:
		return r.object([]*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		var l list
		for _, v := range n.Values {
			x, err := r.value(v, depth+1)
			if err != nil {
				return nil, err
			}
			l = append(l, x)
		}
		return l, nil
	case *ast.AnchorNode:
		r.anchors[n.Name.String()] = n.Value
		return r.value(n.Value, depth+1)
	case *ast.AliasNode:
		to := r.anchors[n.Value.String()]
		if to == nil {
			return nil, nil
		}
		return r.value(to, depth+1)
	case *ast.TagNode:
		return r.value(n.Value, depth+1)
	case *ast.LiteralNode:
		if strings.HasPrefix(n.Start.Value, ">") {
			return reFold.ReplaceAllString(n.Value.Value, "$1$2"), nil
		}
		return n.Value.Value, nil
	case *ast.StringNode:
		return n.Value, nil
	case *ast.BoolNode:
		return n.Value, nil
	case nil, *ast.NullNode, *ast.CommentNode, *ast.CommentGroupNode:
		return nil, nil
	}
	return n.GetToken().Value, nil
}

func (r *yamlReader) object(values []*ast.MappingValueNode, depth int) (any, error) {
	var o object
	for _, v := range values {
		if v.Value == nil {
			continue
		}
		x, err := r.value(v.Value, depth+1)
		if err != nil {
			return nil, err
		}
		if merged, ok := x.(object); ok && v.Key.IsMergeKey() {
			o = append(o, merged...)
			continue
		}
		key := v.Key.GetToken()
		o = append(o, field{key.Value, x, key.Position.Line})
	}
	return o, nil
}
