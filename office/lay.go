package office

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"
	"reflect"
	"slices"
	"strings"

	"madoguchi/office/edits"
)

// A Laid is an office file with what was changed at the desk laid over it, part by part.
//
// The result passes the very checks that a file passes. What no longer fits the file, because a team was renamed in it
// for instance, is left out and said so in its [Standing]: it never keeps a good file from being taken.
type Laid struct {
	Office *Office    // what is in force
	Parts  []Standing // one for each part, in their order

	data []byte // the file
}

// A Standing is where a part stands between the file and the desk.
type Standing struct {
	Part   edits.Part
	Edit   edits.Edit // the latest; Version 0 = there never was one
	File   string     // the part as the file says it
	Now    string     // the part as it is in force
	Closed bool       // the file says that the desk does not change it
	Faults Faults     // why the edit is not in force
}

// Edited reports whether the desk's words are in force.
func (s *Standing) Edited() bool { return !s.Edit.Back() && !s.Closed && s.Faults == nil }

// Ignored reports whether there is an edit that is not in force: it does not fit, or the file keeps the part to itself.
func (s *Standing) Ignored() bool { return !s.Edit.Back() && !s.Edited() }

// Overtaken reports whether the file says something else of the part than when it was changed at the desk.
func (s *Standing) Overtaken() bool { return !s.Edit.Back() && s.Edit.Basis != s.File }

// Part is where a part stands.
func (l *Laid) Part(p edits.Part) *Standing {
	for i := range l.Parts {
		if l.Parts[i].Part == p {
			return &l.Parts[i]
		}
	}
	return &Standing{Part: p, Closed: true}
}

// Lay reads an office file, as [Parse] does, and lays the latest edits of its parts over it. It fails only where the
// file itself is wrong.
func Lay(data []byte, latest []edits.Edit) (*Laid, error) {
	alone, err := lay(data, nil)
	if err != nil {
		return nil, err
	}
	l := &Laid{Office: alone.office, data: data}
	var open []int
	for _, p := range edits.Parts() {
		st := Standing{Part: p, File: alone.texts[p], Now: alone.texts[p], Closed: !alone.office.Editable(p)}
		if i := slices.IndexFunc(latest, func(e edits.Edit) bool { return e.Part == p }); i >= 0 {
			st.Edit = latest[i]
		}
		l.Parts = append(l.Parts, st)
		if st.Edited() {
			open = append(open, len(l.Parts)-1)
		}
	}
	l.fit(open)
	return l, nil
}

// fit puts into force as many of the edits as go together with the file and with each other: all of them nearly always.
// Where they do not, the most that do; of as many, those of the earlier parts.
func (l *Laid) fit(open []int) {
	var choices []int
	for set := 1; set < 1<<len(open); set++ {
		choices = append(choices, set)
	}
	slices.SortStableFunc(choices, func(a, b int) int {
		if more := bits.OnesCount(uint(b)) - bits.OnesCount(uint(a)); more != 0 {
			return more
		}
		return earlier(a, b)
	})
	best := 0
	for _, set := range choices {
		if out, err := lay(l.data, l.chosen(open, set)); err == nil {
			l.Office, best = out.office, set
			for i, at := range open {
				if set&(1<<i) != 0 {
					l.Parts[at].Now = out.texts[l.Parts[at].Part]
				}
			}
			break
		}
	}
	for i, at := range open {
		if best&(1<<i) == 0 {
			_, err := lay(l.data, l.chosen(open, best|1<<i))
			l.Parts[at].Faults = faultsOf(err)
		}
	}
}

// earlier compares sets of as many by which has the earlier parts.
func earlier(a, b int) int {
	if differ := a ^ b; differ != 0 && a&(differ&-differ) != 0 {
		return -1
	}
	return 1
}

func (l *Laid) chosen(open []int, set int) (out []edits.Edit) {
	for i, at := range open {
		if set&(1<<i) != 0 {
			out = append(out, l.Parts[at].Edit)
		}
	}
	return out
}

// Try is what would be in force if a part said something else; "" = what the file says of it. What would not be a good
// office file is refused as [Faults].
func (l *Laid) Try(p edits.Part, text string) (*Laid, error) {
	st := l.Part(p)
	if st.Closed {
		return nil, Faults{{Text: words("office.fault.closed")}}
	}
	var latest []edits.Edit
	for _, other := range l.Parts {
		switch {
		case other.Part == p:
			latest = append(latest, edits.Edit{Part: p, Version: st.Edit.Version + 1, Text: text, Basis: st.File})
		case other.Edited():
			latest = append(latest, other.Edit)
		}
	}
	if _, err := lay(l.data, slices.DeleteFunc(slices.Clone(latest), func(e edits.Edit) bool { return e.Back() })); err != nil {
		return nil, faultsOf(err)
	}
	return Lay(l.data, latest)
}

// Before is the office as it would be had a part said something else, be it the file's alone to say: as it was before
// the file changed. What fits the rest of the file no more is refused as [Faults].
func (l *Laid) Before(p edits.Part, text string) (*Office, error) {
	var over []edits.Edit
	for _, other := range l.Parts {
		if other.Part != p && other.Edited() {
			over = append(over, other.Edit)
		}
	}
	out, err := lay(l.data, append(over, edits.Edit{Part: p, Text: text}))
	if err != nil {
		return nil, faultsOf(err)
	}
	return out.office, nil
}

