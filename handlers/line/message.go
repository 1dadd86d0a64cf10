package line

import (
	"strings"

	"madoguchi/chars"
	"madoguchi/chat"
)

// A message is the message of an event.
type message struct {
	Type       string  `json:"type"`
	ID         string  `json:"id"`
	QuoteToken string  `json:"quoteToken"`
	ReadToken  string  `json:"markAsReadToken"`
	Text       string  `json:"text"`
	Emojis     []emoji `json:"emojis"`
	Mention    mention `json:"mention"`
	FileName   string  `json:"fileName"`
	FileSize   int64   `json:"fileSize"`
	Title      string  `json:"title"`
	Address    string  `json:"address"`
	ImageSet   struct {
		ID string `json:"id"`
	} `json:"imageSet"`
	Provider struct {
		Type string `json:"type"`
	} `json:"contentProvider"`
}

type emoji struct {
	Index  int `json:"index"`
	Length int `json:"length"`
}

type mention struct {
	Mentionees []struct {
		Index  int    `json:"index"`
		Length int    `json:"length"`
		Type   string `json:"type"`
		IsSelf bool   `json:"isSelf"`
	} `json:"mentionees"`
}

// self are the places where the message mentions our account by name; a mention of everybody is
// no mention of us.
func (m *mention) self() []span {
	var spans []span
	for _, who := range m.Mentionees {
		if who.IsSelf && who.Type != "all" {
			spans = append(spans, span{who.Index, who.Length})
		}
	}
	return spans
}

// fill makes a text or media event of the message. In a group only what mentions us is for us.
func (m *message) fill(out *chat.Event, inGroup bool) (why string) {
	if m == nil {
		return "it has no message"
	}
	if inGroup && (m.Type != "text" || len(m.Mention.self()) == 0) {
		return "it was said in a group to others"
	}
	out.MessageID, out.Quote = ident(m.ID), ident(m.QuoteToken)
	if m.Type == "text" {
		out.Kind, out.Text = m.text()
		return ""
	}
	out.Kind, out.Text = chat.Media, m.label()
	if out.Text == "" {
		return "its message is of an unknown type"
	}
	if f, ok := m.file(); ok {
		out.Files, out.Album = []chat.File{f}, ident(m.ImageSet.ID)
	}
	return ""
}

// text is what was written, without our own name and without the words that stand for LINE's own
// emoji. Where nothing else was written, it counts as media: there is nothing to search for.
func (m *message) text() (chat.Kind, string) {
	spans := m.Mention.self()
	called := len(spans) > 0
	for _, e := range m.Emojis {
		spans = append(spans, span{e.Index, e.Length})
	}
	text := chars.Clean(cutSpans(m.Text, spans))
	if len(spans) > 0 {
		text = strings.TrimSpace(text)
	}
	switch {
	case strings.TrimSpace(text) != "":
		return chat.Text, text
	case called:
		return chat.Media, say("line.came.call")
	case len(m.Emojis) > 0:
		return chat.Media, say("line.came.emoji")
	}
	return chat.Text, text
}

// label says in a word or two what kind of thing came, "" for a kind we do not know.
func (m *message) label() string {
	switch m.Type {
	case "sticker":
		if text := chars.Line(m.Text); text != "" {
			return say("line.came.sticker_saying", "text", text)
		}
		return say("line.came.sticker")
	case "image":
		return say("line.came.image")
	case "video":
		return say("line.came.video")
	case "audio":
		return say("line.came.audio")
	case "file":
		return say("line.came.file")
	case "location":
		return strings.TrimSuffix(say("line.came.place", "place", strings.TrimSpace(chars.Clean(m.Title+" "+m.Address))), "：")
	}
	return ""
}

// file is the file a message brings. What lies on somebody else's server is none of ours: it is
// never fetched.
func (m *message) file() (chat.File, bool) {
	switch m.Type {
	case "image", "video", "audio":
		if m.Provider.Type != "line" {
			return chat.File{}, false
		}
	case "file":
	default:
		return chat.File{}, false
	}
	id := ident(m.ID)
	f := chat.File{ID: id, Name: fileName(m.FileName), Type: m.Type, Bytes: max(m.FileSize, 0)}
	return f, id != ""
}

// fileName is a name fit to show: one line, without folders, short enough for any file system.
func fileName(s string) string {
	return chars.Cut(chars.Base(s), 200)
}
