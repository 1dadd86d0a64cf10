package files

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
)

// shareDays is for how many days the link to a file that staff sent to a member works. The member is
// told the last of them, so it works until that one ends in Japan.
const shareDays = 30

func shareUntil(now time.Time) time.Time {
	y, m, d := now.In(reading.JST).Date()
	return time.Date(y, m, d+shareDays, 23, 59, 59, 0, reading.JST)
}

// Kept keeps what the office sends until its time is over.
type Kept interface {
	// ShareFile keeps a file for a contact under f.ID until f.Until.
	ShareFile(ctx context.Context, to chat.Address, f chat.File, mediaType string, content []byte) error
	// UnshareFiles forgets files by their ids.
	UnshareFiles(ctx context.Context, ids ...string) error
}

// Shares keep what staff send to members, each file under an address of its own.
type Shares struct {
	kept Kept
	base string
	now  func() time.Time
}

// NewShares gives out addresses below base, by which browsers reach us.
func NewShares(kept Kept, base string, now func() time.Time) Shares { return Shares{kept, base, now} }

// Unshare forgets files that were kept for a reply which was not sent.
func (x Shares) Unshare(ctx context.Context, files []chat.File) error {
	ids := make([]string, len(files))
	for i, f := range files {
		ids[i] = f.ID
	}
	return x.kept.UnshareFiles(ctx, ids...)
}

// Share keeps a file for a contact and gives it back with the address at which it can be fetched, and
// until when. The id in it is 192 random bits; what a file is, its first bytes say.
func (x Shares) Share(ctx context.Context, to chat.Address, f chat.File, content []byte) (chat.File, error) {
	id := make([]byte, 24)
	_, _ = rand.Read(id) // never fails
	f.ID = base64.RawURLEncoding.EncodeToString(id)
	f.Until = shareUntil(x.now())
	mediaType := http.DetectContentType(content)
	file, preview := Address(f.ID)
	f.Type, f.URL = "file", x.base+file
	if HasPreview(mediaType, content) {
		f.Type, f.Preview = "image", x.base+preview
	}
	return f, x.kept.ShareFile(ctx, to, f, mediaType, content)
}
