package bot_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A diary is an agenda that a test writes.
type diary struct {
	snoozed, soon, late, idle []turn.Appointment
	waiting                   []turn.Appointment
	away                      []ticket.Absence
	broken                    []turn.Broken
	now                       func() time.Time
	horizon                   time.Time // until when promises were looked for that are due soon
}

func (d *diary) Broken(context.Context, time.Time) ([]turn.Broken, error) { return d.broken, nil }

func (d *diary) Snoozed(context.Context, time.Time) ([]turn.Appointment, error) {
	return d.snoozed, nil
}
func (d *diary) Waiting(_ context.Context, before time.Time) ([]turn.Appointment, error) {
	return slices.DeleteFunc(slices.Clone(d.waiting), func(a turn.Appointment) bool { return !a.At.Before(before) }), nil
}
func (d *diary) Idle(context.Context, time.Time) ([]turn.Appointment, error) { return d.idle, nil }
func (d *diary) Away(context.Context, time.Time) ([]ticket.Absence, error)   { return d.away, nil }
func (d *diary) Promised(_ context.Context, after, until time.Time) ([]turn.Appointment, error) {
	if after.Equal(d.now()) {
		d.horizon = until
		return d.soon, nil
	}
	return d.late, nil
}

// An agendaScene is a scene with one open ticket and a diary.
type agendaScene struct {
	*scene
	diary  *diary
	number string
}

const opening = "> 人\n> 株式会社ミナト\n> 木村\n> 会員証の再発行について\n> つなぐ\n> 送る\n"

func newAgendaScene(t *testing.T) *agendaScene {
	s := newScene(t)
	d := &diary{now: func() time.Time { return s.now }}
	s.bot.Agenda = d
	s.play(opening)
	number := s.store.Newest()
	if number == "" {
		t.Fatalf("no ticket was opened:\n%s", s.out.String())
	}
	return &agendaScene{scene: s, diary: d, number: number}
}

// keep lets the clock do what is due and gives what comes of it.
func (s *agendaScene) keep() string {
	s.t.Helper()
	s.out.Reset()
	if err := s.bot.KeepAgenda(context.Background()); err != nil {
		s.t.Fatal(err)
	}
	s.turn(member.String())
	s.turn("clock::agenda")
	return s.out.String()
}

// do performs a staff act and gives what comes of it.
func (s *agendaScene) do(line string) string {
	s.out.Reset()
	_, got, _ := strings.Cut(s.play("! "+line+"\n"), "\n") // without the line itself
	return got
}

func has(t *testing.T, what, got string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%s", what, want, got)
		}
	}
}

// TestWake: a ticket on hold comes back when its time has come, once, and not if it was put off anew.
func TestWake(t *testing.T) {
	for _, claimed := range []bool{false, true} {
		s := newAgendaScene(t)
		want := "｜受付｜"
		if claimed {
			s.do("claim 佐々木")
			want = "｜対応中｜"
		}
		until := s.now.Add(time.Hour)
		s.do("snooze 佐々木 =" + until.Format(time.RFC3339))
		s.diary.snoozed = []turn.Appointment{{Ticket: s.number, At: until}}
		s.now = until.Add(time.Minute)
		got := s.keep()
		has(t, "the wake", got, want, "保留の日時になりました")
		if again := s.keep(); again != "" {
			t.Errorf("woken twice:\n%s", again)
		}
		later := s.now.Add(time.Hour)
		s.do("snooze 佐々木 =" + later.Format(time.RFC3339))
		s.diary.snoozed[0].At = s.now // read before the hold was put off
		if got := s.keep(); got != "" {
			t.Errorf("woken from a hold that was put off:\n%s", got)
		}
	}
}

