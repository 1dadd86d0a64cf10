package bot_test

import (
	"strings"
	"testing"
)

// TestHandAbroad: staff hand a ticket to somebody abroad only when its member has agreed.
func TestHandAbroad(t *testing.T) {
	t.Parallel()
	const (
		asked = "ベトナムの担当者（委託先）からお答えできそうです。"
		given = "同意を得て転送"
	)
	for _, c := range []struct {
		name, acts string
		want, not  []string
	}{
		{"asked first", "! assign 佐々木 =T1 トラン", []string{asked, "［同意して渡す］［国内の事務局だけ］", "おたずねしています"}, []string{given}},
		{"agreed", "! assign 佐々木 =T1 トラン\n>> 同意して渡す", []string{"Q-0001 をコーディネーターにお渡ししました。", given}, nil},
		{"agreed in words", "! assign 佐々木 =T1 トラン\n> 同意します", []string{"Q-0001 をコーディネーターにお渡ししました。"}, nil},
		{"then it may go", "! assign 佐々木 =T1 トラン\n>> 同意して渡す\n! assign 佐々木 =T1 トラン", []string{"担当をトランさんにしました"}, nil},
		{"not agreed", "! assign 佐々木 =T1 トラン\n> 国内だけでお願いします\n! assign 佐々木 =T1 トラン", []string{"国内の事務局がお答えします。", "提供を望んでいません"}, []string{given, "担当をトランさんにしました"}},
		{"asked once", "! assign 佐々木 =T1 トラン\n! assign 佐々木 =T1 トラン", []string{"同意を待っています"}, nil},
		{"at home", "! assign 佐々木 =T2 山本", []string{"担当を山本さんにしました"}, []string{asked}},
	} {
		t.Run(c.name, func(t *testing.T) {
			said := playAt(t, abroadOffice, ">ticket ベトナムの税関について\n"+c.acts)
			for _, want := range c.want {
				if !strings.Contains(said, want) {
					t.Errorf("%q is missing:\n%s", want, said)
				}
			}
			for _, not := range c.not {
				if strings.Contains(said, not) {
					t.Errorf("%q is said:\n%s", not, said)
				}
			}
		})
	}
}
