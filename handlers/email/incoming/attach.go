package incoming

import (
	"archive/zip"
	"bytes"
	"strings"
	"unicode"
)

// decoration is how large a picture that stands in the text may be to count as a part of a signature: a logo.
const decoration = 16 << 10

// file takes a file along, and says what staff must know of it.
func (r *parts) file(name, media string, content []byte, inline bool) {
	l := r.letter
	if inline && strings.HasPrefix(media, "image/") && len(content) <= decoration {
		return
	}
	switch media {
	case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature":
		return
	case "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted":
		l.remark(OddSealed, "")
	}
	if len(l.Files) >= maxFiles {
		l.remark(OddTooMany, "")
		return
	}
	f := File{Name: fileNameOf(name), Type: media, Bytes: int64(len(content)), Content: content, Inline: inline}
	switch {
	case media == "application/ms-tnef", strings.EqualFold(f.Name, "winmail.dat"):
		if f.Name == "" {
			f.Name = "winmail.dat"
		}
		l.remark(OddWinmail, f.Name)
	case isLocked(content):
		l.remark(OddLocked, f.Name)
	}
	if len(content) > MaxFile {
		l.remark(OddTooBig, f.Name)
		f.Content = nil
	}
	l.Files = append(l.Files, f)
}

// fileNameOf is a file's name alone, without a path or what no name has, and without what turns the direction of
// writing, by which 「evil\u202Efdp.exe」 would be read as evilexe.pdf.
func fileNameOf(name string) string {
	name = oneLine(name)
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		if unicode.IsControl(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	return clip(name, 120)
}

// isLocked reports whether a file can only be opened with a password: a ZIP with an encrypted entry, a document of
// Office that is encrypted as a whole, a PDF that says so.
func isLocked(content []byte) bool {
	switch {
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		if len(content) > 30 && content[6]&1 != 0 { // its first entry says so itself
			return true
		}
		z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil || len(z.File) > 10_000 {
			return false
		}
		for _, f := range z.File {
			if f.Flags&1 != 0 {
				return true
			}
		}
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // a compound file: in UTF-16
		return bytes.Contains(content, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"))
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return bytes.Contains(content, []byte("/Encrypt ")) && bytes.Contains(content, []byte("/Standard"))
	case bytes.HasPrefix(content, []byte("7z\xbc\xaf\x27\x1c")):
		return false // what is inside does not show
	}
	return false
}
