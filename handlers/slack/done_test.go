package slack_test

import (
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/slack/slackfake"
)

// TestS32DoneAsks: before 反映しました goes to the member, who presses it reads what the member will be told.
func TestS32DoneAsks(t *testing.T) {
	for name, c := range map[string]struct{ told, want string }{
		"items and a day": {"H-0001：担当者、電話番号の変更を反映しました（適用日：12/1（火））。", "担当者、電話番号の変更を反映しました（適用日：12/1（火））"},
		"an older card":   {"", "変更を反映したことを会員に知らせて"},
		"far too long":    {strings.Repeat("長", 1000), "長長長"},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t)
			card := aCard(7)
			card.Acts, card.Done = []chat.Act{chat.Reply, chat.Done, chat.Look}, c.told
			r.send(t, toOffice("card-1", chat.Message{Author: chat.Bot, Card: card}))
			b, found := slackfake.Button(r.Card(slackfake.Office, "Q-1204").Blocks, "反映しました")
			if !found {
				t.Fatal("no button")
			}
			confirm, _ := b["confirm"].(map[string]any)
			text, _ := confirm["text"].(map[string]any)
			if said, _ := text["text"].(string); !strings.Contains(said, c.want) {
				t.Errorf("asks %q, want %q", said, c.want)
			}
		})
	}
}
