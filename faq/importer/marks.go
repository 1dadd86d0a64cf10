package importer

import (
	"strings"

	"madoguchi/faq"
	"madoguchi/lazyregexp"
)

// Marks of Markdown and HTML say how words look, and are no words: a member on a phone would read the asterisks. They are
// taken out of answers; of a picture, which has something to show, a warning is left.
var (
	reBold    = lazyregexp.New(`\*\*([^*\n]*[^*\s])\*\*|__([^_\s][^_\n]*[^_\s])__`)
	reStruck  = lazyregexp.New(`~~([^~\n]+)~~`)
	rePicture = lazyregexp.New(`!\[([^\[\]]*)\]\([^()\s]*\)|<img\b[^>]*>`)
	reLineEnd = lazyregexp.New(`(?i)[ \t]*<br\s*/?>[ \t]*\n?`)
	reStyle   = lazyregexp.New(`(?i)</?(?:b|strong|i|em|u|s|span|font|p|div|small|big|mark|center)(?:\s[^<>]*)?>`)
	entities  = strings.NewReplacer("&nbsp;", " ", "&ensp;", " ", "&emsp;", " ", "&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'", "&yen;", "¥")
)

// unmarked is a text without such marks, and how many pictures it had.
func unmarked(text string) (plain string, pictures int) {
	pictures = len(rePicture.FindAllString(text, -1))
	plain = rePicture.ReplaceAllString(text, "")
	plain = reBold.ReplaceAllString(plain, "$1$2")
	plain = reStruck.ReplaceAllString(plain, "$1")
	plain = reStyle.ReplaceAllString(reLineEnd.ReplaceAllString(plain, "\n"), "")
	return strings.TrimSpace(entities.Replace(plain)), pictures
}

// unmark takes the marks out of an entry's answer. A block of which nothing is left goes.
func unmark(e *faq.Entry) []faq.Warning {
	var kept []faq.Block
	pictures := 0
	for _, b := range e.Answer {
		if b.Type == faq.Link || b.Type == faq.Table {
			kept = append(kept, b)
			continue
		}
		text, n := unmarked(b.Text)
		pictures += n
		if b.Text = text; text != "" || n == 0 {
			kept = append(kept, b)
		}
	}
	e.Answer = kept
	if pictures > 0 {
		return []faq.Warning{warn("picture_left_out", "import.warning.picture_in_answer", "n", pictures)}
	}
	return nil
}
