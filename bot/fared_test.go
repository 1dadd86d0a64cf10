package bot

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/office"
	"madoguchi/ticket"
)

// TestEachReplyHasItsOwnFate: what becomes of one reply is not shown as the fate of another, and the
// card warns for as long as any has not arrived.
func TestEachReplyHasItsOwnFate(t *testing.T) {
	type step struct {
		do    string // fared, resend, recall or reply
		id    int64
		state chat.DeliveryState // that is told of, or that the delivery is in
		last  chat.DeliveryState // as the card has it afterwards
		warn  string
	}
	for name, steps := range map[string][]step{
		"the second is recalled while the first is held": {
			{"reply", 1, "", chat.Pending, ""}, {"fared", 1, chat.Held, chat.Held, "まだ会員に届いていません"},
			{"reply", 2, "", chat.Pending, "まだ会員に届いていません"}, {"recall", 2, chat.Pending, chat.Discarded, "まだ会員に届いていません"},
			{"fared", 1, chat.Sent, chat.Discarded, ""},
		},
		"the first is sent late": {
			{"reply", 1, "", chat.Pending, ""}, {"reply", 2, "", chat.Pending, ""}, {"fared", 1, chat.Sent, chat.Pending, ""}, {"fared", 2, chat.Sent, chat.Sent, ""},
		},
		"a dead one is sent again": {
			{"reply", 1, "", chat.Pending, ""}, {"reply", 2, "", chat.Pending, ""}, {"fared", 1, chat.Dead, chat.Pending, "届きませんでした"},
			{"resend", 1, chat.Dead, chat.Pending, ""}, {"fared", 1, chat.Dead, chat.Pending, "届きませんでした"},
			{"fared", 2, chat.Sent, chat.Sent, ""}, // what could not be sent was said anew
		},
		"the first is held after the second was written": {
			{"reply", 1, "", chat.Pending, ""}, {"reply", 2, "", chat.Pending, ""}, {"fared", 1, chat.Held, chat.Pending, "まだ会員に届いていません"},
			{"recall", 1, chat.Held, chat.Pending, ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := New(Config{Office: office.Default()})
			tk := ticket.Ticket{Number: "Q-0001", Status: ticket.Waiting, Kind: ticket.Inquiry}
			conversation := &Conversation{Reachable: true}
			for i, s := range steps {
				turn := &Turn{Conversation: conversation, Tickets: []ticket.Ticket{tk}, Ticket: &tk, Now: time.Now(),
					Delivery: func(context.Context, int64) (chat.DeliveryState, error) { return s.state, nil }}
				turn.Event = chat.Event{Kind: chat.StaffAct, Act: chat.Act(s.do), Ticket: tk.Number, Value: strconv.FormatInt(s.id, 10)}
				switch s.do {
				case "reply":
					b.noteReply(turn, &tk, chat.Status{State: chat.Pending})
					turn.NameReplies(map[string]int64{tk.Number: s.id})
				case "fared":
					turn.Event.Value += " " + string(s.state)
					b.fared(turn)
				default:
					if err := b.actOnDelivery(t.Context(), turn); err != nil {
						t.Fatal(err)
					}
				}
				last, notice := lastReply(turn, &tk), b.notice(turn, &tk)
				if last.State != s.last || !strings.Contains(notice, s.warn) || s.warn == "" && strings.Contains(notice, "返信は") {
					t.Errorf("after step %d the last reply is %s, the card warns %q; want %s and %q", i+1, last.State, notice, s.last, s.warn)
				}
			}
		})
	}
}
