package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// TestWhatWentAstrayIsNotGivenTwice: who asks what is kept about them gets nothing of a reply that was somebody
// else's, wherever it stands and however long ago it was; their own they get. The office keeps it, to account for it.
func TestWhatWentAstrayIsNotGivenTwice(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]struct {
		withdraws, late bool
	}{"the page": {withdraws: true}, "a messenger": {}, "the page, late": {true, true}, "a messenger, late": {late: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := postgrestest.URL(t)
			s, conn := openURL(t, url, postgres.Options{}), connect(t, url)
			number := openTicket(t, s, 1)
			mail := chat.Address{Channel: chat.Email, ID: "kimura@minato.example"}
			astray := "田中様の口座は1234567です"
			file := chat.File{ID: "beyond-guessing", Name: "田中様の名簿.pdf", Type: "file", Until: time.Now().Add(time.Hour)}
			if err := s.ShareFile(t.Context(), member, file, "application/pdf", []byte("pdf")); err != nil {
				t.Fatal(err)
			}
			sasaki := chat.Person{ID: "slack:U1", Name: "佐々木"}
			say := func(n int, act chat.Act, text string, change func(*turn.Turn)) {
				t.Helper()
				accept(t, s, chat.Event{ID: fmt.Sprint("act", n), Kind: chat.StaffAct, From: channel, At: base.Add(time.Duration(n) * time.Second), Act: act, Ticket: number, Person: sasaki, Text: text})
				runTurn(t, s, member, change)
			}
			reply := func(n int, text string, files ...chat.File) {
				t.Helper()
				said, shown := text, text
				for _, f := range files {
					said, shown = said+"\n📎 "+f.Name, shown+" https://…/"+f.ID
				}
				say(n, chat.Reply, text, func(tn *turn.Turn) {
					tn.Log = []ticket.Entry{{Ticket: number, Who: sasaki, What: ticket.LogReplied, Text: said}}
					m := chat.Message{Author: chat.Staff, Name: "事務局", Text: shown, Files: files}
					tn.Out = []turn.Outgoing{{To: member, Ticket: number, Messages: []chat.Message{m}}, {To: mail, Ticket: number, Messages: []chat.Message{m}}, note(number, said)}
				})
			}
			reply(10, astray, file)
			reply(11, "木村様のお振り込みを確かめました")
			accept(t, s, wrote(member, 12, "写しをください"))
			runTurn(t, s, member, func(tn *turn.Turn) { // a copy of the talk, on its way
				tn.Out = []turn.Outgoing{{To: mail, Ticket: number, Messages: []chat.Message{{Text: "10:02 事務局\n" + astray + "\n📎 " + file.Name + "\n10:03 会員\n木村の質問"}}}}
			})
			rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{Ticket: number, Members: true})
			if err != nil {
				t.Fatal(err)
			}
			var wrong int64
			for _, r := range rows {
				if r.To == member && strings.Contains(r.Messages[0].Text, astray) {
					wrong = r.ID
				}
			}
			settle(t, s, chat.Sent, claim(t, s, 20)...)
			if how.late { // the deliveries' words are forgotten by now
				if _, err := conn.Exec(t.Context(), `UPDATE deliveries SET messages = (SELECT jsonb_build_array(jsonb_build_object('text', '（消去済み）', 'author', 'system')))`); err != nil {
					t.Fatal(err)
				}
			}
			say(20, chat.Misdirect, "田中様、口座番号", func(tn *turn.Turn) {
				tn.Log = []ticket.Entry{{Ticket: number, Who: sasaki, What: ticket.LogMisdirected, Text: "送ったあと。どなたの：田中様、口座番号", Delivery: wrong}}
				tn.Recall = []int64{wrong}
				tn.Misdirected = []turn.Misdirected{{Ticket: number, Delivery: wrong, Title: "誤送信", Withdraws: how.withdraws, Whose: "田中様、口座番号"}}
			})
			got := export(t, s, member)
			for _, theirs := range []string{"田中", "1234567", file.ID} {
				if at := strings.Index(got, theirs); at >= 0 {
					t.Errorf("the record says %s: …%s…", theirs, got[max(0, at-200):min(len(got), at+100)])
				}
			}
			for _, own := range []string{"木村様のお振り込み", "（ほかの方あての内容でしたので、載せていません）", "写しをください"} {
				if !strings.Contains(got, own) {
					t.Errorf("the record does not say %s", own)
				}
			}
			if !how.late && !strings.Contains(got, "木村の質問") {
				t.Error("of a copy that has more in it the rest is missing")
			}
			log, err := s.Log(t.Context(), number)
			if err != nil || !strings.Contains(log[len(log)-3].Text, astray) {
				t.Errorf("what the office has of it: %+v, %v", log, err)
			}
			if _, _, _, err := s.SharedFile(t.Context(), file.ID, time.Now().Add(time.Second)); err == nil {
				t.Error("the file can still be fetched")
			}
		})
	}
}
