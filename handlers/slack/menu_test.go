package slack_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/slack/slackfake"
)

// allActs are all that a card can offer.
var allActs = []chat.Act{
	chat.Reply, chat.Done, chat.Resolve, chat.Look, chat.Snooze, chat.Route, chat.Assign, chat.Live, chat.Merge,
	chat.NoteDown, chat.Cancel, chat.Spam,
}

// offer posts a card with acts.
func (r *room) offer(t *testing.T, acts ...chat.Act) slackfake.Message {
	t.Helper()
	c := aCard(7)
	c.Acts = acts
	receipt, err := r.app.Send(t.Context(), toOffice("card-menu", chat.Message{Author: chat.Bot, Card: c}))
	if err != nil {
		t.Fatalf("send a card: %v", err)
	}
	r.office.set(func(o *office) { o.threads["slack::"+slackfake.Office+" "+receipt.Thread] = "Q-1204" })
	return r.Card(slackfake.Office, "Q-1204")
}

// TestCardStaysReadable is S32 and S36 (the fake refuses blocks that older clients do not show): however much can be done, a card has five buttons and one menu, and
// everything is reached from them.
func TestCardStaysReadable(t *testing.T) {
	for _, tc := range []struct {
		name string
		acts []chat.Act
		want string
	}{
		{"all", allActs, "[返信] [反映しました] [解決] [詳細] [保留] [⋯転送⋯担当変更⋯有人対応⋯統合⋯取消]"},
		{"usual", []chat.Act{chat.Claim, chat.Reply, chat.Resolve, chat.Look, chat.Snooze, chat.Route, chat.Assign, chat.NoteDown, chat.Cancel, chat.Spam},
			"[引き受ける] [返信] [解決] [詳細] [保留] [⋯転送⋯担当変更⋯メモ⋯取消]"},
		{"six", allActs[:6], "[返信] [反映しました] [解決] [詳細] [保留] [転送]"},
		{"closed", []chat.Act{chat.Reopen, chat.Look}, "[再開] [詳細]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := open(t).offer(t, tc.acts...).Text()
			if lines := strings.Split(text, "\n"); lines[len(lines)-1] != tc.want {
				t.Errorf("the card ends in\n%s\nwant\n%s", lines[len(lines)-1], tc.want)
			}
		})
	}
}

// TestMenu is S10: an act from the menu is the act from a button: it carries the ticket and the
// version, and asks for what it still needs.
func TestMenu(t *testing.T) {
	for _, tc := range []struct {
		item, entered string
		want          chat.Event
	}{
		{"担当変更", slackfake.Tanaka, chat.Event{Act: chat.Assign, Value: "slack:" + slackfake.Tanaka + " 田中"}},
		{"転送", "コーディネーター", chat.Event{Act: chat.Route, Value: "コーディネーター"}},
		{"有人対応", "on", chat.Event{Act: chat.Live, Value: "on"}},
		{"統合", "ｑ１２０３", chat.Event{Act: chat.Merge, Value: "Q-1203"}},
		{"取消", "cancel", chat.Event{Act: chat.Cancel}},
		{"取消", "spam", chat.Event{Act: chat.Spam}},
	} {
		t.Run(tc.item+" "+tc.entered, func(t *testing.T) {
			r := open(t)
			card := r.offer(t, allActs...)
			if a := r.Press(slackfake.Sasaki, card, tc.item); a.Status != 200 {
				t.Fatalf("answered %d", a.Status)
			}
			if n := len(r.office.took()); n != 0 {
				t.Fatalf("done without being asked: %v", r.office.acts())
			}
			r.Submit(slackfake.Sasaki, map[string]string{"input": tc.entered})
			got := r.office.took()
			if len(got) != 1 {
				t.Fatalf("%d events", len(got))
			}
			e := got[0]
			if e.Act != tc.want.Act || e.Value != tc.want.Value || e.Ticket != "Q-1204" || e.Version != 7 || e.Person.Name != "佐々木" {
				t.Errorf("arrived as %+v", e)
			}
		})
	}
}

// TestS9MenuOfStrangers is S9: the menu is no way around who may act.
func TestS9MenuOfStrangers(t *testing.T) {
	r := open(t)
	card := r.offer(t, allActs...)
	r.Press(slackfake.Guest, card, "取消")
	eventually(t, "the guest is told", func() bool { return len(r.Ephemerals(slackfake.Guest)) == 1 })
	if n := len(r.office.took()); n != 0 {
		t.Errorf("a guest's press was taken: %v", r.office.acts())
	}
}

// TestS10CancelAndSpamButtons is S10: where they are buttons, they ask once more and then act at once.
func TestS10CancelAndSpamButtons(t *testing.T) {
	r := open(t)
	card := r.offer(t, chat.Reply, chat.Cancel, chat.Spam)
	for i, label := range []string{"取消", "迷惑"} {
		b, found := slackfake.Button(card.Blocks, label)
		if !found || b["confirm"] == nil {
			t.Fatalf("%s is %v, want a button that asks once more", label, b)
		}
		r.Press(slackfake.Sasaki, card, label)
		eventually(t, label+" is taken", func() bool { return slices.Equal(r.office.acts(), []chat.Act{chat.Cancel, chat.Spam}[:i+1]) })
	}
}
