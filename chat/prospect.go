package chat

// A Prospect is what would become of a reply if it were sent now, for whoever is about to send it.
type Prospect struct {
	Free    bool // it costs nothing: the contact has just written
	Gone    bool // the contact has blocked us
	Over    bool // the month's quota does not allow it
	Group   bool // it goes to a group, for all there to read
	Cost    int  // units of the quota, where it is not free
	Limited bool // there is a quota
	Left    int  // of it
}

// Arrives reports whether the contact would get it.
func (p Prospect) Arrives() bool { return !p.Gone && (p.Free || !p.Over) }
