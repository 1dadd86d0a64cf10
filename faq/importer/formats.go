package importer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"madoguchi/catalogue"
	"madoguchi/faq/importer/child"
	"madoguchi/faq/importer/csv"
	"madoguchi/faq/importer/data"
	"madoguchi/faq/importer/docx"
	"madoguchi/faq/importer/html"
	"madoguchi/faq/importer/markdown"
	"madoguchi/faq/importer/pdf"
	"madoguchi/faq/importer/tree"
	"madoguchi/faq/importer/xlsx"
)

// A format is what a document turned out to be, with the way to read it.
type format struct {
	kind     fileKind
	encoding string
	text     string    // of plain text, which has no reader; of a text with a reader, what is read if that finds nothing
	reader   string    // the reader's name in a process of its own
	data     []byte    // for that reader
	table    *tree.Doc // a table, which is read already
}

// readers are the readers that run in a process of their own, by the names the child knows. What is
// parsed by a library is read there, text or not: one line of brackets keeps a parser busy for minutes.
var readers = map[string]child.Reader{
	"docx":     docx.Read,
	"xlsx":     xlsx.Read,
	"pdf":      pdf.Read,
	"html":     func(b []byte) (tree.Doc, error) { return html.Read(string(b)) },
	"markdown": func(b []byte) (tree.Doc, error) { return markdown.Read(string(b)) },
	"json":     data.ReadJSON,
	"yaml":     data.ReadYAML,
}

// ServeChild reads the document of stdin in this process, which was started for nothing else. See the
// package child.
func ServeChild(kind string, stdin io.Reader, stdout io.Writer) error {
	return child.Serve(readers, kind, stdin, stdout)
}

// read reads the document. Plain text is its own tree, and ok is false.
func (f *format) read(ctx context.Context) (doc tree.Doc, ok bool, err error) {
	switch {
	case f.table != nil:
		doc = *f.table
	case f.reader == "":
		return tree.Doc{}, false, nil
	default:
		doc, err = child.Run(ctx, f.reader, f.data)
		var fault *tree.Fault
		if f.text != "" && (len(doc.Blocks) == 0 && err == nil && len(doc.Notes) == 0 || errors.As(err, &fault) && fault.Code == tree.Broken) {
			return tree.Doc{}, false, nil
		}
	}
	if doc.Encoding == "" {
		doc.Encoding = f.encoding
	}
	return doc, true, err
}

// formatOf tells what a document is: by its first bytes, then by the shape of its text, and by its name
// where both leave it open. What is no document of questions is refused by its kind.
func formatOf(name string, b []byte) (format, error) {
	kind := binaryKind(b)
	if len(b) > maxBytes {
		return format{}, refuse("import.refused.too_large", "limit", maxBytes>>20)
	}
	if kind != nil {
		if kind.reader != "" {
			return format{kind: *kind, reader: kind.reader, data: b}, nil
		}
		return format{}, kind.refusal()
	}
	if looksHTML(b) {
		if text, ok := html.Decode(b); ok && plausibleText(text) {
			return htmlFormat(tidy(text), "UTF-8"), nil // the page says its encoding: nothing was guessed
		}
	}
	text, enc, err := decode(b)
	if err != nil {
		return format{}, err
	}
	return textFormat(name, text, enc)
}

var reHTMLHead = regexp.MustCompile(`(?is)^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b`)

// looksHTML says whether bytes begin as a web page does.
func looksHTML(b []byte) bool {
	return reHTMLHead.Match(bytes.TrimPrefix(b[:min(len(b), 4096)], []byte("\xEF\xBB\xBF")))
}

func htmlFormat(text, enc string) format {
	return format{kind: languages[0].kind, encoding: enc, reader: "html", data: []byte(text)}
}