// Changes names the parts that say something else than in from.
func (l *Laid) Changes(from *Laid) (changed []edits.Part) {
	for _, st := range l.Parts {
		if st.Now != from.Part(st.Part).Now {
			changed = append(changed, st.Part)
		}
	}
	return changed
}

// An outcome is an office with its parts as they are written.
type outcome struct {
	office *Office
	texts  map[edits.Part]string
}

// lay makes the office of a file and edits, or says what is wrong with it.
func lay(data []byte, over []edits.Edit) (*outcome, error) {
	var d file
	shipped, err := shippedForms()
	if err != nil {
		return nil, err
	}
	if err := decode(defaultFile, &d); err != nil {
		return nil, fmt.Errorf("read the default office file: %w", err)
	}
	f, text, err := readFile(data)
	if err != nil {
		return nil, err
	}
	for _, e := range over {
		s, err := ReadSection(e.Part, e.Text)
		if err != nil {
			return nil, err
		}
		f.take(e.Part, s)
	}
	f.fill(d)
	out := &outcome{texts: map[edits.Part]string{}}
	section := f.section() // before the office is made of it, which makes codes of the names of countries
	for _, p := range edits.Parts() {
		if out.texts[p], err = section.Text(p); err != nil {
			return nil, err
		}
	}
	o, errs := f.office(shipped, d.Retention)
	if len(errs) > 0 {
		return nil, fmt.Errorf("read office file: %w", withoutLines(placed(errors.Join(errs...), text), over))
	}
	out.office = o
	return out, nil
}

// withoutLines takes the lines off the faults of what the desk has changed: they are not the file's.
func withoutLines(faults Faults, over []edits.Edit) Faults {
	for i := range faults {
		if slices.ContainsFunc(over, func(e edits.Edit) bool { return e.Part == PartOf(faults[i].Key) }) {
			faults[i].Line = 0
		}
	}
	return faults
}

// DeskEdits names the parts that the office leaves to the desk, for who asks in words.
func (o *Office) DeskEdits() []edits.Part {
	return slices.DeleteFunc(edits.Parts(), func(p edits.Part) bool { return !o.Editable(p) })
}

// Editable reports whether the office leaves a part to the desk. It does unless its file says otherwise.
func (o *Office) Editable(p edits.Part) bool { return o.desk == nil || slices.Contains(*o.desk, p) }

// deskEdits reads what the file leaves to the desk: no or yes, or a list of the parts.
func (f *file) deskEdits(o *Office) error {
	var list []edits.Part
	switch v := f.Desk.(type) {
	case nil:
		return nil
	case bool:
		if v {
			return nil
		}
	case string:
		switch strings.ToLower(v) {
		case "yes":
			return nil
		case "no":
		default:
			return at("desk_edits", "office.fault.desk_edits", "value", v, "known", partNames())
		}
	case []any:
		for i, one := range v {
			p := edits.Part(fmt.Sprint(one))
			if !p.Known() {
				return at(nth("desk_edits", i), "office.fault.desk_edits", "value", fmt.Sprint(one), "known", partNames())
			}
			list = append(list, p)
		}
	default:
		return at("desk_edits", "office.fault.desk_edits", "value", fmt.Sprint(v), "known", partNames())
	}
	o.desk = &list
	return nil
}

func partNames() string {
	var names []string
	for _, p := range edits.Parts() {
		names = append(names, string(p))
	}
	return strings.Join(names, words("office.fault.list_mark"))
}

// Show is the office file as it would have to be for all to be in force that is, with nothing changed at the desk: the
// file itself, remarks and all, with what the desk has changed in the place of what it said.
func (l *Laid) Show() ([]byte, error) {
	text, err := plain(l.data)
	if err != nil {
		return nil, err
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	for i := range l.Parts {
		if st := &l.Parts[i]; st.Edited() {
			text = replaceKeys(text, KeysOf(st.Part), st.Now)
		}
	}
	shown, err := Lay(text, nil)
	if err != nil {
		return nil, fmt.Errorf("write the office file anew: %w", err)
	}
	if !reflect.DeepEqual(shown.Office, l.Office) {
		return nil, fmt.Errorf("write the office file anew: it would say something else in %v", shown.Office.Changes(l.Office))
	}
	return text, nil
}

// replaceKeys puts lines into the place of those of some keys, or behind the file where it has none of them. A key's
// lines are its own and those further in, with the lists that YAML lets stand as far out; remarks before the next key
// belong to that.
func replaceKeys(text []byte, keys []string, with string) []byte {
	var out, held []string
	in, placed := false, false
	put := func() {
		if !placed {
			out, placed = append(out, strings.TrimSuffix(with, "\n")), true
		}
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		key, _, isKey := strings.Cut(line, ":")
		outside := line != "" && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "}") && !strings.HasPrefix(line, "]")
		switch {
		case outside && !strings.HasPrefix(line, "#"):
			if in = isKey && slices.Contains(keys, strings.Trim(key, `"' `)); in {
				out, held = append(out, held...), nil
				put()
				continue
			}
		case in && (line == "" || strings.HasPrefix(line, "#")):
			held = append(held, line) // inside, or before the next key: the next line tells
			continue
		case in:
			held = nil
			continue
		}
		out, held = append(append(out, held...), line), nil
	}
	out = append(out, held...)
	put()
	return []byte(strings.TrimPrefix(strings.Join(out, "\n"), "\n") + "\n")
}
