package slack

import (
	"strings"
	"unicode/utf8"

	kyokomi "github.com/kyokomi/emoji/v2"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// Plain turns the text of a Slack message into what its writer saw: entities undone, mentions by
// name where Slack says it, links as label and address, emoji names as the characters where we know
// them, and no marks of formatting.
func Plain(text string) string { return mrkdwn{names: unnamed}.plain(text) }

// A mrkdwn reads text with Slack's marks.
type mrkdwn struct {
	names func(user string) string // how a user is called
	typed bool                     // by hand, in an input: what looks like an entity was meant as it stands
}

// unnamed is a user whose name is not known: a platform's id is no name.
func unnamed(string) string { return say("slack.someone") }

func (k mrkdwn) plain(text string) string {
	text = unmark(text, maxMarks)
	unescape := unescaper.Replace
	if k.typed {
		unescape = func(s string) string { return s }
	}
	var b strings.Builder
	for len(text) > 0 {
		i := strings.IndexAny(text, "<:")
		if i < 0 {
			break
		}
		b.WriteString(unescape(text[:i]))
		rest := text[i+1:]
		var word string
		var size int
		if text[i] == '<' {
			word, size = k.bracket(rest)
		} else {
			word, size = emoji(rest)
		}
		if size == 0 {
			b.WriteByte(text[i])
			text = rest
			continue
		}
		b.WriteString(word)
		text = rest[size:]
	}
	b.WriteString(unescape(text))
	return chars.Clean(b.String())
}

// reference is what Slack itself writes between < and >; a person may write anything there.
var reference = lazyregexp.New(`^(@[UW][A-Z0-9]{2,}|#[CG][A-Z0-9]{2,}|https?://|mailto:|tel:)`)

// bracket reads what stands between < and >, and says how many bytes it took.
func (k mrkdwn) bracket(s string) (string, int) {
	end := strings.IndexByte(s, '>')
	if end < 0 || k.typed && !reference.MatchString(s[:end]) {
		return "", 0
	}
	ref, label, labelled := strings.Cut(s[:end], "|")
	if ref == "" {
		return "", 0
	}
	ref, label = unescaper.Replace(ref), unescaper.Replace(label)
	switch ref[0] {
	case '@':
		if !labelled || label == "" {
			label = k.names(ref[1:])
		}
		return "@" + strings.TrimLeft(label, "@"), end + 1
	case '#':
		if !labelled || label == "" {
			label = say("slack.some_channel")
		}
		return "#" + strings.TrimLeft(label, "#"), end + 1
	case '!':
		return special(ref[1:], label), end + 1
	}
	return linked(ref, label), end + 1
}

// linked is a link as label and address, or the address alone where the label says no more.
func linked(ref, label string) string {
	address := strings.TrimPrefix(strings.TrimPrefix(ref, "mailto:"), "tel:")
	if label == "" || label == address || label == ref {
		return address
	}
	return label + " (" + address + ")"
}

// special reads <!here>, <!subteam^S1|@group>, <!date^…|fallback>.
func special(ref, label string) string {
	name, _, isCommand := strings.Cut(ref, "^")
	switch {
	case label != "" && name == "date":
		return label
	case label != "":
		return "@" + strings.TrimLeft(label, "@")
	case isCommand:
		return ""
	}
	return "@" + name
}

var unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Escape makes text safe where Slack parses mrkdwn: no mention, no link can begin in it.
func Escape(text string) string { return escaper.Replace(text) }

// emoji reads a name up to its closing colon.
func emoji(s string) (string, int) {
	end := strings.IndexByte(s, ':')
	if end <= 0 || end > 40 {
		return "", 0
	}
	char, known := emojiNamed(s[:end])
	if !known {
		return "", 0
	}
	size := end + 1
	for strings.HasPrefix(s[size:], ":skin-tone-") && len(s) >= size+13 && s[size+12] == ':' {
		size += 13
	}
	return char, size
}

// emojiNamed is the character of an emoji's name. An office's own emoji have none.
func emojiNamed(name string) (string, bool) {
	if own, ok := spelled[name]; ok {
		name = own
	}
	char, known := kyokomi.CodeMap()[":"+name+":"]
	return char, known
}

// spelled are names that the table of emoji has otherwise.
var spelled = map[string]string{"man-bowing": "man_bowing", "woman-bowing": "woman_bowing", "date": "calendar"}

// split breaks s into parts of at most limit UTF-16 units, at a line end or a sentence's end where
// one lies in the part's second half, and never within a character.
func split(s string, limit int) []string {
	var parts []string
	for len(s) > limit && chars.Units(s) > limit {
		part := s[:chars.Head(s, limit)]
		if i := strings.LastIndexAny(part, "\n。！？"); i > len(part)/2 {
			_, w := utf8.DecodeRuneInString(part[i:])
			if sentence := part[:i+w]; chars.Head(s, chars.Units(sentence)) == len(sentence) { // no mark hangs on its end
				part = sentence
			}
		}
		parts = append(parts, part)
		s = s[len(part):]
	}
	return append(parts, s)
}
