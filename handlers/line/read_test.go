package line_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// TestL39MarkAsRead: a message is marked as read once it is stored, where the account leaves that to
// us and nowhere else; LINE's refusal is of no consequence.
func TestL39MarkAsRead(t *testing.T) {
	for name, tc := range map[string]struct {
		set  func(*linefake.Server)
		info int // look-ups of how the account marks
		want int
	}{
		"by hand":     {func(f *linefake.Server) { f.SetReadMode("manual") }, 1, 2},
		"by itself":   {func(*linefake.Server) {}, 1, 0},
		"not told":    {func(f *linefake.Server) { f.SetStatus("/v2/bot/info", 500) }, 1, 0},
		"not allowed": {func(f *linefake.Server) { f.SetReadMode("manual"); f.SetStatus("/v2/bot/chat/markAsRead", 403) }, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			fake, sink := newFake(t), &memory{}
			tc.set(fake)
			s := newService(t, fake, sink, nil)
			member := linefake.User("a")
			standby := fake.TextEvent(linefake.User("b"), "ほかの窓口へ")
			standby["mode"] = "standby"
			for _, e := range []linefake.Event{fake.TextEvent(member, "一"), standby, fake.TextEvent(member, "二"), fake.PostbackEvent(member, "v1:x")} {
				if got := postHook(s, fake.Webhook(e)); got != 200 {
					t.Fatalf("status %d", got)
				}
			}
			if calls := fake.Calls(""); len(calls) != 0 {
				t.Fatalf("LINE was called on the way in: %v", calls)
			}
			go s.Run(t.Context())
			eventually(t, func() bool { return len(fake.Calls("/profile/")) > 0 && len(fake.Calls("/info")) == tc.info })
			eventually(t, func() bool { return len(fake.Read()) == tc.want })
			if read := fake.Read(); slices.Contains(read, linefake.User("b")) {
				t.Error("what is for another channel was marked as read")
			}
		})
	}
}

// TestL39Quote: a text quotes the message it answers, in its first piece alone; a card, which repeats
// the question, quotes nothing.
func TestL39Quote(t *testing.T) {
	fake := newFake(t)
	s := newService(t, fake, nil, nil)
	asked := fake.TextEvent(linefake.User("a"), "会員証はいつ届きますか")
	long := chat.Message{Text: longText(7000), Author: chat.Staff, Quote: asked.QuoteToken()}
	answer := sampleAnswer
	messages := []chat.Message{long, {Text: "続きです。", Author: chat.Staff}, {Text: "回答です。", Answer: &answer, Quote: asked.QuoteToken()}}
	if _, err := s.Send(t.Context(), chat.Delivery{Key: "k", To: address("a"), Attempt: 1, Messages: messages}); err != nil {
		t.Fatal(err)
	}
	var quotes []string
	for _, d := range fake.Delivered(linefake.User("a")) {
		quotes = append(quotes, d.Quotes)
	}
	if diff := cmp.Diff([]string{asked.MessageID(), "", "", ""}, quotes); diff != "" {
		t.Errorf("quoted (-want +got):\n%s", diff)
	}
}

// TestL39QuoteRefused: where the quoted message was taken back, the words go without it: by the same
// token, or under the same key.
func TestL39QuoteRefused(t *testing.T) {
	for _, via := range []string{"reply", "push"} {
		t.Run(via, func(t *testing.T) {
			fake := newFake(t)
			s := newService(t, fake, nil, nil)
			asked := fake.TextEvent(linefake.User("a"), "まちがえました")
			fake.Unsend(linefake.User("a"), asked.MessageID())
			d := chat.Delivery{Key: "k", To: address("a"), Attempt: 1, Messages: []chat.Message{{Text: "お答えします。", Quote: asked.QuoteToken()}}}
			if via == "reply" {
				d.ReplyToken, d.ReplyUntil = asked.ReplyToken(), time.Now().Add(time.Minute)
			}
			receipt, err := s.Send(t.Context(), d)
			if err != nil || receipt.Via != via {
				t.Fatalf("sent by %q, %v", receipt.Via, err)
			}
			if sent := fake.Delivered(linefake.User("a")); len(sent) != 1 || sent[0].Quotes != "" || sent[0].Text != "お答えします。" {
				t.Errorf("delivered %+v", sent)
			}
		})
	}
	t.Run("another 400 is final", func(t *testing.T) {
		fake := newFake(t)
		fake.SetMode(linefake.Refused)
		_, err := newService(t, fake, nil, nil).Send(t.Context(), chat.Delivery{Key: "k", To: address("a"), Attempt: 1, Messages: []chat.Message{{Text: "x", Quote: "q"}}})
		var se *chat.SendError
		if !errors.As(err, &se) || se.Fault != chat.Rejected || len(fake.Calls("/push")) != 1 {
			t.Errorf("%v after %d calls", err, len(fake.Calls("/push")))
		}
	})
}

