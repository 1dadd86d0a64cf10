package desk

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/facts"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
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
			dk := &Desk{Facts: facts.New(&faq.Library{}, office.Default(), time.Now)}
			tk := ticket.Ticket{Number: "Q-0001", Status: ticket.Waiting, Kind: ticket.Inquiry}
			conversation := &turn.Conversation{Reachable: true}
			for i, s := range steps {
				tn := &turn.Turn{
					Input: turn.Input{Conversation: conversation, Tickets: []ticket.Ticket{tk}, Ticket: &tk, Now: time.Now()},
					Lookup: turn.Lookup{Delivery: func(context.Context, int64) (turn.Standing, error) {
						return turn.Standing{State: s.state, Ticket: tk.Number}, nil
					}},
				}
				tn.Event = chat.Event{Kind: chat.StaffAct, Act: chat.Act(s.do), Ticket: tk.Number, Value: strconv.FormatInt(s.id, 10)}
				switch s.do {
				case "reply":
					tn.NoteReply(&tk, chat.Status{State: chat.Pending})
					tn.NameReplies(map[string]int64{tk.Number: s.id})
				case "fared":
					tn.Event.Value += " " + string(s.state)
					dk.fared(tn)
				default:
					if err := dk.actOnDelivery(t.Context(), tn); err != nil {
						t.Fatal(err)
					}
				}
				last, notice := tn.LastReply(&tk), dk.notice(tn, &tk)
				if last.State != s.last || !strings.Contains(notice, s.warn) || s.warn == "" && strings.Contains(notice, "返信は") {
					t.Errorf("after step %d the last reply is %s, the card warns %q; want %s and %q", i+1, last.State, notice, s.last, s.warn)
				}
			}
		})
	}
}