// TestRemind: once before a promise is due and once after it, while the office has said nothing.
func TestRemind(t *testing.T) {
	s := newAgendaScene(t)
	due := s.now.Add(20 * time.Minute)
	s.diary.soon = []turn.Appointment{{Ticket: s.number, At: due}}
	got := s.keep()
	has(t, "the reminder", got, "期限が近づいています")
	if n := strings.Count(got, "期限が近づいています"); n != 2 { // in the thread and, as nobody has it, to all
		t.Errorf("told %d times:\n%s", n, got)
	}
	if again := s.keep(); again != "" {
		t.Errorf("reminded twice:\n%s", again)
	}
	s.diary.soon, s.diary.late = nil, []turn.Appointment{{Ticket: s.number, At: due}}
	s.now = time.Date(2026, 11, 26, 9, 0, 0, 0, reading.JST)
	has(t, "the second reminder", s.keep(), "期限（11/24（火）17:30）を過ぎました")
	s.do("reply 佐々木 お待たせしました。")
	s.diary.late[0].At = due.Add(time.Second) // an occasion of its own
	if got := s.keep(); got != "" {
		t.Errorf("reminded of a promise that was kept:\n%s", got)
	}
}

// TestRest: a relay that fell silent ends with the clock, or with the next word, and staff are told once.
func TestRest(t *testing.T) {
	s := newAgendaScene(t)
	s.do("claim 佐々木")
	has(t, "the card", s.do("live 佐々木 =on"), "有人対応中")
	got := s.do("note 佐々木 いま確認しています")
	has(t, "live talk", got, "< （", "いま確認しています", "⏳ 送信待ち")
	if strings.Contains(got, "# いま確認しています") {
		t.Errorf("what was written in the thread is posted there again:\n%s", got)
	}
	last := s.now
	s.diary.idle = []turn.Appointment{{Ticket: s.number, At: last}}
	if got := s.keep(); got != "" {
		t.Errorf("ended while it was not idle:\n%s", got)
	}
	s.now = s.now.Add(16 * time.Minute)
	s.diary.idle[0].At = last.Add(time.Millisecond)
	got = s.keep()
	has(t, "the end", got, "15分発言がなかったため")
	if strings.Contains(got, "有人対応中") {
		t.Errorf("the card still shows the relay:\n%s", got)
	}
	got = s.do("note 佐々木 これは届かない")
	if strings.Contains(got, "< ") || strings.Contains(got, "15分発言がなかった") {
		t.Errorf("after the end:\n%s", got)
	}

	s.do("live 佐々木 =on")
	s.now = s.now.Add(16 * time.Minute)
	got = s.do("note 佐々木 これも届かない")
	has(t, "the next word", got, "15分発言がなかったため", "会員には送られません")
	if strings.Contains(got, "< ") {
		t.Errorf("a word after the end has reached the member:\n%s", got)
	}
}

// TestLapse: a ticket that has waited for its member for as long as the office waits is resolved once, and none that a
// person must close, whatever the agenda said of it a moment ago.
func TestLapse(t *testing.T) {
	for _, tt := range []struct {
		name   string
		days   int
		before func(s *agendaScene) // after the reply
		want   bool
	}{
		{"silence", 3, func(*agendaScene) {}, true},
		{"an office that waits for ever", 0, func(*agendaScene) {}, false},
		{"a longer wait", 30, func(*agendaScene) {}, false},
		{"the member has written", 3, func(s *agendaScene) { s.play("> まだ届いていません\n") }, false},
		{"a complaint", 3, func(s *agendaScene) {
			s.play("> いい加減にしてください。何度言わせるんですか\n")
			s.do("reply 佐々木 申し訳ありません。")
		}, false},
		{"direct relay", 3, func(s *agendaScene) { s.do("live 佐々木 =on") }, false},
	} {
		s := newAgendaScene(t)
		off := *s.office
		off.WaitingCloses = tt.days
		s.bot.SetOffice(&off)
		s.do("reply 佐々木 資料をお送りください。")
		tt.before(s)
		s.diary.waiting = []turn.Appointment{{Ticket: s.number, At: s.now}}
		s.now = time.Date(2026, 11, 26, 9, 0, 0, 0, reading.JST) // two working days on: the 23rd is a holiday
		if got := s.keep(); got != "" {
			t.Errorf("%s: too early:\n%s", tt.name, got)
		}
		s.now = s.now.Add(9 * time.Hour)
		if tt.name == "direct relay" {
			s.do("note 佐々木 いま確認しています") // or the clock ends it first, as it should
			s.diary.waiting[0].At = s.now.AddDate(0, 0, -9)
		}
		got := s.keep()
		if closed := strings.Contains(got, "自動で解決しました"); closed != tt.want {
			t.Errorf("%s: resolved is %v:\n%s", tt.name, closed, got)
		}
		if tt.want {
			has(t, "the member's notice", got, "3営業日のあいだお返事がなかった", "［まだ困っている］", "｜解決｜")
		}
		if again := s.keep(); again != "" {
			t.Errorf("%s: once more:\n%s", tt.name, again)
		}
	}
}

