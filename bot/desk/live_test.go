package desk

import (
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

// sasaki is who acts in these tests.
var sasaki = chat.Person{ID: "staff:1", Name: "佐々木"}

// aTurn is a turn in which sasaki acts on a ticket of theirs that has a card in Slack, and its desk.
func aTurn(e chat.Event) (*Desk, *turn.Turn) {
	now := time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC)
	known := facts.New(&faq.Library{}, office.Default(), func() time.Time { return now })
	known.LearnChannels(map[string]chat.Capabilities{chat.Slack: {Thread: true, Rooms: true}, chat.Desk: {}, chat.LINE: {}})
	tk := &ticket.Ticket{Number: "Q-0001", Title: "登録番号", Version: 3, Kind: ticket.Inquiry, Status: ticket.Working, Assignee: sasaki,
		Contact: chat.Address{Channel: chat.LINE, ID: "U1"}, Channel: "slack::C1", Thread: "1.1"}
	e.Kind, e.Person, e.At, e.Ticket = chat.StaffAct, sasaki, now, tk.Number
	if e.From.Channel == "" {
		e.From = chat.Address{Channel: chat.Slack, ID: "C1"}
	}
	c := &turn.Conversation{Address: tk.Contact, Reachable: true}
	return &Desk{Facts: known}, &turn.Turn{Input: turn.Input{Now: now, Event: e, Ticket: tk, Conversation: c}}
}

// said are the texts that went to the member, and those that went to the thread.
func said(t *turn.Turn) (member, thread []string) {
	for _, o := range t.Out {
		for _, m := range o.Messages {
			switch {
			case m.Card != nil || m.Status != nil:
			case o.Staff:
				thread = append(thread, m.Text)
			default:
				member = append(member, m.Text)
			}
		}
	}
	return member, thread
}

// TestAsidesStay: of talk in direct relay nothing goes to the member that colleagues marked as theirs, in
// whichever line the mark stands; where the rest may have been meant for the member, the thread says
// that it stayed.
func TestAsidesStay(t *testing.T) {
	for text, c := range map[string]struct{ member, note, thread string }{
		"確認しました。":              {member: "確認しました。"},
		"// 部長に確認中":            {note: "部長に確認中"},
		"／／部長に確認中\n明日になりそう":    {note: "部長に確認中\n明日になりそう"},
		"確認しました。\n//部長には未確認":   {note: "確認しました。\n//部長には未確認", thread: "どこも会員に送らず"},
		"確認しました。\n　／／ 未確認\n以上": {note: "確認しました。\n　／／ 未確認\n以上", thread: "どこも会員に送らず"},
		"https://a.example です": {member: "https://a.example です"},
	} {
		dk, tn := aTurn(chat.Event{Act: chat.NoteDown, Text: text, MessageID: "1.2"})
		tn.Conversation.State.Live = &turn.Live{Ticket: "Q-0001", Person: sasaki.ID, Since: tn.Now, Last: tn.Now}
		if err := dk.Act(t.Context(), tn); err != nil {
			t.Fatal(err)
		}
		member, thread := said(tn)
		var note string
		for _, e := range tn.Log {
			if e.What == ticket.LogNoted {
				note = e.Text
			}
		}
		if strings.Join(member, "") != c.member || note != c.note || !strings.Contains(strings.Join(thread, ""), c.thread) {
			t.Errorf("%q: to the member %q, noted %q, in the thread %q", text, member, note, thread)
		}
	}
}

// TestReplyWithAside: a reply with such a line is refused wherever it was written.
func TestReplyWithAside(t *testing.T) {
	dk, tn := aTurn(chat.Event{Act: chat.Reply, Text: "確認しました。\n// 部長には未確認", From: chat.Address{Channel: chat.Desk, ID: "sasaki"}})
	if err := dk.Act(t.Context(), tn); err != nil {
		t.Fatal(err)
	}
	if member, _ := said(tn); tn.Outcome.OK || len(member) > 0 || !strings.Contains(tn.Outcome.Text, "社内メモのしるし") {
		t.Errorf("outcome %+v, to the member %q", tn.Outcome, member)
	}
}

// TestNoteOfModalInLive: a note stays a note while direct relay is on.
func TestNoteOfModalInLive(t *testing.T) {
	dk, tn := aTurn(chat.Event{Act: chat.NoteDown, Text: "経理に確認"})
	tn.Conversation.State.Live = &turn.Live{Ticket: "Q-0001", Person: sasaki.ID, Since: tn.Now, Last: tn.Now}
	if err := dk.Act(t.Context(), tn); err != nil {
		t.Fatal(err)
	}
	if member, thread := said(tn); len(member) > 0 || strings.Join(thread, "") != "メモ（佐々木）：経理に確認" {
		t.Errorf("to the member %q, in the thread %q", member, thread)
	}
}
