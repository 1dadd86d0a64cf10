package bot

import (
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
)

// TestFileIsOver: a reply that was held past its file's term still goes, with the member and the staff told.
func TestFileIsOver(t *testing.T) {
	now := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	b := New(Config{Now: func() time.Time { return now }})
	for _, over := range []bool{true, false} {
		until := now.AddDate(0, 0, 1)
		if over {
			until = now.AddDate(0, 0, -1)
		}
		d := chat.Delivery{ID: 7, Attempt: 1, To: chat.Address{Channel: chat.LINE, ID: "U1"}, Ticket: "Q-0001", Messages: []chat.Message{
			{Author: chat.Staff, Text: "お見積もりです。", Files: []chat.File{{Name: "見積書.pdf", URL: "https://office.example/shared/x", Until: until}}},
			{Author: chat.Bot, Text: "いまのご質問の答え"},
		}}
		sent := uptodate(d.Messages, now)
		if told := strings.Contains(sent[0].Text, "期限が過ぎて"); told != over || (len(sent[0].Files) == 0) != over || sent[1].Text != d.Messages[1].Text {
			t.Errorf("over: %t, sent %+v", over, sent)
		}
		if strings.Contains(d.Messages[0].Text, "期限が過ぎて") {
			t.Error("the delivery itself has changed")
		}
		follow := b.settlement(d, chat.Receipt{}, nil).Follow
		if told := strings.Contains(follow[len(follow)-1].Messages[0].Text, "期限が過ぎて"); told != over {
			t.Errorf("over: %t, staff see %+v", over, follow)
		}
		if failed := b.settlement(d, chat.Receipt{}, chat.ErrNotFound).Follow; strings.Contains(failed[len(failed)-1].Messages[0].Text, "期限が過ぎて") {
			t.Errorf("told of what has not arrived: %+v", failed)
		}
	}
}
