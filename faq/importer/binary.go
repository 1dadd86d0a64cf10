package importer

import (
	"bytes"

	"madoguchi/catalogue"
)

// A fileKind is a kind of file that is not text for people, with what to do instead.
type fileKind struct{ name, help catalogue.Key }

// What helps with each sort of file.
const (
	helpSaveText catalogue.Key = "import.help.save_text"
	helpWord     catalogue.Key = "import.help.word"
	helpExcel    catalogue.Key = "import.help.excel"
	helpPassword catalogue.Key = "import.help.password"
	helpPicture  catalogue.Key = "import.help.picture"
	helpPDF      catalogue.Key = "import.help.pdf"
	helpArchive  catalogue.Key = "import.help.archive"
	helpWrong    catalogue.Key = "import.help.wrong"
	helpWeb      catalogue.Key = "import.help.web"
	helpData     catalogue.Key = "import.help.data"
)

// magics tell a file's kind by its first bytes.
var magics = []struct {
	magic string
	at    int
	kind  fileKind
}{
	{"%PDF-", 0, fileKind{"import.file.pdf", helpPDF}},
	{"{\\rtf", 0, fileKind{"import.file.rtf", helpWord}},
	{"\x89PNG", 0, fileKind{"import.file.png", helpPicture}},
	{"\xFF\xD8\xFF", 0, fileKind{"import.file.jpeg", helpPicture}},
	{"GIF8", 0, fileKind{"import.file.gif", helpPicture}},
	{"II*\x00", 0, fileKind{"import.file.tiff", helpPicture}},
	{"MM\x00*", 0, fileKind{"import.file.tiff", helpPicture}},
	{"WEBP", 8, fileKind{"import.file.webp", helpPicture}},
	{"ftyphei", 4, fileKind{"import.file.heic", helpPicture}},
	{"ftypmif1", 4, fileKind{"import.file.heic", helpPicture}},
	{"ftyp", 4, fileKind{"import.file.video", helpWrong}},
	{"ID3", 0, fileKind{"import.file.mp3", helpWrong}},
	{"WAVE", 8, fileKind{"import.file.wav", helpWrong}},
	{"Rar!", 0, fileKind{"import.file.rar", helpArchive}},
	{"7z\xBC\xAF", 0, fileKind{"import.file.seven_zip", helpArchive}},
	{"\x1F\x8B", 0, fileKind{"import.file.gzip", helpArchive}},
	{"MZ\x90", 0, fileKind{"import.file.program", helpWrong}},
	{"\x7FELF", 0, fileKind{"import.file.program", helpWrong}},
	{"SQLite format 3", 0, fileKind{"import.file.sqlite", helpData}},
	{"%!PS", 0, fileKind{"import.file.postscript", helpSaveText}},
}

// binaryKind names the kind of a file by its first bytes, or is nil.
func binaryKind(b []byte) *fileKind {
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("PK\x05\x06")):
		return zipKind(b)
	case bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0")):
		return oleKind(b)
	case len(b) > 26 && bytes.HasPrefix(b, []byte("BM")) && bytes.Equal(b[6:10], make([]byte, 4)):
		return &fileKind{"import.file.bmp", helpPicture}
	}
	for _, m := range magics {
		if len(b) >= m.at && bytes.HasPrefix(b[m.at:], []byte(m.magic)) {
			return &m.kind
		}
	}
	return nil
}

// zipKind tells office documents from other archives by the names of what they hold, which stand in
// the clear.
func zipKind(b []byte) *fileKind {
	for _, k := range []struct {
		part string
		kind fileKind
	}{
		{"word/document", fileKind{"import.file.word", helpWord}},
		{"xl/workbook", fileKind{"import.file.excel", helpExcel}},
		{"ppt/presentation", fileKind{"import.file.powerpoint", helpSaveText}},
		{"opendocument.text", fileKind{"import.file.odt", helpSaveText}},
		{"opendocument.spreadsheet", fileKind{"import.file.ods", helpExcel}},
		{"epub+zip", fileKind{"import.file.epub", helpSaveText}},
	} {
		if bytes.Contains(b, []byte(k.part)) {
			return &k.kind
		}
	}
	return &fileKind{"import.file.zip", helpArchive}
}

// oleKind tells apart what shares the container of old Office documents: names in it are UTF-16.
func oleKind(b []byte) *fileKind {
	for _, k := range []struct {
		part string
		kind fileKind
	}{
		{"EncryptedPackage", fileKind{"import.file.encrypted", helpPassword}},
		{"WordDocument", fileKind{"import.file.doc", helpWord}},
		{"Workbook", fileKind{"import.file.xls", helpExcel}},
		{"PowerPoint Document", fileKind{"import.file.ppt", helpSaveText}},
		{"JSRV_", fileKind{"import.file.ichitaro", helpSaveText}},
		{"__substg1.0_", fileKind{"import.file.msg", helpSaveText}},
	} {
		name := make([]byte, 0, 2*len(k.part))
		for _, c := range []byte(k.part) {
			name = append(name, c, 0)
		}
		if bytes.Contains(b, name) {
			return &k.kind
		}
	}
	return &fileKind{"import.file.ole", helpSaveText}
}
