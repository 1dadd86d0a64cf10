package office

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A layout knows on which line of a file each key stands.
type layout struct {
	lines map[string]int
	keys  map[position]string // of keys and of what they hold; of several the first
}

// A position is a place in a file, from 1.
type position struct{ line, column int }

// newLayout reads where everything stands. Of a file that is no YAML it knows nothing.
func newLayout(data []byte) *layout {
	l := &layout{map[string]int{}, map[position]string{}}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return l
	}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			l.walk("", doc.Body)
		}
	}
	return l
}

func (l *layout) walk(path string, n ast.Node) {
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			l.walk(path, v)
		}
	case *ast.MappingValueNode:
		key := strings.TrimPrefix(path+"."+keyName(n.Key), ".")
		l.note(key, n.Key)
		l.mark(key, n.Value)
		l.walk(key, n.Value)
	case *ast.SequenceNode:
		for i, v := range n.Values {
			l.note(nth(path, i), v)
			l.walk(nth(path, i), v)
		}
	}
}

func (l *layout) note(path string, n ast.Node) {
	l.mark(path, n)
	if t := n.GetToken(); t != nil && t.Position != nil {
		if _, seen := l.lines[path]; !seen {
			l.lines[path] = t.Position.Line
		}
	}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		l.lines[path] = m.Values[0].Key.GetToken().Position.Line
	}
}

// mark notes what stands where.
func (l *layout) mark(path string, n ast.Node) {
	if t := n.GetToken(); t != nil && t.Position != nil {
		at := position{t.Position.Line, t.Position.Column}
		if _, seen := l.keys[at]; !seen {
			l.keys[at] = path
		}
	}
}

func keyName(n ast.MapKeyNode) string {
	if t := n.GetToken(); t != nil {
		return t.Value
	}
	return n.String()
}

// line is where a key stands, or what holds it; 0 where nothing of it is in the file.
func (l *layout) line(path string) int {
	for path != "" {
		if n, ok := l.lines[path]; ok {
			return n
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0
}
