package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"madoguchi/faq/edition"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// commanded is what a person who typed a command reads, as a message whose buttons can be pressed.
func (w *town) commanded(user, text, want string) slackfake.Message {
	w.t.Helper()
	m := slackfake.Message{Channel: slackfake.Office, Private: user, TS: "1700000000.000100"}
	w.until("the answer to "+text, func() bool { // the first time Slack is asked who they are
		a := w.slack.Command(user, text)
		var body struct {
			Blocks []any `json:"blocks"`
		}
		if json.Unmarshal(a.Body, &body) != nil {
			return false
		}
		m.Blocks = body.Blocks
		return strings.Contains(slackfake.CommandText(a), want)
	})
	return m
}

// modal waits until a person sees a modal with a text.
func (w *town) modal(user, want string) slackfake.View {
	w.t.Helper()
	var top slackfake.View
	w.until("the modal with "+want, func() bool {
		top, _ = w.slack.Top(user)
		return strings.Contains(top.Text(), want)
	})
	return top
}

// TestEditInSlack changes an entry without the desk: found, written, its effect read, published once however often
// it is sent; found by another wording; withdrawn and served again; and who comes second overwrites nothing.
func TestEditInSlack(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	question := "選考の観点について"
	locked := w.commanded(slackfake.Tanaka, w.firstQuestion(), "別の聞き方")
	w.slack.Press(slackfake.Tanaka, locked, "編集") // whose answer has a contact, which Slack's fields cannot hold
	w.modal(slackfake.Tanaka, "回答はデスクで編集してください")
	found := w.commanded(slackfake.Sasaki, question, "別の聞き方")

	w.slack.Press(slackfake.Sasaki, found, "編集")
	form := w.modal(slackfake.Sasaki, "見出し")
	wrote := map[string]string{"input": "開催は十一月三日です。", "aliases": "ひらく日を知りたい"}
	for range 2 { // the second press of a slow hand
		w.slack.SubmitView(slackfake.Sasaki, form, wrote)
	}
	next := w.modal(slackfake.Sasaki, "下書きを保存しました")
	holds(t, "what it would do", next.Text(), "変わる", "十一月三日")
	for range 2 {
		w.slack.SubmitView(slackfake.Sasaki, next, map[string]string{"then": "publish"})
	}
	w.until("the publication", func() bool {
		if top, _ := w.slack.Top(slackfake.Sasaki); strings.Contains(top.Text(), "失われます") || strings.Contains(top.Text(), "答えなくなります") {
			w.slack.Submit(slackfake.Sasaki, map[string]string{"then": "publish"})
		}
		return strings.Contains(w.desk("/desk/faq/hanro/5"), "十一月三日")
	})
	history := w.desk("/desk/history/hanro/5")
	if strings.Contains(history, "第3版") || !strings.Contains(history, "第2版") {
		t.Error("it was not published once")
	}

	w.slack.Press(slackfake.Sasaki, found, "別の聞き方")
	w.modal(slackfake.Sasaki, "会員の聞き方")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"input": "いつやるのか教えて"})
	w.until("the wording", func() bool { return strings.Contains(w.desk("/desk/faq/hanro/5"), "いつやるのか教えて") })

	w.slack.Press(slackfake.Tanaka, found, "編集")
	late := w.modal(slackfake.Tanaka, "hanro/5")
	w.deskPost("/desk/edit/hanro/5", entryForm("0", "3", question, "デスクで書いた回答です。"))
	w.slack.SubmitView(slackfake.Tanaka, late, map[string]string{"input": "Slackで書いた回答です。"})
	w.until("the second to be told", func() bool { // beside the question, or, where that took its time, in the form shown anew
		top, _ := w.slack.Top(slackfake.Tanaka)
		return strings.Contains(top.Errors["question"]+top.Text(), "先に保存しました")
	})
	holds(t, "the draft", w.desk("/desk/edit/hanro/5"), "デスクで書いた回答です。")
	w.deskPost("/desk/edit/hanro/5/drop", url.Values{"version": {"1"}})

	w.slack.Press(slackfake.Sasaki, found, "取り下げ")
	w.modal(slackfake.Sasaki, "取り下げる理由")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"input": "終わったため"})
	w.until("it to be withdrawn", func() bool {
		return strings.Contains(w.desk("/desk/faq/hanro/5"), "取り下げ") && strings.Contains(w.desk("/desk/faq/hanro/5"), "復元")
	})
	pending := w.commanded(slackfake.Sasaki, "FAQ", "復元")
	w.slack.Press(slackfake.Sasaki, pending, "復元")
	w.until("it to be served", func() bool { return !strings.Contains(w.desk("/desk/faq/hanro/5"), ">復元<") })
	holds(t, "the audit", w.desk("/desk/audit"), "FAQを公開", "Slack")
}

