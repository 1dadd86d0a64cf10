package bot_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
)

// Manners are what holds of every conversation, whoever writes and whatever about: nobody hears an apology,
// a frame or a list of suggestions twice in a row, and the office's words arrive as the office wrote them.

// sorry is what an apology says. The office's own sentences are not ours to judge.
var sorry = regexp.MustCompile(`申し訳|お詫び|おわび|すみません|ごめんなさい|(?i)\bsorry\b|apologi[sz]e`)

func apologises(m chat.Message) bool {
	return m.Answer == nil && m.Author != chat.Staff && sorry.MatchString(m.Text)
}

// suggests reports whether a message is a list of entries to choose from.
func suggests(m chat.Message) bool {
	return m.Answer == nil && slices.ContainsFunc(m.Choices, func(c chat.Choice) bool {
		verb, _, ok := turn.ParseData(c.Data)
		return ok && verb == "answer"
	})
}

// repeatable are the things that must not come twice in a row, each by what tells two of them apart: a
// second frame is one only where it says the same.
var repeatable = map[string]func(chat.Message) string{
	"apology":     func(m chat.Message) string { return mark(apologises(m)) },
	"suggestions": func(m chat.Message) string { return mark(suggests(m)) },
	"frame": func(m chat.Message) string {
		if m.Answer == nil {
			return ""
		}
		return m.Answer.Lead
	},
}

func mark(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

// sitting is after how long a pause what was said before has been forgotten.
const sitting = 30 * time.Minute

// mannersNames are the manners that are judged, in the order in which they are reported.
var mannersNames = []string{"apology", "suggestions", "frame", "verbatim"}

// unmannerly says of each manner how a scene breaks it; nil where it does not.
func (s *scene) unmannerly() map[string]error {
	broken := map[string]error{"verbatim": s.altered()}
	for what, of := range repeatable {
		broken[what] = s.twiceInARow(of)
	}
	return broken
}

// twiceInARow finds two answers to the member, one after the other, that both have the same thing.
func (s *scene) twiceInARow(of func(chat.Message) string) error {
	var before []string
	var last time.Time
	for _, m := range s.moments {
		if !m.byMember() || len(m.said) == 0 {
			continue
		}
		if m.at.Sub(last).Abs() >= sitting {
			before = nil
		}
		var now []string
		for _, said := range m.said {
			if mark := of(said); mark != "" {
				now = append(now, mark)
				if slices.Contains(before, mark) {
					return fmt.Errorf("again after %q: %q", m.event.Text, said.Text)
				}
			}
		}
		before, last = now, m.at
	}
	return nil
}

// altered finds an answer that is not the entry's own words.
func (s *scene) altered() error {
	for _, m := range s.moments {
		for _, said := range m.said {
			if said.Answer == nil {
				continue
			}
			e, ok := s.library.Current().Entry(said.Answer.Source.Ref)
			if !ok {
				return fmt.Errorf("there is no entry %s", said.Answer.Source.Ref)
			}
			if err := sameWords(said, e); err != nil {
				return fmt.Errorf("%s after %q: %w", e.Ref(), m.event.Text, err)
			}
		}
	}
	return nil
}

// sameWords compares a message with the entry it shows: its blocks, and its text where that is no table.
func sameWords(said chat.Message, e *faq.Entry) error {
	rest := said.Text
	for i, block := range e.Answer {
		if i >= len(said.Answer.Blocks) || said.Answer.Blocks[i].Text != block.Text || said.Answer.Blocks[i].URL != block.URL {
			return fmt.Errorf("block %d is not %q", i+1, block.Text)
		}
		if block.Type == faq.Table {
			continue
		}
		at := strings.Index(rest, block.Text)
		if at < 0 {
			return fmt.Errorf("the text lacks %q", block.Text)
		}
		rest = rest[at+len(block.Text):]
	}
	if len(said.Answer.Blocks) != len(e.Answer) {
		return fmt.Errorf("%d blocks, the entry has %d", len(said.Answer.Blocks), len(e.Answer))
	}
	return nil
}

// TestManners: what is judged is seen.
func TestManners(t *testing.T) {
	s := newScene(t)
	entry := s.library.Current().Collections()[0].Entries[0]
	answer := func(lead, text string) chat.Message {
		a := &chat.Answer{Lead: lead, Source: chat.Source{Ref: entry.Ref()}}
		for _, b := range entry.Answer {
			a.Blocks = append(a.Blocks, chat.Block{Type: string(b.Type), Text: b.Text, URL: b.URL})
		}
		return chat.Message{Text: text, Answer: a}
	}
	whole := entry.AnswerText()
	list := chat.Message{Text: "こちらのことでしょうか。", Choices: []chat.Choice{{Label: entry.Question, Data: turn.Data("answer", entry.Ref())}}}
	for _, c := range []struct {
		broken string // "" where all is well
		said   []chat.Message
		pause  time.Duration
	}{
		{"", []chat.Message{{Text: "申し訳ありません。"}, {Text: "はい。"}, {Text: "申し訳ありません。"}}, 0},
		{"", []chat.Message{{Text: "申し訳ありません。"}, {Text: "申し訳ありません。"}}, time.Hour},
		{"", []chat.Message{{Text: "お名前を教えてください。"}, {Text: "お名前を教えてください。"}}, 0},
		{"", []chat.Message{answer("", whole), answer("", whole), list}, 0},
		{"apology", []chat.Message{{Text: "申し訳ありません。"}, {Text: "お役に立てず申し訳ありません。"}}, 0},
		{"suggestions", []chat.Message{list, list}, 0},
		{"frame", []chat.Message{answer("終了しています。", whole), answer("終了しています。", whole)}, 0},
		{"verbatim", []chat.Message{answer("", "おおよそ次のとおりです。")}, 0},
	} {
		s.moments = nil
		for i, m := range c.said {
			s.moments = append(s.moments, moment{at: s.now.Add(time.Duration(i) * c.pause), event: chat.Event{Kind: chat.Text}, said: []chat.Message{m}})
		}
		for what, err := range s.unmannerly() {
			if (err != nil) != (what == c.broken) {
				t.Errorf("%v: %s: %v", textsOf(c.said), what, err)
			}
		}
	}
}
