package faq

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRewordedQuestion: wordings of one question have one gist, and questions that differ in
// anything a member could mean have two.
func TestRewordedQuestion(t *testing.T) {
	for _, same := range [][]string{
		{"退会するには？", "退会の方法を教えてください。", "退会する方法は？", "退会はどうすればよいですか"},
		{"申し込みの期限はいつですか", "申込の期限はいつでしょうか", "お申し込みの期限はいつですか？"},
		{"領収書を発行してもらえますか", "領収書の発行は可能ですか", "領収書は発行できますか", "領収書を発行していただけますか。"},
		{"何時から利用できますか？", "いつから利用できますか"},
	} {
		for _, q := range same[1:] {
			if gist(same[0]) != gist(q) {
				t.Errorf("%q is read as %q, %q as %q", same[0], gist(same[0]), q, gist(q))
			}
		}
	}
	for _, two := range [][2]string{
		{"入会するには？", "退会するには？"},
		{"りんごは送れますか", "みかんは送れますか"},
		{"いつから申し込めますか", "いつまで申し込めますか"},
		{"会費はいつ払いますか", "会費はどこで払いますか"},
		{"返品できる商品は？", "返品できない商品は？"},
		{"個人から法人に変えられますか", "法人から個人に変えられますか"},
		{"Q1はどれですか", "Q2はどれですか"},
		{"会費はいくらですか", "会費はいくつですか"},
		{"C++は使えますか", "C#は使えますか"},
	} {
		if g := gist(two[0]); g == gist(two[1]) {
			t.Errorf("%q and %q are both read as %q", two[0], two[1], g)
		}
	}
}

func TestExtends(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"会費はいくらですか", "年会費はいくらですか", true},
		{"入金の確認はいつですか", "入金の確認はいつまでですか", true},
		{"会員の料金", "非会員の料金", false},
		{"申込の方法", "申込取消の方法", false},
		{"入会の費用", "退会の費用", false},
		{"会費", "年会費", false},
		{"会費はいくらですか", "会費はいくらですか", false},
	} {
		if got := extends(gist(test.a), gist(test.b)); got != test.want {
			t.Errorf("%q and %q: %v, want %v", test.a, test.b, got, test.want)
		}
	}
}