// longText is a text of n characters.
func longText(n int) string {
	text := make([]rune, n)
	for i := range text {
		text[i] = 'あ'
	}
	return string(text)
}

// TestL24Suspended: that LINE closes the account is told to the office in words, once an event; every
// other event that needs nothing is not.
func TestL24Suspended(t *testing.T) {
	fake := newFake(t)
	told := map[string]string{}
	s := newService(t, fake, &memory{}, func(c *line.Config) { c.Alert = func(key, text string) { told[key] = text } })
	closed := fake.Event("botSuspended", "", nil)
	delete(closed, "source")
	for _, e := range []linefake.Event{closed, closed, fake.Event("beacon", linefake.User("a"), nil), fake.Event("botResumed", "", nil)} {
		if got := postHook(s, fake.Webhook(e)); got != 200 {
			t.Fatalf("status %d", got)
		}
	}
	if text := told["line-botSuspended::"+closed.ID()]; len(told) != 2 || text == "" {
		t.Errorf("told %v", told)
	}
}

// TestL13EverySource gives every type of event with every kind of source, whole and in pieces, and
// with a property left out at a time: each is answered 200, and whatever is stored can be.
func TestL13EverySource(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	s := newService(t, fake, sink, nil)
	types := []string{"message", "messageEdited", "unsend", "follow", "unfollow", "join", "leave", "memberJoined", "memberLeft", "postback",
		"videoPlayComplete", "beacon", "accountLink", "things", "membership", "module", "activated", "deactivated", "botSuspended", "botResumed", "delivery", "someday", ""}
	user, group := linefake.User("a"), linefake.Group("g")
	sources := []any{nil, map[string]any{}, map[string]any{"type": "user", "userId": user}, map[string]any{"type": "user"},
		map[string]any{"type": "group", "groupId": group, "userId": user}, map[string]any{"type": "group", "groupId": group}, map[string]any{"type": "group"},
		map[string]any{"type": "room", "roomId": "R" + group[1:]}, map[string]any{"type": "room", "userId": user}, map[string]any{"type": "planet", "userId": user}}
	details := map[string]any{
		"message": map[string]any{"type": "text", "id": "1", "text": "質問"}, "postback": map[string]any{"data": "v1:x", "params": map[string]any{"status": "RICHMENU_ALIAS_ID_NOTFOUND"}},
		"unsend": map[string]any{"messageId": "1"}, "follow": map[string]any{"isUnblocked": true}, "link": map[string]any{"result": "ok", "nonce": "0123456789abcdef"},
		"joined": map[string]any{"members": []any{map[string]any{"type": "user", "userId": user}}}, "left": map[string]any{"members": []any{}},
		"beacon": map[string]any{"hwid": "h", "type": "enter"}, "membership": map[string]any{"type": "renewed", "membershipId": 1}, "module": map[string]any{"type": "attached"},
	}
	sent := 0
	for _, typ := range types {
		for _, source := range sources {
			whole := fake.Event(typ, user, details)
			whole["source"] = source
			for _, without := range append([]string{""}, "mode", "timestamp", "webhookEventId", "deliveryContext", "replyToken", "source", "message", "postback", "unsend", "link") {
				e := linefake.Event{}
				for k, v := range whole {
					if k != without {
						e[k] = v
					}
				}
				if got := postHook(s, fake.Webhook(e)); got != 200 {
					raw, _ := json.Marshal(e)
					t.Fatalf("status %d for %s", got, raw)
				}
				sent++
			}
		}
	}
	for _, e := range sink.all() {
		safe(t, e)
	}
	if len(sink.all()) == 0 || sent < 2000 {
		t.Errorf("%d bodies sent, %d events stored", sent, len(sink.all()))
	}
}
