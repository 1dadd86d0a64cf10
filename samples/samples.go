// Package samples carries the FAQ documents and the office file of an invented office, with which
// a fresh program runs, demonstrates and tests itself.
package samples

import "embed"

// Files holds hanro.txt, tsunagu.txt and office.yaml.
//
//go:embed *.txt *.yaml
var Files embed.FS
