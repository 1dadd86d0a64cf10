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
			if i > 0 && strings.HasPrefix(p, "\u200d") && chars.Units(firstCharacter(parts[i-1]+p)) <= limit {
				t.Errorf("split(%q, %d) cuts a character before part %d", s, limit, i)
			}
		}
		if c := chars.Cut(s, limit); chars.Units(c) > limit || chars.Units(s) <= limit && c != s {
			t.Errorf("chars.Cut(%q, %d) = %q", s, limit, c)
		}
	})
}

func firstCharacter(s string) string {
	c, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return c
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
