package office

import (
	"strings"
	"testing"
)

func TestFrontFaults(t *testing.T) {
	for file, want := range map[string]string{
		"notices:\n  - {text: ''}\n":                                     "0文字です",
		"notices:\n  - {text: " + strings.Repeat("長", 201) + "}\n":       "201文字です",
		"notices:\n  - {text: x, from: 2026-13-01}\n":                    "日付として",
		"notices:\n  - {text: x, from: 2026-02-01, until: 2026-01-01}\n": "より前です",
		"notices:\n  - {text: x, programmes: [none]}\n":                  "id の事業（programmes）がありません",
		"privacy: javascript:alert(1)\n":                                 "ページのアドレスを書いて",
		"staff_name: nickname\n":                                         "office、family、full のどれか",
		"notices:\n  - {text: x, from: 2026-01-01, until: 2026-01-01}\n": "",
		"privacy: https://www.example.jp/privacy\nstaff_name: family\n":  "",
	} {
		_, err := Parse([]byte(file))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %q", file, err, want)
		}
	}
}

func TestStaffName(t *testing.T) {
	for shown, want := range map[NameShown]string{ByOffice: "", ByFamily: "佐々木", ByFull: "佐々木　花"} {
		if got := (&Office{NameShown: shown}).StaffName(" 佐々木　花 "); got != want {
			t.Errorf("%s shows %q, want %q", shown, got, want)
		}
	}
}
