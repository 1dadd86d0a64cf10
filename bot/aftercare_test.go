package bot_test

import (
	"strings"
	"testing"

	"madoguchi/office"
)

// TestOfficeOwnCare: the office's own words tell of distress, its own lines are named, and whoever it has named
// is told by mail; a sudden closure is known to who asks, and to who greets.
func TestOfficeOwnCare(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	off, err := office.Parse([]byte(`
name: みなと商工会
hours: {mon: 9:00-17:00, tue: 9:00-17:00, wed: 9:00-17:00, thu: 9:00-17:00, fri: 9:00-12:00}
holidays: false
closures:
  - {from: 2026-11-20, note: 台風による臨時休業}
care:
  words: [もうおしまいだ]
  notify: [kanri@minato.example]
  lines:
    - {name: 県のこころの電話, phone: 0120-000-000, hours: 平日9時〜17時}
`))
	if err != nil {
		t.Fatal(err)
	}
	s.bot.SetOffice(off)
	said := s.play(`@mail on
> 台風ですが今日は開いていますか
> 営業時間は
> 電話番号は？
> 住所を教えて
> こんにちは
> 在庫が減って困る
> もうおしまいだ……
`)
	for _, want := range []string{
		"本日は台風による臨時休業のため、お休みをいただいています。次の受付は11/23（月）9:00からです。",
		"月〜木曜日の9:00〜17:00、金曜日の9:00〜12:00です。土・日曜日はお休み",
		"お電話番号のご案内は、こちらではしておりません。",
		"所在地のご案内は、こちらではしておりません。",
		"11/20（金）は、台風による臨時休業のためお休みをいただきます。",
		"・県のこころの電話　0120-000-000（平日9時〜17時）",
		"担当者が必ず拝見できるのは11/23（月）9:00以降になります。",
		"✉ kanri@minato.example: 【至急】みなと商工会の窓口で",
		"受付番号： Q-0001",
		"# 🚨 会員が、つらいお気持ちや命にかかわることを書いています。",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the talk lacks %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "よりそいホットライン") {
		t.Error("the default's lines are named beside the office's own")
	}
	for line := range strings.Lines(said) {
		if strings.HasPrefix(line, "✉") && strings.Contains(line, "おしまい") {
			t.Errorf("the mail says what the member wrote: %s", line)
		}
	}
}
