package importer

import "fmt"

// A Refusal says to the person who imports why a file was not read, and what to do about it.
type Refusal struct {
	File   string // the file's base name
	Reason string // in Japanese: what it is, and what helps
}

// Error implements error.
func (r *Refusal) Error() string { return r.File + " は取り込めませんでした。" + r.Reason }

// refuse makes a refusal; Read adds the file's name.
func refuse(format string, args ...any) error {
	return &Refusal{Reason: fmt.Sprintf(format, args...)}
}

func (k *fileKind) refusal() error { return refuse("%sです。%s", k.name, k.help) }
