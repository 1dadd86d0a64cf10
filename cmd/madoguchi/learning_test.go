package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

var (
	groupLink = regexp.MustCompile(`<h2 id="g-(\d+)"><a[^>]*>([^<]*)</a>`)
	answerBox = regexp.MustCompile(`(?s)<textarea id="answer"[^>]*>([^<]*)</textarea>`)
)

// group waits until a question stands among those that were not answered, and gives its number.
func (w *town) group(wording string) (id string) {
	w.t.Helper()
	w.until("the question "+wording, func() bool {
		for _, m := range groupLink.FindAllStringSubmatch(w.desk("/desk/faq/unanswered"), -1) {
			if m[2] == wording {
				id = m[1]
			}
		}
		return id != ""
	})
	return id
}

// TestLearningLoop goes the way of a question from a member who is not answered to one who is: staff reply,
// make an entry of the reply, send it to who asked, and add a wording with one press. A browser runs no script.
func TestLearningLoop(t *testing.T) {
	t.Parallel()
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+lifeOffice(t))
	holds(t, "the page before anything was asked", w.desk("/desk/faq/unanswered"), "答えられなかった質問", "いまのところ、答えられなかった質問はありません")
	holds(t, "the FAQ", w.desk("/desk/faq"), `href="/desk/faq/unanswered"`)
	holds(t, "an entry", w.desk("/desk/faq/hanro/1"), `href="/desk/faq/unanswered"`)

	v := w.visit()
	v.say("みなと商店の木村です。屋上の望遠鏡は借りられますか")
	v.lines("an answer", func(ls []webLine) bool { return len(ls) > 2 })
	for _, said := range []string{"事務局に聞く", "株式会社ミナト 木村", "とばす", "つなぐ", "送る"} {
		v.say(said)
	}
	v.lines("the receipt", func(ls []webLine) bool { return strings.Contains(text(ls), "Q-0001") })
	id := w.group("屋上の望遠鏡は借りられますか")
	w.deskSend("Q-0001", url.Values{"text": {"木村様\n\nお世話になっております。\n\n望遠鏡は、金曜日の夜にお貸しします。\n※雨の日はお休みです。\n\nよろしくお願いいたします。"}})

	form := w.desk("/desk/faq/unanswered/" + id + "/new")
	answer := answerBox.FindStringSubmatch(form)
	if answer == nil || answer[1] != "望遠鏡は、金曜日の夜にお貸しします。\n※雨の日はお休みです。" {
		t.Fatalf("the answer is prefilled with %q:\n%s", answer, form)
	}
	holds(t, "the form", form, `value="屋上の望遠鏡は借りられますか"`, "Q-0001 への返信をもとに")
	page := w.deskPost("/desk/faq/unanswered/"+id+"/new", url.Values{"programme": {"hanro"}, "question": {"望遠鏡は借りられますか"}, "aliases": {"屋上の望遠鏡は借りられますか"}, "answer": {answer[1]}})
	holds(t, "the page after the entry", page, "公開しました", "この答えを送る", "Q-0001")
	holds(t, "the page after the answer", w.deskPost("/desk/faq/unanswered/"+id+"/send", url.Values{"ticket": {"Q-0001"}}), "Q-0001 の会員に返信を送ります")
	v.lines("the answer", func(ls []webLine) bool { return strings.Contains(text(ls), "望遠鏡は借りられますか") })

	other := w.visit()
	other.say("屋上の望遠鏡は借りられますか")
	other.lines("the new entry", func(ls []webLine) bool { return strings.Contains(text(ls), "金曜日の夜にお貸しします") })

	other = w.visit()
	other.say("遠くの星を見る筒の貸し出しについて")
	other.lines("no answer", func(ls []webLine) bool { return len(ls) > 2 })
	other.say("事務局に聞く")
	id = w.group("遠くの星を見る筒の貸し出しについて")
	holds(t, "the group", w.desk("/desk/faq/unanswered/"+id), "この項目の別の聞き方にする", "新しい項目にする", "FAQにしない")
	holds(t, "after the wording", w.deskPost("/desk/faq/unanswered/"+id+"/alias", url.Values{"ref": {"hanro/15"}}), "別の聞き方に加えました")
	third := w.visit()
	w.until("the wording to be taken", func() bool { return strings.Contains(w.desk("/desk/faq/hanro/15"), "遠くの星を見る筒") })
	third.say("遠くの星を見る筒の貸し出しについて")
	third.lines("the entry by its new wording", func(ls []webLine) bool { return strings.Contains(text(ls), "金曜日の夜にお貸しします") })
}

// TestTeachInSlack makes an entry of a ticket in its thread, without the desk.
func TestTeachInSlack(t *testing.T) {
	t.Parallel()
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+lifeOffice(t))
	w.slack.LimitPosts(0)
	w.matter(linefake.User("asker"), "屋上の望遠鏡は借りられますか")
	w.reply(w.card("Q-0001"), "木村様\n望遠鏡は、金曜日の夜にお貸しします。")
	w.until("the button", func() bool { return strings.Contains(w.card("Q-0001").Text(), "会員待ち") })
	w.slack.Press(slackfake.Sasaki, w.card("Q-0001"), "FAQにする")
	w.slack.SubmitView(slackfake.Sasaki, w.modal(slackfake.Sasaki, "この質問をどうするか"), map[string]string{"what": "new"})
	w.slack.SubmitView(slackfake.Sasaki, w.modal(slackfake.Sasaki, "回答: "), map[string]string{
		"programme": "hanro", "question": "望遠鏡は借りられますか", "aliases": "屋上の望遠鏡は借りられますか", "input": "望遠鏡は、金曜日の夜にお貸しします。",
	})
	v := w.visit()
	w.until("the entry", func() bool { return strings.Contains(w.desk("/desk/faq"), "望遠鏡は借りられますか") })
	v.say("屋上の望遠鏡は借りられますか")
	v.lines("the new entry", func(ls []webLine) bool { return strings.Contains(text(ls), "金曜日の夜にお貸しします") })
}
