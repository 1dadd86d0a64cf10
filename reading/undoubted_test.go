package reading_test

import (
	"testing"

	"madoguchi/reading"
)

// TestUndoubted: what is said with hesitation is what is said.
func TestUndoubted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"んー、つなぐかな":          "つなぐ",
		"たぶんつなぐのほうだったかなあ":   "つなぐ",
		"えっと…SELASだと思います":   "SELAS",
		"ハルカモールでしたっけ":       "ハルカモール",
		"多分、ハルカモールかもしれません。": "ハルカモール",
		"つなぐ": "つなぐ",
		"つなぐの会費はいくらですか": "つなぐの会費はいくらですか",
		"うーん": "",
		"そう思う理由を教えてください":      "そう思う理由を教えてください",
		"あのー、ハルカモールじゃないかしらね〜": "ハルカモール",
	} {
		if got := reading.Undoubted(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
