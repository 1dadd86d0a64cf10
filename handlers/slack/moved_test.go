package slack_test

import (
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/slack/slackfake"
)

// TestS8RootGone: what belongs to a thread whose root is gone is said all the same, in a thread that
// begins anew, which the card joins when it next changes.
func TestS8RootGone(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.Delete(slackfake.Office, card.TS)
	d := inThread(card, "k", chat.Message{Text: "届いていますか", Author: chat.Member})
	r.Fail(slackfake.Fault{Method: "chat.postMessage", Drop: true, After: 1, Times: 1}) // the new root's answer is lost
	_, err := r.app.Send(t.Context(), d)
	receipt := r.send(t, again(d, err))
	roots := r.Roots(slackfake.Office)
	if len(roots) != 1 || receipt.Thread != roots[0].TS || !strings.Contains(roots[0].Text(), "Q-1204 の続き") {
		t.Fatalf("%d roots, receipt %+v", len(roots), receipt)
	}
	if got := r.texts(roots[0]); len(got) != 1 || !strings.Contains(got[0], "届いていますか") {
		t.Errorf("the thread reads %q", got)
	}
	r.send(t, inThread(roots[0], "card", chat.Message{Card: aCard(8)}))
	if roots := r.Roots(slackfake.Office); len(roots) != 1 || !strings.Contains(roots[0].Text(), "状態　受付") {
		t.Errorf("the card: %d roots\n%s", len(roots), roots[0].Text())
	}
}

// TestS8ChannelClosed: a ticket of a channel that is archived, gone, or without the app moves to the
// office's own, card and thread; nothing is lost on the way.
func TestS8ChannelClosed(t *testing.T) {
	for _, change := range []slackfake.Channel{
		{ID: slackfake.Random, Archived: true, Members: []string{slackfake.BotUser}}, {ID: slackfake.Random},
	} {
		r := open(t)
		in := func(key, thread string, m chat.Message) chat.Delivery {
			d := toOffice(key, m)
			d.To.ID, d.Thread = slackfake.Random, thread
			return d
		}
		root := r.send(t, in("card", "", chat.Message{Card: aCard(7)})).Thread
		r.SetChannel(change)
		receipt := r.send(t, in("words", root, chat.Message{Text: "もしもし", Author: chat.Member}))
		moved := r.Roots(slackfake.Office)
		if len(moved) != 1 || receipt.Thread != moved[0].TS || receipt.Moved != "slack::"+slackfake.Office {
			t.Fatalf("%d roots in the office, receipt %+v", len(moved), receipt)
		}
		if got := r.texts(moved[0]); len(got) != 1 || !strings.Contains(got[0], "もしもし") {
			t.Errorf("the thread reads %q", got)
		}
		// What was queued for the old channel still finds its thread.
		receipt = r.send(t, in("later", moved[0].TS, chat.Message{Card: aCard(8)}))
		if roots := r.Roots(slackfake.Office); len(roots) != 1 || !strings.Contains(roots[0].Text(), "Q-1204 お問い合わせ") || receipt.Moved != "" {
			t.Errorf("%d roots, receipt %+v", len(roots), receipt)
		}
		fresh := r.send(t, in("another", "", chat.Message{Card: aCard(1)}))
		if fresh.Moved != "slack::"+slackfake.Office || len(r.Roots(slackfake.Office)) != 2 {
			t.Errorf("a new ticket for the closed channel: %+v", fresh)
		}
	}
}

// TestS8WhateverSlackAnswers: what belongs to a thread that is not there arrives with any of Slack's
// words for that; in another channel it has its own thread even if Slack would take the post.
func TestS8WhateverSlackAnswers(t *testing.T) {
	for _, word := range []string{"thread_not_found", "message_not_found", "invalid_thread_ts", "cannot_reply_to_message", ""} {
		r := open(t)
		r.NoThread(word)
		d := toOffice("card", chat.Message{Card: aCard(7)})
		d.To.ID = slackfake.Random
		d = inThread(slackfake.Message{TS: r.send(t, d).Thread}, "words", chat.Message{Text: "もしもし", Author: chat.Member})
		d.To.ID = slackfake.Random
		r.SetChannel(slackfake.Channel{ID: slackfake.Random, Archived: true, Members: []string{slackfake.BotUser}})
		receipt := r.send(t, d)
		if moved := r.Roots(slackfake.Office); len(moved) != 1 || receipt.Thread != moved[0].TS || len(r.texts(moved[0])) != 1 {
			t.Errorf("%q, moved: %d roots in the office, receipt %+v", word, len(moved), receipt)
		}

		r = open(t)
		r.NoThread(word)
		card := r.post(t)
		r.Delete(slackfake.Office, card.TS)
		r.send(t, inThread(card, "k", chat.Message{Text: "届いていますか", Author: chat.Member}))
		found := r.Find(slackfake.Office, func(m slackfake.Message) bool { return strings.Contains(m.Text(), "届いていますか") })
		if len(found) != 1 || word != "" && found[0].ThreadTS == "" {
			t.Errorf("%q, deleted: found %+v", word, found)
		}
	}
}
