// Package edits names what of the office file can be changed at the desk, and what a change of it is.
//
// The office file stays what it is: a change lies over one [Part] of it, as text that the file itself could say, and is
// kept in versions. Package office lays them over the file and says what comes of it; postgres keeps them; the desk
// makes them.
//
//	e := edits.Edit{Part: edits.Hours, Version: 3, Text: "hours:\n  mon: 10:00-16:00\nholidays: true\n", Basis: asTheFileSays}
//	laid, err := office.Lay(file, []edits.Edit{e})
package edits

import (
	"errors"
	"slices"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
)

// A Part is what is changed at once: keys of the office file that belong together. The database and addresses of the
// desk keep the word.
type Part string

// The parts.
const (
	Hours    Part = "hours"    // 受付時間: the week, and whether it holds on national holidays
	Closures Part = "closures" // 休業日: closed days, and days with other hours
	Teams    Part = "teams"    // チーム: who there is to get a ticket
	Routes   Part = "routes"   // 担当の振り分け: who of them gets which
	Texts    Part = "texts"    // 文面: what members read, and are promised
	Forms    Part = "forms"    // 質問票: what members are asked
	Notices  Part = "notices"  // お知らせ: what the first screen announces
	Care     Part = "care"     // つらい気持ちの方へ: who can be talked to at once
	After    Part = "after"    // 解決のあと: whether satisfaction is asked, and when a wait is over
)

// Parts are all there are, in the order in which they are shown, and laid.
func Parts() []Part {
	return []Part{Hours, Closures, Teams, Routes, Texts, Forms, Notices, Care, After}
}

// Label is what a part is called.
func (p Part) Label() string { return catalogue.JA.Say(catalogue.Key("office.part." + string(p))) }

// Known reports whether there is such a part.
func (p Part) Known() bool { return slices.Contains(Parts(), p) }

// An Edit is one version of a part as it was saved at the desk.
type Edit struct {
	ID      int64
	Part    Part
	Version int    // of the part, from 1
	Text    string // the part as the office file would say it; "" = as the file says
	Basis   string // what the file said of it when the edit was made
	Made    time.Time
	By      chat.Person
}

// Back reports whether an edit gives the part back to the office file.
func (e *Edit) Back() bool { return e.Text == "" }

// ErrChanged says that somebody has changed the part since it was looked at.
var ErrChanged = errors.New("the part has changed meanwhile")

// InFile returns the name under which is kept what the office file itself says of a part, beside what the desk does: a change
// of the file is a version there, whose Text is the part as the file says it now and whose Basis is what was in force
// before. The file stays where it is and nothing of this lies over it; the versions say which promises a change breaks.
func (p Part) InFile() Part { return filePrefix + p }

// FilePart is the part that a name of InFile stands for; false where it is none.
func (p Part) FilePart() (Part, bool) {
	part, in := strings.CutPrefix(string(p), filePrefix)
	return Part(part), in
}

const filePrefix = "file:"
