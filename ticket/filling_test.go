package ticket

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"madoguchi/reading"
)

// testForm has every mechanism a form can use: parts, items, conditions, skips, prefill, a limit.
func testForm() *Form {
	return &Form{ID: "f", Kind: Change, Title: "試し", Purpose: "試すため。", PurposeVersion: "1", Most: 6, Fields: []Field{
		{ID: "programme", Label: "事業", Ask: "どの事業？", Type: TypeProgramme, Required: true, Extract: true, Prefill: "programme",
			Choices: []Option{{Label: "ハルカモール", Value: "hanro"}, {Label: "つなぐ", Value: "tsunagu"}}},
		{ID: "company", Label: "会社名", Ask: "会社名とお名前は？", Type: TypeCompany, Required: true},
		{ID: "person", Label: "お名前", Ask: "お名前は？", Type: TypeName, Required: true, Personal: true, With: "company"},
		{ID: "items", Label: "項目", Ask: "何を？", Type: TypeChoice, Multiple: true, Required: true, Choices: []Option{
			{Label: "電話番号", Value: "phone", Type: TypePhone}, {Label: "メール", Value: "email", Type: TypeEmail}, {Label: "その他", Value: "other"}}},
		{ID: "before", Label: "変更前", Ask: "{item}の、いまは？", Type: TypeText, Required: true, Each: "items"},
		{ID: "after", Label: "変更後", Ask: "{item}の、変更後は？", Type: TypeText, Required: true, Each: "items", With: "before"},
		{ID: "when", Label: "適用日", Ask: "いつから？", Type: TypeDate, Future: true, Required: true, When: &Condition{Field: "items", Not: []string{"other"}}},
		{ID: "email", Label: "メール", Ask: "メールは？", Type: TypeEmail, Skip: true, When: &Condition{Field: "channel", In: []string{"web"}}},
		{ID: "reason", Label: "理由", Ask: "理由は？", Type: TypeText, Skip: true},
	}}
}

// answer puts text as the answer to the present question.
func answer(t *testing.T, fl *Filling, text string) {
	t.Helper()
	f, _, _ := fl.Next()
	if f == nil {
		t.Fatalf("nothing is asked when %q comes", text)
	}
	r, err := f.Read(text, friday)
	if err != nil {
		t.Fatalf("%s: %q: %v", f.Key(), text, err)
	}
	fl.Put(f, r)
}

// asks is what is asked now: key and place.
func wantAsks(t *testing.T, fl *Filling, key string, index, total int) {
	t.Helper()
	f, i, n := fl.Next()
	got := ""
	if f != nil {
		got = f.Key()
	}
	if got != key || i != index || n != total {
		t.Fatalf("asks %q %d/%d, want %q %d/%d", got, i, n, key, index, total)
	}
}

func TestFillingThrough(t *testing.T) {
	fl := Start(testForm(), Values{"channel": {"line"}}, friday)
	wantAsks(t, fl, "programme", 1, 6)
	answer(t, fl, "ハルカモール")
	wantAsks(t, fl, "company", 2, 6)
	answer(t, fl, "山田食品株式会社")
	wantAsks(t, fl, "person", 2, 6)
	answer(t, fl, "佐藤")
	answer(t, fl, "電話番号とメール")
	wantAsks(t, fl, "before.phone", 4, 6)
	answer(t, fl, "03-1111-2222 → 03-1111-3333")
	wantAsks(t, fl, "before.email", 4, 6)
	answer(t, fl, "不明")
	wantAsks(t, fl, "after.email", 4, 6)
	answer(t, fl, "new@yamada.example")
	wantAsks(t, fl, "when", 5, 6)
	answer(t, fl, "10月16日")
	wantAsks(t, fl, "reason", 6, 6)
	if f, _, _ := fl.Next(); !fl.Skip(f) {
		t.Fatal("the reason cannot be skipped")
	}
	if !fl.Complete() {
		t.Fatal("not complete")
	}
	want := Values{"programme": {"hanro"}, "company": {"山田食品株式会社"}, "person": {"佐藤"}, "items": {"phone", "email"},
		"before": {"03-1111-2222", "不明"}, "after": {"03-1111-3333", "new@yamada.example"}, "when": {"2023-10-16"}}
	if diff := cmp.Diff(want, fl.Values()); diff != "" {
		t.Errorf("values: %s", diff)
	}
	lines := []Line{{No: 1, Label: "事業", Shown: "ハルカモール", Key: "programme"}, {No: 2, Label: "会社名", Shown: "山田食品株式会社", Key: "company"}, {No: 3, Label: "お名前", Shown: "佐藤", Key: "person", Personal: true},
		{No: 4, Label: "項目", Shown: "電話番号、メール", Key: "items"},
		{No: 5, Label: "電話番号", Shown: "03-1111-2222 → 03-1111-3333", Key: "before.phone"}, {No: 6, Label: "メール", Shown: "不明 → new@yamada.example", Key: "before.email"},
		{No: 7, Label: "適用日", Shown: "10/16（月）", Key: "when"}, {No: 8, Label: "理由", Shown: "（なし）", Key: "reason"}}
	if diff := cmp.Diff(lines, fl.Summary()); diff != "" {
		t.Errorf("summary: %s", diff)
	}
}

