package email

import (
	"strings"
	"testing"

	"madoguchi/chat"
)

// TestFilesInAMail: a file with an address opens from the mail itself; of any other the mail says where it is.
func TestFilesInAMail(t *testing.T) {
	m := chat.Message{Text: "お見積もりです。\n\n📎 見積書.pdf\nhttps://office.example/shared/x", Files: []chat.File{{Name: "見積書.pdf", URL: "https://office.example/shared/x"}}}
	if got := new(Service).messageText(&m); got != m.Text {
		t.Errorf("the mail reads\n%s", got)
	}
	m.Files = []chat.File{{Name: "地図.png"}}
	if got := new(Service).messageText(&m); !strings.Contains(got, "「地図.png」があります") {
		t.Errorf("the mail reads\n%s", got)
	}
}
