package ticket

import (
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/reading"
)

// TestSalutation: a letter never goes to 「 様」, nor to 「木村様 様」.
func TestSalutation(t *testing.T) {
	for _, c := range []struct{ company, person, want string }{
		{"株式会社ミナト", "木村 一郎", "株式会社ミナト 木村 一郎 様"},
		{"株式会社ミナト", "木村", "株式会社ミナト 木村 様"},
		{"株式会社ミナト", "", "株式会社ミナト 御中"},
		{"", "木村 一郎", "木村 一郎 様"},
		{"", "", "ご担当者様"},
		{"株式会社ミナト", "木村様", "株式会社ミナト 木村 様"},
		{"株式会社ミナト", "木村 さん", "株式会社ミナト 木村 様"},
		{"株式会社ミナト", "代表取締役 木村一郎", "株式会社ミナト 代表取締役 木村一郎 様"},
		{"株式会社ミナト御中", "", "株式会社ミナト 御中"},
		{"株式会社ミナト", "株式会社ミナト", "株式会社ミナト 御中"},
		{"株式会社ミナト", "不明", "株式会社ミナト 御中"},
		{"なし", "木村", "木村 様"},
		{"個人", "未定", "ご担当者様"},
		{"　株式会社　ミナト\n", " 木村　一郎 ", "株式会社 ミナト 木村 一郎 様"},
		{"", "様", "様 様"}, // a name is never made empty
		{"さま商店", "", "さま商店 御中"},
		{"(株)みなと&Co.", "O'Brien", "(株)みなと&Co. O'Brien 様"},
	} {
		if got := Salutation(c.company, c.person); got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.company, c.person, got, c.want)
		}
	}
}

// TestLetter: each variable stands for what the ticket says; what is not known stays to be seen.
func TestLetter(t *testing.T) {
	now := time.Date(2026, 10, 9, 15, 0, 0, 0, reading.JST)
	fm := &Form{Kind: Inquiry, Fields: []Field{
		{ID: "kaisha", Role: RoleCompany, Type: TypeCompany}, {ID: "namae", Role: RolePerson, Type: TypeName}, {ID: "youken", Role: RoleQuestion, Type: TypeText},
	}}
	tk := &Ticket{Number: "Q-1204", Kind: Inquiry, Due: now.Add(26 * time.Hour), Fields: Values{"kaisha": {"株式会社ミナト"}, "namae": {"木村"}, "youken": {"領収書について。"}}}
	l := Letter{Ticket: tk, Form: fm, Programme: "海外販路", Office: "みなとセンター", Me: "佐々木", Now: now}
	for text, want := range map[string]string{
		"{宛名}\nいつもお世話になっております。":  "株式会社ミナト 木村 様\nいつもお世話になっております。",
		"｛宛名｝{ 受付番号 }":           "株式会社ミナト 木村 様Q-1204",
		"{用件}／{事業名}／{期限}／{今日}":   "領収書について／海外販路／10/10（土）17:00／10/9（金）",
		"{窓口名} {担当者名}\n{署名}":     "みなとセンター 佐々木\nみなとセンター\n佐々木",
		"{お名前}様、{会社名}":           "木村様、株式会社ミナト",
		"if (x) { return } {宛先}": "if (x) { return } {宛先}",
		"{{宛名}}":                 "{株式会社ミナト 木村 様}",
	} {
		if got := l.Fit(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	tk.Fields, tk.Due, l.Programme, l.Me = nil, time.Time{}, "", ""
	got := l.Fit("{宛名} {会社名} {お名前} {期限} {事業名} {担当者名} {署名} {会社名}")
	if got != "ご担当者様 {会社名} {お名前} {期限} {事業名} みなとセンター みなとセンター {会社名}" {
		t.Errorf("of an empty ticket: %q", got)
	}
	if left := Unfilled(got); !slices.Equal(left, []string{"会社名", "お名前", "期限", "事業名"}) {
		t.Errorf("unfilled: %q", left)
	}
	if said := UnfilledRefusal(got); said != "空の項目があるため送れません：{会社名}、{お名前}、{期限}、{事業名}。文を直してください。" || UnfilledRefusal("ご担当者様") != "" {
		t.Errorf("refused with %q", said)
	}
	if unknown := UnknownVariables("{宛名}{宛先}{x}"); !slices.Equal(unknown, []string{"宛先", "x"}) {
		t.Errorf("unknown: %q", unknown)
	}
	for _, name := range Variables() {
		if _, there := l.values()[name]; !there {
			t.Errorf("{%s} stands for nothing", name)
		}
	}
	tk.Fields = Values{"kaisha": {"{お名前}"}, "namae": {"木村"}} // what a member writes is no variable
	if got := l.Fit("{会社名}"); strings.Contains(got, "木村") {
		t.Errorf("a member's words were read as a variable: %q", got)
	}
}
