package turn

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
