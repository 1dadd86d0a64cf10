package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/incident"
	"madoguchi/postgres"
)

// hand is somebody of the office, as the trail has them.
func hand(id, name string) audit.Record {
	return audit.Record{At: base, Kind: audit.Staff, Actor: chat.Person{ID: id, Name: name}, Via: audit.ViaDesk}
}

// wronged is a store with a reply to a ticket that has arrived, with a file and a copy by mail that waits. It gives the
// ticket's number and the deliveries, newest first.
func wronged(t *testing.T) (s *postgres.Store, number string, rows []chat.LedgerRow) {
	t.Helper()
	s = open(t)
	number = openTicket(t, s, 1)
	f := chat.File{ID: "beyond-guessing", Name: "名簿.pdf", Type: "file", Until: time.Now().Add(time.Hour)}
	if err := s.ShareFile(t.Context(), member, f, "application/pdf", []byte("pdf")); err != nil {
		t.Fatal(err)
	}
	reply := func(to chat.Address, wait time.Duration) turn.Outgoing {
		return turn.Outgoing{To: to, Ticket: number, After: time.Now().Add(wait), Messages: []chat.Message{{Author: chat.Staff, Name: "事務局", Text: "田中様へ", Files: []chat.File{f}}}}
	}
	send(t, s, 2, reply(chat.Address{Channel: chat.Email, ID: "kimura@minato.example"}, time.Hour), reply(member, 0))
	settle(t, s, chat.Sent, claim(t, s, 10)...)
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{Ticket: number, Members: true, Limit: 2})
	if err != nil || len(rows) != 2 || rows[0].To != member || rows[0].State != chat.Sent || rows[1].State != chat.Pending {
		t.Fatalf("ledger: %+v, %v", rows, err)
	}
	return s, number, rows
}

// writeDown lets a turn write a reply down as one for somebody else.
func writeDown(t *testing.T, s *postgres.Store, n int, m turn.Misdirected) {
	t.Helper()
	accept(t, s, wrote(member, n, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		tn.Misdirected, tn.Recall = []turn.Misdirected{m}, []int64{m.Delivery}
		tn.Out = []turn.Outgoing{{To: member, Messages: []chat.Message{{Author: chat.System, Text: "取り消しました", Withdraws: m.Delivery}}}}
	})
}

// TestMisdirectedReply: with one turn its line can no longer be read, its file no longer be fetched, its copy goes to
// nobody, who watches is told which line it was, and it is written down, once.
func TestMisdirectedReply(t *testing.T) {
	t.Parallel()
	s, number, rows := wronged(t)
	before, err := s.LastLines(t.Context(), member, 10)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(before, func(l chat.Line) bool { return l.Message.Text == "田中様へ" })
	if _, _, _, err := s.SharedFile(t.Context(), "beyond-guessing", time.Now()); i < 0 || err != nil {
		t.Fatalf("before: line %d, %v", i, err)
	}
	for n := range 2 {
		writeDown(t, s, 3+n, turn.Misdirected{Ticket: number, Delivery: rows[0].ID, Title: number + "への返信の誤送信", Withdraws: true, Whose: "田中様の名簿"})
	}
	if _, _, _, err := s.SharedFile(t.Context(), "beyond-guessing", time.Now().Add(time.Second)); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("the file can still be fetched: %v", err)
	}
	lines, err := s.LastLines(t.Context(), member, 20)
	if err != nil {
		t.Fatal(err)
	}
	old := lines[slices.IndexFunc(lines, func(l chat.Line) bool { return l.Seq == before[i].Seq })].Message
	if old.Text != "事務局からのメッセージを取り消しました。" || len(old.Files) != 0 || old.Author != chat.Staff || old.Name != "事務局" {
		t.Errorf("the line is %+v", old)
	}
	if !slices.ContainsFunc(lines, func(l chat.Line) bool { return l.Message.Withdraws == before[i].Seq }) {
		t.Errorf("no line withdraws line %d: %+v", before[i].Seq, lines)
	}
	after, err := s.Deliveries(t.Context(), chat.LedgerFilter{Ticket: number, Members: true})
	if err != nil || after[1].State != chat.Discarded || after[0].State != chat.Sent {
		t.Errorf("deliveries: %+v, %v", after, err)
	}
	all, err := s.Incidents(t.Context(), 10)
	if err != nil || len(all) != 1 {
		t.Fatalf("written down: %+v, %v", all, err)
	}
	if in := all[0]; in.Kind != incident.Misdirected || in.Ticket != number || in.Delivery != rows[0].ID || in.Whose != "田中様の名簿" || in.Happened.IsZero() || !in.Known.Equal(in.Made) {
		t.Errorf("written down: %+v", in)
	}
	if id, err := s.IncidentOf(t.Context(), rows[0].ID); err != nil || id != all[0].ID {
		t.Errorf("found as %d, %v", id, err)
	}
	if id, err := s.IncidentOf(t.Context(), rows[1].ID); err != nil || id != 0 {
		t.Errorf("another delivery is incident %d, %v", id, err)
	}
}

