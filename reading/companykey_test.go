package reading_test

import (
	"testing"

	"madoguchi/reading"
)

func TestCompanyKey(t *testing.T) {
	for _, same := range [][]string{
		{"株式会社ミナト", "ミナト（株）", "㈱ ミナト", "ﾐﾅﾄ", "株式会社　みなと"},
		{"高橋食品有限会社", "髙橋食品（有）"},
		{"ABC合同会社", "abc"},
		{"株式会社", " 株式会社 "},
		{"", "　"},
	} {
		for _, name := range same {
			if got, want := reading.CompanyKey(name), reading.CompanyKey(same[0]); got != want {
				t.Errorf("%q is %q, %q is %q", name, got, same[0], want)
			}
		}
	}
	if reading.CompanyKey("ミナト商店") == reading.CompanyKey("ミナト") {
		t.Error("two companies are one")
	}
}
