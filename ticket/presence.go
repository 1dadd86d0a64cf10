package ticket

import "time"

// PresenceTime is for how long somebody counts as being at a ticket's page after it was last shown to them: a browser
// without a script tells of itself only when a page is opened.
const PresenceTime = 2 * time.Minute

// A Presence is what somebody does at a ticket's page.
type Presence int

// The presences.
const (
	Absent  Presence = iota // nothing: a page in the background brings itself up to date
	Looking                 // they have it before them
	Writing                 // they are writing to the member
)

// A Present is a colleague at a ticket's page.
type Present struct {
	Name    string
	Writing bool
}