func TestFillingEditAndBack(t *testing.T) {
	fl := Start(testForm(), Values{"programme": {"tsunagu"}}, friday)
	if fl.Back() {
		t.Error("there is a question before the first")
	}
	answer(t, fl, "みどりコスメ 田中")
	wantAsks(t, fl, "items", 2, 5)
	if !fl.Back() {
		t.Fatal("cannot go back")
	}
	wantAsks(t, fl, "company", 1, 5) // the person went with the answer it came from
	answer(t, fl, "みどりコスメ 田中")
	answer(t, fl, "電話番号")
	answer(t, fl, "03-1111-2222 → 03-1111-3333")
	answer(t, fl, "すぐ")
	answer(t, fl, "移転")
	if !fl.Edit(5) { // 電話番号
		t.Fatalf("line 5 cannot be edited: %v", fl.Summary())
	}
	wantAsks(t, fl, "before.phone", 3, 5)
	if !fl.Back() || !fl.Complete() || fl.Values().Get("after") != "03-1111-3333" {
		t.Fatalf("leaving an edit does not put back what was there: %+v", fl.Values())
	}
	if !fl.EditNamed("会社名") {
		t.Fatal("会社名 cannot be edited")
	}
	answer(t, fl, "山田食品株式会社 佐藤")
	if !fl.Complete() || fl.Values().Get("person") != "佐藤" {
		t.Fatalf("after the edit: %+v", fl.Values())
	}
	if fl.Edit(99) || fl.Edit(0) || fl.EditNamed("住所") {
		t.Error("a line that is not there can be edited")
	}
	if !fl.EditNamed("項目") {
		t.Fatal("項目 cannot be edited")
	}
	answer(t, fl, "メール")
	wantAsks(t, fl, "before.email", 3, 5)
	answer(t, fl, "不明 → new@yamada.example")
	if diff := cmp.Diff([]string{"new@yamada.example"}, fl.Values()["after"]); diff != "" || !fl.Complete() {
		t.Errorf("after other items were chosen: %s", diff)
	}
}

func TestFillingMost(t *testing.T) {
	form := testForm()
	form.Most = 5
	fl := Start(form, Values{"channel": {"web"}}, friday)
	for _, text := range []string{"つなぐ", "みどりコスメ 田中", "電話番号", "不明 → 03-1111-3333", "すぐ"} {
		answer(t, fl, text)
	}
	if f, _, _ := fl.Next(); f != nil {
		t.Errorf("a sixth question is asked: %s", f.Key())
	}
}

func TestFillingControl(t *testing.T) {
	fl := Start(testForm(), nil, friday)
	answer(t, fl, "つなぐ")
	answer(t, fl, "みどりコスメ 田中")
	for text, want := range map[string]reading.Act{
		"その他": reading.NoControl, "電話番号": reading.NoControl, "戻る": reading.Back, "やめる": reading.Quit, "人": reading.Human, "会社名を直したい": reading.Edit,
		"電話番号を直したい": reading.NoControl, "送る": reading.Again, "状況": reading.Status,
	} {
		if got := fl.Control(text); got.Act != want {
			t.Errorf("Control(%q) = %+v, want %s", text, got, want)
		}
	}
}

