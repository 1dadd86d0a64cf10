package importer

import "madoguchi/catalogue"

// A Refusal says to the person who imports why a file was not read, and what to do about it.
type Refusal struct {
	File   string // the file's base name
	Reason string // in Japanese: what it is, and what helps
	Cause  string // what its reader says, for whoever maintains it; empty for most
}

// Error implements error.
func (r *Refusal) Error() string {
	return say("import.refused.whole", "file", r.File, "reason", r.Reason)
}

// refuse makes a refusal; Read adds the file's name.
func refuse(key catalogue.Key, values ...any) error {
	return &Refusal{Reason: say(key, values...)}
}

func (k *fileKind) refusal() error {
	return refuse("import.refused.kind", "kind", say(k.name), "help", say(k.help))
}
