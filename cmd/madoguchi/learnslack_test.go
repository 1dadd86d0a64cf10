package main

import (
	"net/url"
	"strings"
	"testing"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// replied opens a ticket of a member and replies to it, so that it may be learnt from.
func (w *town) replied(member, number, question string) slackfake.Message {
	w.t.Helper()
	w.matter(linefake.User(member), question)
	w.reply(w.card(number), "承知しました。")
	w.until("the button", func() bool { return strings.Contains(w.card(number).Text(), "会員待ち") })
	return w.card(number)
}

// chooses opens the modal in which is chosen what becomes of a ticket's question, and chooses.
func (w *town) chooses(card slackfake.Message, what string) slackfake.View {
	w.t.Helper()
	w.slack.Press(slackfake.Sasaki, card, "FAQにする")
	v := w.modal(slackfake.Sasaki, "この質問をどうするか")
	w.slack.SubmitView(slackfake.Sasaki, v, map[string]string{"what": what})
	return v
}

// TestLearnInSlack: in its ticket's thread a question becomes another wording of an entry, or none for the FAQ, as at
// the desk; who may not change the FAQ is refused, and what would be taken from another entry is asked first.
func TestLearnInSlack(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := openTown(t, database, "MADOGUCHI_OFFICE="+lifeOffice(t))
	w.slack.LimitPosts(0)
	if _, _, err := commandOn(t, database, "staff add 田中 -role coordinator -slack "+slackfake.Tanaka); err != nil {
		t.Fatal(err)
	}
	const wording, trifle, twice = "会費を小判で払う方法はございますか", "会員証に描いてある犬の名前", "見本品を運ぶ船の名前は何ですか"
	card := w.replied("asker", "Q-0001", wording)
	w.slack.Press(slackfake.Tanaka, card, "FAQにする")
	w.until("the refusal", func() bool {
		told := w.slack.Ephemerals(slackfake.Tanaka)
		return len(told) > 0 && strings.Contains(told[len(told)-1].Text(), "いまの役割ではできません")
	})

	w.group(wording)
	form := w.chooses(card, "0")
	holds(t, "the modal", form.Text(), "会員の聞き方: "+wording, "1. 会費の支払い方法には何がありますか？", "変わる", "[FAQにしない]")
	w.modal(slackfake.Sasaki, "別の聞き方に加えました")
	holds(t, "what is decided", w.desk("/desk/faq/unanswered?state=alias"), wording, "会費の支払い方法には何がありますか", "佐々木")
	w.until("the wording to be served", func() bool { return strings.Contains(w.desk("/desk/faq/tsunagu/3"), wording) })
	v := w.visit()
	v.say(wording)
	v.lines("the entry by its new wording", func(ls []webLine) bool {
		return strings.Contains(text(ls), "口座振替と銀行振込")
	})

	card = w.replied("trifler", "Q-0002", trifle)
	w.group(trifle)
	w.chooses(card, "off")
	w.modal(slackfake.Sasaki, "「FAQにしない」に移しました")
	holds(t, "what is set off", w.desk("/desk/faq/unanswered?state=off"), trifle, "佐々木")
	for _, gone := range []string{wording, trifle} {
		if strings.Contains(w.desk("/desk/faq/unanswered"), gone) {
			t.Errorf("%s is still among what was not answered", gone)
		}
	}

	card = w.replied("sailor", "Q-0003", twice)
	w.deskPost("/desk/faq/unanswered/"+w.group(twice)+"/alias", url.Values{"ref": {"tsunagu/3"}})
	w.until("it to be served", func() bool { return strings.Contains(w.desk("/desk/faq/tsunagu/3"), twice) })
	holds(t, "the modal of one that is decided", w.chooses(card, "1").Text(), "別の聞き方にした（佐々木", "2. 見本品は、誰がどこへ送るのですか？")
	sure := w.modal(slackfake.Sasaki, "答えなくなります")
	if strings.Contains(w.desk("/desk/faq/tsunagu/15"), twice) {
		t.Error("it was done before it was asked")
	}
	w.slack.SubmitView(slackfake.Sasaki, sure, nil)
	w.modal(slackfake.Sasaki, "別の聞き方に加えました")
	w.until("it to be served by the other", func() bool { return strings.Contains(w.desk("/desk/faq/tsunagu/15"), twice) })
	holds(t, "the audit", w.desk("/desk/audit"), "FAQを公開", "Slack", "答えられなかった質問")
}
