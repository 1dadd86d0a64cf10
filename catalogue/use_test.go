package catalogue_test

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

	"golang.org/x/tools/go/packages"

	"madoguchi/catalogue"
)

// sayings are the uses of the catalogue in the source.
type sayings struct {
	t        *testing.T
	japanese map[string]string
	used     map[string]bool
}

// TestUse compares the source with the catalogue, both ways: a key that code or a template uses is
// there, with just the values it is given; and what is there is used.
func TestUse(t *testing.T) {
	s := sayings{t: t, japanese: sentences(), used: map[string]bool{"catalogue.missing": true}}
	for key := range s.japanese { // the widget's own test compares these with its source
		s.used[key] = s.used[key] || strings.HasPrefix(key, "widget.") || strings.HasPrefix(key, "widget_copy.") || strings.HasPrefix(key, "widget_files.")
	}
	before := len(s.used)
	s.code()
	s.templates()
	if n := len(s.used) - before; n < 0 || len(s.used) < 300 {
		t.Errorf("%d sentences were found in use", len(s.used))
	}
	for _, key := range slices.Sorted(maps.Keys(s.japanese)) {
		if !s.used[key] {
			t.Errorf("nothing says %s: %s", key, s.japanese[key])
		}
	}
}

func sentences() map[string]string {
	all := map[string]string{}
	for _, room := range catalogue.JA.Rooms() {
		for name, sentence := range catalogue.JA.Section(room) {
			all[room+"."+name] = sentence
		}
	}
	return all
}

// one holds a use of a key with the names of its values to the catalogue.
func (s *sayings) one(where, key string, given []string) {
	sentence, found := s.japanese[key]
	if !found {
		s.t.Errorf("%s: no sentence %s", where, key)
		return
	}
	s.used[key] = true
	want := slices.Sorted(slices.Values(catalogue.Places(sentence)))
	if slices.Sort(given); !slices.Equal(given, want) {
		s.t.Errorf("%s: %s is given %v and takes %v: %s", where, key, given, want, sentence)
	}
}

// family is a use of whichever sentence a stored word names: none of them can be given a value.
func (s *sayings) family(where, prefix string) {
	found := false
	for key := range s.japanese {
		if strings.HasPrefix(key, prefix) {
			found = true
			s.one(where, key, nil)
		}
	}
	if !found || strings.Count(prefix, ".") == 0 {
		s.t.Errorf("%s: no sentences %s…", where, prefix)
	}
}

// code finds the uses in Go: each constant of type Key, and each Key that begins with a constant.
func (s *sayings) code() {
	config := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedExportFile,
		Dir:  "..",
	}
	loaded, err := packages.Load(config, "./...")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range loaded {
		for _, err := range p.Errors {
			s.t.Fatal(err)
		}
		if p.PkgPath == "madoguchi/catalogue" {
			continue
		}
		for _, f := range p.Syntax {
			s.file(p, f)
		}
	}
}

func (s *sayings) file(p *packages.Package, f *ast.File) {
	values := map[ast.Expr][]string{} // of the keys that a call says at once
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			s.call(p, n, values)
		case ast.Expr:
			if tv := p.TypesInfo.Types[n]; tv.Value != nil && isKey(tv.Type) {
				if _, leaf := n.(*ast.BasicLit); leaf && constant.StringVal(tv.Value) != "" { // "" is no key
					s.one(at(p, n), constant.StringVal(tv.Value), values[n])
				}
			}
		}
		return true
	})
	for _, d := range f.Decls {
		if vars, ok := d.(*ast.GenDecl); ok && vars.Tok == token.VAR {
			s.atStart(p, vars)
		}
	}
}

// call notes the values that a call gives to a key, and reads a conversion to Key.
func (s *sayings) call(p *packages.Package, call *ast.CallExpr, values map[ast.Expr][]string) {
	if p.TypesInfo.Types[call.Fun].IsType() {
		if isKey(p.TypesInfo.Types[call].Type) {
			s.conversion(p, call)
		}
		return
	}
	sig, ok := p.TypesInfo.Types[call.Fun].Type.(*types.Signature)
	if !ok || !sig.Variadic() || sig.Params().Len() < 2 || !isKey(sig.Params().At(sig.Params().Len()-2).Type()) {
		return
	}
	n := sig.Params().Len() - 1 // the first value's place
	if call.Ellipsis != token.NoPos {
		return // a helper passes on what it was given
	}
	var names []string
	for i := n; i < len(call.Args); i += 2 {
		name := p.TypesInfo.Types[call.Args[i]].Value
		if name == nil || name.Kind() != constant.String || i+1 == len(call.Args) {
			s.t.Errorf("%s: a value is a constant name and what stands for it", at(p, call.Args[i]))
			return
		}
		names = append(names, constant.StringVal(name))
	}
	key := call.Args[n-1]
	if _, literal := key.(*ast.BasicLit); literal {
		values[key] = names
	} else if len(names) > 0 {
		s.t.Errorf("%s: values are given to a key that only the running program knows", at(p, key))
	}
}

