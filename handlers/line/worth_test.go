package line_test

import (
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/line"
)

// TestL31Worth holds L31 and 0.4: what is worth a push, and what goes only free of charge.
func TestL31Worth(t *testing.T) {
	staff := chat.Message{Author: chat.Staff, Text: "お調べしました。"}
	notice := chat.Message{Author: chat.Bot, Text: "お済みとしました。", Later: true}
	answer := chat.Message{Author: chat.Bot, Text: "はい、借りられます。", Worth: noon.Add(20 * time.Minute)}
	for name, c := range map[string]struct {
		messages []chat.Message
		ticket   string
		age      time.Duration
		used     int64
		push     bool
	}{
		"a notice":                        {[]chat.Message{notice}, "Q-0001", 0, 0, false},
		"a notice with a reply":           {[]chat.Message{staff, notice}, "Q-0001", 0, 0, true},
		"an answer":                       {[]chat.Message{answer}, "", 0, 0, true},
		"an answer after twenty minutes":  {[]chat.Message{answer}, "", 21 * time.Minute, 0, false},
		"a reply after a day":             {[]chat.Message{staff}, "Q-0001", 22 * time.Hour, 0, true},
		"an answer before the reserve":    {[]chat.Message{answer}, "", 0, 139, true},
		"an answer at the reserve":        {[]chat.Message{answer}, "", 0, 140, false},
		"a reply from the reserve":        {[]chat.Message{staff}, "Q-0001", 0, 199, true},
		"a change done, from the reserve": {[]chat.Message{{Author: chat.Bot, Text: "反映しました。"}}, "H-0001", 0, 199, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newSendBench(t, func(c *line.Config) { c.Reserve = 30 })
			b.SetQuota(200, c.used)
			d := b.delivery("a", "", false)
			d.Messages, d.Ticket = c.messages, c.ticket
			b.advance(c.age)
			_, _, err := b.send(d)
			if !c.push {
				b.wantFault(err, chat.Pointless)
			} else if err != nil {
				t.Error(err)
			}
			if n := len(b.Calls("push")); (n == 1) != c.push {
				t.Errorf("%d pushes", n)
			}
			free := b.delivery("b", "", true)
			free.Messages, free.Ticket = c.messages, c.ticket
			if r, _, err := b.send(free); err != nil || r.Via != "reply" {
				t.Errorf("with a token: %+v, %v", r, err)
			}
		})
	}
}
