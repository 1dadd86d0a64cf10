package main

import (
	"context"
	"strings"

	"madoguchi/office"
	"madoguchi/office/edits"
)

// What the office file says of its hours and closed days is noted in the database as it changes, so that a change of the
// file breaks and mends promises as one at the desk does: while the program runs or between two runs of it, and once,
// however many processes read the file.

// dated are the parts by which days of business are counted.
var dated = []edits.Part{edits.Hours, edits.Closures}

// A notedPart is what this process knows of a part: what the file says, and what is in force.
type notedPart struct {
	file, now string
	version   int // of what the file says, in the database
}

// noteFile notes what the file says otherwise than before.
func (s *server) noteFile(ctx context.Context) error {
	if s.office.path == "" { // the sample is the program's
		return nil
	}
	s.office.reading.Lock()
	defer s.office.reading.Unlock()
	laid := s.office.laid.Load()
	for _, p := range dated {
		if err := s.notePart(ctx, laid.Part(p)); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) notePart(ctx context.Context, st *office.Standing) error {
	f := s.office
	says, mine := fileSays(st), f.noted[st.Part]
	if mine.version > 0 && mine.file == says {
		mine.now = st.Now
		f.noted[st.Part] = mine
		return nil
	}
	last, err := s.db.store.FilePart(ctx, st.Part)
	if err != nil {
		return err
	}
	if last.Version == 0 || last.Text != says {
		next := edits.Edit{Part: st.Part.InFile(), Version: last.Version + 1, Text: says, Basis: wasInForce(st, mine, last)}
		if err := s.db.store.SaveFilePart(ctx, next); err != nil {
			return err
		}
		if last, err = s.db.store.FilePart(ctx, st.Part); err != nil || last.Text != says {
			return err // another process has another file: the next look sees which of them stays
		}
	}
	if f.noted == nil {
		f.noted = map[edits.Part]notedPart{}
	}
	f.noted[st.Part] = notedPart{says, st.Now, last.Version}
	return nil
}

// fileKeeps stands before a part that the file keeps from the desk: that, too, changes what is in force.
const fileKeeps = "# desk_edits: no\n"

func fileSays(st *office.Standing) string {
	if st.Closed {
		return fileKeeps + st.File
	}
	return st.File
}

// wasInForce is what a part said before the file changed: as this process knows, or, when it has just begun, as what is
// known of the file and the desk has it.
func wasInForce(st *office.Standing, mine notedPart, last edits.Edit) string {
	kept := strings.HasPrefix(last.Text, fileKeeps)
	switch {
	case mine.version > 0:
		return mine.now
	case last.Version == 0:
		return st.Now
	case st.Closed && !kept && !st.Edit.Back():
		return st.Edit.Text
	case st.Edited() && !kept:
		return st.Now
	}
	return last.Text
}
