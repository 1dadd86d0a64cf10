package tree

import "fmt"

// A Fault is why a document cannot be read, for the importer to put into words that help. It is an
// error of the document; every other error of a reader is one of the reader.
type Fault struct {
	Code  FaultCode `json:"code"`
	Limit int       `json:"limit,omitempty"` // what was exceeded, in the code's unit
	At    Place     `json:"at"`
	Cause string    `json:"cause,omitempty"` // for whoever maintains the reader, in English
}

// A FaultCode says what is wrong with a document.
type FaultCode string

// The faults.
const (
	Encrypted  FaultCode = "encrypted"     // a password is asked for
	Broken     FaultCode = "broken"        // not what its first bytes promise
	Empty      FaultCode = "empty"         // no text at all
	Pictures   FaultCode = "pictures"      // pictures of text, and no text
	Unreadable FaultCode = "unreadable"    // its fonts do not say which letters they show
	TooLarge   FaultCode = "too_large"     // Limit is in MB
	Inflated   FaultCode = "inflated"      // unpacked, it is too large; Limit is in MB
	TooMany    FaultCode = "too_many"      // parts, sheets, rows: Limit is their number
	TooSlow    FaultCode = "too_slow"      // Limit is in seconds
	OutOfSpace FaultCode = "out_of_memory" // reading it needs more memory than a document may take
	LongCell   FaultCode = "long_cell"     // one cell of so many letters is a mistake
	Quotes     FaultCode = "quotes"        // quotation marks leave open where a cell ends
)

// Error implements error.
func (f *Fault) Error() string {
	if f.Cause != "" {
		return fmt.Sprintf("document is %s: %s", f.Code, f.Cause)
	}
	return fmt.Sprintf("document is %s", f.Code)
}
