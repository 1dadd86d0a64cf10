package ticket

import (
	"slices"
	"strings"
)

// Sources are the messages in which what the form's values hold was said, by field: one id for each of
// the field's values where it repeats, else one for them all. They are "" where none can be taken back.
func (fl *Filling) Sources() map[string][]string {
	out := map[string][]string{}
	for _, f := range fl.fields() {
		switch a, ok := fl.Answers[f.Key()]; {
		case !fl.applies(f):
		case f.Item != "":
			out[f.ID] = append(out[f.ID], a.Source)
		case ok && len(a.Values) > 0:
			out[f.ID] = []string{a.Source}
		}
	}
	return out
}

// A Withdrawal is a message that its sender took back.
type Withdrawal struct {
	MessageID string
	Words     []string            // what it said, in each of its wordings
	Sources   map[string][]string // of the ticket's values, as Filling.Sources gave them; nil where nobody remembers
}

// Withdraw takes what a message said out of the ticket's values and trace: the values that were read
// from it, the files that came by it, and its words wherever they stand. It reports whether anything
// of the ticket was so.
func (t *Ticket) Withdraw(w Withdrawal) bool {
	left := Values{}
	gone := false
	for id, values := range t.Fields {
		kept := w.leave(values, w.Sources[id])
		gone = gone || !slices.Equal(kept, values)
		if strings.Join(kept, "") != "" {
			left[id] = kept
		}
	}
	t.Fields = left
	if query := w.strike(t.Trace.Query); query != t.Trace.Query {
		t.Trace.Query, gone = query, true
	}
	return gone
}

// leave is what stays of a field's values.
func (w Withdrawal) leave(values, sources []string) []string {
	if len(sources) == 1 && len(values) > 1 { // one answer gave them all
		sources = slices.Repeat(sources, len(values))
	}
	kept := slices.Clone(values)
	for i, v := range values {
		if len(sources) == len(values) && sources[i] != "" && sources[i] == w.MessageID {
			kept[i] = ""
			continue
		}
		kept[i] = w.strike(v)
	}
	if files := without(kept, w.MessageID); len(files) < len(kept) {
		return files
	}
	return kept
}

// strike takes the message's words out of a text.
func (w Withdrawal) strike(text string) string {
	for _, words := range w.Words {
		switch {
		case words == text:
			return ""
		case telling(words):
			text = strings.ReplaceAll(text, words, "…")
		}
	}
	return text
}

// telling reports whether words are long enough to be somebody's: 「はい」 stands in other sentences, too.
func telling(words string) bool { return len([]rune(words)) > 3 }

// says reports whether any value holds any of the words.
func says(values, words []string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return v == w || telling(w) && strings.Contains(v, w) })
	})
}

// without are the values without the file, "type:id", that came by a message: the platform calls both
// by one id.
func without(values []string, messageID string) []string {
	if messageID == "" {
		return values
	}
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool {
		kind, id, cut := strings.Cut(v, ":")
		return cut && id == messageID && slices.Contains([]string{"image", "video", "audio", "file"}, kind)
	})
}
