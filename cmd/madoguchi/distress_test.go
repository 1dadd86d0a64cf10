package main

import (
	"strings"
	"testing"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
)

// TestDistressReachesStaff takes somebody who may do themselves harm down the whole road: they are told at once
// who can be talked to, staff see it in their channel and on a card, and the program says nothing more until a
// person has written.
func TestDistressReachesStaff(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	member := linefake.User("minato")

	answer := strings.Join(w.tell(member, "もう死にたいです", 1), "\n")
	for _, want := range []string{"よりそいホットライン", "0120-279-338", "いのちの電話", "まもろうよ こころ", "担当者"} {
		if !strings.Contains(answer, want) {
			t.Errorf("the answer lacks %q:\n%s", want, answer)
		}
	}
	card := w.cardItself("Q-0001")
	if !strings.Contains(card.Text(), "【至急】") || !strings.Contains(card.Text(), "ご本人の様子が心配です") {
		t.Errorf("the card is not urgent:\n%s", card.Text())
	}
	told := func(m slackfake.Message) bool {
		return strings.Contains(m.Text(), "🚨") && strings.Contains(m.Text(), "命にかかわる") && m.TS != card.TS
	}
	w.until("the notice in the staff's channel", func() bool {
		for _, m := range w.slack.Roots(slackfake.Office) {
			if told(m) {
				return true
			}
		}
		return false
	})

	for _, text := range []string{"ありがとう", "状況を教えて", "紙の領収書はもらえますか"} {
		w.webhook(w.line.Text(member, text))
		w.until("the words in the thread", func() bool { return strings.Contains(w.thread(card), text) })
	}
	if said := w.line.Texts(member); len(said) != 1 {
		t.Errorf("the program went on talking: %q", said[1:])
	}
	w.reply(card, "お電話してもよろしいですか。")
	w.until("the person's words on LINE", func() bool {
		return strings.Contains(last(w.line.Texts(member)), "お電話してもよろしいですか")
	})
	if said := w.line.Texts(member); len(said) != 2 {
		t.Errorf("the member has read %q", said)
	}
}

// cardItself waits for a ticket's card where other messages of the channel name the ticket as well.
func (w *town) cardItself(number string) slackfake.Message {
	w.t.Helper()
	var card slackfake.Message
	w.until("the card of "+number, func() bool {
		for _, m := range w.slack.Roots(slackfake.Office) {
			if strings.Contains(m.Text(), number) && strings.Contains(m.Text(), "返信") {
				card = m
			}
		}
		return card.TS != ""
	})
	return card
}
