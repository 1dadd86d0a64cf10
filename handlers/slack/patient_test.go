package slack_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/learn"
)

// A slowHand changes the FAQ, and teaches, when it is let: its gate lets one act through a word.
type slowHand struct {
	slack.Editor
	gate    chan error // what an act ends in
	choices learn.Choices
	waiting chan string
}

func newSlowHand() *slowHand {
	return &slowHand{gate: make(chan error), waiting: make(chan string, 10)}
}

// take waits to be let; whoever cannot wait gives up, as a database does.
func (h *slowHand) take(ctx context.Context, what string) error {
	h.waiting <- what
	select {
	case err := <-h.gate:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

var handled = slack.Entry{Ref: "port/1", Question: "会費はいくらですか", Answer: "3円です。", Version: 2, State: "下書きです", Asked: true}

func (h *slowHand) Entry(context.Context, string) (slack.Entry, error) { return handled, nil }

func (h *slowHand) Pending(context.Context) ([]slack.Pending, error) {
	return []slack.Pending{{Ref: "port/1", Question: handled.Question, State: handled.State, Version: 2}}, nil
}

func (h *slowHand) Keep(ctx context.Context, e slack.Entry, _ chat.Person) (slack.Entry, error) {
	return e, h.take(ctx, "keep "+e.Answer)
}

func (h *slowHand) Publish(ctx context.Context, _ string, _ int, sure bool, _ chat.Person) (string, error) {
	err := h.take(ctx, "publish")
	if err == nil && !sure {
		err = slack.TakesAway("ほかの項目から1件が失われます。")
	}
	return "公開しました。", err
}

func (h *slowHand) AddWording(ctx context.Context, ref, wording string, sure bool, _ chat.Person) (string, error) {
	err := h.take(ctx, fmt.Sprintf("wording %s %s %t", ref, wording, sure))
	if err == nil && !sure {
		err = slack.TakesAway("ほかの項目から1件が失われます。")
	}
	return "別の聞き方に加えました。", err
}

func (h *slowHand) Judge(ctx context.Context, _ string, _ int, _ bool, _ string, _ chat.Person) (string, error) {
	return "公開しました。", h.take(ctx, "judge")
}

func (h *slowHand) Choices(context.Context, string) (learn.Choices, error) { return h.choices, nil }

func (h *slowHand) Lesson(_ context.Context, _, wording string) (learn.Lesson, error) {
	return learn.Lesson{NewEntry: learn.NewEntry{Programme: "port", Question: cmp.Or(wording, "会費は？"), Answer: "3円です。"}, Programmes: [][2]string{{"port", "港"}}}, nil
}

func (h *slowHand) Teach(ctx context.Context, _ string, e learn.NewEntry, sure bool, _ chat.Person) (string, error) {
	return "公開しました。", h.take(ctx, fmt.Sprintf("teach %s %t", e.Answer, sure))
}

func (h *slowHand) Reword(ctx context.Context, _, ref, wording string, sure bool, _ chat.Person) (string, error) {
	err := h.take(ctx, fmt.Sprintf("reword %s %s %t", ref, wording, sure))
	if err == nil && !sure {
		err = slack.TakesAway("ほかの項目から1件が失われます。")
	}
	return "別の聞き方に加えました。", err
}

func (h *slowHand) SetOff(ctx context.Context, number string, _ chat.Person) (string, error) {
	return "「FAQにしない」に移しました。", h.take(ctx, "off "+number)
}

// sees waits until a person sees a modal with a text.
func (r *room) sees(t *testing.T, want string) slackfake.View {
	t.Helper()
	var top slackfake.View
	eventually(t, "the modal with "+want, func() bool {
		top, _ = r.Top(slackfake.Sasaki)
		return strings.Contains(top.Text(), want)
	})
	return top
}

// listed is the list of what waits in the FAQ, whose buttons can be pressed.
func (r *room) listed(t *testing.T) slackfake.Message {
	t.Helper()
	m := slackfake.Message{Channel: slackfake.Office, Private: slackfake.Sasaki, TS: "1700000000.000100"}
	eventually(t, "the list", func() bool { // the first time Slack is asked who they are
		var body struct {
			Blocks []any `json:"blocks"`
		}
		if json.Unmarshal(r.Command(slackfake.Sasaki, "FAQ").Body, &body) != nil {
			return false
		}
		m.Blocks = body.Blocks
		_, found := slackfake.Button(m.Blocks, "編集")
		return found
	})
	return m
}

const working = "FAQに反映しています"

// TestSlowWorkOnTheFAQ: what takes longer than Slack waits for an answer is done all the same: the modal says that it is
// under way, and then what came of it, up to the next step; what was written is not lost where it is refused.
func TestSlowWorkOnTheFAQ(t *testing.T) {
	t.Parallel()
	h := newSlowHand()
	r := open(t, func(c *slack.Config) { c.Editor = h })
	list := r.listed(t)
	r.Press(slackfake.Sasaki, list, "編集")
	submit := func(v slackfake.View, values map[string]string, what string) {
		t.Helper()
		r.SubmitView(slackfake.Sasaki, v, values) // answered while the work waits
		if got := <-h.waiting; got != what {
			t.Fatalf("under way is %q, want %q", got, what)
		}
		r.sees(t, working)
	}
	submit(r.sees(t, "見出し"), map[string]string{"input": "5円です。"}, "keep 5円です。")
	h.gate <- slack.Refusal("田中さんが先に保存しました。")
	form := r.sees(t, "⚠️ 田中さんが先に保存しました。")
	submit(form, nil, "keep 5円です。") // what was written still stands there
	h.gate <- nil
	next := r.sees(t, "下書きを保存しました")
	submit(next, map[string]string{"then": "publish"}, "publish")
	h.gate <- nil
	sure := r.sees(t, "1件が失われます")
	submit(sure, map[string]string{"then": "publish"}, "publish")
	h.gate <- nil
	r.sees(t, "公開しました。")

	found := list
	found.Blocks = []any{map[string]any{"type": "actions", "elements": []any{map[string]any{
		"type": "button", "action_id": "faq:alias", "value": "port/1|0|", "text": map[string]any{"type": "plain_text", "text": "別の聞き方"},
	}}}}
	r.Press(slackfake.Sasaki, found, "別の聞き方")
	submit(r.sees(t, "会員の聞き方"), map[string]string{"input": "年会費は"}, "wording port/1 年会費は false")
	h.gate <- nil
	submit(r.sees(t, "1件が失われます"), map[string]string{"input": "月会費は"}, "wording port/1 月会費は false") // another one
	h.gate <- nil
	submit(r.sees(t, "1件が失われます"), nil, "wording port/1 月会費は true")
	h.gate <- nil
	r.sees(t, "別の聞き方に加えました。")

	r.Press(slackfake.Sasaki, list, "内容を見る")
	submit(r.sees(t, "差し戻しの理由"), map[string]string{"then": "approve"}, "judge")
	h.gate <- errors.New("the database is away")
	eventually(t, "the failure", func() bool {
		top, _ := r.Top(slackfake.Sasaki)
		return !strings.Contains(top.Text(), working)
	})
}

// TestSlowTeaching: an entry that is made of a ticket takes its time as well; where it fails the form is there again.
func TestSlowTeaching(t *testing.T) {
	t.Parallel()
	h := newSlowHand()
	r := open(t, func(c *slack.Config) { c.Teacher = h })
	card := r.offer(t, chat.Teach)
	r.Press(slackfake.Sasaki, card, "FAQにする")
	form := r.sees(t, "港")
	for _, end := range []error{errors.New("the database is away"), nil} {
		r.SubmitView(slackfake.Sasaki, form, map[string]string{"programme": "port", "input": "5円です。"})
		if got := <-h.waiting; got != "teach 5円です。 false" {
			t.Fatalf("under way is %q", got)
		}
		r.sees(t, working)
		h.gate <- end
		if end != nil {
			form = r.sees(t, "⚠️")
			if text := form.Text(); !strings.Contains(text, "5円です。") {
				t.Errorf("what was written is lost:\n%s", text)
			}
		}
	}
	r.sees(t, "公開しました。")
}

// TestTeachingAsksFirst: an entry that would take answers from others is made by whoever sends the same once more, and
// asked about anew where it was changed meanwhile.
func TestTeachingAsksFirst(t *testing.T) {
	t.Parallel()
	h := newSlowHand()
	r := open(t, func(c *slack.Config) { c.Teacher = h })
	r.Press(slackfake.Sasaki, r.offer(t, chat.Teach), "FAQにする")
	form := r.sees(t, "港")
	for _, step := range []struct {
		answer, under string
		takes         bool
	}{
		{"5円です。", "teach 5円です。 false", true},
		{"6円です。", "teach 6円です。 false", true},
		{"6円です。", "teach 6円です。 true", false},
	} {
		r.SubmitView(slackfake.Sasaki, form, map[string]string{"programme": "port", "input": step.answer})
		if got := <-h.waiting; got != step.under {
			t.Fatalf("under way is %q, want %q", got, step.under)
		}
		r.sees(t, working)
		if !step.takes {
			h.gate <- nil
			continue
		}
		h.gate <- slack.TakesAway("ほかの項目から1件が失われます。")
		form = r.sees(t, "もう一度押してください")
		if text := form.Text(); !strings.Contains(text, "1件が失われます") || !strings.Contains(text, step.answer) {
			t.Errorf("asked is:\n%s", text)
		}
	}
	r.sees(t, "公開しました。")
}
