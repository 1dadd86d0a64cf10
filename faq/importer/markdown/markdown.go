// Package markdown reads Markdown as people write it for a help page: CommonMark with tables, struck-out
// words and lists of terms, settings at its head, HTML between, and the blocks between ":::" that
// documentation systems know.
//
// It is turned into HTML, each block with the line it stands on, and read as that: so no mark of
// Markdown is left in the text, and what is HTML already (<details>, <br>) needs nothing of its own.
package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"madoguchi/faq/importer/data"
	page "madoguchi/faq/importer/html"
	"madoguchi/faq/importer/tree"
)

// Read reads a text in Markdown.
func Read(source string) (tree.Doc, error) {
	head, body, skipped := cutHead(source)
	front, _ := data.Settings(head)
	body = withoutFences(body)
	var out bytes.Buffer
	if err := converter(skipped).Convert([]byte(body), &out); err != nil {
		return tree.Doc{}, &tree.Fault{Code: tree.Broken, Cause: err.Error()}
	}
	doc := page.Body(out.String())
	doc.Summary = front.Summary
	if blocks := doc.Blocks; front.Title != "" && !slices.ContainsFunc(blocks, func(b tree.Block) bool { return b.Kind == tree.Heading && b.Level == 1 }) {
		doc.Blocks = append([]tree.Block{{Kind: tree.Heading, Level: 1, Role: tree.Title, Spans: tree.Words(front.Title)}}, blocks...)
	}
	doc.Title = front.Title
	blocks := doc.Blocks
	if front.Draft {
		doc.Blocks = nil
		doc.Notes = []tree.Note{{Code: tree.Draft, N: 1, Words: front.Title + front.Question}}
		return doc, nil
	}
	switch {
	case front.Question != "":
		doc.Title, doc.Blocks = "", entry(front, slices.DeleteFunc(blocks, func(b tree.Block) bool { return b.Role == tree.Title }))
	case len(front.Records) > 0:
		doc.Blocks = append(front.Records, blocks...)
	}
	return doc, nil
}

// entry is a file that holds one entry: its head has the question, all below it is the answer.
func entry(front data.Front, blocks []tree.Block) []tree.Block {
	var all []tree.Block
	if front.Section != "" {
		all = append(all, tree.Block{Kind: tree.Heading, Level: 1, Role: tree.Section, Spans: tree.Words(front.Section)})
	}
	all = append(all, tree.Block{Kind: tree.Paragraph, Role: tree.Question, Label: front.Label, Spans: tree.Words(front.Question), At: tree.Place{Line: 1}})
	for _, a := range front.Aliases {
		all = append(all, tree.Block{Kind: tree.Paragraph, Role: tree.Alias, Spans: tree.Words(a)})
	}
	for _, b := range blocks {
		b.Role = tree.Answer
		all = append(all, b)
	}
	return all
}

// cutHead parts the settings at the head of a text from its body, and counts the lines they take.
func cutHead(source string) (head, body string, lines int) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(source, "\n"), "---\n")
	if !ok {
		return "", source, 0
	}
	head, body, ok = strings.Cut("\n"+rest, "\n---")
	if !ok || body != "" && body[0] != '\n' {
		return "", source, 0
	}
	return head, body, strings.Count(head, "\n") + 1 + strings.Count(source, "\n") - strings.Count(strings.TrimLeft(source, "\n"), "\n")
}

var (
	reOpen    = regexp.MustCompile(`^\s*:{3,}\s*\{?\.?([\w-]*)\}?\s*(.*)$`)
	reCallout = regexp.MustCompile(`^(\s*>\s*)\[!\w+\][+-]?\s*`)
	reFence   = regexp.MustCompile("^\\s*(```|~~~)")
)

// withoutFences takes out the lines that open and close the blocks of documentation systems. One called
// details is a question with its answer. Every line stays a line, so that lines can be counted.
func withoutFences(body string) string {
	lines := strings.Split(body, "\n")
	code := ""
	var open []string
	for i, l := range lines {
		if m := reFence.FindStringSubmatch(l); m != nil {
			switch code {
			case "":
				code = m[1]
			case m[1]:
				code = ""
			}
			continue
		}
		m := reOpen.FindStringSubmatch(l)
		switch {
		case code != "":
		case m != nil && m[1] == "" && m[2] == "" && len(open) > 0:
			lines[i] = open[len(open)-1]
			open = open[:len(open)-1]
		case m != nil && m[1] == "details":
			lines[i] = "<details><summary>" + m[2] + "</summary>\n"
			open = append(open, "\n</details>\n")
		case m != nil && m[1] != "":
			lines[i] = m[2] + "  " // a line of its own
			open = append(open, "")
		default:
			lines[i] = reCallout.ReplaceAllString(l, "$1")
		}
	}
	return strings.Join(lines, "\n")
}

// converter makes HTML of Markdown whose first line is line skipped+1 of the file.
func converter(skipped int) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.DefinitionList, extension.TaskList),
		goldmark.WithParserOptions(parser.WithAttribute(), parser.WithASTTransformers(util.Prioritized(places{skipped}, 100))),
		goldmark.WithRendererOptions(html.WithUnsafe()),
	)
}

// places notes on each block the line it stands on, and keeps the line breaks that were meant.
type places struct{ skipped int }

// Transform implements parser.ASTTransformer.
func (p places) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	source := reader.Source()
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if t, ok := n.(*ast.Text); ok && t.SoftLineBreak() && isMeant(t.Segment.Value(source), source[t.Segment.Stop:]) {
			t.SetHardLineBreak(true)
		}
		if n.Type() == ast.TypeBlock && n.Kind() != ast.KindHTMLBlock && n.Lines().Len() > 0 {
			at := n.Lines().At(0).Start
			n.SetAttributeString("data-line", []byte(strconv.Itoa(p.skipped+1+bytes.Count(source[:at], []byte("\n")))))
		}
		return ast.WalkContinue, nil
	})
}

var reNextMark = regexp.MustCompile(`^\s*(?:\*\*)?(?:[QAＱＡ]\d*[.:：．、)）]|[【\[（(]?(?:質問|回答|問|答)\d*[】\])）.:：．]|・|※|●|■|[①-⑳])`)

// isMeant says whether a line break ends a line instead of only folding it: a sentence ends there, or
// something new begins. Japanese that is folded goes on without a space.
func isMeant(before, after []byte) bool {
	line := strings.TrimRight(string(before), " *_")
	for _, end := range []string{"。", "．", "！", "？", "!", "?", "：", ":", "」", "）"} {
		if strings.HasSuffix(line, end) {
			return true
		}
	}
	return reNextMark.Match(bytes.TrimLeft(after, "\n"))
}