// TestApprovalInSlack: what one has written in Slack another approves there; its author does not, and it is sent
// back with a reason before.
func TestApprovalInSlack(t *testing.T) {
	t.Parallel()
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+officeCopy(t, "  - id: hanro ", "  - approval: true\n    id: hanro "))
	w.slack.LimitPosts(0)
	found := w.commanded(slackfake.Sasaki, "選考の観点について", "別の聞き方")
	w.commanded(slackfake.Tanaka, "選考の観点について", "別の聞き方")
	asks := func(answer string) slackfake.Message {
		t.Helper()
		before := len(w.slack.Roots(slackfake.Office))
		w.slack.Press(slackfake.Sasaki, found, "編集")
		w.slack.SubmitView(slackfake.Sasaki, w.modal(slackfake.Sasaki, "見出し"), map[string]string{"input": answer})
		w.slack.SubmitView(slackfake.Sasaki, w.modal(slackfake.Sasaki, "下書きを保存しました"), map[string]string{"then": "ask", "reviewer": "anybody", "deadline": "2036-04-01"})
		w.modal(slackfake.Sasaki, "確認を依頼しました")
		w.until("the reviewers to be told", func() bool { return len(w.slack.Roots(slackfake.Office)) > before })
		roots := w.slack.Roots(slackfake.Office)
		holds(t, "what they are told", roots[len(roots)-1].Text(), "確認を依頼されました", "2036/04/01")
		return roots[len(roots)-1]
	}
	ask := asks("開催は十一月三日です。")
	w.slack.Press(slackfake.Sasaki, ask, "内容を見る")
	w.slack.SubmitView(slackfake.Sasaki, w.modal(slackfake.Sasaki, "十一月三日"), map[string]string{"then": "approve"})
	w.modal(slackfake.Sasaki, "ご自分が書いた下書きは承認できません")

	w.slack.Press(slackfake.Tanaka, ask, "内容を見る")
	review := w.modal(slackfake.Tanaka, "差し戻しの理由")
	w.slack.SubmitView(slackfake.Tanaka, review, map[string]string{"then": "return"})
	if top, _ := w.slack.Top(slackfake.Tanaka); !strings.Contains(top.Errors["input"], "理由をお書きください") {
		t.Errorf("sent back without a reason: %v", top.Errors)
	}
	w.slack.SubmitView(slackfake.Tanaka, review, map[string]string{"then": "return", "input": "時刻も要ります"})
	w.modal(slackfake.Tanaka, "差し戻しました")
	hears := func(want ...string) {
		t.Helper()
		w.until("the author to hear "+want[0], func() bool {
			return len(w.slack.Find("D"+strings.TrimPrefix(slackfake.Sasaki, "U"), func(m slackfake.Message) bool {
				return !slices.ContainsFunc(want, func(text string) bool { return !strings.Contains(m.Text(), text) })
			})) == 1
		})
	}
	hears("田中さんが差し戻しました", "選考の観点について", "差し戻しの理由：時刻も要ります", "[内容を見る]")

	// A wording joins what is being written: nobody is asked to approve that yet.
	told := len(w.slack.Roots(slackfake.Office))
	w.slack.Press(slackfake.Sasaki, found, "別の聞き方")
	w.modal(slackfake.Sasaki, "会員の聞き方")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"input": "いつやるのか教えて"})
	w.modal(slackfake.Sasaki, "下書きから確認を依頼してください")
	if n := len(w.slack.Roots(slackfake.Office)); n != told {
		t.Errorf("%d posts of it", n-told)
	}

	again := asks("開催は十一月三日の十時です。")
	w.slack.Press(slackfake.Tanaka, ask, "内容を見る") // of the draft as it was
	w.modal(slackfake.Tanaka, "ほかの方が先に変えたか")
	w.slack.Press(slackfake.Tanaka, again, "内容を見る")
	w.slack.SubmitView(slackfake.Tanaka, w.modal(slackfake.Tanaka, "十時"), map[string]string{"then": "approve"})
	w.until("the publication", func() bool { return strings.Contains(w.desk("/desk/faq/hanro/5"), "十時") })
	hears("田中さんが承認しました", "選考の観点について")
}

// TestRefusedInSlack: whatever stands in the way of a change of the FAQ is said in words, and is no fault of ours.
func TestRefusedInSlack(t *testing.T) {
	t.Parallel()
	x := slackEditor{s: &server{base: "https://faq.example.jp"}}
	for err, want := range map[error]string{
		edition.ErrApproved:    "承認ずみの下書きが公開を待っている",
		edition.ErrNotApproved: "ほかの方の承認を受けてから",
		edition.ErrReviewer:    "確認を依頼された方だけ",
		edition.ErrOwn:         "ご自分が書いた下書き",
		edition.ErrState:       "もう一度開いてください",
		edition.ErrChanged:     "もう一度開いてください",
		edition.ErrNothing:     "いまの内容と同じ",
		&edition.Clash{}:       "https://faq.example.jp/desk/edit/",
	} {
		var said slack.Refusal
		if got := x.refusal(fmt.Errorf("propose a change: %w", err), nil); !errors.As(got, &said) || !strings.Contains(string(said), want) {
			t.Errorf("%v is told as %q, want %q", err, got, want)
		}
	}
}
