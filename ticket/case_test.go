package ticket

import (
	"strings"
	"testing"
)

func TestCase(t *testing.T) {
	items := Field{ID: "items", Role: RoleItems, Type: TypeChoice, Multiple: true, Choices: []Option{
		{Label: "電話番号", Value: "phone"}, {Label: "担当者", Value: "person"}, {Label: "住所", Value: "address"}, {Label: "会社名", Value: "company"},
	}}
	form := &Form{Fields: []Field{
		items, {ID: "countries", Role: RoleCountries, Type: TypeCountry, Multiple: true}, {ID: "category", Role: RoleCategory, Type: TypeText},
		{ID: "subject", Role: RoleMatter, Type: TypeChoice, Multiple: true, Free: true, Choices: []Option{{Label: "規制・認証", Value: "regulation"}}},
		{ID: "topic", Role: RoleTopic, Type: TypeChoice, Choices: []Option{{Label: "サンプルの輸送", Value: "sample"}}},
		{ID: "question", Role: RoleQuestion, Type: TypeText}, {ID: "trouble", Role: RoleDetail, Type: TypeText},
		{ID: "note", Role: RoleNote, Type: TypeText},
	}}
	for _, tc := range []struct {
		want string
		form *Form
		v    Values
	}{
		{"電話番号・担当者の変更", form, Values{"items": {"phone", "person"}}},
		{"電話番号・担当者・住所ほか1件の変更", form, Values{"items": {"phone", "person", "address", "company"}}},
		{"ベトナム・化粧品／規制・認証", form, Values{"countries": {"VN"}, "category": {"化粧品"}, "subject": {"regulation", "無添加の石けんです"}}},
		{"石けんのこと", form, Values{"subject": {"石けんのこと"}}},
		{"台湾／サンプルの輸送", form, Values{"countries": {"TW"}, "topic": {"sample"}}},
		{"領収書は？", form, Values{"question": {"領収書は？"}, "items": {"phone"}}},
		{"通関で困っています", form, Values{"trouble": {"通関で困っています"}}},
		{"電話番号を変えたい", form, Values{"note": {"電話番号を変えたい"}}},
		{"住所の変更", form, Values{"note": {"急ぎです"}, "items": {"address"}}},
		{"お問い合わせ", form, Values{}},
		{"お問い合わせ", nil, Values{"question": {"x"}}},
	} {
		if got := tc.form.Case(Inquiry, tc.v); got != tc.want {
			t.Errorf("case of %v: %q, want %q", tc.v, got, tc.want)
		}
	}
}

func TestRunning(t *testing.T) {
	now := at(t, "2026-11-24 10:00")
	for _, tc := range []struct {
		tk   Ticket
		want bool
	}{
		{Ticket{Status: Received, Due: now}, true},
		{Ticket{Status: Working, Due: now}, true},
		{Ticket{Status: Working, Due: now, Replied: now}, false},
		{Ticket{Status: OnHold, Due: now}, false},
		{Ticket{Status: Waiting, Due: now}, false},
		{Ticket{Status: Resolved, Due: now}, false},
		{Ticket{Status: Received}, false},
	} {
		if got := tc.tk.Running(); got != tc.want {
			t.Errorf("%+v: running %t", tc.tk, got)
		}
	}
}

func TestSpared(t *testing.T) {
	form := &Form{Most: 3, Fields: []Field{
		{ID: "a", Label: "会社名", Required: true}, {ID: "b", Label: "お名前", Required: true, With: "a"}, {ID: "c", Label: "メール", Skip: true},
		{ID: "d", Label: "ご用件", Required: true}, {ID: "e", Label: "事業", Skip: true}, {ID: "f", Label: "補足", Skip: true, Unasked: true},
	}}
	for most, want := range map[int]string{0: "", 1: "メール、事業", 2: "メール、事業", 3: "事業", 4: "", 9: ""} {
		form.Most = most
		if got := strings.Join(form.Spared(), "、"); got != want {
			t.Errorf("at most %d: %s, want %s", most, got, want)
		}
	}
}