// TestMisdirectedWhereNothingIsWithdrawn: what a messenger has delivered stays in the transcript as it was said.
func TestMisdirectedWhereNothingIsWithdrawn(t *testing.T) {
	t.Parallel()
	s, number, rows := wronged(t)
	writeDown(t, s, 3, turn.Misdirected{Ticket: number, Delivery: rows[0].ID, Title: "誤送信"})
	lines, err := s.LastLines(t.Context(), member, 20)
	if err != nil || !slices.ContainsFunc(lines, func(l chat.Line) bool { return l.Message.Text == "田中様へ" }) {
		t.Errorf("lines: %+v, %v", lines, err)
	}
	if _, _, _, err := s.SharedFile(t.Context(), "beyond-guessing", time.Now().Add(time.Second)); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("the file can still be fetched: %v", err)
	}
}

// TestApprovalOfAnApology is a second person's, of just the text they have read, once.
func TestApprovalOfAnApology(t *testing.T) {
	t.Parallel()
	s, number, rows := wronged(t)
	writeDown(t, s, 3, turn.Misdirected{Ticket: number, Delivery: rows[0].ID, Title: "誤送信"})
	id, err := s.IncidentOf(t.Context(), rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	one, two := hand("staff:1", "佐々木"), hand("staff:2", "林")
	for _, step := range []struct {
		what string
		do   func() error
		ok   bool
	}{
		{"approve what is not written", func() error { return s.ApproveApology(t.Context(), id, 1, two) }, false},
		{"write", func() error { return s.SaveApology(t.Context(), id, 1, "申し訳ありません。", one) }, true},
		{"write over it from an old page", func() error { return s.SaveApology(t.Context(), id, 1, "別の文", two) }, false},
		{"approve one's own", func() error { return s.ApproveApology(t.Context(), id, 2, one) }, false},
		{"approve another text", func() error { return s.ApproveApology(t.Context(), id, 1, two) }, false},
		{"approve", func() error { return s.ApproveApology(t.Context(), id, 2, two) }, true},
		{"approve again", func() error { return s.ApproveApology(t.Context(), id, 3, two) }, false},
		{"change it afterwards", func() error { return s.SaveApology(t.Context(), id, 3, "別の文", one) }, false},
	} {
		if err := step.do(); step.ok && err != nil || !step.ok && !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("%s: %v", step.what, err)
		}
	}
	in, err := s.Incident(t.Context(), id)
	if err != nil || in.Apology != "申し訳ありません。" || in.ApologyBy != one.Actor || in.ApprovedBy != two.Actor || !in.Approved.Equal(base) {
		t.Errorf("kept: %+v, %v", in, err)
	}
	for act, want := range map[audit.Act]int{audit.IncidentApology: 1, audit.IncidentApproved: 1} {
		if done, err := s.Audited(t.Context(), audit.Filter{Act: act}); err != nil || len(done) != want {
			t.Errorf("%s in the trail: %+v, %v", act, done, err)
		}
	}
}

// TestIncidentByHand is kept as it was written, changed from its newest version alone, and each step is marked once.
func TestIncidentByHand(t *testing.T) {
	t.Parallel()
	s := open(t)
	by := hand("staff:1", "佐々木")
	want := incident.Incident{Kind: incident.Other, Title: "封筒の入れ違い", Known: base, Happened: base.Add(-time.Hour), Wrongful: true, Whose: "田中様", What: "氏名", Who: "木村様", Count: 2, Cause: "確かめ不足", Measures: "二人で見る"}
	id, err := s.SaveIncident(t.Context(), want, by)
	if err != nil {
		t.Fatal(err)
	}
	want.ID, want.Version, want.Made, want.By = id, 1, base, by.Actor
	got, err := s.Incident(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "kept", got, want)
	got.Measures = "三人で見る"
	for i, ok := range []bool{true, false} {
		if _, err := s.SaveIncident(t.Context(), got, by); ok != (err == nil) || !ok && !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("change %d: %v", i, err)
		}
	}
	for i, ok := range []bool{true, false} {
		if err := s.MarkStep(t.Context(), id, "early", by); ok != (err == nil) {
			t.Errorf("step %d: %v", i, err)
		}
	}
	if err := s.MarkStep(t.Context(), id, "eaten", by); err == nil {
		t.Error("a step that there is not is marked")
	}
	for _, word := range incident.Steps()[1:] {
		if err := s.MarkStep(t.Context(), id, word, by); err != nil {
			t.Errorf("%s: %v", word, err)
		}
		if got, err = s.Incident(t.Context(), id); err != nil || *got.Step(word) != (incident.Step{At: base, Who: "佐々木"}) || word != "closed" && !got.Open() {
			t.Errorf("after %s: %+v, %v", word, got, err)
		}
	}
	if got, err = s.Incident(t.Context(), id); err != nil || got.Measures != "三人で見る" || got.Early != (incident.Step{At: base, Who: "佐々木"}) || got.Open() {
		t.Errorf("changed: %+v, %v", got, err)
	}
	if err := s.SaveApology(t.Context(), id, got.Version, "誰に？", by); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("an apology to nobody: %v", err)
	}
	if _, err := s.Incident(t.Context(), id+1); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}
}
