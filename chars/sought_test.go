package chars

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSeek(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"木村　太郎", "木村太郎"},
		{" 木村 太郎 様 ", "木村太郎様"},
		{"髙橋", "高橋"},
		{"齋藤・斎藤・齊藤", "斉藤・斉藤・斉藤"},
		{"ﾐﾅﾄ ショウテン", "みなとしょうてん"},
		{"ｶﾞｲﾄﾞ", "がいど"},
		{"０９０−１１１１−２２２２", "09011112222"},
		{"090 1111 2222", "09011112222"},
		{"(03)1111-2222", "(0311112222"},
		{"090ー1111ー2222", "09011112222"},
		{"H-0001", "h-0001"},
		{"Minato Trading Co.", "minato trading co."},
		{"2-3 まで", "23 まで"},
		{"サーバー", "さーばー"},
		{"5-", "5-"},
		{"", ""},
		{"   ", ""},
	} {
		if got := Seek(tc.in).Text; got != tc.want {
			t.Errorf("Seek(%q) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestSeekFinds(t *testing.T) {
	for _, tc := range []struct{ in, word, want string }{
		{"担当は髙橋　太郎です", "高橋太郎", "髙橋　太郎"},
		{"電話は０９０−１１１１−２２２２まで", "11112222", "１１１１−２２２２"},
		{"ﾐﾅﾄ商店", "ミナト", "ﾐﾅﾄ"},
		{"ｶﾞｲﾄﾞを", "ガイド", "ｶﾞｲﾄﾞ"},
		{"木村太郎", "山田", ""},
	} {
		s := Seek(tc.in)
		from, to, found := s.Find(Seek(tc.word).Text)
		if found != (tc.want != "") || tc.in[from:to] != tc.want {
			t.Errorf("%q in %q: %q", tc.word, tc.in, tc.in[from:to])
		}
	}
}

func FuzzSeek(f *testing.F) {
	for _, s := range []string{"木村　太郎", "ｶﾞ", "090-1111", "㌢ ㈱", "\xff\xfe", "e\u0301", "(1) -2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s := Seek(in)
		if !utf8.ValidString(s.Text) || len(s.from) != len(s.Text) || strings.HasSuffix(s.Text, " ") {
			t.Fatalf("Seek(%q) = %q", in, s.Text)
		}
		if from, to, found := s.Find(s.Text); found && (from < 0 || to > len(in) || from >= to) {
			t.Errorf("%q lies at %d:%d of %q", s.Text, from, to, in)
		}
	})
}
