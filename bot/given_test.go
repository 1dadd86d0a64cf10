package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/chat/chattest"
	"madoguchi/faq"
	"madoguchi/faq/importer"
	"madoguchi/reading"
)

// A given is a case of ../shared/data/reports/give.jsonl: an input that another product read wrongly, with
// what is right. Their kinds have cases of our own in the tables of the packages that read; here the given
// ones are played where they stand beside the tree.
type given struct {
	ID, Kind, Input, Right string
}

// players play the kinds that go through the dialogue, the question alone or the reading of a document. The
// others (bursts, pages, the desk, Slack) are not for this test.
var players = map[string]func(*scene, given) error{
	"pair-swallow":            (*scene).givenPair,
	"company-split-at-の":      (*scene).givenCompany,
	"name-loses-だ":            (*scene).givenName,
	"old-kanji-replaced":      (*scene).givenOldKanji,
	"mail-with-tail":          func(s *scene, g given) error { return s.givenAfter("メールアドレス", g) },
	"phone-+81-with-00":       func(s *scene, g given) error { return s.givenAfter("電話番号", g) },
	"mask-not-a-bank-account": (*scene).givenMask,
	"mask-not-a-my-number":    (*scene).givenMask,
	"chitchat-fills-field":    (*scene).givenChitchat,
	"yes-to-the-change-offer": (*scene).givenYes,
	"date-wrongly-certain":    (*scene).givenDate,
	"negated-or-next-question": func(s *scene, g given) error {
		d, err := s.library.Current().Decide(context.Background(), g.Input, faq.Scope{})
		if err == nil && d.Verdict == faq.Answer {
			err = fmt.Errorf("answered with %s", d.Hits[0].Entry.Ref())
		}
		return err
	},
	"markdown-raw": givenMarkdown,
}

// TestGivenReports plays them; -v prints how many are right.
func TestGivenReports(t *testing.T) {
	corpus(t, "seeds") // skips where they are missing
	known := readKnown(t, "given/")
	played, right, left := 0, 0, map[string]int{}
	for line := range strings.Lines(string(chattest.Beside(t, "data/reports/give.jsonl")["give.jsonl"])) {
		var g given
		if err := json.Unmarshal([]byte(line), &g); err != nil {
			t.Fatalf("read %q: %v", line, err)
		}
		play := players[g.Kind]
		if play == nil {
			left[g.Kind]++
			continue
		}
		s := newScene(t)
		s.read("seeds")
		s.now = time.Date(2023, 10, 6, 10, 0, 0, 0, reading.JST)
		err := play(s, g)
		if played++; err == nil {
			right++
		} else {
			err = fmt.Errorf("%q: %w; right is: %s", g.Input, err, g.Right)
		}
		known.outcome(t, "given/"+g.ID, err)
	}
	t.Logf("%d of %d given cases are right; not for this test: %v", right, played, left)
}

// say writes one message after the other.
func (s *scene) say(lines ...string) {
	for _, line := range lines {
		s.since = len(s.moments)
		s.input("> " + line)
	}
}

// pressStart presses the button of the last message that begins a form.
func (s *scene) pressStart(form string) {
	i := slices.IndexFunc(s.choices, func(c chat.Choice) bool {
		verb, arg, ok := turn.ParseData(c.Data)
		return ok && verb == "start" && strings.HasPrefix(arg, form)
	})
	if i < 0 {
		s.say("はい") // to whatever is offered instead
		return
	}
	s.take(s.choices[i].Label)
}

// change goes into the change form, to the question of an item's present value.
func (s *scene) change(item string) {
	s.say("登録内容を変更したい")
	s.take("Alibaba.com活用支援")
	s.pressStart("change")
	s.say("株式会社みなと", "とばす", item)
}

// value is what the form under way holds of a field.
func (s *scene) value(field string) string {
	f := s.filling()
	if f == nil {
		return "(no form is under way)"
	}
	return strings.Join(f.Values()[field], "、")
}

// stands compares where a form is: what it asks and what it holds of a field.
func (s *scene) stands(asked, field, value string) error {
	key, _ := s.asked()
	if !strings.HasPrefix(key, asked) || s.value(field) != value {
		return fmt.Errorf("it asks %q and holds %s = %q", key, field, s.value(field))
	}
	return nil
}

func (s *scene) givenPair(g given) error {
	item, value, _ := strings.Cut(g.Input, " | ")
	s.change(item)
	s.say(value)
	if before, after, both := strings.Cut(value, " → "); both {
		if got := s.value("before") + " → " + s.value("after"); got != before+" → "+after {
			return fmt.Errorf("it holds %q", got)
		}
		return nil
	}
	return s.stands("after.", "before", value)
}

func (s *scene) givenCompany(g given) error {
	s.say("人", g.Input)
	want := g.Input
	if m := regexp.MustCompile(`company (\S+), asks`).FindStringSubmatch(g.Right); m != nil && m[1] != "whole" {
		want = m[1]
	}
	return s.stands("person", "company", want)
}

