package ticket

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/reading"
)

var update = flag.Bool("update", false, "rewrite the tables in testdata with what is read now")

// friday is the moment most tables are read at: an evening before a holiday weekend.
var friday = time.Date(2023, 10, 6, 18, 32, 0, 0, reading.JST)

// readFields are the fields that testdata/read has a table for.
func readFields() map[string]*Field {
	choices := []Option{
		{Label: "会社名", Value: "company_name", Names: []string{"社名"}},
		{Label: "住所", Value: "address", Names: []string{"所在地", "じゅうしょ"}},
		{Label: "電話番号", Value: "phone", Names: []string{"電話", "TEL", "でんわばんごう"}},
		{Label: "メールアドレス", Value: "email", Names: []string{"メール", "アドレス"}},
		{Label: "担当者", Value: "person", Names: []string{"担当", "たんとうしゃ"}},
		{Label: "掲載商品・URL", Value: "products", Names: []string{"商品", "URL"}},
		{Label: "その他", Value: "other"},
	}
	subject := []Option{
		{Label: "市場・売れ筋", Value: "market", Names: []string{"市場", "売れ筋"}}, {Label: "規制・認証", Value: "regulation", Names: []string{"規制", "認証"}},
		{Label: "販路・相手先探し", Value: "partners", Names: []string{"販路"}}, {Label: "その他", Value: "other"},
	}
	method := []Option{{Label: "オンライン", Value: "online", Names: []string{"Zoom"}}, {Label: "電話", Value: "phone"}, {Label: "このトーク", Value: "chat", Names: []string{"LINE"}}}
	company := &Field{ID: "company", Type: TypeCompany, parts: []*Field{
		{ID: "person", Type: TypeName, With: "company"},
		{ID: "programme", Type: TypeProgramme, Choices: []Option{{Label: "ハルカモール", Value: "hanro", Names: []string{"ハルカ"}}, {Label: "つなぐ", Value: "tsunagu"}}},
	}}
	return map[string]*Field{
		"text": {ID: "f", Type: TypeText, Max: 20}, "company": company, "company_alone": {ID: "f", Type: TypeCompany}, "name": {ID: "f", Type: TypeName},
		"address": {ID: "f", Type: TypeAddress}, "email": {ID: "f", Type: TypeEmail}, "phone": {ID: "f", Type: TypePhone}, "postal": {ID: "f", Type: TypePostal},
		"corporate": {ID: "f", Type: TypeCorporate}, "jan": {ID: "f", Type: TypeJAN}, "url": {ID: "f", Type: TypeURL},
		"date": {ID: "f", Type: TypeDate, Future: true}, "date_any": {ID: "f", Type: TypeDate}, "slots": {ID: "f", Type: TypeSlots, Future: true, Max: 3},
		"country": {ID: "f", Type: TypeCountry, Multiple: true}, "country_one": {ID: "f", Type: TypeCountry},
		"choice": {ID: "f", Type: TypeChoice, Choices: method}, "choices": {ID: "f", Type: TypeChoice, Choices: choices, Multiple: true},
		"choice_free": {ID: "f", Type: TypeChoice, Choices: subject, Multiple: true, Free: true},
		"method":      {ID: "method", Type: TypeChoice, Choices: method, parts: []*Field{{ID: "slots", Type: TypeSlots, With: "method", Future: true, Max: 3}}},
		"yes_no":      {ID: "f", Type: TypeYesNo}, "category": {ID: "f", Type: TypeCategory}, "amount": {ID: "f", Type: TypeAmount},
		"pair": {ID: "before", Type: TypePhone, Item: "phone", parts: []*Field{{ID: "after", Type: TypePhone, Item: "phone", With: "before"}}},
	}
}

// outcome is a reading as the tables show it.
func outcome(f *Field, text string) string {
	r, err := f.Read(text, friday)
	if err != nil {
		return "! " + strings.ReplaceAll(err.Error(), "\n", "／")
	}
	out := strings.Join(r.Values, " | ") + "\t" + r.Shown
	for _, p := range f.parts {
		if also, ok := r.Also[p.Key()]; ok {
			out += "\t+" + p.Key() + "=" + strings.Join(also.Values, " | ")
		}
	}
	return out
}

// TestRead reads the tables in testdata/read: what a member writes, a tab, and how it is
// understood, or after ! what is said to them. A line break in an answer is written ⏎.
func TestRead(t *testing.T) {
	for name, f := range readFields() {
		t.Run(name, func(t *testing.T) {
			table(t, filepath.Join("testdata", "read", name+".txt"), func(text string) string { return outcome(f, text) })
		})
	}
}

// table holds what do makes of the first column of a file against the rest of each line.
func table(t *testing.T, file string, do func(string) string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	cases := 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "# ") {
			got = append(got, line)
			continue
		}
		text, _, _ := strings.Cut(line, "\t")
		got = append(got, text+"\t"+strings.ReplaceAll(do(strings.ReplaceAll(text, "⏎", "\n")), "\n", "⏎"))
		cases++
	}
	if cases == 0 {
		t.Fatalf("%s has no cases", file)
	}
	text := strings.Join(got, "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(string(data), "\n"), strings.Split(text, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
