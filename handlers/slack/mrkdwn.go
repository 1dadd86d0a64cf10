package slack

import (
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
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
	return chars.Clean(b.String())
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

// split breaks s into parts of at most limit UTF-16 units, at a line end or a sentence's end where
// one lies in the part's second half, and never within a character.
func split(s string, limit int) []string {
	var parts []string
	for len(s) > limit && chars.Units(s) > limit {
		part := s[:chars.Head(s, limit)]
		if i := strings.LastIndexAny(part, "\n。！？"); i > len(part)/2 {
			_, w := utf8.DecodeRuneInString(part[i:])
			part = part[:i+w]
		}
		parts = append(parts, part)
		s = s[len(part):]
	}
	return append(parts, s)
}