func (s *scene) givenName(g given) error {
	s.say("人", g.Input)
	if want := strings.TrimPrefix(g.Right, "person "); s.value("person") != want {
		return fmt.Errorf("the person is %q", s.value("person"))
	}
	return nil
}

// oldKanji are the inputs that the file gives by their code points.
var oldKanji = map[string]string{
	"old-kanji-replaced-01": "\uFA19田商店 \uFA4F子",
	"old-kanji-replaced-03": "サンエイⅡ株式会社 髙橋",
	"old-kanji-replaced-05": "葛\U000E0100城商店 辻\U000E0100",
}

func (s *scene) givenOldKanji(g given) error {
	words := oldKanji[g.ID]
	if words == "" {
		return fmt.Errorf("the test does not know this case")
	}
	s.say("人", words, "請求書について")
	for range 3 { // the programme, where it is asked for
		if key, _ := s.asked(); key != "summary" {
			s.say("とばす")
		}
	}
	summary := textsOf(s.heard())
	s.say("はい")
	tk := s.newest()
	if tk == nil {
		return fmt.Errorf("there is no ticket")
	}
	for word := range strings.FieldsSeq(words) {
		if fields := fmt.Sprint(tk.Fields); !strings.Contains(fields, word) || !strings.Contains(summary, word) {
			return fmt.Errorf("%q is not in %q and %q", word, fields, summary)
		}
	}
	return nil
}

// givenAfter gives an item's new value, its present one being unknown.
func (s *scene) givenAfter(item string, g given) error {
	s.change(item)
	s.say("不明", g.Input)
	want, _, _ := strings.Cut(g.Right, " ")
	if want == "as" { // written
		want = g.Input
	}
	if got := s.value("after"); got != want {
		return fmt.Errorf("the new value is %q", got)
	}
	return nil
}

func (s *scene) givenMask(g given) error {
	s.say(g.Input)
	e := s.moments[len(s.moments)-1].event
	if strings.Contains(g.Right, "struck out (must stay so)") {
		if secret := regexp.MustCompile(`\d{7}`).FindString(g.Input); strings.Contains(e.Text, secret) || e.Masked == "" {
			return fmt.Errorf("kept as %q", e.Text)
		}
		return nil
	}
	if e.Text != g.Input || e.Masked != "" {
		return fmt.Errorf("kept as %q", e.Text)
	}
	return nil
}

func (s *scene) givenChitchat(g given) error {
	label, words, _ := strings.Cut(g.Input, " | ")
	switch label {
	case "会社名":
		s.say("人")
	case "ご用件":
		s.say("人", "株式会社みなと 山田")
	case "品目":
		s.say("事前相談", "国や海外企業のこと", "ベトナム")
	}
	before, f := s.asked()
	if f == nil || f.Label != label {
		return fmt.Errorf("the form asks %q before", before)
	}
	s.say(words)
	if after, _ := s.asked(); after != before || s.value(f.ID) != "" {
		return fmt.Errorf("taken as %q; it asks %q next", s.value(f.ID), after)
	}
	return nil
}

func (s *scene) givenYes(g given) error {
	s.say("登録内容を変更したい")
	s.take("Alibaba.com活用支援")
	s.say(g.Input)
	return s.checkForm("change")
}

func (s *scene) givenDate(g given) error {
	s.now = time.Date(2026, 11, 30, 10, 0, 0, 0, reading.JST)
	s.say("登録内容を変更したい")
	s.take("SELAS")
	s.pressStart("change")
	s.say("株式会社みなと", "とばす", "電話番号", "不明", "03-1111-3333")
	if err := s.checkAsks("effective_date"); err != nil {
		return err
	}
	s.say(g.Input)
	want := map[string]string{"12/14（月）": "2026-12-14", "asked which": "", "2027年1/1（金）": "2027-01-01"}
	value, known := want[g.Right]
	if !known {
		return fmt.Errorf("the test does not know what %q means", g.Right)
	}
	if value == "" {
		return s.stands("effective_date", "effective_date", "")
	}
	return wanted(value, s.value("effective_date"))
}

// rawMarks are what must not be left of Markdown or HTML in an answer.
var rawMarks = regexp.MustCompile(`\*\*|!\[|<br>|&nbsp;`)

func givenMarkdown(_ *scene, g given) error {
	document := "よくある質問\n\nQ1 年会費はいくらですか？\n\n" + g.Input + "\n\nQ2 駐車場はありますか？\n\nあります。\n"
	c, err := importer.Read(context.Background(), "faq.txt", strings.NewReader(document), importer.Options{Programme: "p", Today: "2026-11-20"})
	if err != nil {
		return err
	}
	if len(c.Entries) != 2 {
		return fmt.Errorf("%d entries", len(c.Entries))
	}
	warned := strings.Contains(g.Right, "or a warning at import") && len(c.Entries[0].Warnings) > 0
	if text := c.Entries[0].AnswerText(); rawMarks.MatchString(text) && !warned {
		return fmt.Errorf("the answer is %q", text)
	}
	return nil
}
