package slack

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Plain turns the text of a Slack message into what its writer saw: entities undone, mentions by
// name, links as label and address, emoji names as the characters where we know them. Formatting
// marks and code blocks are left as written.
func Plain(text string) string {
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
			word, size = bracket(rest)
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
	return clean(b.String())
}

// bracket reads what stands between < and >, and says how many bytes it took.
func bracket(s string) (string, int) {
	end := strings.IndexByte(s, '>')
	if end < 0 {
		return "", 0
	}
	ref, label, labelled := strings.Cut(s[:end], "|")
	if ref == "" {
		return "", 0
	}
	ref, label = unescape(ref), unescape(label)
	switch ref[0] {
	case '@':
		return mention("@", ref, label, labelled), end + 1
	case '#':
		return mention("#", ref, label, labelled), end + 1
	case '!':
		return special(ref[1:], label), end + 1
	}
	address := strings.TrimPrefix(strings.TrimPrefix(ref, "mailto:"), "tel:")
	if label == "" || label == address || label == ref {
		return address, end + 1
	}
	return label + " (" + address + ")", end + 1
}

func mention(mark, ref, label string, labelled bool) string {
	if labelled && label != "" {
		return mark + strings.TrimLeft(label, "@#")
	}
	return mark + strings.TrimPrefix(ref, mark)
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

func unescape(s string) string { return unescaper.Replace(s) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Escape makes text safe where Slack parses mrkdwn: no mention, no link can begin in it.
func Escape(text string) string { return escaper.Replace(text) }

// emoji reads a name up to its closing colon.
func emoji(s string) (string, int) {
	end := strings.IndexByte(s, ':')
	if end <= 0 || end > 40 {
		return "", 0
	}
	char, known := emojis[s[:end]]
	if !known {
		return "", 0
	}
	size := end + 1
	for strings.HasPrefix(s[size:], ":skin-tone-") && len(s) >= size+13 && s[size+12] == ':' {
		size += 13
	}
	return char, size
}

// emojis are those that Japanese offices type most; others keep their names, which are readable.
var emojis = map[string]string{
	"+1": "👍", "thumbsup": "👍", "-1": "👎", "ok_hand": "👌", "ok": "🆗", "bow": "🙇", "woman-bowing": "🙇‍♀️",
	"man-bowing": "🙇‍♂️", "pray": "🙏", "clap": "👏", "wave": "👋", "muscle": "💪", "raised_hands": "🙌", "point_right": "👉",
	"point_up": "☝️", "smile": "😄", "smiley": "😃", "grinning": "😀", "blush": "😊", "slightly_smiling_face": "🙂",
	"sweat_smile": "😅", "joy": "😂", "sob": "😭", "cry": "😢", "thinking_face": "🤔", "sweat": "😓", "heart": "❤️",
	"tada": "🎉", "sparkles": "✨", "star": "⭐", "fire": "🔥", "eyes": "👀", "white_check_mark": "✅",
	"heavy_check_mark": "✔️", "x": "❌", "o": "⭕", "warning": "⚠️", "exclamation": "❗", "question": "❓", "bulb": "💡",
	"memo": "📝", "telephone": "☎️", "phone": "☎️", "email": "✉️", "envelope": "✉️", "calendar": "📅", "date": "📅",
	"hourglass": "⌛", "rocket": "🚀", "100": "💯", "arrow_right": "➡️", "sunny": "☀️", "coffee": "☕", "lock": "🔒",
}

// clean makes text storable and unable to mislead: valid UTF-8 without NUL, without controls other
// than line ends and tabs, and without the marks that turn the direction of writing around.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r', unicode.IsControl(r):
			return -1
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
}

// units counts s in UTF-16 code units, in which Slack and LINE count.
func units(s string) int {
	n := 0
	for _, r := range s {
		if r >= 0x10000 {
			n++
		}
		n++
	}
	return n
}

// head is the longest beginning of s that has at most limit UTF-16 units and ends between two
// characters as people see them.
func head(s string, limit int) string {
	n, end, state := 0, 0, -1
	for rest := s; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		w := units(cluster)
		if n+w > limit {
			if end == 0 { // one character longer than the whole limit: better broken than lost
				return s[:bytesOf(s, limit)]
			}
			break
		}
		n, end = n+w, end+len(cluster)
	}
	return s[:end]
}

// bytesOf is how many bytes of s hold at most limit UTF-16 units, and at least one rune.
func bytesOf(s string, limit int) int {
	n := 0
	for i, r := range s {
		w := units(string(r))
		if n+w > limit && i > 0 {
			return i
		}
		n += w
	}
	return len(s)
}

// cut shortens s to at most limit UTF-16 units, ending in … where something was left out.
func cut(s string, limit int) string {
	if len(s) <= limit || units(s) <= limit {
		return s
	}
	kept := head(s, limit-1)
	if units(kept) > limit-1 { // not even one rune has room
		kept = ""
	}
	return kept + "…"
}

// split breaks s into parts of at most limit UTF-16 units, at a line end or a sentence's end where
// one lies in the part's second half, and never within a character.
func split(s string, limit int) []string {
	var parts []string
	for len(s) > limit && units(s) > limit {
		part := head(s, limit)
		if i := strings.LastIndexAny(part, "\n。！？"); i > len(part)/2 {
			_, w := utf8.DecodeRuneInString(part[i:])
			part = part[:i+w]
		}
		parts = append(parts, part)
		s = s[len(part):]
	}
	return append(parts, s)
}
