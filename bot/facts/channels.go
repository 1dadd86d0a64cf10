package facts

import (
	"maps"
	"slices"

	"madoguchi/chat"
)

// LearnChannels takes note of which channels there are and what each can do.
func (f *Facts) LearnChannels(channels map[string]chat.Capabilities) {
	f.seen.channels.Store(&channels)
}

// Can is what a channel can do: nothing where there is no such channel.
func (f *Facts) Can(channel string) chat.Capabilities { return f.all()[channel] }

// Has reports whether there is a channel.
func (f *Facts) Has(channel string) bool {
	_, ok := f.all()[channel]
	return ok
}

// Elsewhere is another channel than here on which members talk, the first by name. It reports false
// where there is none.
func (f *Facts) Elsewhere(here string) (string, bool) {
	all := f.all()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if name != here && all[name].Members {
			return name, true
		}
	}
	return "", false
}

func (f *Facts) all() map[string]chat.Capabilities {
	if p := f.seen.channels.Load(); p != nil {
		return *p
	}
	return nil
}
