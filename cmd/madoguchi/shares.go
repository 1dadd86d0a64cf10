package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/shared"
	"madoguchi/postgres"
	"madoguchi/reading"
)

// shareDays is for how many days the link to a file that staff sent to a member works. The member is
// told the last of them, so it works until that one ends in Japan.
const shareDays = 30

func shareUntil(now time.Time) time.Time {
	y, m, d := now.In(reading.JST).Date()
	return time.Date(y, m, d+shareDays, 23, 59, 59, 0, reading.JST)
}

// shares keep what staff send to members, each under an address of its own.
type shares struct {
	store *postgres.Store
	base  string // how browsers reach us
	now   func() time.Time
}

// Unshare implements slack.Shares.
func (x shares) Unshare(ctx context.Context, files []chat.File) error {
	ids := make([]string, len(files))
	for i, f := range files {
		ids[i] = f.ID
	}
	return x.store.UnshareFiles(ctx, ids...)
}

// Share implements slack.Shares. The id is 192 random bits; what a file is, its first bytes say.
func (x shares) Share(ctx context.Context, to chat.Address, f chat.File, content []byte) (chat.File, error) {
	id := make([]byte, 24)
	_, _ = rand.Read(id) // never fails
	f.ID = base64.RawURLEncoding.EncodeToString(id)
	f.Until = shareUntil(x.now())
	mediaType := http.DetectContentType(content)
	file, preview := shared.Address(f.ID)
	f.Type, f.URL = "file", x.base+file
	if shared.HasPreview(mediaType, content) {
		f.Type, f.Preview = "image", x.base+preview
	}
	return f, x.store.ShareFile(ctx, to, f, mediaType, content)
}
