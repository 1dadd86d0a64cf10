package bot

import (
	"fmt"
	"strings"

	"madoguchi/chat"
)

// A FileFate is what became of a file that a member sent along.
type FileFate string

// The fates of a file.
const (
	FileKept    FileFate = "kept"
	FileGone    FileFate = "gone"    // the platform no longer has it
	FileTooBig  FileFate = "too_big" // it is larger than we keep
	FileFull    FileFate = "full"    // the contact has sent as much as we keep of one
	FileExpired FileFate = "expired" // it was kept, and is old
)

// FileNews tells the staff of a ticket what became of a file; size is in bytes, of a kept one.
func FileNews(fate FileFate, f chat.File, size int64) string {
	name := strings.Trim(words.sent(chat.Event{Files: []chat.File{f}}), "［］")
	return words.file(fate, name, size)
}

// megabytes is a size for people.
func megabytes(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%dKB", max(bytes/1024, 1))
	}
	return fmt.Sprintf("%.1fMB", float64(bytes)/(1<<20))
}