// TestFillingNeverTraps drives a form with random answers, controls, storage and changes of the
// form: there is always a question or a complete form, going on always ends, and going back always
// reaches the beginning.
func TestFillingNeverTraps(t *testing.T) {
	texts := []string{"ハルカモール", "みどりコスメ 田中", "山田食品", "佐藤", "電話番号とメール", "その他", "電話番号", "03-1111-2222 → 03-1111-3333", "不明", "x",
		"new@yamada.example", "03-1111-2222", "10月16日", "すぐ", "とばす", "2", "？", "", "はい"}
	rapid.Check(t, func(t *rapid.T) {
		form := testForm()
		form.Most = rapid.IntRange(0, 8).Draw(t, "most")
		prefill := rapid.SampledFrom([]Values{nil, {"channel": {"web"}}, {"programme": {"hanro"}}, {"items": {"phone", "gone"}}, {"when": {"2023-10-16"}}}).Draw(t, "prefill")
		fl := Start(form, prefill, friday)
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			fl = step(t, fl, form, texts)
			checkFilling(t, fl)
		}
		finish(t, fl)
	})
}

// step does one random thing to a filling.
func step(t *rapid.T, fl *Filling, form *Form, texts []string) *Filling {
	f, _, _ := fl.Next()
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0:
		fl.Back()
	case 1:
		fl.Edit(rapid.IntRange(0, 9).Draw(t, "line"))
	case 2:
		fl.EditNamed(rapid.SampledFrom([]string{"会社名", "項目", "電話番号", "変更後", "x"}).Draw(t, "label"))
	case 3:
		fl.Skip(f)
	case 4:
		return store(t, fl, form)
	case 5:
		if f != nil && fl.Miss(f, "読めない答え") {
			fl.Put(f, f.Keep("読めない答え"))
		}
	default:
		if f == nil {
			return fl
		}
		if r, err := f.Read(rapid.SampledFrom(texts).Draw(t, "text"), friday); err == nil {
			fl.Put(f, r)
		}
	}
	return fl
}

// store writes a filling as JSON and reads it back.
func store(t *rapid.T, fl *Filling, form *Form) *Filling {
	data, err := json.Marshal(fl)
	if err != nil {
		t.Fatal(err)
	}
	var back Filling
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	back.Bind(form)
	if diff := cmp.Diff(fl.Values(), back.Values(), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("storage changes the answers: %s", diff)
	}
	return &back
}

func checkFilling(t *rapid.T, fl *Filling) {
	f, index, total := fl.Next()
	if (f == nil) != fl.Complete() {
		t.Fatalf("question %v, complete %v", f, fl.Complete())
	}
	if f != nil && (index < 1 || index > total) {
		t.Fatalf("%s is question %d of %d", f.Key(), index, total)
	}
	for n, line := range fl.Summary() {
		if line.No != n+1 || line.Label == "" {
			t.Fatalf("line %d is %+v", n, line)
		}
	}
	if items := fl.Values()["items"]; fl.Complete() && len(fl.Values()["before"]) != len(slices.DeleteFunc(slices.Clone(items), func(s string) bool { return s == "" })) {
		t.Fatalf("items %v with %v", items, fl.Values()["before"])
	}
}

// finish answers whatever is asked until the form is complete, and then goes back to its beginning.
func finish(t *rapid.T, fl *Filling) {
	for n := 0; !fl.Complete(); n++ {
		f, _, _ := fl.Next()
		if f == nil || n > 60 {
			t.Fatalf("no end after %d answers: %+v", n, fl)
		}
		r, err := f.Read("10月16日", friday)
		if err != nil {
			r = f.Keep("そのまま")
		}
		if f.ID == "items" {
			r = f.Show([]string{"phone"})
		}
		fl.Put(f, r)
	}
	for n := 0; fl.Back(); n++ {
		if n > 60 {
			t.Fatal("going back does not end")
		}
	}
}

func TestFormCheck(t *testing.T) {
	if err := testForm().Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Form){
		"no id":                   func(f *Form) { f.ID = "" },
		"unknown kind":            func(f *Form) { f.Kind = "x" },
		"no fields":               func(f *Form) { f.Fields = nil },
		"no purpose":              func(f *Form) { f.Purpose = "" },
		"unknown type":            func(f *Form) { f.Fields[1].Type = "x" },
		"double id":               func(f *Form) { f.Fields[1].ID = "programme" },
		"no ask":                  func(f *Form) { f.Fields[1].Ask = "" },
		"choices without value":   func(f *Form) { f.Fields[3].Choices[0].Value = "" },
		"no choices":              func(f *Form) { f.Fields[3].Choices = nil },
		"required and skip":       func(f *Form) { f.Fields[1].Skip = true },
		"with a field behind it":  func(f *Form) { f.Fields[1].With = "person" },
		"each of a field missing": func(f *Form) { f.Fields[4].Each = "x" },
	} {
		f := testForm()
		spoil(f)
		if f.Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}