// TestMatch: an edition is written as "label|question|answer" lines.
func TestMatch(t *testing.T) {
	entries := func(lines ...string) []Entry {
		var out []Entry
		for _, l := range lines {
			parts := [3]string{}
			copy(parts[:], strings.Split(l, "|"))
			out = append(out, Entry{Label: parts[0], Question: parts[1], Answer: []Block{{Type: Paragraph, Text: parts[2]}}})
		}
		return out
	}
	for _, test := range []struct {
		name           string
		earlier, later []Entry
		want           []int
		mark           string // "likely" or "maybe": what the first entry of later is told as
	}{
		{"unchanged", entries("Q1|会費は？|3円", "Q2|解約は？|窓口へ"), entries("Q1|会費は？|3円", "Q2|解約は？|窓口へ"), []int{0, 1}, ""},
		{"width and signs", entries("Q1|ＷＥＢで申込できますか？|はい"), entries("Q7|Webで 申込できますか。|はい"), []int{0}, ""},
		{"reordered and relabelled", entries("Q1|会費は？|3円", "Q2|解約は？|窓口へ"), entries("Q1|解約は？|窓口へ", "Q2|会費は？|3円"), []int{1, 0}, ""},
		{"another question under the label", entries("Q1|会費は？|3円"), entries("Q1|駐車場は？|ない"), []int{-1}, ""},
		{"opposite question, same label and answer", entries("Q1|入会の手続きは？|マイページから"), entries("Q1|退会の手続きは？|マイページから"), []int{-1}, "maybe"},
		{"reworded", entries("Q1|退会するには？|窓口へ", "Q2|入会するには？|窓口へ"), entries("Q1|入会するには？|窓口へ", "Q2|退会の方法を教えてください|窓口へ"), []int{1, 0}, ""},
		{"reworded, two candidates", entries("|退会するには？|窓口へ", "|退会の方法は？|電話で"), entries("|退会はどうすればよいですか|窓口へ"), []int{-1}, ""},
		{"reworded, the label tells", entries("Q1|退会するには？|窓口へ", "Q2|退会の方法は？|電話で"), entries("Q2|退会はどうすればよいですか|窓口へ"), []int{1}, ""},
		{"a word added, same answer", entries("|会費はいくらですか|3円です"), entries("|年会費はいくらですか|3円です"), []int{0}, ""},
		{"a word added, another answer", entries("|会費はいくらですか|3円です"), entries("|年会費はいくらですか|9円です"), []int{-1}, ""},
		{"the same question twice, moved", entries("Q1|料金は？|A", "Q2|料金は？|B"), entries("|料金は？|B", "|料金は？|A"), []int{1, 0}, ""},
		{"the same question twice, told by label", entries("Q1|料金は？|A", "Q2|料金は？|B"), entries("Q2|料金は？|C", "Q1|料金は？|D"), []int{1, 0}, ""},
		{"worded anew, same answer", entries("Q1|審査の結果はいつ届きますか？|会期の翌週に届きます。"), entries("Q4|結果の通知の時期を教えてください。|会期の翌週に届きます。"), []int{0}, "likely"},
		{"worded anew, in other words of the same kanji", entries("|傘はいつ返しますか？|三日以内にお返しください。"), entries("|傘の返却の期日を教えてください。|三日以内にお返しください。"), []int{0}, "likely"},
		{"another matter with the same answer", entries("|会員証の再発行はできますか|事務局にお電話ください。"), entries("|駐車券を失くしました|事務局にお電話ください。"), []int{-1}, ""},
		{"worded anew, revised answer", entries("|展示品の搬入に車は使えますか|使えます。正面の車寄せにお回りください。"), entries("|展示品を車で搬入できますか|使えます。9時までに正面の車寄せにお回りください。"), []int{0}, "likely"},
		{"worded anew, two with that answer", entries("|審査の結果はいつ届きますか？|翌週に届きます。", "|結果の発送はいつですか|翌週に届きます。"), entries("|結果の通知の時期を教えてください。|翌週に届きます。"), []int{-1}, ""},
		{"another question with a polite answer", entries("|駐車場はありますか|はい"), entries("|駐車場の予約は要りますか|はい"), []int{-1}, ""},
		{"another word for the same, or another thing", entries("|申込の期限はいつですか|四月の末日です。"), entries("|申込の締切はいつですか|四月の末日です。"), []int{-1}, "maybe"},
		{"signs alone", entries("|？|A", "|！|B"), entries("|！|B"), []int{1}, ""},
		{"into nothing", entries("|会費は？|A"), nil, []int{}, ""},
	} {
		found := Match(test.earlier, test.later)
		got, mark := make([]int, len(found)), ""
		for i, f := range found {
			got[i] = f.At
			if i == 0 && f.Likely {
				mark = "likely"
			} else if i == 0 && f.Maybe >= 0 {
				mark = "maybe"
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" || mark != test.mark {
			t.Errorf("%s: told as %q, want %q (-want +got):\n%s", test.name, mark, test.mark, diff)
		}
	}
}

// FuzzMatch: whatever the questions, no entry is given away twice, and an edition matched with itself
// is unchanged.
func FuzzMatch(f *testing.F) {
	f.Add("会費は？", "解約は？", "会費は？", "退会するには？")
	f.Add("", "？", "\xff", "Q1")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		one := []Entry{{Question: a}, {Question: b, Label: "Q1"}, {Question: c}}
		two := []Entry{{Question: c}, {Question: d, Label: "Q1"}, {Question: a}}
		seen := map[int]bool{}
		for _, f := range Match(one, two) {
			if f.At >= 0 && seen[f.At] {
				t.Fatalf("entry %d is matched twice", f.At)
			}
			seen[f.At] = true
		}
		if got := fmt.Sprint(Match(one, one)); got != "[{0 false -1} {1 false -1} {2 false -1}]" && questionKey(a) != questionKey(b) && questionKey(b) != questionKey(c) && questionKey(a) != questionKey(c) {
			t.Fatalf("an edition matched with itself: %s", got)
		}
	})
}
