package ticket

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/reading"
)

// TestFill reads the answers to a form that are given at once, with the checks of the form itself.
func TestFill(t *testing.T) {
	fm := &Form{ID: "change", Kind: Change, Fields: []Field{
		{ID: "company", Role: RoleCompany, Label: "会社名", Type: TypeCompany, Required: true},
		{ID: "person", Role: RolePerson, Label: "お名前", Type: TypeName, Required: true, Personal: true, With: "company"},
		{ID: "items", Role: RoleItems, Label: "項目", Type: TypeChoice, Multiple: true, Required: true, Choices: []Option{
			{Label: "電話番号", Value: "phone", Type: TypePhone}, {Label: "担当者", Value: "person", Type: TypeText},
		}},
		{ID: "after", Label: "変更後", Type: TypeText, Required: true, Each: "items"},
		{ID: "mail", Role: RoleEmail, Label: "メール", Type: TypeEmail, Skip: true, When: &Condition{Field: "channel", In: []string{"web"}}},
		{ID: "day", Label: "適用日", Type: TypeDate, Future: true, Required: true, Choices: []Option{{Label: "すぐ", Value: "now"}}},
		{ID: "login", Label: "ログイン", Type: TypeText, Required: true, When: &Condition{Field: "items", In: []string{"login"}}},
		{ID: "photo", Label: "写真", Type: TypeFiles, Required: true},
	}}
	now := time.Date(2026, 10, 9, 15, 0, 0, 0, reading.JST)
	whole := map[string]string{
		"company": "株式会社ミナト", "person": "木村一郎", "items": "phone\nperson", "after.phone": "０３−１１１１−２２２２", "after.person": "森", "day": "now",
	}
	with := func(more ...string) map[string]string {
		m := maps.Clone(whole)
		for i := 0; i < len(more); i += 2 {
			m[more[i]] = more[i+1]
		}
		return m
	}
	for name, c := range map[string]struct {
		answers map[string]string
		loose   bool
		faults  []string
		values  Values // some of them
		kept    []string
	}{
		"whole":                  {answers: whole, values: Values{"company": {"株式会社ミナト"}, "person": {"木村一郎"}, "items": {"phone", "person"}, "after": {"03-1111-2222", "森"}, "day": {"now"}}},
		"in words":               {answers: with("items", "電話番号と担当者", "day", "来週の月曜"), values: Values{"items": {"phone", "person"}, "day": {"2026-10-12"}}},
		"a question of one path": {answers: with("mail", "kimura@minato.example"), values: Values{"mail": {"kimura@minato.example"}}},
		"nothing":                {answers: nil, faults: []string{"company", "day", "items", "person"}},
		"an item left open":      {answers: with("after.phone", " "), faults: []string{"after.phone"}},
		"what no check passes":   {answers: with("after.phone", "12", "mail", "kimura", "day", "2020-01-01"), faults: []string{"after.phone", "day", "mail"}},
		"loose":                  {answers: with("after.phone", "12", "person", ""), loose: true, values: Values{"after": {"12", "森"}}, kept: []string{"お名前", "変更後"}},
		"what nobody asked":      {answers: with("other", "x", "after.other", "y", "login", "z"), values: Values{"login": nil, "other": nil}},
	} {
		t.Run(name, func(t *testing.T) {
			fl, faults := Fill(fm, c.answers, c.loose, now)
			if got := slices.Sorted(maps.Keys(faults)); !slices.Equal(got, c.faults) {
				t.Errorf("faults %v, want %v", faults, c.faults)
			}
			values := fl.Values()
			for id, want := range c.values {
				if diff := cmp.Diff(want, values[id]); diff != "" {
					t.Errorf("%s: %s", id, diff)
				}
			}
			if got := fl.Unchecked(); !slices.Equal(got, c.kept) {
				t.Errorf("kept unchecked %v, want %v", got, c.kept)
			}
			if len(faults) == 0 && !c.loose && len(fl.Questions()) != 7 {
				t.Errorf("%d questions", len(fl.Questions()))
			}
			for _, why := range faults {
				if strings.TrimSpace(why) == "" {
					t.Error("a fault without words")
				}
			}
		})
	}
}
