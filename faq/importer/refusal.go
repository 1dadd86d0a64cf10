package importer

import "madoguchi/catalogue"

// A Refusal says to the person who imports why a file was not read, and what to do about it.
type Refusal struct {
	File   string // the file's base name
	Reason string // in Japanese: what it is, and what helps
	Cause  string // what its reader says, for whoever maintains it; empty for most

	key    catalogue.Key
	values []any
}

// Error implements error, in Japanese.
func (r *Refusal) Error() string { return r.In(catalogue.JA) }

// In is the refusal in a language.
func (r *Refusal) In(l *catalogue.Language) string {
	return l.Say("import.refused.whole", "file", r.File, "reason", r.reason(l))
}

// reason fills in the sentence; a value that is a key is a part of it with a sentence of its own.
func (r *Refusal) reason(l *catalogue.Language) string {
	if r.key == "" {
		return r.Reason
	}
	values := make([]any, len(r.values))
	for i, v := range r.values {
		if key, ok := v.(catalogue.Key); ok && i%2 == 1 {
			v = l.Say(key)
		}
		values[i] = v
	}
	return l.Say(r.key, values...)
}

// refuse makes a refusal; Read adds the file's name.
func refuse(key catalogue.Key, values ...any) error {
	r := &Refusal{key: key, values: values}
	r.Reason = r.reason(catalogue.JA)
	return r
}

func (k *fileKind) refusal() error {
	return refuse("import.refused.kind", "kind", k.name, "help", k.help)
}
