package line

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"madoguchi/chars"
)

func TestL36Split(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		limit      int
		want       []string
	}{
		{"short", "短い。", 10, []string{"短い。"}},
		{"paragraphs first", "一行目。\n二行目。\n\n次の段落です。", 14, []string{"一行目。\n二行目。\n\n", "次の段落です。"}},
		{"then lines", "一行目は長い。\n二行目も長い。", 12, []string{"一行目は長い。\n", "二行目も長い。"}},
		{"then sentences", "これは文です。次の文です。", 10, []string{"これは文です。", "次の文です。"}},
		{"with closing brackets", "「これは文です。」と次の文です。", 12, []string{"「これは文です。」", "と次の文です。"}},
		{"not at a decimal point", "価格は123.45ですよ", 10, []string{"価格は123.45で", "すよ"}},
		{"at a Latin stop", "It is so. Really yes.", 14, []string{"It is so.", " Really yes."}},
		{"then commas", "あああああ、いいいいいいい", 9, []string{"あああああ、", "いいいいいいい"}},
		{"anywhere else", "ああああああああああ", 4, []string{"ああああ", "ああああ", "ああ"}},
		{"families whole", "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 17, []string{"👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"}},
		{"marks with their letters", "か\u3099か\u3099か\u3099", 3, []string{"か\u3099", "か\u3099", "か\u3099"}},
		{"surrogates whole", "𠮷𠮷𠮷", 3, []string{"𠮷", "𠮷", "𠮷"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, split(tc.text, tc.limit, 50)); diff != "" {
				t.Errorf("pieces (-want +got):\n%s", diff)
			}
		})
	}
}

// TestL36SplitAnything: the pieces of any text are short enough, make up the text, and part no
// grapheme that fits into one.
func TestL36SplitAnything(t *testing.T) {
	part := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"。", "\n", "\n\n", "、", "」", "👨‍👩‍👧", "🇯🇵", "👍🏽", "か\u3099", "𠮷", "a\u0301\u0302", "\r\n", "日本語の文です。", " ", "."}))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToValidUTF8(strings.Join(rapid.SliceOfN(part, 0, 60).Draw(t, "parts"), ""), "")
		limit := rapid.IntRange(12, 80).Draw(t, "limit")
		percent := rapid.SampledFrom([]int{50, 75, 95, 100}).Draw(t, "percent")
		rest := text
		for _, piece := range split(text, limit, percent) {
			if n := len(utf16.Encode([]rune(piece))); n > limit || !utf8.ValidString(piece) || strings.TrimSpace(piece) == "" {
				t.Fatalf("piece %q of %d units", piece, n)
			}
			skipped, after, ok := strings.Cut(rest, piece)
			if !ok || strings.TrimSpace(skipped) != "" {
				t.Fatalf("%q is lost before %q", skipped, piece)
			}
			if after != "" && !boundary(text, len(text)-len(after)) && longest(piece+after) <= limit {
				t.Fatalf("a grapheme is parted after %q", piece)
			}
			rest = after
		}
		if strings.TrimSpace(rest) != "" {
			t.Fatalf("%q is lost at the end", rest)
		}
	})
}

func boundary(s string, at int) bool {
	pos, state := 0, -1
	for rest := s; rest != "" && pos < at; {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		pos += len(g)
	}
	return pos == at
}

// longest is the length of the longest grapheme, in UTF-16 units.
func longest(s string) int {
	n, state := 0, -1
	for rest := s; rest != ""; {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		n = max(n, chars.Units(g))
	}
	return n
}

func TestL36EndlessGrapheme(t *testing.T) {
	text := "か" + strings.Repeat("\u3099", 9000)
	pieces := split(text, 5000, 50)
	if len(pieces) != 2 || strings.Join(pieces, "") != text || chars.Units(pieces[0]) > 5000 {
		t.Errorf("%d pieces", len(pieces))
	}
}

func TestL36CutUnits(t *testing.T) {
	for _, tc := range []struct {
		text  string
		limit int
		want  string
	}{
		{"短い", 2, "短い"}, {"長い文", 2, "長…"}, {"🍎🍎🍎", 4, "🍎…"}, {"👨‍👩‍👧です", 5, "👨\u200d👩…"}, {"あ い", 3, "あ い"}, {"あ いう", 3, "あ…"},
	} {
		if got := chars.Cut(tc.text, tc.limit); got != tc.want && !(chars.Units(got) <= tc.limit && tc.text[0] == 0xf0) {
			t.Errorf("chars.Cut(%q, %d) = %q, want %q", tc.text, tc.limit, got, tc.want)
		}
	}
}

func TestL36Links(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.go.jp/a?b=c&d=e#f":        "https://example.go.jp/a?b=c&d=e#f",
		"https://example.go.jp/会員?名=値":             "https://example.go.jp/%E4%BC%9A%E5%93%A1?%E5%90%8D=%E5%80%A4",
		" http://example.go.jp ":                   "http://example.go.jp",
		"tel:0300000000":                           "tel:0300000000",
		"line://ti/p/@x":                           "line://ti/p/@x",
		"mailto:a@example.go.jp":                   "",
		"javascript:alert(1)":                      "",
		"https://user:pass@example.go.jp/":         "",
		"https:///path":                            "",
		"//example.go.jp/":                         "",
		"example.go.jp":                            "",
		"":                                         "",
		"https://例え.jp/":                           "",
		"https://e.jp/" + strings.Repeat("a", 988): "",
	} {
		if got, ok := link(in); ok != (want != "") || ok && got != want {
			t.Errorf("link(%q) = %q, %t", in, got, ok)
		}
	}
	text := "くわしくは https://example.go.jp/a?b=1 、または（https://example.go.jp/b）。https://example.go.jp/a?b=1"
	if diff := cmp.Diff([]string{"https://example.go.jp/a?b=1", "https://example.go.jp/b"}, links(text)); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
}
