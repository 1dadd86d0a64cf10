package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/staff"
)

// colleagues are accounts that do not change.
type colleagues []staff.Account

func (c colleagues) Accounts(context.Context) ([]staff.Account, error) { return c, nil }

// escalated lets the clock do what is due, and gives to whom anything went besides the ticket's thread.
func (s *agendaScene) escalated() (to []string) {
	s.t.Helper()
	s.sent = nil
	s.keep()
	for _, d := range s.sent {
		if d.Channel == chat.Email || d.Channel == chat.Slack && strings.HasPrefix(d.ID, "U") {
			to = append(to, d.ID)
		}
	}
	slices.Sort(to)
	return to
}

// TestEscalate: a ticket whose promise is broken goes to who stands in once the office has been open for an hour since,
// and to the administrators after four, each once, by Slack where they are and by mail where they are not; nothing
// goes while the office is closed, nor once a member has been answered.
func TestEscalate(t *testing.T) {
	tests := []struct {
		name string
		at   string   // when the clock is looked at
		do   chat.Act // what 小川 has done before
		want []string // to whom it goes then
	}{
		{"within the hour", "2026-11-25 10:20", "", nil},
		{"an hour later", "2026-11-25 10:30", "", []string{"U0OGAWA", "lin@example.jp"}},
		{"four hours later", "2026-11-25 13:30", "", []string{"U0ADMIN", "U0OGAWA", "lin@example.jp"}},
		{"at night", "2026-11-25 23:00", "", nil},
		{"the next morning", "2026-11-26 09:31", "", []string{"U0ADMIN", "U0OGAWA", "lin@example.jp"}},
		{"not to who has it", "2026-11-25 10:30", chat.Claim, []string{"lin@example.jp"}},
		{"answered", "2026-11-25 10:30", chat.Reply, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newAgendaScene(t)
			s.set(channels(true, false))
			tk := s.store.Open()[0]
			all := colleagues{
				{ID: 1, Name: "管理", Slack: "U0ADMIN", Mail: "admin@example.jp", Role: staff.Admin},
				{ID: 2, Name: "小川", Slack: "U0OGAWA", Mail: "ogawa@example.jp", Role: staff.Clerk, Teams: []string{tk.Team}},
				{ID: 3, Name: "林", Mail: "lin@example.jp", Role: staff.Coordinator, Teams: []string{tk.Team}},
				{ID: 4, Name: "監事", Mail: "viewer@example.jp", Role: staff.Viewer, Teams: []string{tk.Team}},
				{ID: 5, Name: "ほか", Mail: "other@example.jp", Role: staff.Clerk, Teams: []string{"ほか"}},
			}
			s.bot.People = all
			if tt.do != "" {
				act := chat.Event{ID: "act", Kind: chat.StaffAct, Act: tt.do, At: s.now, Ticket: s.number, Person: all[1].Person(), From: chat.Address{Channel: chat.Slack, ID: "C0000000001"}, Text: "お待たせしました。"}
				if done, err := s.bot.Act(context.Background(), act); err != nil || !done.OK {
					t.Fatal(done, err)
				}
			}
			s.diary.late = []turn.Appointment{{Ticket: s.number, At: tk.Due}}
			at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, reading.JST)
			if err != nil {
				t.Fatal(err)
			}
			s.now = tk.Due.Add(time.Minute)
			s.keep() // the reminder, to whose it is
			s.now = at
			if got := s.escalated(); !slices.Equal(got, tt.want) {
				t.Errorf("told %q, want %q", got, tt.want)
			}
			if again := s.escalated(); len(again) > 0 {
				t.Errorf("told again: %q", again)
			}
		})
	}
}

// TestEscalateNamesWhoWasTold: where there is no mail, the thread names nobody who hears by mail alone.
func TestEscalateNamesWhoWasTold(t *testing.T) {
	for mail, want := range map[bool]string{true: "お知らせしました（小川、林）", false: "お知らせしました（小川）"} {
		s := newAgendaScene(t)
		s.set(channels(mail, false))
		tk := s.store.Open()[0]
		s.bot.People = colleagues{
			{ID: 2, Name: "小川", Slack: "U0OGAWA", Role: staff.Clerk, Teams: []string{tk.Team}},
			{ID: 3, Name: "林", Mail: "lin@example.jp", Role: staff.Coordinator, Teams: []string{tk.Team}},
		}
		s.diary.late = []turn.Appointment{{Ticket: s.number, At: tk.Due}}
		s.now = time.Date(2026, 11, 25, 10, 30, 0, 0, reading.JST)
		has(t, "the thread", s.keep(), want)
	}
}
