package incoming

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
)

// What a mail says of its character set is often not so: text of Windows goes out as ISO-2022-JP with ① and ㈱ in
// it, which that set does not have; Shift_JIS goes out under no name at all. The tables of the WHATWG, which x/text
// has, read what browsers read; and where the set that was named leaves holes, the others are tried.

// labels are names of character sets that the index does not know.
var labels = map[string]string{
	"iso-2022-jp-ms": "iso-2022-jp", "iso-2022-jp-1": "iso-2022-jp", "iso-2022-jp-2": "iso-2022-jp", "iso-2022-jp-3": "iso-2022-jp",
	"iso-2022-jp-2004": "iso-2022-jp", "x-iso-2022-jp": "iso-2022-jp", "cp50220": "iso-2022-jp", "cp50221": "iso-2022-jp", "cp50222": "iso-2022-jp",
	"cp932": "shift_jis", "ms932": "shift_jis", "x-ms-cp932": "shift_jis", "windows-932": "shift_jis", "windows31j": "shift_jis", "shift-jis": "shift_jis", "sjis-win": "shift_jis",
	"eucjp": "euc-jp", "eucjp-win": "euc-jp", "eucjp-ms": "euc-jp", "cp51932": "euc-jp", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
}

// decode is text in the named character set, or in the one that it is evidently in. It reports false where some of
// it could not be read.
func decode(b []byte, label string) (string, bool) {
	label = strings.ToLower(strings.Trim(strings.TrimSpace(label), `"'`))
	if known, ok := labels[label]; ok {
		label = known
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	escapes := bytes.Contains(b, []byte("\x1b$")) || bytes.Contains(b, []byte("\x1b("))
	if !escapes && utf8.Valid(b) && (label == "" || label == "utf-8" || label == "us-ascii" || highBits(b)) {
		return string(b), true
	}
	var tries []encoding.Encoding
	if escapes && label != "iso-2022-jp" && label != "iso-2022-kr" {
		tries = append(tries, japanese.ISO2022JP)
	}
	if enc, err := htmlindex.Get(label); err == nil && label != "us-ascii" && label != "ascii" && label != "iso-8859-1" {
		tries = append(tries, enc)
	}
	tries = append(tries, japanese.ShiftJIS, japanese.EUCJP)
	best, holes := "", -1
	for _, enc := range tries {
		text, err := enc.NewDecoder().String(string(b))
		if err != nil {
			continue
		}
		if n := strings.Count(text, "\ufffd") + strange(text); holes < 0 || n < holes {
			best, holes = text, n
		}
		if holes == 0 {
			break
		}
	}
	if holes < 0 || holes > len(b)/3 { // Latin text of somebody elsewhere
		if enc, err := htmlindex.Get("windows-1252"); err == nil {
			if text, err := enc.NewDecoder().String(string(b)); err == nil && label != "utf-8" {
				return text, holes == 0
			}
		}
		return strings.ToValidUTF8(string(b), "\ufffd"), false
	}
	return best, !strings.Contains(best, "\ufffd")
}

func highBits(b []byte) bool { return bytes.ContainsFunc(b, func(r rune) bool { return r >= 0x80 }) }

// strange counts what a text of the office's members hardly has, and EUC-JP read as Shift_JIS is full of: half-width
// katakana.
func strange(text string) int {
	n := 0
	for _, r := range text {
		if r >= 0xFF61 && r <= 0xFF9F {
			n++
		}
	}
	if n*3 < utf8.RuneCountInString(text) {
		return 0
	}
	return n
}

var encodedWord = regexp.MustCompile(`=\?([A-Za-z0-9_.:()+-]{1,40})(?:\*[A-Za-z0-9-]{0,20})?\?([bBqQ])\?([^?]*)\?=`)

// words is a field's text with its encoded words (RFC 2047) decoded. Many programs cut them in the middle of a
// character; so words of one character set that follow each other are read as one. What stands raw is read by its
// looks.
func words(field string) string {
	found := encodedWord.FindAllStringSubmatchIndex(field, 400)
	var out strings.Builder
	at := 0
	var run []byte
	charset := ""
	flush := func() {
		if run != nil {
			text, _ := decode(run, charset)
			out.WriteString(text)
			run = nil
		}
	}
	for _, m := range found {
		between := field[at:m[0]]
		set := strings.ToLower(field[m[2]:m[3]])
		if run == nil || strings.TrimSpace(between) != "" || set != charset {
			flush()
			if at == 0 || strings.TrimSpace(between) != "" {
				out.WriteString(rawText(between))
			}
		}
		charset = set
		if b := wordBytes(field[m[4]:m[5]], field[m[6]:m[7]]); run == nil {
			run = append([]byte{}, b...)
		} else {
			run = append(run, b...)
		}
		at = m[1]
	}
	flush()
	out.WriteString(rawText(field[at:]))
	return out.String()
}

func rawText(s string) string {
	text, _ := decode([]byte(s), "")
	return text
}

// wordBytes are the bytes of one encoded word; what is broken in it is left out.
func wordBytes(how, text string) []byte {
	if how == "b" || how == "B" {
		text = strings.Map(func(r rune) rune {
			if r == '=' || r <= ' ' {
				return -1
			}
			return r
		}, text)
		b, _ := base64.RawStdEncoding.DecodeString(text) // what it has read before a fault is what there is
		return b
	}
	b, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(strings.ReplaceAll(text, "_", " ")))) // what it has read before a fault is what there is
	return b
}
