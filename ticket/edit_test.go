package ticket

import (
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
)

func TestApply(t *testing.T) {
	form := &Form{Fields: []Field{{ID: "kaisha", Role: RoleCompany, Type: TypeCompany}}}
	due := at(t, "2026-11-24 17:30")
	tk := Ticket{Title: "みなと商店｜参加費は？", Fields: Values{"kaisha": {"みなと商店"}}, Tags: []string{"苦情", PlannedTag + "林", "purpose:1"}, Due: due}
	before := tk.Fields
	same := Edit{Company: "みなと商店", Tags: []string{"苦情"}, Due: due}
	if got := tk.Apply(form, same); len(got) != 0 || len(tk.Tags) != 3 {
		t.Errorf("as it was: %v, tags %v", got, tk.Tags)
	}
	got := tk.Apply(form, Edit{Company: "株式会社みなと", Programme: "selas", Urgent: true, Tags: []string{"再訪"}})
	var lines []string
	for _, c := range got {
		lines = append(lines, c.What+" "+c.From+">"+c.To)
	}
	want := "会社名 みなと商店>株式会社みなと, 事業 >selas, 至急 いいえ>はい, タグ 苦情>再訪, 期限 11/24（火） 17:30>なし"
	if s := strings.Join(lines, ", "); s != want {
		t.Errorf("changes %s, want %s", s, want)
	}
	if tk.Title != "株式会社みなと｜参加費は？" || tk.Fields.Get("kaisha") != "株式会社みなと" || before.Get("kaisha") != "みなと商店" {
		t.Errorf("title %q, fields %v, before %v", tk.Title, tk.Fields, before)
	}
	if want := []string{PlannedTag + "林", "purpose:1", "再訪"}; !slices.Equal(tk.Tags, want) {
		t.Errorf("tags %v, want %v", tk.Tags, want)
	}
}

// TestTold: what is called a promise to the member is one that they have been told of.
func TestTold(t *testing.T) {
	due, later := at(t, "2026-11-24 17:30"), at(t, "2026-11-26 12:00")
	edited := func(e Edited) Entry { return Entry{What: LogEdited, Text: e.What + "：" + e.From + " → " + e.To} }
	tk := Ticket{Title: "参加費は？", Contact: chat.Address{Channel: chat.LINE, ID: "U1"}, Due: due}
	set := edited((&Ticket{Title: "参加費は？", Due: due}).Apply(nil, Edit{Due: later})[0])
	for name, tc := range map[string]struct {
		due     time.Time
		channel string
		log     []Entry
		want    bool
	}{
		"as the receipt said":   {due, chat.LINE, []Entry{{What: LogOpened}}, true},
		"set by staff":          {later, chat.LINE, []Entry{set}, false},
		"set and moved since":   {due, chat.LINE, []Entry{set}, true},
		"pushed on by a hold":   {later, chat.Web, []Entry{{What: LogEdited, Text: Pushed(due, later)}}, false},
		"by telephone":          {due, chat.Phone, nil, false},
		"at the counter":        {due, chat.Counter, nil, false},
		"by another system":     {due, chat.API, nil, false},
		"a reply says the same": {later, chat.Email, []Entry{{What: LogNoted, Text: set.Text}}, true},
	} {
		tk.Due, tk.Contact.Channel = tc.due, tc.channel
		if got := tk.Told(tc.log); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestReadTags(t *testing.T) {
	for in, want := range map[string]string{
		"再訪、要電話 再訪": "再訪 要電話", "for:林 consent:home unmatched x": "x", "": "", "あ,い，う　え\nお": "あ い う え お",
		"1 2 3 4 5 6 7 8 9 10": "1 2 3 4 5 6 7 8",
	} {
		if got := strings.Join(ReadTags(in), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