// textFormat tells what a text is.
func textFormat(name, text, enc string) (format, error) {
	ext := strings.ToLower(filepath.Ext(name))
	doc, ok, err := csv.Read(text, isHeaderRow)
	if ok || err != nil {
		return tableFormat(doc, enc), err
	}
	if doc, ok := fixedTable(text); ok {
		return tableFormat(doc, enc), nil
	}
	f := format{encoding: enc, data: []byte(text)}
	kind := textKind(name, text)
	switch named := namedData(ext); {
	case named != "" && (kind == nil || kind.reader == "json" || kind.reader == "yaml"):
		if kind == nil {
			kind, f.text = &fileKind{name: "import.file.yaml"}, text
		}
		f.kind, f.reader = *kind, named
		return f, nil
	case kind != nil && kind.reader == "html" && isMarkdown(ext, text): // Markdown with much HTML in it
	case kind != nil && kind.reader != "":
		f.kind, f.reader = *kind, kind.reader
		return f, nil
	case kind != nil:
		return format{}, kind.refusal()
	}
	if marks := share(proseLines(text), func(l string) bool { return cutMark(l).role != 0 }); marks < mostMarked {
		doc, ok, err := csv.ReadBare(text, ext == ".csv" || ext == ".tsv")
		if ok || err != nil {
			if err == nil && bareTable(doc.Blocks[len(doc.Blocks)-1].Rows) == nil {
				return format{}, (&fileKind{name: "import.file.table", help: "import.help.columns"}).refusal()
			}
			return tableFormat(doc, enc), err
		}
	}
	if isMarkdown(ext, text) {
		f.kind, f.reader = fileKind{name: "import.file.markdown"}, "markdown"
		return f, nil
	}
	f.text = text
	return f, nil
}

// namedData is the reader of what a name says is data: keys in Japanese do not show to textKind.
func namedData(ext string) string {
	switch ext {
	case ".yml", ".yaml":
		return "yaml"
	case ".json", ".jsonl", ".ndjson":
		return "json"
	}
	return ""
}

// mostMarked is the share of lines that begin with a mark as 「Q1」, above which a text is no table.
const mostMarked = 0.3

func tableFormat(doc tree.Doc, enc string) format {
	return format{kind: fileKind{name: "import.file.table"}, encoding: enc, table: &doc}
}

func isHeaderRow(cells []string) bool {
	_, ok := layoutOf(cells)
	return ok
}

var (
	reMdHead   = regexp.MustCompile(`(?m)^#{1,6} \S`)
	reMdMark   = regexp.MustCompile("(?m)\\*\\*[^*\n]+\\*\\*|\\]\\(https?://|^```|^\\|[ :|-]*---|<br>|^- \\S|^> \\S")
	mdSuffixes = []string{".md", ".markdown", ".mdx", ".mdown", ".qmd"}
)

// isMarkdown says whether a text is written in Markdown: its name says so, or headings and another of its
// marks do. A text whose lines the printer cut may have "#" before its headings, too; Markdown would not
// join it.
func isMarkdown(ext, text string) bool {
	for _, s := range mdSuffixes {
		if ext == s {
			return true
		}
	}
	return len(reMdHead.FindAllStringIndex(text, 3)) >= 2 && reMdMark.MatchString(text) || frontMatter(strings.Split(text, "\n")) > 0
}

// faulty puts a reader's fault into words that help.
func faulty(f format, fault *tree.Fault) error {
	kind, isPDF := f.kind.name, f.reader == "pdf"
	switch fault.Code {
	case tree.Encrypted:
		if isPDF {
			return refuse("import.refused.kind", "kind", catalogue.Key("import.file.encrypted_pdf"), "help", helpPDF)
		}
		return refuse("import.refused.kind", "kind", catalogue.Key("import.file.encrypted"), "help", helpPassword)
	case tree.Empty:
		return refuse("import.refused.no_text", "kind", kind)
	case tree.Pictures:
		if isPDF {
			return refuse("import.refused.kind", "kind", catalogue.Key("import.file.scanned_pdf"), "help", helpScan)
		}
		return refuse("import.refused.kind", "kind", catalogue.Key("import.file.scanned"), "help", helpPicture)
	case tree.Unreadable:
		return refuse("import.refused.kind", "kind", catalogue.Key("import.file.unreadable_pdf"), "help", helpFonts)
	case tree.TooLarge:
		return refuse("import.refused.too_large", "limit", fault.Limit)
	case tree.Inflated:
		return refuse("import.refused.inflated", "kind", kind, "limit", fault.Limit)
	case tree.TooMany:
		return refuse("import.refused.parts", "kind", kind, "limit", fault.Limit)
	case tree.TooSlow:
		return refuse("import.refused.slow", "kind", kind, "limit", fault.Limit)
	case tree.OutOfSpace:
		return refuse("import.refused.memory", "kind", kind)
	case tree.Quotes:
		return refuse("import.refused.quotes", "line", fault.At.Line)
	case tree.LongCell:
		return refuse("import.refused.long_cell", "line", fault.At.Line, "limit", fault.Limit)
	}
	err := refuse("import.refused.broken", "kind", kind)
	if refused := (*Refusal)(nil); errors.As(err, &refused) {
		refused.Cause = fault.Error()
	}
	return err
}