// TestLateTalk: what was written before a relay began is none of it, however late it comes.
func TestLateTalk(t *testing.T) {
	s := newAgendaScene(t)
	s.do("claim 佐々木")
	s.do("live 佐々木 =on")
	s.out.Reset()
	outcome, err := s.bot.Act(context.Background(), chat.Event{
		ID: "late", Kind: chat.StaffAct, Act: chat.NoteDown, MessageID: "1.1", At: s.now.Add(-time.Minute), Ticket: s.number, Text: "内緒",
		From: chat.Address{Channel: chat.Slack, ID: "C0000000001"}, Person: chat.Person{ID: "slack:佐々木", Name: "佐々木"},
	})
	s.deliver()
	if err != nil || !outcome.OK || strings.Contains(s.out.String(), "内緒") {
		t.Errorf("%+v %v:\n%s", outcome, err, s.out.String())
	}
}

// TestExpiry: staff are told once, a month before a programme ends.
func TestExpiry(t *testing.T) {
	s := newAgendaScene(t)
	off := sampleOffice(t)
	off.Programmes[0].From, off.Programmes[0].Until = "2026-04-01", "2026-12-25"
	s.bot.SetOffice(off)
	s.now = time.Date(2026, 11, 24, 9, 0, 0, 0, reading.JST)
	if got := s.keep(); got != "" {
		t.Errorf("told too early:\n%s", got)
	}
	s.now = s.now.AddDate(0, 0, 3)
	has(t, "the notice", s.keep(), off.Programmes[0].Name, "2026年12月25日に終了します")
	for range 2 {
		if got := s.keep(); got != "" {
			t.Errorf("told twice:\n%s", got)
		}
		s.now = s.now.AddDate(0, 0, 29)
	}
}

// TestProposal: one press sends a proposed answer, once, and only as it was shown.
func TestProposal(t *testing.T) {
	s := newAgendaScene(t)
	s.do("reply 佐々木 お待たせしました。")
	s.out.Reset()
	s.play("> 会費の支払い方法には何がありますか？\n")
	has(t, "the thread", s.out.String(), "FAQの候補", "出典", "［この回答を会員に送る］")
	value := s.buttons["この回答を会員に送る"].Data

	got := s.do("reply 佐々木 =" + value)
	has(t, "the press", got, "< （", "出典", "⏳ 送信待ち")
	if got := s.do("reply 高橋 =" + value); !strings.Contains(got, "すでに会員に送っています") || strings.Contains(got, "< ") {
		t.Errorf("the second press:\n%s", got)
	}
	parts := strings.Split(value, ":")
	for what, tt := range map[string]struct{ value, want string }{
		"changed since": {strings.Join([]string{parts[0], parts[1], parts[2], "99", "7"}, ":"), "書き直されました"},
		"gone":          {strings.Join([]string{parts[0], parts[1], "tsunagu/999", parts[3], "7"}, ":"), "公開されていない"},
		"another verb":  {"v1:person:tsunagu/3:1:7", "行えません"},
		"too short":     {"v1:answer:tsunagu/3", "行えません"},
		"no number":     {"v1:answer:tsunagu/3:x:7", "行えません"},
	} {
		if got := s.do("reply 佐々木 =" + tt.value); !strings.Contains(got, "= ✗") || !strings.Contains(got, tt.want) || strings.Contains(got, "< ") {
			t.Errorf("%s:\n%s", what, got)
		}
	}
}

