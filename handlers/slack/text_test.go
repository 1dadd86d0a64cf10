package slack

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"madoguchi/chars"
)

// FuzzSplit: the parts of a text keep to the limit, lose nothing, and cut no character in two that
// could have stayed whole.
func FuzzSplit(f *testing.F) {
	f.Add("国際輸送のお手続きについて、順番にご案内いたします👨‍👩‍👧。か\u3099\n", 10)
	f.Add(strings.Repeat("👍🏽", 20), 7)
	f.Add("e\u0301\u0301\u0301\u0301\u0301", 2)
	f.Add("", 1)
	f.Add("一二三四五\u2029\u200d六七八九十", 6)
	f.Add("一二三四五六七。\ufe0e九十一二三", 8)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = 2 + (limit%50+50)%50
		s = chars.Clean(s)
		parts := split(s, limit)
		if strings.Join(parts, "") != s {
			t.Fatalf("split(%q, %d) = %q", s, limit, parts)
		}
		for i, p := range parts {
			if chars.Units(p) > limit || !utf8.ValidString(p) {
				t.Errorf("part %q of %q has %d units, limit %d", p, s, chars.Units(p), limit)
			}
			if c := straddling(strings.Join(parts[i:], ""), len(p)); c != "" && chars.Units(c) <= limit {
				t.Errorf("split(%q, %d) cuts the character %q at the end of part %d", s, limit, c, i)
			}
		}
		if c := chars.Cut(s, limit); chars.Units(c) > limit || chars.Units(s) <= limit && c != s {
			t.Errorf("chars.Cut(%q, %d) = %q", s, limit, c)
		}
	})
}

// straddling is the character of s that begins before at and ends behind it, "" where none does. What joins
// two characters otherwise, such as a zero width joiner, joins nothing behind a separator of paragraphs.
func straddling(s string, at int) string {
	for pos, state := 0, -1; s != "" && pos < at; {
		var c string
		if c, s, _, state = uniseg.FirstGraphemeClusterInString(s, state); pos+len(c) > at {
			return c
		}
		pos += len(c)
	}
	return ""
}

// TestStraddling: the oracle itself.
func TestStraddling(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		s    string
		at   int
		want string
	}{
		{"か\u3099き", 3, "か\u3099"}, {"か\u3099き", 6, ""}, {"a\u2029\u200db", 4, ""}, {"👩\u200d👩", 4, "👩\u200d👩"}, {"ab", 2, ""}, {"", 0, ""},
	} {
		if got := straddling(tt.s, tt.at); got != tt.want {
			t.Errorf("%q at %d: got %q, want %q", tt.s, tt.at, got, tt.want)
		}
	}
}

// FuzzCommandText: whatever is typed is a verb we know, and a ticket's number has its form.
func FuzzCommandText(f *testing.F) {
	for _, s := range []string{"検索 領収書", "ｑ－１２０４", "HELP", "チケット", "<@U1|x> &lt;", "検索　", "Q-1204 を見せて"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		switch verb, rest := parseCommand(s); verb {
		case verbHelp:
		case verbSearch:
			if rest == "" || !utf8.ValidString(rest) {
				t.Errorf("%q searches for %q", s, rest)
			}
		case verbTicket:
			if number, found := ticketNumber(rest); !found || number != rest {
				t.Errorf("%q asks for ticket %q", s, rest)
			}
		default:
			t.Errorf("%q is %q", s, verb)
		}
	})
}

// TestS32S33Fallback: the top-level text is escaped, never empty, and within its limit.
func TestS32S33Fallback(t *testing.T) {
	for _, s := range []string{"", " ", "\n", "<!here>", strings.Repeat("&", 5000), strings.Repeat("👍<", 3000)} {
		got := fallback(s)
		if got == "" || chars.Units(got) > maxText || strings.ContainsAny(got, "<>") {
			t.Errorf("fallback(%.20q…) has %d units: %.40q…", s, chars.Units(got), got)
		}
	}
}

// TestCarried: what goes out in a modal or a button comes back the same; anything else is refused.
func TestCarried(t *testing.T) {
	memo := memo{Act: "reply", Ticket: "Q-1", Version: 3, Text: "<x>"}
	memo.Files = []attached{{ID: "F1", Name: "見積書.pdf", Size: 3}}
	if got, err := parseMemo(memo.String()); err != nil || !reflect.DeepEqual(got, memo) {
		t.Errorf("memo came back as %+v: %v", got, err)
	}
	for _, bad := range []string{"", "{}", "[]", `{"ticket":1}`} {
		if _, err := parseMemo(bad); err == nil {
			t.Errorf("metadata %q was taken", bad)
		}
	}
	for _, tc := range []struct {
		value string
		want  target
		valid bool
	}{
		{"Q-1|7", target{ticket: "Q-1", version: 7}, true}, {"Q-1|0|42", target{ticket: "Q-1", delivery: "42"}, true},
		{"", target{}, false}, {"|1", target{}, false}, {"Q-1|x", target{}, false}, {"Q-1|-1", target{}, false},
	} {
		if got, valid := parseTarget(tc.value); got != tc.want || valid != tc.valid || valid && got.value() != tc.value {
			t.Errorf("parseTarget(%q) = %+v, %v", tc.value, got, valid)
		}
	}
}