// conversion reads Key("office.log." + string(what)).
func (s *sayings) conversion(p *packages.Package, call *ast.CallExpr) {
	arg := call.Args[0]
	if v := p.TypesInfo.Types[arg].Value; v != nil {
		s.one(at(p, arg), constant.StringVal(v), nil)
		return
	}
	for {
		sum, ok := arg.(*ast.BinaryExpr)
		if !ok {
			break
		}
		arg = sum.X
	}
	v := p.TypesInfo.Types[arg].Value
	if v == nil || !strings.HasSuffix(constant.StringVal(v), ".") {
		s.t.Errorf("%s: a key begins with a constant that ends in a dot", at(p, arg))
		return
	}
	s.family(at(p, arg), constant.StringVal(v))
}

// atStart finds sentences said before the program has begun: they would be read at every start, and
// could not follow the language of who reads them.
func (s *sayings) atStart(p *packages.Package, vars *ast.GenDecl) {
	ast.Inspect(vars, func(n ast.Node) bool {
		if _, later := n.(*ast.FuncLit); later {
			return false
		}
		if call, ok := n.(*ast.CallExpr); ok {
			if sig, ok := p.TypesInfo.Types[call.Fun].Type.(*types.Signature); ok && sig.Variadic() && sig.Params().Len() > 1 && isKey(sig.Params().At(sig.Params().Len()-2).Type()) {
				s.t.Errorf("%s: a sentence is said when the program starts: keep its key instead", at(p, call))
			}
		}
		return true
	})
}

func isKey(t types.Type) bool { return t != nil && t.String() == "madoguchi/catalogue.Key" }

func at(p *packages.Package, n ast.Node) string {
	pos := p.Fset.Position(n.Pos())
	if name, err := filepath.Rel(p.Dir, pos.Filename); err == nil {
		pos.Filename = strings.TrimPrefix(p.PkgPath, "madoguchi/") + "/" + name
	}
	return fmt.Sprintf("%s:%d", pos.Filename, pos.Line)
}

// templates finds the uses in HTML: {{say "key" "name" value …}}, and sayHTML likewise.
func (s *sayings) templates() {
	files, err := filepath.Glob("../handlers/*/*/*.html")
	if err != nil || len(files) < 10 {
		s.t.Fatalf("found %d templates: %v", len(files), err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			s.t.Fatal(err)
		}
		tree := parse.New(file)
		tree.Mode = parse.SkipFuncCheck
		trees := map[string]*parse.Tree{}
		if _, err := tree.Parse(string(source), "", "", trees); err != nil {
			s.t.Fatal(err)
		}
		for _, t := range trees {
			s.nodes(strings.TrimPrefix(file, "../"), t.Root)
		}
	}
}

func (s *sayings) nodes(file string, n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				s.nodes(file, child)
			}
		}
	case *parse.ActionNode:
		s.nodes(file, n.Pipe)
	case *parse.IfNode:
		s.branch(file, &n.BranchNode)
	case *parse.RangeNode:
		s.branch(file, &n.BranchNode)
	case *parse.WithNode:
		s.branch(file, &n.BranchNode)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			s.nodes(file, n.Pipe)
		}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			s.command(file, c)
		}
	}
}

func (s *sayings) branch(file string, b *parse.BranchNode) {
	s.nodes(file, b.Pipe)
	s.nodes(file, b.List)
	s.nodes(file, b.ElseList)
}

func (s *sayings) command(file string, c *parse.CommandNode) {
	for _, arg := range c.Args {
		s.nodes(file, arg)
	}
	if f, ok := c.Args[0].(*parse.IdentifierNode); !ok || f.Ident != "say" && f.Ident != "sayHTML" {
		return
	}
	var text []string
	for i, arg := range c.Args[1:] {
		if i > 0 && i%2 == 0 {
			continue
		}
		s, ok := arg.(*parse.StringNode)
		if !ok {
			text = nil
			break
		}
		text = append(text, s.Text)
	}
	if len(text) == 0 || len(c.Args)%2 != 0 {
		s.t.Errorf("%s: %s: want a key, then names and values", file, c)
		return
	}
	s.one(file, text[0], text[1:])
}
