package line

import (
	"strings"
	"testing"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chat"
)

// TestOfficePictures: an image of the office's shows where LINE can show it, before the text that
// holds its address; a text that fills the request leaves no room for it.
func TestOfficePictures(t *testing.T) {
	picture := chat.File{ID: "x", Name: "地図.png", Type: "image", URL: "https://office.example/shared/x", Preview: "https://office.example/shared/x/preview"}
	plain := picture
	plain.URL = "http://127.0.0.1/shared/x"
	document := picture
	document.Type = "file"
	for _, tc := range []struct {
		name  string
		file  chat.File
		text  string
		shown int
	}{
		{"https", picture, "地図です", 1}, {"http", plain, "地図です", 0}, {"no image", document, "地図です", 0},
		{"no room", picture, strings.Repeat("あ", 24_000), 0},
	} {
		objects, err := Render([]chat.Message{{Author: chat.Staff, Text: tc.text, Files: []chat.File{tc.file}}})
		if err != nil {
			t.Fatalf("%s: %v", tc.name, err)
		}
		shown := 0
		for i, o := range objects {
			if image, is := o.(*messaging_api.ImageMessage); is {
				shown++
				if i != 0 || image.OriginalContentUrl != tc.file.URL || image.PreviewImageUrl != tc.file.Preview {
					t.Errorf("%s: image %d is %+v", tc.name, i, image)
				}
			}
		}
		if text, is := objects[len(objects)-1].(*messaging_api.TextMessage); shown != tc.shown || !is || strings.Contains(text.Text, "添付ファイル") {
			t.Errorf("%s: %d images, last %+v", tc.name, shown, objects[len(objects)-1])
		}
	}
}
