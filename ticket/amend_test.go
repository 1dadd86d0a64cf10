package ticket

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// filled is the test form with every question answered.
func filled(t *testing.T) *Filling {
	form := testForm()
	form.Fields = append(form.Fields, Field{ID: "note", Role: RoleNote, Label: "補足", Ask: "補足は？", Type: TypeText, Unasked: true})
	form.Field("items").Role = RoleItems
	fl := Start(form, Values{"programme": {"tsunagu"}}, friday)
	for _, text := range []string{"みどりコスメ 田中", "メール", "不明 → new@yamada.example", "すぐ", "移転"} {
		answer(t, fl, text)
	}
	if !fl.Complete() {
		t.Fatal("not complete")
	}
	return fl
}

func TestAmend(t *testing.T) {
	fl := filled(t)
	line := fl.Named("会社名")
	if line == nil || line.Key != "company" {
		t.Fatalf("会社名 names %+v", line)
	}
	if err := fl.Amend(line.Key, "みなと商事です", friday); err != nil {
		t.Fatal(err)
	}
	if v := fl.Values(); v.Get("company") != "みなと商事" || v.Get("person") != "田中" || !fl.Complete() {
		t.Errorf("the company alone was to change: %v", v)
	}
	if err := fl.Amend("company", "みなと商店の木村です", friday); err != nil {
		t.Fatal(err)
	}
	if v := fl.Values(); v.Get("company") != "みなと商店" || v.Get("person") != "木村" {
		t.Errorf("both were named: %v", v)
	}
	before := fl.Values()
	if err := fl.Amend("when", "2月30日", friday); err == nil {
		t.Error("there is no such day")
	}
	if diff := cmp.Diff(before, fl.Values()); diff != "" || fl.Editing != "" || !fl.Complete() {
		t.Errorf("an answer that cannot be read changed the form: %s", diff)
	}
	if latest := fl.Latest(); latest == nil || latest.Key != "company" {
		t.Errorf("the latest answer is %+v", latest)
	}
}

func TestAmendItem(t *testing.T) {
	fl := filled(t)
	for text, want := range map[string][2]string{
		"other@yamada.example":                      {"不明", "other@yamada.example"},
		"old@yamada.example → third@yamada.example": {"old@yamada.example", "third@yamada.example"},
	} {
		fl = filled(t)
		if err := fl.Amend("before.email", text, friday); err != nil {
			t.Fatal(err)
		}
		if v := fl.Values(); v.Get("before") != want[0] || v.Get("after") != want[1] || !fl.Complete() {
			t.Errorf("%q gives %v", text, v)
		}
	}
	fl.Edit(5)
	answer(t, fl, "不明")
	f, _, _ := fl.Next()
	if f == nil || !fl.PutPair(f, "a@yamada.example → b@yamada.example", friday) || fl.PutPair(f, "b@yamada.example", friday) {
		t.Fatalf("a pair is not taken for %+v", f)
	}
	if v := fl.Values(); v.Get("before") != "a@yamada.example" || v.Get("after") != "b@yamada.example" {
		t.Errorf("both sides: %v", v)
	}
}

func TestNoteAndItems(t *testing.T) {
	fl := filled(t)
	if !fl.Note("急ぎです") || !fl.Note("昼にお電話ください") || !fl.Note("急ぎです") {
		t.Fatal("no place for a note")
	}
	if got := fl.Values().Get("note"); got != "急ぎです\n昼にお電話ください" {
		t.Errorf("the note is %q", got)
	}
	if _, _, total := fl.Next(); total != 0 {
		t.Error("a note is no question")
	}
	if fl.AddItems(RoleItems, "メールを変えたい") {
		t.Error("the item is chosen already")
	}
	if !fl.AddItems(RoleItems, "電話番号も変えたい") {
		t.Fatal("the item cannot be added")
	}
	f, _, _ := fl.Next()
	if f == nil || f.Key() != "before.phone" || !slices.Equal(fl.Values()["items"], []string{"email", "phone"}) {
		t.Errorf("asks %+v of %v", f, fl.Values())
	}
}

func TestForget(t *testing.T) {
	form := testForm()
	fl := Start(form, Values{"programme": {"tsunagu"}}, friday)
	fl.From = "m1"
	answer(t, fl, "みどりコスメ 田中")
	fl.From = "m2"
	answer(t, fl, "電話番号")
	if fl.Forget("") || fl.Forget("m9") || !fl.Forget("m1") {
		t.Fatal("what was taken back is not forgotten, or something else is")
	}
	f, _, _ := fl.Next()
	if f == nil || f.Key() != "company" || fl.Values()["person"] != nil || fl.Values().Get("items") != "phone" {
		t.Errorf("asks %+v, has %v", f, fl.Values())
	}
}
