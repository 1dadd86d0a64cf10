package importer

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"

	"madoguchi/catalogue"
)

// A fileKind is a kind of file, with its reader or with what to do instead.
type fileKind struct {
	name, help catalogue.Key
	reader     string // empty where nobody reads it
}

// What helps with each sort of file.
const (
	helpSaveText catalogue.Key = "import.help.save_text"
	helpWord     catalogue.Key = "import.help.word"
	helpExcel    catalogue.Key = "import.help.excel"
	helpPassword catalogue.Key = "import.help.password"
	helpPicture  catalogue.Key = "import.help.picture"
	helpPDF      catalogue.Key = "import.help.pdf" // of one with a password
	helpScan     catalogue.Key = "import.help.scan"
	helpFonts    catalogue.Key = "import.help.fonts"
	helpArchive  catalogue.Key = "import.help.archive"
	helpWrong    catalogue.Key = "import.help.wrong"
	helpWeb      catalogue.Key = "import.help.web"
	helpData     catalogue.Key = "import.help.data"
	helpWriter   catalogue.Key = "import.help.writer"
	helpCalc     catalogue.Key = "import.help.calc"
	helpIchitaro catalogue.Key = "import.help.ichitaro"
	helpDamaged  catalogue.Key = "import.help.damaged"
)

// magics tell a file's kind by its first bytes.
var magics = []struct {
	magic string
	at    int
	kind  fileKind
}{
	{"%PDF-", 0, fileKind{name: "import.file.pdf", reader: "pdf"}},
	{"{\\rtf", 0, fileKind{name: "import.file.rtf", help: helpWord}},
	{"\x89PNG", 0, fileKind{name: "import.file.png", help: helpPicture}},
	{"\xFF\xD8\xFF", 0, fileKind{name: "import.file.jpeg", help: helpPicture}},
	{"GIF8", 0, fileKind{name: "import.file.gif", help: helpPicture}},
	{"II*\x00", 0, fileKind{name: "import.file.tiff", help: helpPicture}},
	{"MM\x00*", 0, fileKind{name: "import.file.tiff", help: helpPicture}},
	{"WEBP", 8, fileKind{name: "import.file.webp", help: helpPicture}},
	{"ftyphei", 4, fileKind{name: "import.file.heic", help: helpPicture}},
	{"ftypmif1", 4, fileKind{name: "import.file.heic", help: helpPicture}},
	{"ftyp", 4, fileKind{name: "import.file.video", help: helpWrong}},
	{"ID3", 0, fileKind{name: "import.file.mp3", help: helpWrong}},
	{"WAVE", 8, fileKind{name: "import.file.wav", help: helpWrong}},
	{"Rar!", 0, fileKind{name: "import.file.rar", help: helpArchive}},
	{"7z\xBC\xAF", 0, fileKind{name: "import.file.seven_zip", help: helpArchive}},
	{"\x1F\x8B", 0, fileKind{name: "import.file.gzip", help: helpArchive}},
	{"MZ\x90", 0, fileKind{name: "import.file.program", help: helpWrong}},
	{"\x7FELF", 0, fileKind{name: "import.file.program", help: helpWrong}},
	{"SQLite format 3", 0, fileKind{name: "import.file.sqlite", help: helpData}},
	{"%!PS", 0, fileKind{name: "import.file.postscript", help: helpSaveText}},
}

// binaryKind names the kind of a file by its first bytes, or is nil.
func binaryKind(b []byte) *fileKind {
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("PK\x05\x06")):
		return zipKind(b)
	case bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0")):
		return oleKind(b)
	case len(b) > 26 && bytes.HasPrefix(b, []byte("BM")) && bytes.Equal(b[6:10], make([]byte, 4)):
		return &fileKind{name: "import.file.bmp", help: helpPicture}
	}
	for _, m := range magics {
		if len(b) >= m.at && bytes.HasPrefix(b[m.at:], []byte(m.magic)) {
			return &m.kind
		}
	}
	return nil
}

// zipKind tells office documents from other archives by the names of what they hold.
func zipKind(b []byte) *fileKind {
	names := zipNames(b)
	if names == nil {
		return &fileKind{name: "import.file.zip", help: helpDamaged}
	}
	for _, k := range []struct {
		part string
		kind fileKind
	}{
		{"word/document", fileKind{name: "import.file.word", help: helpWord, reader: "docx"}},
		{"xl/workbook.bin", fileKind{name: "import.file.xlsb", help: helpExcel}},
		{"xl/workbook", fileKind{name: "import.file.excel", help: helpExcel, reader: "xlsx"}},
		{"ppt/presentation", fileKind{name: "import.file.powerpoint", help: helpSaveText}},
	} {
		if slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, k.part) }) {
			return &k.kind
		}
	}
	for _, k := range []struct {
		mimetype string
		kind     fileKind
	}{
		{"opendocument.text", fileKind{name: "import.file.odt", help: helpWriter}},
		{"opendocument.spreadsheet", fileKind{name: "import.file.ods", help: helpCalc}},
		{"epub+zip", fileKind{name: "import.file.epub", help: helpSaveText}},
	} {
		if bytes.Contains(b[:min(len(b), 200)], []byte(k.mimetype)) {
			return &k.kind
		}
	}
	return &fileKind{name: "import.file.zip", help: helpArchive}
}

// zipNames are the names in an archive's table of contents; nil where it cannot be read.
func zipNames(b []byte) []string {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil
	}
	names := []string{}
	for _, f := range z.File {
		names = append(names, strings.TrimPrefix(f.Name, "/"))
	}
	return names
}

// oleKind tells apart what shares the container of old Office documents: names in it are UTF-16.
func oleKind(b []byte) *fileKind {
	for _, k := range []struct {
		part string
		kind fileKind
	}{
		{"EncryptedPackage", fileKind{name: "import.file.encrypted", help: helpPassword}},
		{"WordDocument", fileKind{name: "import.file.doc", help: helpWord}},
		{"Workbook", fileKind{name: "import.file.xls", help: helpExcel}},
		{"PowerPoint Document", fileKind{name: "import.file.ppt", help: helpSaveText}},
		{"JSRV_", fileKind{name: "import.file.ichitaro", help: helpIchitaro}},
		{"__substg1.0_", fileKind{name: "import.file.msg", help: helpSaveText}},
	} {
		name := make([]byte, 0, 2*len(k.part))
		for _, c := range []byte(k.part) {
			name = append(name, c, 0)
		}
		if bytes.Contains(b, name) {
			return &k.kind
		}
	}
	return &fileKind{name: "import.file.ole", help: helpSaveText}
}
