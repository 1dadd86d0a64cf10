package ticket

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// extractForm is a consultation as far as a free message can fill it.
func extractForm() *Form {
	return &Form{ID: "f", Kind: Consultation, Fields: []Field{
		{ID: "topic", Type: TypeChoice, Extract: true, Choices: []Option{
			{Label: "国や海外企業のこと", Value: "country", Names: []string{"海外企業", "バイヤー"}, ImpliedBy: "countries"},
			{Label: "サンプルの輸送", Value: "sample_shipping", Names: []string{"サンプル"}}, {Label: "わからない・その他", Value: "other", Names: []string{"その他"}}}},
		{ID: "countries", Type: TypeCountry, Multiple: true, Extract: true},
		{ID: "category", Type: TypeCategory, Free: true, Extract: true},
		{ID: "programme", Type: TypeProgramme, Extract: true, Choices: []Option{{Label: "ハルカモール", Value: "hanro"}, {Label: "つなぐ", Value: "tsunagu"}}},
		{ID: "question", Type: TypeText},
	}}
}

// TestExtract reads testdata/extract.txt: a free message, and what it tells.
func TestExtract(t *testing.T) {
	form := extractForm()
	table(t, filepath.Join("testdata", "extract.txt"), func(text string) string {
		var parts []string
		for id, values := range form.Extract(text, friday) {
			parts = append(parts, id+"="+strings.Join(values, "|"))
		}
		slices.Sort(parts)
		return strings.Join(parts, " ")
	})
}
