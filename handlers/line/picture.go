package line

import (
	"slices"
	"strings"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chat"
)

// pictures are the images that the office sends along, as far as LINE can show them: by https, with
// a preview. Everything else has its address in the text alone.
func pictures(m chat.Message, from *messaging_api.Sender) []part {
	var parts []part
	for _, f := range m.Files {
		if f.Type == "image" && f.Preview != "" && strings.HasPrefix(f.URL, "https://") && len(f.URL) <= maxPicture && len(f.Preview) <= maxPicture {
			parts = append(parts, part{object: &messaging_api.ImageMessage{OriginalContentUrl: f.URL, PreviewImageUrl: f.Preview, Sender: from}})
		}
	}
	return parts
}

const maxPicture = 2000 // characters of an image's address

// withoutPictures leaves out the images, where a request has no room for them.
func withoutPictures(parts []part) []part {
	return slices.DeleteFunc(slices.Clone(parts), func(p part) bool {
		_, is := p.object.(*messaging_api.ImageMessage)
		return is
	})
}
