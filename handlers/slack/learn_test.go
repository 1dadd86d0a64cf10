package slack_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/learn"
	"madoguchi/staff"
)

// asked is a question that may become a wording of two entries, one of them as long as an entry can be: the fake
// refuses a modal that Slack would refuse.
func asked() learn.Choices {
	return learn.Choices{
		Wording: "会費はおいくら\nですか", Off: true, Near: []learn.Near{
			{Ref: "port/1", Question: strings.Repeat("会費はいくらですか。", 100), Answer: strings.Repeat("3円です。", 1000), Effect: "変わる 2件：未回答→この項目 2"},
			{Ref: "port/2", Question: "入会金はいくらですか"},
		},
	}
}

// TestLearn: a ticket's question becomes another wording of an entry, or none for the FAQ; what takes its time is
// waited for, what fails can be taken up again as it was put, and what it would take from another entry is asked.
func TestLearn(t *testing.T) {
	t.Parallel()
	h := newSlowHand()
	h.choices = asked()
	r := open(t, func(c *slack.Config) { c.Teacher = h })
	card := r.offer(t, chat.Teach)
	choose := func(what map[string]string) slackfake.View {
		t.Helper()
		r.Press(slackfake.Sasaki, card, "FAQにする")
		v := r.sees(t, "この質問をどうするか")
		r.SubmitView(slackfake.Sasaki, v, what)
		return v
	}
	works := func(what string, end error) {
		t.Helper()
		if got := <-h.waiting; got != what {
			t.Fatalf("under way is %q, want %q", got, what)
		}
		r.sees(t, working)
		h.gate <- end
	}
	form := choose(map[string]string{"what": "1"})
	for _, want := range []string{"会員の聞き方: 会費はおいくら ですか", "1. 会費は", "3円です。", "変わる 2件", "2. 入会金", "[新しい項目にする]", "[この項目の別の聞き方にする]", "[FAQにしない]"} {
		if text := form.Text(); !strings.Contains(text, want) {
			t.Errorf("the modal lacks %q:\n%s", want, text)
		}
	}
	works("reword port/2 会費はおいくら ですか false", errors.New("the database is away"))
	again := r.sees(t, "⚠️")
	r.SubmitView(slackfake.Sasaki, again, map[string]string{"what": "0", "input": "会費の額"})
	works("reword port/1 会費の額 false", nil)
	sure := r.sees(t, "1件が失われます")
	r.SubmitView(slackfake.Sasaki, sure, nil)
	works("reword port/1 会費の額 true", nil)
	r.sees(t, "別の聞き方に加えました")

	choose(map[string]string{"what": "off"})
	works("off Q-1204", nil)
	r.sees(t, "「FAQにしない」に移しました")

	choose(map[string]string{"what": "new", "input": "会費を知りたい"})
	if entry := r.sees(t, "3円です。"); entry.Callback != "teach" || !strings.Contains(entry.Text(), "会費を知りたい") {
		t.Errorf("the form for an entry is %s\n%s", entry.Callback, entry.Text())
	}
}

// TestLearnBadly: what is chosen wrongly is said beside its input, and does nothing.
func TestLearnBadly(t *testing.T) {
	t.Parallel()
	h := newSlowHand()
	h.choices = asked()
	r := open(t, func(c *slack.Config) { c.Teacher = h })
	r.Press(slackfake.Sasaki, r.offer(t, chat.Teach), "FAQにする")
	form := r.sees(t, "この質問をどうするか")
	for _, c := range []struct{ what, input, beside string }{
		{"2", "会費", "what"}, {"-1", "会費", "what"}, {"nothing", "会費", "what"}, {"0", " \n", "input"},
	} {
		r.SubmitView(slackfake.Sasaki, form, map[string]string{"what": c.what, "input": c.input})
		if top, _ := r.Top(slackfake.Sasaki); top.Errors[c.beside] == "" {
			t.Errorf("%+v: told %v", c, top.Errors)
		}
	}
	if len(h.waiting) != 0 {
		t.Errorf("done: %q", <-h.waiting)
	}
}

// A rank is what everybody of the channel is to the office.
type rank struct{ role atomic.Value }

func (a *rank) SlackAccount(_ context.Context, user, name string) (staff.Account, bool, error) {
	return staff.Account{ID: 1, Name: name, Slack: user, Role: a.role.Load().(staff.Role)}, true, nil
}

// TestLearnNeedsItsRight: who may not change the FAQ is refused, also where they lost the right with the modal open.
func TestLearnNeedsItsRight(t *testing.T) {
	t.Parallel()
	h, a := newSlowHand(), &rank{}
	a.role.Store(staff.Clerk)
	h.choices = asked()
	r := open(t, func(c *slack.Config) { c.Teacher, c.Accounts = h, a })
	card := r.offer(t, chat.Teach)
	r.Press(slackfake.Sasaki, card, "FAQにする")
	form := r.sees(t, "この質問をどうするか")
	a.role.Store(staff.Coordinator)
	for _, what := range []string{"off", "0", "new"} {
		r.SubmitView(slackfake.Sasaki, form, map[string]string{"what": what})
		if top, _ := r.Top(slackfake.Sasaki); !strings.Contains(top.Errors["input"], "いまの役割ではできません") {
			t.Errorf("%s: told %v", what, top.Errors)
		}
	}
	r.Press(slackfake.Sasaki, card, "FAQにする")
	eventually(t, "the refusal", func() bool {
		told := r.Ephemerals(slackfake.Sasaki)
		return len(told) == 1 && strings.Contains(told[0].Text(), "いまの役割ではできません")
	})
	if len(h.waiting) != 0 {
		t.Errorf("done: %q", <-h.waiting)
	}
}
