// Package compiled carries what the search knows of Japanese in the form that it is used in: the
// morphological dictionary, the office dictionary, and what was fitted, as flat arrays that are mapped
// with the program and neither unpacked nor parsed.
//
// The files are made by "make build", from the pinned module of the dictionary and from the tree's own
// sources, and are not part of the tree:
//
//	go run ./faq/search/compiled/gen faq/search/compiled
//	go build -tags compiled ./cmd/madoguchi
//
// Without the tag, On is false, and each package makes for itself at its first use what stands here:
// the answers are the same, a second of processor time and some 40 MB later. NOTICE says whose
// dictionary it is.
package compiled

// Tag is the build tag that a program with the compiled files is built with.
const Tag = "compiled"
