package ticket

import (
	"slices"
	"strings"
	"testing"
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
