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
	"madoguchi/staff"
	"madoguchi/ticket"
)

// TestTellByMail: who works by mail alone is told of their tickets, with the number and where to open it and
// nothing else, in their language and at their own time; who is in Slack, or did it themselves, is not.
func TestTellByMail(t *testing.T) {
	now := time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC)
	tran := staff.Account{ID: 1, Name: "トラン", Mail: "tran@example.vn", Role: staff.Coordinator, Teams: []string{"ベトナム"}, Zone: "Asia/Ho_Chi_Minh", Language: staff.English}
	lin := staff.Account{ID: 2, Name: "林", Mail: "lin@example.jp", Role: staff.Coordinator, Teams: []string{"台湾"}}
	known := facts.New(&faq.Library{}, office.Default(), func() time.Time { return now })
	known.LearnChannels(map[string]chat.Capabilities{chat.Email: {}})
	known.LearnPeople([]staff.Account{tran, lin,
		{ID: 3, Name: "佐々木", Mail: "sasaki@example.jp", Slack: "U0SASAKI", Role: staff.Clerk, Teams: []string{"ベトナム", "台湾"}},
		{ID: 4, Name: "監事", Mail: "viewer@example.jp", Role: staff.Viewer, Teams: []string{"ベトナム"}},
		{ID: 6, Name: "毎朝", Mail: "daily@example.jp", Role: staff.Clerk, Teams: []string{"輸出"}, News: staff.NewsDaily},
		{ID: 7, Name: "両方", Mail: "both@example.jp", Slack: "U0BOTH", Role: staff.Clerk, Teams: []string{"輸出"}, News: staff.NewsAtOnce},
		{ID: 8, Name: "なし", Mail: "none@example.jp", Role: staff.Clerk, Teams: []string{"輸出"}, News: staff.NewsNone},
		{ID: 5, Name: "元", Mail: "gone@example.jp", Role: staff.Clerk, Teams: []string{"ベトナム"}, Ends: now.Add(-time.Hour)},
	})
	for name, c := range map[string]struct {
		tk     ticket.Ticket
		opened bool
		log    ticket.What
		by     staff.Account
		want   string // to whom
		says   string
	}{
		"a new one of the team":            {ticket.Ticket{Team: "ベトナム"}, true, "", staff.Account{}, "tran@example.vn", "New request (S-0001)"},
		"a new one that is planned":        {ticket.Ticket{Team: "ベトナム", Tags: []string{ticket.PlannedTag + "林"}}, true, "", staff.Account{}, "lin@example.jp", "新しい受付があります（S-0001）"},
		"a new one of others":              {ticket.Ticket{Team: "事務局"}, true, "", staff.Account{}, "", ""},
		"given to them":                    {ticket.Ticket{Team: "ベトナム", Assignee: tran.Person()}, false, ticket.LogAssigned, lin, "tran@example.vn", "assigned to you"},
		"taken by themselves":              {ticket.Ticket{Team: "ベトナム", Assignee: tran.Person()}, false, ticket.LogAssigned, tran, "", ""},
		"the member wrote to the assignee": {ticket.Ticket{Team: "ベトナム", Assignee: lin.Person()}, false, ticket.LogMemberWrote, staff.Account{}, "lin@example.jp", "会員から連絡がありました"},
		"handed to the team":               {ticket.Ticket{Team: "台湾"}, false, ticket.LogRouted, tran, "lin@example.jp", "担当先に届きました"},
		"as each wants it":                 {ticket.Ticket{Team: "輸出"}, true, "", staff.Account{}, "both@example.jp", "新しい受付"},
		"due soon":                         {ticket.Ticket{Team: "台湾", Due: now.Add(time.Hour)}, false, ticket.LogReminded, staff.Account{}, "lin@example.jp", "期限が近づいています"},
		"overdue":                          {ticket.Ticket{Team: "台湾", Due: now.Add(-time.Hour)}, false, ticket.LogReminded, staff.Account{}, "lin@example.jp", "期限を過ぎました"},
		"a note":                           {ticket.Ticket{Team: "台湾"}, false, ticket.LogNoted, tran, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dk := &Desk{Facts: known, Page: "https://faq.example.jp"}
			tk := c.tk
			tk.Number, tk.Title, tk.Fields = "S-0001", "株式会社ミナト", ticket.Values{"person": {"木村"}}
			tn := &turn.Turn{Input: turn.Input{Now: now, Conversation: &turn.Conversation{}}}
			if c.opened {
				tn.Opened = []*ticket.Ticket{&tk}
			} else {
				tn.Ticket = &tk
				tn.Log = []ticket.Entry{{Ticket: tk.Number, What: c.log, Text: "090-1111-2222"}}
				if c.by.ID != 0 {
					tn.Event.Person = c.by.Person()
				}
			}
			dk.TellByMail(tn)
			if c.want == "" {
				if len(tn.Out) > 0 {
					t.Errorf("told: %+v", tn.Out)
				}
				return
			}
			if len(tn.Out) != 1 || tn.Out[0].To != (chat.Address{Channel: chat.Email, ID: c.want}) || tn.Out[0].Supersede != (c.log == ticket.LogMemberWrote) || tn.Out[0].After.After(now) != tn.Out[0].Supersede {
				t.Fatalf("told: %+v", tn.Out)
			}
			m := tn.Out[0].Messages[0]
			said := m.Subject + "\n" + m.Text
			if !strings.Contains(said, c.says) || !strings.Contains(said, "https://faq.example.jp/desk/t/S-0001") {
				t.Errorf("the mail says\n%s", said)
			}
			for _, secret := range []string{"ミナト", "木村", "090"} {
				if strings.Contains(said, secret) {
					t.Errorf("the mail tells of %s:\n%s", secret, said)
				}
			}
			if abroad := strings.Contains(said, "10:00 +07 / 2026-12-01 12:00 JST"); abroad != (c.want == tran.Mail) {
				t.Errorf("the time in\n%s", said)
			}
		})
	}
}

// TestHolidaysAbroad: who has a holiday where they are is away in the office's eyes, by their own calendar.
func TestHolidaysAbroad(t *testing.T) {
	tran := staff.Account{ID: 1, Name: "トラン", Role: staff.Coordinator, Zone: "America/New_York", Holidays: []ticket.Period{{From: "2026-11-26"}, {From: "2026-11-27"}}}
	for at, want := range map[string]bool{"2026-11-26T04:00:00Z": false, "2026-11-26T06:00:00Z": true, "2026-11-28T04:00:00Z": true, "2026-11-28T06:00:00Z": false} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		known := facts.New(&faq.Library{}, office.Default(), func() time.Time { return now })
		known.LearnPeople([]staff.Account{tran})
		away := known.Absences()
		if (len(away) == 1) != want || want && away[0].Person != tran.Person() {
			t.Errorf("at %s away: %+v, want %t", at, away, want)
		}
	}
}
