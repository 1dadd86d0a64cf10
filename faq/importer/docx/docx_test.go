package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"madoguchi/faq/importer/parcel"
	"madoguchi/faq/importer/tree"
	"madoguchi/faq/importer/tree/treetest"
)

// pack makes a document of its parts.
func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	open  = `<?xml version="1.0"?><w:document xmlns:w="w" xmlns:r="r"><w:body>`
	shut  = `</w:body></w:document>`
	sheet = `<w:styles xmlns:w="w"><w:style w:styleId="a1"><w:name w:val="見出し 1"/></w:style>` +
		`<w:style w:styleId="mine"><w:name w:val="社内見出し"/><w:basedOn w:val="a1"/></w:style><w:style w:styleId="t"><w:name w:val="Title"/></w:style>` +
		`<w:style w:styleId="q"><w:name w:val="質問"/></w:style><w:style w:styleId="a"><w:name w:val="回答"/></w:style><w:style w:styleId="toc"><w:name w:val="toc 1"/></w:style></w:styles>`
	numbers = `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Q%1."/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="aiueo"/><w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl></w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>`
	links = `<Relationships><Relationship Id="r1" Target="https://a.example/x"/></Relationships>`
)

func document(t testing.TB, body string) []byte {
	return pack(t, map[string]string{"word/document.xml": open + body + shut, "word/styles.xml": sheet, "word/numbering.xml": numbers, "word/_rels/document.xml.rels": links})
}

func p(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }

func styled(name, text string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + name + `"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

func counted(num, level, text string) string {
	return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + num + `"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

func cell(props, text string) string {
	return `<w:tc><w:tcPr>` + props + `</w:tcPr>` + p(text) + `</w:tc>`
}

var bodies = []struct{ name, body, want string }{
	{"styles, also those based on others", styled("t", "傘") + styled("mine", "借りる") + styled("q", "何日") + styled("a", "三日"), "h1 title 傘\nh1 借りる\np? 何日\np! 三日"},
	{"numbers that Word counts", counted("1", "0", "いつ") + counted("1", "1", "春") + counted("1", "1", "秋") + counted("1", "0", "どこ") + counted("1", "1", "左") + counted("2", "0", "点") + counted("3", "0", "また"),
		"* Q1. いつ\n** (ア) 春\n** (イ) 秋\n* Q2. どこ\n** (ア) 左\n* 点\n* Q1. また"},
	{"ruby, deletions, insertions, hidden text, signs", `<w:p><w:r><w:ruby><w:rt><w:r><w:t>かさ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>傘</w:t></w:r></w:rubyBase></w:ruby><w:t>は</w:t></w:r><w:del><w:r><w:delText>一本</w:delText></w:r></w:del><w:ins><w:r><w:t>三本</w:t></w:r></w:ins>` +
		`<w:r><w:rPr><w:vanish/></w:rPr><w:t>秘</w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:br/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:p>`, "p 傘は三本✓↵a-b"},
	{"links, as elements and as fields", `<w:p><w:hyperlink r:id="r1"><w:r><w:t>地図</w:t></w:r></w:hyperlink><w:r><w:t>と</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://b.example" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>様式</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`,
		"p [地図](https://a.example/x)と[様式](https://b.example)"},
	{"bold paragraphs and struck words", `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>傘は</w:t></w:r></w:p><w:p><w:r><w:rPr><w:b w:val="0"/><w:strike/></w:rPr><w:t>一本</w:t></w:r><w:r><w:t>三本</w:t></w:r></w:p>`, "b 傘は\np ~一本~三本"},
	{"merged cells", `<w:tbl><w:tr>` + cell(`<w:vMerge w:val="restart"/>`, "品") + cell("", "傘") + cell("", "三") + `</w:tr><w:tr>` + cell(`<w:vMerge/>`, "") + cell(`<w:gridSpan w:val="2"/>`, "靴") + `</w:tr></w:tbl>`, "table 品|傘|三 / =品|靴|=靴"},
	{"a frame is its text", `<w:tbl><w:tr>` + cell("", "囲み") + `</w:tr></w:tbl>`, "p 囲み"},
	{"text boxes, once", `<w:p><w:r><w:t>外</w:t><mc:AlternateContent><mc:Choice><w:txbxContent>` + p("箱") + `</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>` + p("箱") + `</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "p 外\np 箱"},
	{"rows set with tabs", `<w:p><w:r><w:tab/><w:t>平日</w:t><w:tab/><w:t>休日</w:t></w:r></w:p>`, "p \t平日\t休日"},
}

func TestBodies(t *testing.T) {
	for _, tt := range bodies {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Read(document(t, tt.body))
			if err != nil {
				t.Fatal(err)
			}
			treetest.Want(t, doc.Blocks, tt.want)
		})
	}
}

// TestContents: a table of contents stands apart, whether it is a part of its own, a field or a style.
func TestContents(t *testing.T) {
	for name, body := range map[string]string{
		"part":  `<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>` + p("傘は") + `</w:sdtContent></w:sdt>`,
		"field": `<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC \o</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>傘は</w:t></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`,
		"style": styled("toc", "傘は"),
	} {
		doc, err := Read(document(t, body+p("本文")))
		if err != nil {
			t.Fatal(err)
		}
		if treetest.Show(doc.Contents) != "p 傘は" || treetest.Show(doc.Blocks) != "p 本文" {
			t.Errorf("%s: contents %q, blocks %q", name, treetest.Show(doc.Contents), treetest.Show(doc.Blocks))
		}
	}
}

func TestNotes(t *testing.T) {
	doc, _ := Read(document(t, `<w:p><w:r><w:t>残る</w:t></w:r><w:del><w:r><w:delText>消す</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>秘</w:t></w:r></w:p>`))
	if len(doc.Notes) != 2 || doc.Notes[0].Code != tree.Deleted || doc.Notes[1].Code != tree.HiddenText {
		t.Errorf("notes %+v", doc.Notes)
	}
}

func TestFaults(t *testing.T) {
	many := map[string]string{"word/document.xml": open + shut}
	for i := range parcel.MaxParts {
		many["x/"+strings.Repeat("a", i+1)+".xml"] = "<a/>"
	}
	for name, tt := range map[string]struct {
		data []byte
		want tree.FaultCode
	}{
		"no archive":     {[]byte("PK\x03\x04"), tree.Broken},
		"no document":    {pack(t, map[string]string{"a.xml": "<a/>"}), tree.Broken},
		"half a part":    {pack(t, map[string]string{"word/document.xml": open + "<w:p>"}), tree.Broken},
		"nothing in it":  {document(t, ""), tree.Empty},
		"pictures alone": {document(t, `<w:p><w:r><w:drawing/></w:r></w:p>`), tree.Pictures},
		"a bomb":         {pack(t, map[string]string{"word/document.xml": open + strings.Repeat(" ", parcel.MaxInflated) + shut}), tree.Inflated},
		"many parts":     {pack(t, many), tree.TooMany},
		"too deep":       {document(t, strings.Repeat("<w:sdt>", 500)+strings.Repeat("</w:sdt>", 500)), tree.TooMany},
	} {
		_, err := Read(tt.data)
		var fault *tree.Fault
		if !errors.As(err, &fault) || fault.Code != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, tt := range bodies {
		f.Add(tt.body, sheet, numbers)
	}
	f.Fuzz(func(t *testing.T, body, styles, numbering string) {
		doc, err := Read(pack(t, map[string]string{"word/document.xml": open + body + shut, "word/styles.xml": styles, "word/numbering.xml": numbering}))
		treetest.Check(t, doc, err)
	})
}
