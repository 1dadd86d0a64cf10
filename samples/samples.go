// Package samples carries the FAQ documents and the office file of an invented office, with which
// a fresh program runs, demonstrates and tests itself. [Files] holds office.yaml and the documents that it names.
//
// The labelled messages beside them (*.jsonl) are not carried: the search is fitted and measured on them, see
// docs/search.md.
package samples

import "embed"

// Files holds hanro.txt, tsunagu.txt and office.yaml.
//
//go:embed *.txt *.yaml
var Files embed.FS
