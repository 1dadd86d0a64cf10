package chat

// A Front is what a visitor is shown before the first word, on a channel that has a page for it: who the
// office is, whether anybody is there, and everything that can be begun. Each text is a sentence of the
// office's; each choice does what the same choice in the talk does.
type Front struct {
	Office     string           `json:"office"`
	Open       bool             `json:"open"`              // somebody is there now
	Hours      string           `json:"hours"`             // today's, or that the office is closed and when it opens
	Promise    string           `json:"promise"`           // until when a request that is made now is answered
	Notices    []string         `json:"notices"`           // the office's own, of the programme
	Programmes []FrontProgramme `json:"programmes"`        // in the office's order, those that have ended last; none where there is only one
	Programme  string           `json:"programme"`         // whose questions and notices these are; "" = all that run
	Questions  []Choice         `json:"questions"`         // what is asked most
	Sections   []FrontSection   `json:"sections"`          // all there is to read, by its document's headings
	Requests   []Choice         `json:"requests"`          // what the office can be asked to do
	Purpose    string           `json:"purpose"`           // what the office does with what is written here
	Privacy    string           `json:"privacy,omitempty"` // the page of its privacy policy
}

// A FrontProgramme is a programme as a visitor chooses it.
type FrontProgramme struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Note  string `json:"note,omitempty"` // its term, where it has one
	Ended bool   `json:"ended,omitempty"`
}

// A FrontSection is a heading with the questions below it.
type FrontSection struct {
	Title     string   `json:"title"`
	Questions []Choice `json:"questions"`
}
