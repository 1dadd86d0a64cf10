package reading

import "testing"

func TestNoAndMore(t *testing.T) {
	for text, want := range map[string]bool{
		"いや、紙で":           true,
		"いえ、解約のほうです":      true,
		"いや、大丈夫です":        false,
		"いや、いいです":         false,
		"いえ、結構です":         false,
		"いや別に":            false,
		"いえ、特にありません":      false,
		"いいえ":             false,
		"いえいえ、ありがとうございます": false,
		"紙で": false,
	} {
		if got := NoAndMore(text); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