// TestAbsence: cards say who is away, and so does giving somebody a ticket who is.
func TestAbsence(t *testing.T) {
	s := newAgendaScene(t)
	s.diary.away = []ticket.Absence{{Person: chat.Person{ID: "slack:高橋", Name: "高橋"}, Until: ticket.AwayUntil(s.now.AddDate(0, 0, 3))}}
	s.keep()
	until := s.now.AddDate(0, 0, 1).Format(time.RFC3339)
	has(t, "an unassigned card", s.do("snooze 佐々木 ="+until), "不在：高橋さん（11/23（月）まで）")
	has(t, "the new assignee", s.do("assign 佐々木 =slack:高橋 高橋"), "担当の高橋さんは11/23（月）まで不在です")
	if got := s.do("assign 佐々木 =slack:田中 田中"); strings.Contains(got, "不在") {
		t.Errorf("nobody concerned is away:\n%s", got)
	}
	s.now = s.now.AddDate(0, 0, 4)
	if got := s.do("assign 佐々木 =slack:高橋 高橋"); strings.Contains(got, "不在") {
		t.Errorf("back for a day:\n%s", got)
	}
}

// TestAbsenceRoutes: a new ticket goes to the deputy of whoever is away, or to the rest of the team,
// and its card says so; handing it to another team ends that.
func TestAbsenceRoutes(t *testing.T) {
	for _, tt := range []struct {
		away  []string
		wants []string
	}{
		{nil, []string{"→ 事務局（高橋さん）"}},
		{[]string{"高橋"}, []string{"→ 事務局（田中さん）", "高橋さんは11/23（月）まで不在です。代理は田中さんです。"}},
		{[]string{"高橋", "田中"}, []string{"高橋さんは11/23（月）まで不在です。"}},
	} {
		s := newScene(t)
		off := sampleOffice(t)
		for i := range off.Routes {
			if off.Routes[i].Kind == ticket.Inquiry {
				off.Routes[i].Person, off.Routes[i].Deputy = "高橋", "田中"
			}
		}
		d := &diary{now: func() time.Time { return s.now }}
		for _, name := range tt.away {
			d.away = append(d.away, ticket.Absence{Person: chat.Person{ID: "slack:" + name, Name: name}, Until: ticket.AwayUntil(s.now.AddDate(0, 0, 3))})
		}
		s.bot.Agenda = d
		s.bot.SetOffice(off)
		if err := s.bot.KeepAgenda(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.play(opening)
		has(t, fmt.Sprint("away: ", tt.away), s.out.String(), tt.wants...)
		if len(tt.away) == 2 && strings.Contains(s.out.String(), "→ 事務局") {
			t.Errorf("meant for somebody who is away:\n%s", s.out.String())
		}
		if deputy := strings.Contains(s.out.String(), "代理は"); deputy != (len(tt.away) == 1) {
			t.Errorf("away: %v, but a deputy is named (%t):\n%s", tt.away, deputy, s.out.String())
		}
		a := &agendaScene{scene: s, diary: d, number: s.store.Newest()}
		if got := a.do("route 佐々木 =サポーター"); strings.Contains(got, "（高橋さん）") || strings.Contains(got, "（田中さん）") {
			t.Errorf("after it was handed on:\n%s", got)
		}
	}
}

// TestR2TooLong: what is longer than can be sent is refused before anything goes, by the reply as in
// direct relay, where the thread says so; with a file's address it counts, too.
func TestR2TooLong(t *testing.T) {
	s := newAgendaScene(t)
	s.do("claim 佐々木")
	s.do("live 佐々木 =on")
	file := chat.File{ID: "x", Name: "見積.pdf", URL: "https://office.example/shared/x", Until: s.now}
	for i, tt := range []struct {
		act    chat.Act
		text   string
		files  []chat.File
		sent   bool
		thread bool
	}{
		{chat.Reply, strings.Repeat("あ", 25_000), nil, true, false},
		{chat.Reply, strings.Repeat("あ", 25_001), nil, false, false},
		{chat.Reply, strings.Repeat("👍", 12_501), nil, false, false},
		{chat.Reply, strings.Repeat("あ", 25_000), []chat.File{file}, false, false},
		{chat.Reply, "どうぞ", []chat.File{file}, true, false},
		{chat.NoteDown, strings.Repeat("い", 25_001), nil, false, true},
	} {
		s.out.Reset()
		outcome, err := s.bot.Act(t.Context(), chat.Event{
			ID: fmt.Sprint("long", i), Kind: chat.StaffAct, Act: tt.act, MessageID: fmt.Sprint(i), At: s.now, Ticket: s.number, Text: tt.text, Files: tt.files,
			From: chat.Address{Channel: chat.Slack, ID: "C0000000001"}, Person: chat.Person{ID: "slack:佐々木", Name: "佐々木"},
		})
		s.deliver()
		if err != nil || outcome.OK != tt.sent || !tt.sent && !strings.Contains(outcome.Text, "25,000文字") {
			t.Errorf("%d: %+v %v", i, outcome, err)
		}
		if sent := strings.Contains(s.out.String(), "< "); sent != tt.sent {
			t.Errorf("%d: sent is %v", i, sent)
		}
		if told := strings.Contains(s.out.String(), "# 長すぎて"); told != tt.thread {
			t.Errorf("%d: told in the thread is %v", i, told)
		}
	}
}

// TestFilesStay: a file that staff put into a relay does not go, and staff are told so.
func TestFilesStay(t *testing.T) {
	for _, text := range []string{"", "資料です"} {
		s := newAgendaScene(t)
		s.do("claim 佐々木")
		s.do("live 佐々木 =on")
		s.out.Reset()
		e := chat.Event{
			ID: fmt.Sprint("file", text), Kind: chat.StaffAct, Act: chat.NoteDown, MessageID: "1.2", At: s.now, Ticket: s.number, Text: text,
			Files: []chat.File{{ID: "F1", Name: "見積.pdf"}},
			From:  chat.Address{Channel: chat.Slack, ID: "C0000000001"}, Person: chat.Person{ID: "slack:佐々木", Name: "佐々木"},
		}
		if _, err := s.bot.Act(context.Background(), e); err != nil {
			t.Fatal(err)
		}
		s.deliver()
		has(t, "the thread", s.out.String(), "ファイル「見積.pdf」は会員に届いていません")
		if sent := strings.Contains(s.out.String(), "< "); sent != (text != "") {
			t.Errorf("%q sent is %v:\n%s", text, sent, s.out.String())
		}
	}
}

// TestRemindedBeforeClosing: the last reminder of a day comes while somebody is there to read it, of all that is due
// before the office opens again.
func TestRemindedBeforeClosing(t *testing.T) {
	s := newAgendaScene(t)
	for _, tc := range []struct{ now, until string }{ // open 9:30-17:30 from Monday to Friday
		{"2026-10-06 10:00", "2026-10-06 10:30"}, {"2026-10-06 16:59", "2026-10-06 17:29"}, {"2026-10-06 17:05", "2026-10-07 09:30"},
		{"2026-10-09 17:10", "2026-10-13 09:30"}, {"2026-10-10 12:00", "2026-10-10 12:30"}, {"2026-10-06 18:00", "2026-10-06 18:30"},
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", tc.now, reading.JST)
		if err != nil {
			t.Fatal(err)
		}
		s.now = now
		if err := s.bot.KeepAgenda(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := s.diary.horizon.In(reading.JST).Format("2006-01-02 15:04"); got != tc.until {
			t.Errorf("at %s staff are reminded of what is due until %s, want %s", tc.now, got, tc.until)
		}
	}
}
