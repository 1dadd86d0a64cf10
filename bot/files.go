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

func (phrasebook) file(fate FileFate, name string, size int64) string {
	switch fate {
	case FileKept:
		return fmt.Sprintf("📎 %s（%s）を受け取りました。窓口の画面で開けます。", name, megabytes(size))
	case FileTooBig:
		return fmt.Sprintf("⚠️ %sは大きすぎて受け取れませんでした。分けて送るか、メールで送るよう会員にお願いしてください。", name)
	case FileFull:
		return fmt.Sprintf("⚠️ この会員から預かれる量を超えたため、%sは受け取れませんでした。メールで送るよう会員にお願いしてください。", name)
	}
	return fmt.Sprintf("⚠️ %sは送信元に残っておらず、受け取れませんでした。必要なら、もう一度送るよう会員にお願いしてください。", name)
}

// megabytes is a size for people.
func megabytes(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%dKB", max(bytes/1024, 1))
	}
	return fmt.Sprintf("%.1fMB", float64(bytes)/(1<<20))
}
