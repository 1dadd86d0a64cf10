package importer

import "bytes"

// A fileKind is a kind of file that is not text for people, with what to do instead.
type fileKind struct{ name, help string }

// What helps with each sort of file.
const (
	helpSaveText = "もとのアプリで開き、「名前を付けて保存」で書式なしのテキスト（.txt、文字コードはUTF-8）にしてから取り込んでください。"
	helpWord     = "Wordで開き、「名前を付けて保存」で「書式なし（.txt）」（文字コードはUTF-8）を選び、そのファイルを取り込んでください。"
	helpExcel    = "Excelで開き、質問と回答の列があるシートを「名前を付けて保存」で「CSV UTF-8（コンマ区切り）」にしてから取り込んでください。"
	helpPassword = "パスワードを外して保存しなおし、文章はテキスト（.txt）、表はCSVにしてから取り込んでください。"
	helpPicture  = "画像の文字は読み取れません。質問と回答を書き起こしたテキスト（.txt）を取り込んでください。"
	helpPDF      = "PDFを開いて文字をすべてコピーし、メモ帳などに貼り付けてテキスト（.txt）で保存したものを取り込んでください。"
	helpArchive  = "展開して、中の文書をテキスト（.txt）やCSVにしてから取り込んでください。"
	helpWrong    = "選んだファイルをお確かめください。取り込めるのは、質問と回答を書いたテキスト（.txt、.md）と、質問と回答の列があるCSVです。"
	helpWeb      = "ブラウザーで開いて質問と回答の部分をコピーし、テキスト（.txt）で保存したものを取り込んでください。"
	helpData     = "質問と回答をテキスト（.txt）か、「質問」「回答」の列があるCSVにしてから取り込んでください。"
)

// magics tell a file's kind by its first bytes.
var magics = []struct {
	magic string
	at    int
	kind  fileKind
}{
	{"%PDF-", 0, fileKind{"PDF", helpPDF}},
	{"{\\rtf", 0, fileKind{"リッチテキスト（RTF）", helpWord}},
	{"\x89PNG", 0, fileKind{"画像（PNG）", helpPicture}},
	{"\xFF\xD8\xFF", 0, fileKind{"画像（JPEG）", helpPicture}},
	{"GIF8", 0, fileKind{"画像（GIF）", helpPicture}},
	{"II*\x00", 0, fileKind{"画像（TIFF）", helpPicture}},
	{"MM\x00*", 0, fileKind{"画像（TIFF）", helpPicture}},
	{"WEBP", 8, fileKind{"画像（WebP）", helpPicture}},
	{"ftyphei", 4, fileKind{"画像（HEIC）", helpPicture}},
	{"ftypmif1", 4, fileKind{"画像（HEIC）", helpPicture}},
	{"ftyp", 4, fileKind{"動画", helpWrong}},
	{"ID3", 0, fileKind{"音声（MP3）", helpWrong}},
	{"WAVE", 8, fileKind{"音声（WAV）", helpWrong}},
	{"Rar!", 0, fileKind{"圧縮ファイル（RAR）", helpArchive}},
	{"7z\xBC\xAF", 0, fileKind{"圧縮ファイル（7z）", helpArchive}},
	{"\x1F\x8B", 0, fileKind{"圧縮ファイル（gzip）", helpArchive}},
	{"MZ\x90", 0, fileKind{"プログラム", helpWrong}},
	{"\x7FELF", 0, fileKind{"プログラム", helpWrong}},
	{"SQLite format 3", 0, fileKind{"データベース（SQLite）", helpData}},
	{"%!PS", 0, fileKind{"印刷用のファイル（PostScript）", helpSaveText}},
}

// binaryKind names the kind of a file by its first bytes, or is nil.
func binaryKind(b []byte) *fileKind {
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("PK\x05\x06")):
		return zipKind(b)
	case bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0")):
		return oleKind(b)
	case len(b) > 26 && bytes.HasPrefix(b, []byte("BM")) && bytes.Equal(b[6:10], make([]byte, 4)):
		return &fileKind{"画像（BMP）", helpPicture}
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
		{"word/document", fileKind{"Wordの文書", helpWord}},
		{"xl/workbook", fileKind{"Excelのブック", helpExcel}},
		{"ppt/presentation", fileKind{"PowerPointの資料", helpSaveText}},
		{"opendocument.text", fileKind{"LibreOfficeの文書（ODT）", helpSaveText}},
		{"opendocument.spreadsheet", fileKind{"LibreOfficeの表（ODS）", helpExcel}},
		{"epub+zip", fileKind{"電子書籍（EPUB）", helpSaveText}},
	} {
		if bytes.Contains(b, []byte(k.part)) {
			return &k.kind
		}
	}
	return &fileKind{"圧縮ファイル（ZIP）", helpArchive}
}

// oleKind tells apart what shares the container of old Office documents: names in it are UTF-16.
func oleKind(b []byte) *fileKind {
	for _, k := range []struct {
		part string
		kind fileKind
	}{
		{"EncryptedPackage", fileKind{"パスワードのかかったOfficeの文書", helpPassword}},
		{"WordDocument", fileKind{"古い形式のWordの文書（.doc）", helpWord}},
		{"Workbook", fileKind{"古い形式のExcelのブック（.xls）", helpExcel}},
		{"PowerPoint Document", fileKind{"古い形式のPowerPointの資料（.ppt）", helpSaveText}},
		{"JSRV_", fileKind{"一太郎の文書", helpSaveText}},
		{"__substg1.0_", fileKind{"Outlookのメール（.msg）", helpSaveText}},
	} {
		name := make([]byte, 0, 2*len(k.part))
		for _, c := range []byte(k.part) {
			name = append(name, c, 0)
		}
		if bytes.Contains(b, name) {
			return &k.kind
		}
	}
	return &fileKind{"古い形式のOfficeか一太郎の文書", helpSaveText}
}
