package importer

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"madoguchi/chars"
)

// Limits of a document. The largest public FAQ collections we know of are under 1 MB of text, and under
// 6 MB as a PDF with pictures; the limits stand well above that, so that a wrong file is refused before it
// costs anything.
const (
	maxBytes   = 10 << 20
	maxLine    = 20_000 // runes in one line
	maxLines   = 60_000
	maxEntries = 2_000
)

func notText() error { return refuse("import.refused.binary", "help", helpWrong) }

// decode reads data as text: which encoding it was in, and its lines ending in \n.
func decode(data []byte) (text, enc string, err error) {
	text, enc, err = decodeBytes(data)
	if err != nil {
		return "", "", err
	}
	if !plausibleText(text) {
		return "", "", notText()
	}
	text = tidy(text)
	if strings.TrimSpace(text) == "" {
		return "", "", refuse("import.refused.empty")
	}
	return text, enc, nil
}

func decodeBytes(b []byte) (text, enc string, err error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xFF\xFE")), bytes.HasPrefix(b, []byte("\xFE\xFF")):
		s, err := xunicode.UTF16(xunicode.LittleEndian, xunicode.ExpectBOM).NewDecoder().Bytes(b)
		if err != nil || bytes.ContainsRune(s, utf8.RuneError) {
			return "", "", notText()
		}
		return string(s), "UTF-16", nil
	case isISO2022JP(b):
		if s, ok := decodeWith(japanese.ISO2022JP, b); ok {
			return s, "ISO-2022-JP", nil
		}
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return decodeWide(b)
	}
	if utf8.Valid(b) {
		return string(b), "UTF-8", nil
	}
	return decodeLegacy(b)
}

// decodeWide reads UTF-16 without a byte order mark. NULs alone say that it may be; that Japanese comes
// out says that it is.
func decodeWide(b []byte) (text, enc string, err error) {
	for _, end := range []xunicode.Endianness{xunicode.LittleEndian, xunicode.BigEndian} {
		s, ok := decodeWith(xunicode.UTF16(end, xunicode.IgnoreBOM), b)
		if ok && len(b)%2 == 0 && strings.ContainsRune(s, '\n') && japaneseShare(s) > 0.8 && plausibleText(s) {
			return s, "UTF-16", nil
		}
	}
	return "", "", notText()
}

// decodeLegacy chooses between the two 8-bit Japanese encodings by what comes out: EUC-JP read as
// Shift_JIS gives runs of half-width katakana, Shift_JIS read as EUC-JP mostly fails to decode.
func decodeLegacy(b []byte) (text, enc string, err error) {
	best := 0.0
	for _, c := range []struct {
		name string
		enc  encoding.Encoding
	}{{"Shift_JIS", japanese.ShiftJIS}, {"EUC-JP", japanese.EUCJP}} {
		s, ok := decodeWith(c.enc, b)
		if !ok {
			continue
		}
		if share := japaneseShare(s); share > best {
			best, text, enc = share, s, c.name
		}
	}
	if best < 0.3 {
		return "", "", refuse("import.refused.encoding")
	}
	return text, enc, nil
}

func decodeWith(e encoding.Encoding, b []byte) (string, bool) {
	s, err := e.NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(s, utf8.RuneError) {
		return "", false
	}
	return string(s), true
}

func isISO2022JP(b []byte) bool {
	if !bytes.Contains(b, []byte("\x1b$B")) && !bytes.Contains(b, []byte("\x1b$@")) {
		return false
	}
	return bytes.IndexFunc(b, func(r rune) bool { return r >= 0x80 }) < 0
}

// japaneseShare is the share of letters that running Japanese text is made of. Half-width katakana
// counts against: hardly any document is written in it, and misread ones are full of it.
func japaneseShare(s string) float64 {
	good, all := 0, 0
	for _, r := range s {
		switch {
		case r < 0x80:
			continue
		case r >= 0xFF61 && r <= 0xFF9F:
			good--
		case isKana(r), unicode.Is(unicode.Han, r), r >= 0x3000 && r <= 0x303F, r >= 0xFF01 && r <= 0xFF5E:
			good++
		}
		all++
	}
	if all == 0 {
		return 0
	}
	return float64(good) / float64(all)
}

// plausibleText refuses what is no text: a NUL anywhere, or control characters beyond the odd stray.
func plausibleText(s string) bool {
	control, all := 0, 0
	for _, r := range s {
		all++
		if r == 0 {
			return false
		}
		if unicode.IsControl(r) && !strings.ContainsRune("\t\n\v\f\r\u0085", r) {
			control++
		}
	}
	return control*100 <= all
}

// tidy cleans a document's text as all text that comes in, keeps its page breaks on lines of their
// own, and composes kana that some systems store as a letter and a separate voicing mark. Nothing
// visible changes.
func tidy(s string) string {
	pages := strings.Split(s, "\f")
	for i := range pages {
		pages[i] = chars.Clean(pages[i])
	}
	s = strings.Join(pages, "\n\f\n")
	if strings.ContainsAny(s, "\u3099\u309A") {
		s = composeKana(s)
	}
	return s
}

// composeKana joins か+゛ to が. Whole-text NFC is not used because it also replaces the kanji
// variants (U+F900 and after) that people's and companies' names are written with.
func composeKana(s string) string {
	var b strings.Builder
	var last rune = -1
	for _, r := range s {
		if (r == 0x3099 || r == 0x309A) && last >= 0 {
			b.WriteString(norm.NFC.String(string([]rune{last, r})))
			last = -1
			continue
		}
		if last >= 0 {
			b.WriteRune(last)
		}
		last = r
	}
	if last >= 0 {
		b.WriteRune(last)
	}
	return b.String()
}
